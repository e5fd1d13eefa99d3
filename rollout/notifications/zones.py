"""A time zone’s changes of the clock as a calendar file tells them.

Written here rather than by icalendar, which lists each change by itself: Outlook follows only
yearly rules and is otherwise an hour off after the first change.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from icalendar import Timezone, TimezoneDaylight, TimezoneStandard

WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


# A month, a weekday, a time of day, the zone’s offsets before and after, and which of those
# weekdays in the month it is: 1 the first one, -1 the last.
Place = tuple[int, int, dt.time, dt.timedelta, dt.timedelta, int]


@dataclass(frozen=True)
class Change:
    """A change of the clock: `wall` is what the clock showed when it was changed."""

    wall: dt.datetime
    before: dt.timedelta
    after: dt.timedelta
    name: str
    is_summer: bool

    def places(self) -> set[Place]:
        """Where in the year it falls: its weekday counted from the month’s start and its end."""
        place = (self.wall.month, self.wall.weekday(), self.wall.time(), self.before, self.after)
        from_start = (self.wall.day - 1) // 7 + 1
        is_last = (self.wall + dt.timedelta(days=7)).month != self.wall.month
        return {(*place, from_start)} | ({(*place, -1)} if is_last else set())


def offset(zone: ZoneInfo, instant: dt.datetime) -> dt.timedelta:
    return instant.astimezone(zone).utcoffset() or dt.timedelta()


def changes_in(zone: ZoneInfo, year: int) -> list[Change]:
    """The year’s changes of the clock, in order."""
    found = []
    instant = dt.datetime(year, 1, 1, tzinfo=dt.UTC)
    while instant.year == year:
        later = instant + dt.timedelta(days=1)
        if offset(zone, instant) != offset(zone, later):
            found.append(change_between(zone, instant, later))
        instant = later
    return found


def change_between(zone: ZoneInfo, early: dt.datetime, late: dt.datetime) -> Change:
    """The one change between two instants, to the minute."""
    before = offset(zone, early)
    while late - early > dt.timedelta(minutes=1):
        middle = early + dt.timedelta(minutes=(late - early) // dt.timedelta(minutes=2))
        early, late = (middle, late) if offset(zone, middle) == before else (early, middle)
    after = late.astimezone(zone)
    return Change(
        wall=(late + before).replace(tzinfo=None),
        before=before,
        after=offset(zone, late),
        name=after.tzname() or "",
        is_summer=bool(after.dst()),
    )


def timezone_component(zone: ZoneInfo, first: dt.date, last: dt.date) -> Timezone:
    """The zone as it is from the first to the last day: by yearly rules where they hold."""
    years = range(first.year - 1, last.year + 1)
    by_year = [changes_in(zone, year) for year in years]
    component = Timezone()
    component.add("tzid", zone.key)
    rules = yearly_rules(by_year)
    if rules:
        for change, week in zip(by_year[0], rules, strict=True):
            day = f"{'' if week > 0 else '-'}{abs(week)}{WEEKDAYS[change.wall.weekday()]}"
            rule = {"freq": "yearly", "bymonth": change.wall.month, "byday": day}
            component.add_component(observance(change, rule))
        return component
    start = dt.datetime(years[0], 1, 1, tzinfo=dt.UTC).astimezone(zone)
    base = start.utcoffset() or dt.timedelta()
    opening = Change(start.replace(tzinfo=None), base, base, start.tzname() or "", False)
    for change in [opening, *(change for changes in by_year for change in changes)]:
        component.add_component(observance(change))
    return component


def yearly_rules(by_year: list[list[Change]]) -> list[int]:
    """For each of a year’s changes its week in the month, where every year has the same; else none.

    The last week of the month is told as such, as zones do that change on a last Sunday.
    """
    if not by_year[0] or len({len(changes) for changes in by_year}) > 1:
        return []
    shared = [shared_places(same) for same in zip(*by_year, strict=True)]
    if not all(shared):
        return []
    return [min(place[-1] for place in places) for places in shared]


def shared_places(changes: Iterable[Change]) -> set[Place]:
    """The places in the year that all the changes have."""
    return set.intersection(*(change.places() for change in changes))


def observance(
    change: Change, rule: dict[str, object] | None = None
) -> TimezoneStandard | TimezoneDaylight:
    """One kind of time, from a change on: every year by a rule, or from that day only."""
    component = TimezoneDaylight() if change.is_summer else TimezoneStandard()
    component.add("dtstart", change.wall)
    if rule:
        component.add("rrule", rule)
    component.add("tzname", change.name)
    component.add("tzoffsetfrom", change.before)
    component.add("tzoffsetto", change.after)
    return component
