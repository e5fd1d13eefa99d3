"""Calendar files (.ics) as days: all-day, timed and repeated events, within two years.

Reading is bounded: a calendar comes from elsewhere, and may be broken or made to do harm.
"""

import datetime as dt
import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import cast

from django.utils import timezone
from django.utils.translation import gettext_noop
from icalendar import Calendar, Event
from icalendar.error import BrokenCalendarProperty
from icalendar.prop import vBroken

from rollout.calendars.occurrences import (
    Change,
    Moment,
    NotUnderstood,
    Occurrence,
    aware,
    change_of,
    changed,
    is_cancelled,
    occurrences,
    the,
)
from rollout.common.apart import TooHeavy, read_apart
from rollout.common.calendar_lines import (
    NOT_A_CALENDAR,
    UnreadableCalendar,
    calendar_text,
)
from rollout.common.foreign_zones import harmless
from rollout.common.names import seen

TOO_MUCH = gettext_noop("it holds too many events")
TOO_HEAVY = gettext_noop("it takes too long to read")
MOST_EVENTS = 3000
MOST_REPEATED = 200
MOST_DAYS = 200
# A timed event takes the day where it takes this much of the hours when workshops are held.
DAY_HOURS = (dt.time(8), dt.time(16))
LEAST_TAKEN = dt.timedelta(hours=3)
UID_LENGTH = 200
NORWEGIAN = ("nb", "no", "nn")
# What the parser and the calendar’s own rules raise on one event that is broken.
BROKEN = (
    NotUnderstood, BrokenCalendarProperty, OverflowError, ValueError, TypeError, AttributeError,
)  # fmt: skip


@dataclass(frozen=True)
class CalendarDays:
    """An event as the days it takes, both included. `uid` is its own, repeats told apart."""

    uid: str
    name: str
    first: dt.date
    last: dt.date
    is_free: bool = False


@dataclass
class Reading:
    """What a calendar held: the days of its events, and the names of those not understood."""

    days: list[CalendarDays] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)


def read_calendar(content: bytes, first: dt.date, last: dt.date) -> Reading:
    """The events of a calendar that touch the days from the first to the last, in their order,
    read in a process of its own."""
    try:
        return read_apart(read_here, content, first, last)
    except TooHeavy as error:
        raise UnreadableCalendar(TOO_HEAVY) from error


def read_here(content: bytes, first: dt.date, last: dt.date) -> Reading:
    """The same in this process."""
    events = list(parse(content))
    if len(events) > MOST_EVENTS or sum("RRULE" in event for event in events) > MOST_REPEATED:
        raise UnreadableCalendar(TOO_MUCH)
    reading = Reading()
    by_uid: dict[str, list[Event]] = defaultdict(list)
    for event in events:
        by_uid[uid_of(event)].append(event)
    found: dict[str, CalendarDays] = {}
    for uid, its in by_uid.items():
        for days in days_of(uid, its, reading.unread, first, last):
            found[days.uid] = days
        if len(found) > MOST_EVENTS:
            raise UnreadableCalendar(TOO_MUCH)
    reading.days = sorted(found.values(), key=lambda days: (days.first, days.uid))
    return reading


def parse(content: bytes) -> Iterator[Event]:
    """The calendar's events. The parser raises many kinds of errors on what isn't one."""
    text = calendar_text(content)
    try:
        calendars = Calendar.from_ical(harmless(text), multiple=True)
    except (ValueError, KeyError, IndexError, TypeError, AttributeError) as error:
        raise UnreadableCalendar(NOT_A_CALENDAR) from error
    for calendar in calendars:
        yield from (cast(Event, event) for event in calendar.walk("VEVENT"))


def days_of(
    uid: str, events: list[Event], unread: list[str], first: dt.date, last: dt.date
) -> Iterator[CalendarDays]:
    """The days of all events with one UID: a series with its changes, or several that share it. The
    names of those not understood are added to `unread`."""
    own: list[Event] = []
    changes: list[Change] = []
    for event in events:
        try:
            change = change_of(event)
            if change:
                changes.append(change)
            elif not is_cancelled(event):
                own.append(event)
        except BROKEN:
            unread.append(name_of(event))
    is_shared = len({event.to_ical() for event in own}) > 1
    for event in own:
        try:
            taken = list(taken_days(uid, occurrences(event, changes, first, last), first, last))
        except BROKEN:
            unread.append(name_of(event))
            continue
        yield from (apart(days) if is_shared else days for days in taken)
    for change in changes:
        try:
            yield from list(taken_days(uid, changed(change), first, last))
        except BROKEN:
            unread.append(name_of(change.event))


def apart(days: CalendarDays) -> CalendarDays:
    """Days of one of several events that share a UID: known by their name and first day too."""
    mark = hashlib.sha256(f"{days.uid} {days.first} {days.name}".encode()).hexdigest()
    return CalendarDays(mark, days.name, days.first, days.last, days.is_free)


def taken_days(
    uid: str, found: Iterable[Occurrence], first: dt.date, last: dt.date
) -> Iterator[CalendarDays]:
    """What occurrences take of the days asked for."""
    for each in found:
        taken = days_taken(each.start, each.length)
        if taken and taken[0] <= last and taken[1] >= first:
            end = min(taken[1], taken[0] + dt.timedelta(days=MOST_DAYS - 1))
            own = f"{uid}/{each.at}" if each.at else uid
            yield CalendarDays(own, name_of(each.event), taken[0], end, is_free(each.event))


def is_free(event: Event) -> bool:
    """Whether an event says that one is free all the same."""
    return str(the(event, "TRANSP") or "").upper() == "TRANSPARENT" or (
        str(the(event, "X-MICROSOFT-CDO-BUSYSTATUS") or "").upper() == "FREE"
    )


def days_taken(start: Moment, length: dt.timedelta) -> tuple[dt.date, dt.date] | None:
    """The first and last day that an event takes; none for one that leaves room for a workshop."""
    try:
        if not isinstance(start, dt.datetime):
            return start, start + length - dt.timedelta(days=1)
        begins, ends = aware(start), aware(start) + length
        days = [
            day
            for n in range(min((ends.date() - begins.date()).days, MOST_DAYS) + 1)
            if taken_of(day := begins.date() + dt.timedelta(days=n), begins, ends) >= LEAST_TAKEN
        ]
    except (OverflowError, ValueError):
        return None
    return (days[0], days[-1]) if days else None


def taken_of(day: dt.date, begins: dt.datetime, ends: dt.datetime) -> dt.timedelta:
    """How much of a day's working hours an event takes."""
    opens, closes = (timezone.make_aware(dt.datetime.combine(day, t)) for t in DAY_HOURS)
    return min(ends, closes) - max(begins, opens)


def name_of(event: Event) -> str:
    """An event's name; of several the Norwegian one, or else the first."""
    names = event.get("SUMMARY", "")
    if isinstance(names, list):
        spoken = [n for n in names if str(n.params.get("LANGUAGE", "")).lower()[:2] in NORWEGIAN]
        names = (spoken or names)[0]
    return seen(str(names))[:80]


def uid_of(event: Event) -> str:
    """An event's own name; a long one, or none, becomes a short one that stays the same."""
    uid = event.get("UID", "")
    uid = str(uid[0] if isinstance(uid, list) else uid).replace("\0", "").strip()
    if uid and len(uid) <= UID_LENGTH:
        return uid
    start = event.get("DTSTART")
    day = start if isinstance(start, list | vBroken) else getattr(start, "dt", None)
    text = uid or f"{name_of(event)} {day}"
    return hashlib.sha256(text.encode()).hexdigest()
