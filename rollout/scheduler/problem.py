"""What is to be planned, and a plan: plain dataclasses, read from and written to JSON.

A plan gives each cohort of superusers a weekday, a venue, a facilitator and one date in each
period, and places every school's superusers in cohorts. Distances are whole kilometres, prices
whole points.
"""

import datetime as dt
import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from enum import StrEnum
from functools import cached_property
from typing import Any, Self


class Mode(StrEnum):
    """Where a school's superusers meet."""

    SPLIT = "split"  # never all of them away on one day
    TOGETHER = "together"  # all in one cohort
    EITHER = "either"  # as it comes: for mending what was announced so, not for planning anew


NO_WEEKDAY = -1  # a preferred weekday that no day is on: there is no common time
PLANNED_MODES = (Mode.SPLIT, Mode.TOGETHER)


@dataclass(frozen=True)
class Place:
    """Somewhere on the map; x and y in kilometres."""

    id: str
    x: float
    y: float


@dataclass(frozen=True)
class School(Place):
    """A school with its superusers, the weekdays on which they can, and its own closed days."""

    superusers: int
    weekdays: frozenset[int]  # Monday 0
    closed: frozenset[dt.date]


@dataclass(frozen=True)
class Venue(Place):
    """A room: one workshop a day, at most so many people."""

    seats: int
    closed: frozenset[dt.date]


@dataclass(frozen=True)
class Facilitator(Place):
    """Leads workshops, one a day."""

    away: frozenset[dt.date]


@dataclass(frozen=True)
class Period:
    """A month: every cohort meets once in it, from the first day to the last."""

    name: str
    first: dt.date
    last: dt.date


@dataclass(frozen=True)
class Prices:
    """What the soft rules cost, in points."""

    substitute: int = 15  # a workshop led by another than the cohort's facilitator
    travel: int = 1  # a superuser's way to the venue, a km
    facilitator_travel: int = 2  # the facilitator's way to the cohort's venue, a km
    other_weekday: int = 8  # a superuser in a cohort outside the preferred weekday
    spacing: int = 3  # a gap, each whole week from the ideal
    missed: int = 40  # a superuser whose school is closed on the day of a workshop
    imbalance: int = 10  # largest less smallest cohort, a person
    one_off: int = 4  # a superuser's single workshop at another venue, weekday or cohort


def is_on_map(place: Place) -> bool:
    """Whether it is known where something lies: what isn't is put in the very middle."""
    return (place.x, place.y) != (0.0, 0.0)


def km(a: Place, b: Place) -> int:
    """The distance, in whole kilometres."""
    return round(math.hypot(a.x - b.x, a.y - b.y))


@dataclass(frozen=True)
class Problem:
    """A year to plan. `days` are the working days that are open for all."""

    name: str
    mode: Mode
    days: tuple[dt.date, ...]
    periods: tuple[Period, ...]
    least_gap: int  # days between a cohort's workshops
    most_gap: int
    ideal_gap: int
    preferred_weekday: int
    cohorts: int
    schools: tuple[School, ...]
    venues: tuple[Venue, ...]
    facilitators: tuple[Facilitator, ...]
    prices: Prices = field(default_factory=Prices)
    least_size: int = 0  # superusers in a cohort

    @cached_property
    def school(self) -> dict[str, School]:
        return {school.id: school for school in self.schools}

    @cached_property
    def venue(self) -> dict[str, Venue]:
        return {venue.id: venue for venue in self.venues}

    @cached_property
    def facilitator(self) -> dict[str, Facilitator]:
        return {facilitator.id: facilitator for facilitator in self.facilitators}

    @cached_property
    def open_days(self) -> frozenset[dt.date]:
        return frozenset(self.days)

    @property
    def has_common_time(self) -> bool:
        return self.preferred_weekday != NO_WEEKDAY

    @property
    def counts_travel(self) -> bool:
        """Whether a way can differ: a school and a venue, at least, are known to the map."""
        return any(map(is_on_map, self.schools)) and any(map(is_on_map, self.venues))

    @property
    def superusers(self) -> int:
        """How many people are to be placed."""
        return sum(school.superusers for school in self.schools)

    def days_in(self, period: Period) -> list[dt.date]:
        """The open days of a period."""
        return [day for day in self.days if period.first <= day <= period.last]

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Read an instance. Raises KeyError, TypeError or ValueError where it isn't one."""
        low, high = data["gap_days"]
        return cls(
            name=data["name"],
            mode=Mode(data["mode"]),
            days=tuple(map(dt.date.fromisoformat, data["days"])),
            periods=tuple(
                Period(p["name"], dt.date.fromisoformat(p["from"]), dt.date.fromisoformat(p["to"]))
                for p in data["periods"]
            ),
            least_gap=low,
            most_gap=high,
            ideal_gap=data["ideal_gap_days"],
            preferred_weekday=data["preferred_weekday"],
            cohorts=data["cohorts"],
            schools=tuple(
                School(s["id"], s["x"], s["y"], s["superusers"], frozenset(s["weekdays"]),
                       dates(s["closed"]))
                for s in data["schools"]
            ),
            venues=tuple(
                Venue(v["id"], v["x"], v["y"], v["seats"], dates(v["closed"]))
                for v in data["venues"]
            ),
            facilitators=tuple(
                Facilitator(f["id"], f["x"], f["y"], dates(f["away"]))
                for f in data["facilitators"]
            ),
            prices=Prices(**data.get("prices", {})),
            least_size=data.get("least_size", 0),
        )  # fmt: skip

    def to_json(self) -> dict[str, Any]:
        """The instance as `from_json` reads it."""
        return {
            "name": self.name,
            "mode": str(self.mode),
            "days": [day.isoformat() for day in self.days],
            "periods": [
                {"name": p.name, "from": p.first.isoformat(), "to": p.last.isoformat()}
                for p in self.periods
            ],
            "gap_days": [self.least_gap, self.most_gap],
            "ideal_gap_days": self.ideal_gap,
            "preferred_weekday": self.preferred_weekday,
            "cohorts": self.cohorts,
            "schools": [place_as_data(school) for school in self.schools],
            "venues": [place_as_data(venue) for venue in self.venues],
            "facilitators": [place_as_data(facilitator) for facilitator in self.facilitators],
            "prices": asdict(self.prices),
            "least_size": self.least_size,
        }


