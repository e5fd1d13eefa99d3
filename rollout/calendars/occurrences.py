"""When the events of a calendar take place: repeats, what is left out of them, and what is moved.

An occurrence is known by its event's UID and its own instant, whichever zone and kind they are
written in. What can't be told for certain is NotUnderstood.
"""

import datetime as dt
import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils import timezone
from icalendar import Event
from icalendar.prop import vBroken, vDDDLists, vRecur

from rollout.calendars.repeating import Rule, numbers, weekday

MOST_TIMES = 3000
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
MARGIN = dt.timedelta(days=31)  # how far outside the days asked for a moved occurrence may begin
DAY = dt.timedelta(days=1)
Moment = dt.date | dt.datetime


class NotUnderstood(Exception):
    """One event whose days can't be told."""


@dataclass(frozen=True)
class Occurrence:
    """One time that an event takes place. `at` is the day on which the series has it, "" for an
    event that isn't one; `event` is the one whose name holds."""

    event: Event
    at: str
    start: Moment
    length: dt.timedelta


@dataclass(frozen=True)
class Change:
    """What is told of one occurrence of a series, or of it and all that follow (`goes_on`)."""

    event: Event
    of: Moment
    goes_on: bool

    @property
    def is_cancelled(self) -> bool:
        return is_cancelled(self.event)


class LeftOut:
    """Occurrences that don't take place as the series has them, by their instant or their day."""

    def __init__(self, moments: Iterable[Moment]) -> None:
        given = list(moments)
        self.instants = {aware(m) for m in given if isinstance(m, dt.datetime)}
        self.days = {m for m in given if not isinstance(m, dt.datetime)}
        self.days_of_instants = {instant.date() for instant in self.instants}

    def has(self, moment: Moment) -> bool:
        if isinstance(moment, dt.datetime):
            return aware(moment) in self.instants or moment.date() in self.days
        return moment in self.days or moment in self.days_of_instants


def change_of(event: Event) -> Change | None:
    """What an event changes of a series; None for an event of its own."""
    of = moment_of(event, "RECURRENCE-ID")
    if of is None:
        return None
    reach = str(event["RECURRENCE-ID"].params.get("RANGE", "")).upper()
    return Change(event, of, reach == "THISANDFUTURE")


def occurrences(
    event: Event, changes: list[Change], first: dt.date, last: dt.date
) -> Iterator[Occurrence]:
    """Each time that an event of its own takes place, near the days from the first to the last."""
    start = moment_of(event, "DTSTART")
    if start is None:
        raise NotUnderstood
    length = length_of(event, start)
    out = LeftOut([*(c.of for c in changes if not c.goes_on), *listed(event, "EXDATE")])
    repeated = "RRULE" in event or "RDATE" in event
    times = repeats(event, start, first - length - MARGIN, last + MARGIN) if repeated else {}
    lasting = sorted((c for c in changes if c.goes_on), key=lambda change: aware(change.of))
    for moment, own in (times or {start: None}).items():
        if not out.has(moment):
            at = day_of(moment).isoformat() if repeated else ""
            kept = Occurrence(event, at, moment, own or length)
            yield from followed(kept, [c for c in lasting if aware(c.of) <= aware(moment)])


def followed(kept: Occurrence, lasting: list[Change]) -> Iterator[Occurrence]:
    """An occurrence as the last of the changes that go on has it; none where that cancels it."""
    if not lasting:
        yield kept
        return
    change = lasting[-1]
    if change.is_cancelled:
        return
    start = moment_of(change.event, "DTSTART")
    if start is None or type(start) is not type(change.of) or type(start) is not type(kept.start):
        raise NotUnderstood
    moved = kept.start + (naive(start) - naive(change.of))
    yield Occurrence(change.event, kept.at, moved, length_of(change.event, start))


def changed(change: Change) -> Iterator[Occurrence]:
    """The one occurrence that a change tells of by itself."""
    if change.is_cancelled or change.goes_on:
        return
    start = moment_of(change.event, "DTSTART")
    if start is None:
        raise NotUnderstood
    at = day_of(change.of).isoformat()
    yield Occurrence(change.event, at, start, length_of(change.event, start))


def is_cancelled(event: Event) -> bool:
    return str(the(event, "STATUS") or "").upper() == "CANCELLED"


def the(event: Event, name: str) -> object:
    """A property's value; one that stands twice must say the same both times."""
    value = event.get(name)
    if not isinstance(value, list):
        return value
    if len({each.to_ical() for each in value}) > 1:
        raise NotUnderstood
    return value[0]


def moment_of(event: Event, name: str) -> Moment | None:
    """A property's day or moment; None where it is missing. Anything else isn't understood."""
    value = the(event, name)
    if value is None:
        return None
    moment = None if isinstance(value, vBroken) else getattr(value, "dt", None)
    if not isinstance(moment, dt.date):
        raise NotUnderstood
    return moment


