"""Calendar files (.ics) as days: all-day, timed and repeated events, within two years.

Reading is bounded: a calendar comes from elsewhere, and may be broken or made to do harm.
"""

import datetime as dt
import hashlib
import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import cast

from django.utils import timezone
from django.utils.translation import gettext_noop
from icalendar import Calendar, Event
from icalendar.error import BrokenCalendarProperty
from icalendar.prop import vBroken, vDDDLists, vRecur

from rollout.common.apart import TooHeavy, read_apart
from rollout.common.foreign_zones import harmless
from rollout.common.names import seen
from rollout.planning.calendars.repeating import Rule, numbers, weekday

NOT_A_CALENDAR = gettext_noop("it isn’t a calendar")
NOT_WHOLE = gettext_noop("it ends in the middle")
TOO_MUCH = gettext_noop("it holds too many events")
TOO_HEAVY = gettext_noop("it takes too long to read")
MOST_EVENTS = 3000
MOST_REPEATED = 200
MOST_DAYS = 200
# What a rule may say of each frequency.
COMMON_PARTS = {"FREQ", "WKST", "BYDAY", "INTERVAL"}
MONTHLY_PARTS = COMMON_PARTS | {"BYMONTH", "BYMONTHDAY", "BYSETPOS"}
KNOWN_PARTS = {
    "DAILY": COMMON_PARTS,
    "WEEKLY": COMMON_PARTS,
    "MONTHLY": MONTHLY_PARTS,
    "YEARLY": MONTHLY_PARTS,
}
OLDEST = 1990
# A timed event takes the day where it takes this much of the hours when workshops are held.
DAY_HOURS = (dt.time(8), dt.time(16))
LEAST_TAKEN = dt.timedelta(hours=3)
UID_LENGTH = 200


class NotUnderstood(Exception):
    """One event whose days can't be told."""


class UnreadableCalendar(Exception):
    """The content can't be read as a calendar; the message is one of this module's reasons."""


@dataclass(frozen=True)
class CalendarDays:
    """An event as the days it takes, both included. `uid` is its own, repeats told apart."""

    uid: str
    name: str
    first: dt.date
    last: dt.date
    is_free: bool = False


Moment = dt.date | dt.datetime


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
    moved = {
        (uid_of(event), day_of(when))
        for event in events
        if (when := moment_of(event, "RECURRENCE-ID")) is not None
    }
    found: dict[str, CalendarDays] = {}
    for event in events:
        try:
            taken = list(days_of(event, first, last, moved))
        except (NotUnderstood, BrokenCalendarProperty, OverflowError, ValueError, TypeError):
            reading.unread.append(name_of(event))
            continue
        for days in taken:
            key = days.uid if days.uid not in found else f"{days.uid}/{days.first}"
            found[key] = replace(days, uid=key)
        if len(found) > MOST_EVENTS:
            raise UnreadableCalendar(TOO_MUCH)
    reading.days = sorted(found.values(), key=lambda days: (days.first, days.uid))
    return reading


def parse(content: bytes) -> Iterator[Event]:
    """The calendar's events. The parser raises many kinds of errors on what isn't one."""
    if b"BEGIN:VCALENDAR" not in content[:4000].upper():
        raise UnreadableCalendar(NOT_A_CALENDAR)
    if not content.rstrip(b" \r\n\t\x00").upper().endswith(b"END:VCALENDAR"):
        raise UnreadableCalendar(NOT_WHOLE)
    try:
        text = content.decode("utf-8-sig", "replace")
        calendars = Calendar.from_ical(harmless(text), multiple=True)
    except (ValueError, KeyError, IndexError, TypeError, AttributeError) as error:
        raise UnreadableCalendar(NOT_A_CALENDAR) from error
    for calendar in calendars:
        for event in calendar.walk("VEVENT"):
            if str(event.get("STATUS", "")).upper() != "CANCELLED":
                yield cast(Event, event)


def days_of(
    event: Event, first: dt.date, last: dt.date, moved: set[tuple[str, dt.date]]
) -> Iterator[CalendarDays]:
    """Each time that an event takes place within the days asked for."""
    start = moment_of(event, "DTSTART")
    if start is None:
        raise NotUnderstood
    uid, name = uid_of(event), name_of(event)
    free = str(event.get("TRANSP", "")).upper() == "TRANSPARENT" or (
        str(event.get("X-MICROSOFT-CDO-BUSYSTATUS", "")).upper() == "FREE"
    )
    length = length_of(event, start)
    instead_of = moment_of(event, "RECURRENCE-ID")
    if instead_of is not None:
        starts: Iterable[tuple[str, Moment]] = [(f"{uid}/{day_of(instead_of)}", start)]
    elif "RRULE" in event or "RDATE" in event:
        times = repeats(event, start, first - length, last)
        starts = [(f"{uid}/{day_of(t)}", t) for t in times if (uid, day_of(t)) not in moved]
    else:
        starts = [(uid, start)]
    for own, begins in starts:
        taken = days_taken(begins, length)
        if taken and taken[0] <= last and taken[1] >= first:
            end = min(taken[1], taken[0] + dt.timedelta(days=MOST_DAYS - 1))
            yield CalendarDays(own, name, taken[0], end, free)