def dates(texts: list[str]) -> frozenset[dt.date]:
    return frozenset(map(dt.date.fromisoformat, texts))


def place_as_data(place: Place) -> dict[str, Any]:
    """A place's fields, with sets of days and weekdays as sorted lists."""
    data: dict[str, Any] = {}
    for each in fields(place):
        value = getattr(place, each.name)
        if isinstance(value, frozenset):
            value = [v.isoformat() if isinstance(v, dt.date) else v for v in sorted(value)]
        data[each.name] = value
    return data


@dataclass(frozen=True)
class CohortPlan:
    """One cohort's year: `dates` one a period, `substitutes` by date, `members` by school.

    A year that is planned anew may need exceptions: `other_venues` by date, and `other_days`, the
    dates that are outside the cohort's weekday on purpose.
    """

    weekday: int
    venue: str
    facilitator: str
    dates: tuple[dt.date, ...]
    members: Mapping[str, int]
    substitutes: Mapping[dt.date, str] = field(default_factory=dict)
    other_venues: Mapping[dt.date, str] = field(default_factory=dict)
    other_days: frozenset[dt.date] = frozenset()

    @property
    def size(self) -> int:
        return sum(self.members.values())

    def leader(self, day: dt.date) -> str:
        """Who leads the workshop of a day: the facilitator, or the stand-in."""
        return self.substitutes.get(day, self.facilitator)

    def venue_on(self, day: dt.date) -> str:
        """Where the workshop of a day is: the cohort's venue, or another for once."""
        return self.other_venues.get(day, self.venue)


@dataclass(frozen=True)
class Guest:
    """Superusers of a school who for one period (its place in the year) meet with the cohort `host`
    instead of their own, `home`; cohorts by number."""

    period: int
    school: str
    home: int
    host: int
    count: int


@dataclass(frozen=True)
class Plan:
    """Every cohort's year, and who is another cohort's guest in a period."""

    cohorts: tuple[CohortPlan, ...]
    guests: tuple[Guest, ...] = ()

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Read a plan. Raises KeyError, TypeError or ValueError where it isn't one."""
        return cls(
            tuple(map(cohort_from_json, data["cohorts"])),
            tuple(Guest(**guest) for guest in data.get("guests", ())),
        )

    def to_json(self) -> dict[str, Any]:
        """The plan as `from_json` reads it; exceptions are named only where there are any."""
        data: dict[str, Any] = {"cohorts": [cohort_to_json(cohort) for cohort in self.cohorts]}
        if self.guests:
            data["guests"] = [asdict(guest) for guest in self.guests]
        return data


def cohort_from_json(data: Mapping[str, Any]) -> CohortPlan:
    return CohortPlan(
        weekday=data["weekday"],
        venue=data["venue"],
        facilitator=data["facilitator"],
        dates=tuple(map(dt.date.fromisoformat, data["dates"])),
        members=dict(data["members"]),
        substitutes=by_date(data.get("substitutes", {})),
        other_venues=by_date(data.get("other_venues", {})),
        other_days=dates(data.get("other_days", [])),
    )


def by_date(names: Mapping[str, str]) -> dict[dt.date, str]:
    return {dt.date.fromisoformat(day): name for day, name in names.items()}


def cohort_to_json(cohort: CohortPlan) -> dict[str, Any]:
    data: dict[str, Any] = {
        "weekday": cohort.weekday,
        "venue": cohort.venue,
        "facilitator": cohort.facilitator,
        "dates": [day.isoformat() for day in cohort.dates],
        "substitutes": {day.isoformat(): who for day, who in cohort.substitutes.items()},
        "members": dict(cohort.members),
    }
    if cohort.other_venues:
        data["other_venues"] = {day.isoformat(): at for day, at in cohort.other_venues.items()}
    if cohort.other_days:
        data["other_days"] = [day.isoformat() for day in sorted(cohort.other_days)]
    return data
