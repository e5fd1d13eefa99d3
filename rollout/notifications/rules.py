"""Pure decisions: when a mail is tried again, and when reminders are due."""

import datetime as dt
from collections.abc import Callable, Iterable

MINUTE = dt.timedelta(minutes=1)
DAY = dt.timedelta(days=1)
# After each failed try the next is further off; when these are used up, a person has to look.
RETRY_AFTER = (1 * MINUTE, 5 * MINUTE, 30 * MINUTE, 120 * MINUTE, 720 * MINUTE)
# A reminder that couldn't go out for this long is of no use any more.
TOO_LATE = 14 * DAY
# No reminder goes out in the evening.
EVENING = dt.time(18)
LONGEST_BREAK = 120

IsOpen = Callable[[dt.date], bool]


def next_try(attempts: int, now: dt.datetime) -> dt.datetime | None:
    """When to try again after so many attempts; None when it is time to give up."""
    return now + RETRY_AFTER[attempts - 1] if attempts <= len(RETRY_AFTER) else None


def open_day(day: dt.date, is_open: IsOpen, step: int) -> dt.date:
    """The day itself where schools are open, else the next that is: later with 1, earlier with -1.

    A calendar that is closed for months gives the day itself.
    """
    days = (day + dt.timedelta(days=n * step) for n in range(LONGEST_BREAK))
    return next((found for found in days if is_open(found)), day)


def before_day(workshop_day: dt.date, days: int, is_open: IsOpen) -> dt.date:
    """The school day on which to remind so many days before, or the school day before that."""
    return open_day(workshop_day - dt.timedelta(days=days), is_open, -1)


def after_day(workshop_day: dt.date, days: int, is_open: IsOpen) -> dt.date:
    """The school day on which to ask so many days after, or the next one."""
    return open_day(workshop_day + dt.timedelta(days=days), is_open, 1)


def due_before(
    workshop_day: dt.date, invited_on: dt.date, times: Iterable[int], day: dt.date, is_open: IsOpen
) -> int | None:
    """Which reminder is due on a day: the nearest to the workshop of those whose day has come.

    One whose day was on or before the day of the invitation is left out: the invitation is fresh.
    """
    if day >= workshop_day:
        return None
    due = [n for n in times if invited_on < before_day(workshop_day, n, is_open) <= day]
    return min(due, default=None)


def is_due_after(workshop_day: dt.date, days: int, day: dt.date, is_open: IsOpen) -> bool:
    """Whether to ask, so many days after a workshop, on a day: not too early, and not too late."""
    first = after_day(workshop_day, days, is_open)
    return first <= day <= first + TOO_LATE


def sending_time(now: dt.datetime, earliest: dt.time, is_open: IsOpen) -> dt.datetime:
    """When to send what is due now: on a school day, from the earliest hour, before the evening.

    `now` is local.
    """
    day = now.date()
    if is_open(day) and now.time() < EVENING:
        return max(now, now.replace(hour=earliest.hour, minute=earliest.minute, second=0))
    morning = open_day(day + DAY, is_open, 1)
    return dt.datetime.combine(morning, earliest, tzinfo=now.tzinfo)