def length_of(event: Event, start: Moment) -> dt.timedelta:
    """How long an event lasts. A day's end isn't included, so one day lasts a day; a day that ends
    at an hour lasts that day too. An end before the start isn't understood."""
    least = dt.timedelta() if isinstance(start, dt.datetime) else DAY
    end = moment_of(event, "DTEND")
    length = until(start, end) if end is not None else duration_of(event) or least
    if length < dt.timedelta():
        raise NotUnderstood
    return max(length, least)


def duration_of(event: Event) -> dt.timedelta | None:
    value = the(event, "DURATION")
    if value is None:
        return None
    length = None if isinstance(value, vBroken) else getattr(value, "dt", None)
    if not isinstance(length, dt.timedelta):
        raise NotUnderstood
    return length


def until(start: Moment, end: Moment) -> dt.timedelta:
    if isinstance(start, dt.datetime):
        return aware(end) - aware(start)
    if not isinstance(end, dt.datetime):
        return end - start
    its = aware(end)
    return its.date() - start + (DAY if its.time() > dt.time() else dt.timedelta())


def repeats(
    event: Event, start: Moment, first: dt.date, last: dt.date
) -> dict[Moment, dt.timedelta | None]:
    """When a repeated event begins, from the first day to the last, and how long it lasts where
    that is its own. The rule is worked out in the event's own clock time, so that it keeps its hour
    when the clocks change."""
    wall = naive(start)
    rule = the(event, "RRULE")
    walls = [wall, *(by_rule(rule, wall, first, last) if rule is not None else ())]
    times: dict[dt.datetime, tuple[Moment, dt.timedelta | None]] = {
        aware(restored(each, start)): (restored(each, start), None) for each in walls
    }
    for moment, length in dates(event):
        like = alike(moment, start)
        times[aware(like)] = (like, length)
    return {m: own for _key, (m, own) in sorted(times.items()) if first <= day_of(m) <= last}


def restored(wall: dt.datetime, start: Moment) -> Moment:
    return wall.replace(tzinfo=start.tzinfo) if isinstance(start, dt.datetime) else wall.date()


def alike(moment: Moment, start: Moment) -> Moment:
    """A moment in the kind and zone of a series' start: a day is at the start's hour."""
    if not isinstance(start, dt.datetime):
        return aware(moment).date()
    if not isinstance(moment, dt.datetime):
        return dt.datetime.combine(moment, start.timetz())
    if moment.tzinfo is None or start.tzinfo is None:
        return moment.replace(tzinfo=start.tzinfo)
    return moment.astimezone(start.tzinfo)


def by_rule(
    rule: object, wall: dt.datetime, first: dt.date, last: dt.date
) -> Iterator[dt.datetime]:
    """A rule's times up to the last day. One that no calendar has a day for isn't understood."""
    if not isinstance(rule, vRecur):
        raise NotUnderstood
    parts = {k.upper(): v if isinstance(v, list) else [v] for k, v in rule.items()}
    frequency = str(parts.get("FREQ", [""])[0]).upper()
    count = int(parts.pop("COUNT", [0])[0])
    ends = min([dt.datetime.combine(last, dt.time.max), *map(end_of, parts.pop("UNTIL", []))])
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
    days = repeating.days(wall.date() if count else first, ends.date())
    times = (dt.datetime.combine(day, wall.time()) for day in days)
    most = min(count or MOST_TIMES, MOST_TIMES)
    return itertools.islice((time for time in times if time <= ends), most)


def word(value: object) -> str:
    return value.decode() if isinstance(value, bytes) else str(value)


def end_of(until: Moment) -> dt.datetime:
    """A rule's last moment; a day is included whole."""
    if until.year >= 9999:
        return dt.datetime.max
    if isinstance(until, dt.datetime):
        return naive(aware(until))
    return dt.datetime.combine(until, dt.time.max)


def dates(event: Event) -> Iterator[tuple[Moment, dt.timedelta | None]]:
    """The days, moments and periods of RDATE; a period has a length of its own."""
    for entry in entries(event, "RDATE"):
        if isinstance(entry, tuple):
            start, end = entry
            yield start, end if isinstance(end, dt.timedelta) else until(start, end)
        elif isinstance(entry, dt.date):
            yield entry, None


def listed(event: Event, name: str) -> list[Moment]:
    return [entry for entry in entries(event, name) if isinstance(entry, dt.date)]


def entries(event: Event, name: str) -> Iterator[object]:
    """What RDATE or EXDATE holds, which may stand on several lines. One that can't be read would
    leave an occurrence that isn't, so the event isn't understood."""
    lines = event.get(name, [])
    for line in lines if isinstance(lines, list) else [lines]:
        if not isinstance(line, vDDDLists):
            raise NotUnderstood
        yield from (entry.dt for entry in line.dts)


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