def moment_of(event: Event, name: str) -> Moment | None:
    """A property's day or moment; none where it is missing or isn't one."""
    moment = getattr(event.get(name), "dt", None) if is_whole(event.get(name)) else None
    return moment if isinstance(moment, dt.date) else None


def is_whole(value: object) -> bool:
    return not isinstance(value, vBroken)


def length_of(event: Event, start: Moment) -> dt.timedelta:
    """How long an event lasts. A day's end isn't included, so one day lasts a day."""
    least = dt.timedelta() if isinstance(start, dt.datetime) else dt.timedelta(days=1)
    end = moment_of(event, "DTEND")
    if isinstance(end, dt.datetime) and isinstance(start, dt.datetime):
        return max(aware(end) - aware(start), least)
    if end is not None and not isinstance(end, dt.datetime) and not isinstance(start, dt.datetime):
        return max(end - start, least)
    duration = event.get("DURATION")
    if duration is not None and is_whole(duration) and isinstance(duration.dt, dt.timedelta):
        return max(duration.dt, least)
    return least


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


def repeats(event: Event, start: Moment, first: dt.date, last: dt.date) -> list[Moment]:
    """When a repeated event begins, from the first day to the last. The rule is worked out in the
    event's own clock time, so that it keeps its hour when the clocks change."""
    wall = naive(start)
    times = {wall}
    if "RRULE" in event:
        times |= set(by_rule(event["RRULE"], wall, first, last))
    times |= {naive(day) for day in listed(event, "RDATE")}
    times -= {naive(day) for day in listed(event, "EXDATE")}
    wanted = sorted(time for time in times if first <= time.date() <= last)
    if not isinstance(start, dt.datetime):
        return [time.date() for time in wanted]
    return [time.replace(tzinfo=start.tzinfo) for time in wanted]


def by_rule(
    rule: object, wall: dt.datetime, first: dt.date, last: dt.date
) -> Iterator[dt.datetime]:
    """A rule's times up to the last day. One that no calendar has a day for isn't understood."""
    if not isinstance(rule, vRecur):
        raise NotUnderstood
    parts = {k.upper(): v if isinstance(v, list) else [v] for k, v in rule.items()}
    frequency = str(parts.get("FREQ", [""])[0]).upper()
    count = int(parts.pop("COUNT", [0])[0])
    until = min([dt.datetime.combine(last, dt.time.max), *map(end_of, parts.pop("UNTIL", []))])
    if wall.year < OLDEST or set(parts) - KNOWN_PARTS.get(frequency, set()):
        raise NotUnderstood
    words = {name: [word(value) for value in values] for name, values in parts.items()}
    repeating = Rule(
        frequency,
        wall.date(),
        step=int(words.get("INTERVAL", ["1"])[0]),
        week_start=weekday(words.get("WKST", ["MO"])[0])[1],
        months=numbers(words.get("BYMONTH", [])),
        month_days=numbers(words.get("BYMONTHDAY", [])),
        weekdays=frozenset(map(weekday, words.get("BYDAY", []))),
        positions=numbers(words.get("BYSETPOS", [])),
    )
    # A rule of so many times is counted from its start; another is looked at where it is asked for.
    days = repeating.days(wall.date() if count else first, until.date())
    times = (dt.datetime.combine(day, wall.time()) for day in days)
    most = min(count or MOST_EVENTS, MOST_EVENTS)
    return itertools.islice((time for time in times if time <= until), most)


def word(value: object) -> str:
    return value.decode() if isinstance(value, bytes) else str(value)


def end_of(until: Moment) -> dt.datetime:
    """A rule's last moment; a day is included whole."""
    if until.year >= 9999:
        return dt.datetime.max
    if isinstance(until, dt.datetime):
        return naive(aware(until))
    return dt.datetime.combine(until, dt.time.max)


def listed(event: Event, name: str) -> list[Moment]:
    """The days of RDATE or EXDATE, which may stand on several lines."""
    lines = event.get(name, [])
    lines = lines if isinstance(lines, list) else [lines]
    moments = [entry.dt for line in lines if isinstance(line, vDDDLists) for entry in line.dts]
    return [moment for moment in moments if isinstance(moment, dt.date)]


def aware(moment: Moment) -> dt.datetime:
    """A moment in the local time; one without a zone is local already."""
    if not isinstance(moment, dt.datetime):
        moment = dt.datetime.combine(moment, dt.time())
    if moment.tzinfo is None:
        return timezone.make_aware(moment)
    return timezone.localtime(moment)


def naive(moment: Moment) -> dt.datetime:
    """A moment's own clock time, a day's as its midnight."""
    if isinstance(moment, dt.datetime):
        return moment.replace(tzinfo=None)
    return dt.datetime.combine(moment, dt.time())


def day_of(moment: Moment) -> dt.date:
    return moment.date() if isinstance(moment, dt.datetime) else moment


def name_of(event: Event) -> str:
    return seen(str(event.get("SUMMARY", "")))[:80]


def uid_of(event: Event) -> str:
    """An event's own name; a long one, or none, becomes a short one that stays the same."""
    uid = str(event.get("UID", "")).replace("\0", "").strip()
    if uid and len(uid) <= UID_LENGTH:
        return uid
    text = uid or f"{name_of(event)} {moment_of(event, 'DTSTART')}"
    return hashlib.sha256(text.encode()).hexdigest()
