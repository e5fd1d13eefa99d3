"""A proposal as its page shows it: the year by cohort, the map, and what it asks of each school."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import quantiles
from typing import Any

from rollout.proposals.pins import pinned
from rollout.scheduler.price import Broken, broken_rules, gaps, left_out, spacing
from rollout.scheduler.problem import Plan, Problem, is_on_map, km

MAP_WIDTH, MAP_HEIGHT, MARGIN = 640, 420, 28
VENUE_SIDE, SCALE_X = 14, 16
NAME_WIDTH, NAME_HEIGHT = 7.0, 16  # of a letter, and of a line
CHART_WIDTH, CHART_HEIGHT = 320, 90


@dataclass(frozen=True)
class Cell:
    """One workshop in the year: what stands out about it."""

    period: int
    day: dt.date
    stand_in: str
    venue: str
    missed: int
    weeks_off: int
    is_pinned: bool
    is_broken: bool
    is_missing: bool = False  # no workshop here, and none is asked for
    is_past: bool = False


@dataclass(frozen=True)
class Row:
    """One cohort's year."""

    number: int
    name: str
    weekday: int
    venue: str
    facilitator: str
    size: int
    seats: int
    schools: list[tuple[str, str, int]]
    cells: list[Cell]


def missing_in(before: Mapping[str, Any] | None) -> set[tuple[int, int]]:
    """The cells, cohort and period, in which nothing was planned when a change was asked for."""
    return {(number, period) for number, period in (before or {}).get("missing", [])}


def first_day(problem: Problem) -> dt.date:
    """The first day that can still be planned."""
    return min(problem.days, default=dt.date.min)


def judged(problem: Problem, plan: Plan, before: Mapping[str, Any] | None) -> list[Broken]:
    """The rules that a plan breaks. Of a least change, what is past isn't judged, nor months that
    have no workshop."""
    if not before:
        return broken_rules(problem, plan)
    empty = {(number, plan.cohorts[number].dates[period]) for number, period in missing_in(before)}
    broken = broken_rules(problem, plan, first_day(problem))
    return [each for each in broken if (each.cohort, each.day) not in empty]


def year_rows(
    problem: Problem,
    plan: Plan,
    names: Mapping[str, str],
    cohorts: Sequence[str],
    pins: dict[str, Any],
    before: Mapping[str, Any] | None = None,
) -> list[Row]:
    """Every cohort's line, with the workshops that break a rule marked."""
    broken = judged(problem, plan, before)
    held, missing = pinned(pins, "dates"), missing_in(before)
    begins = first_day(problem) if before else dt.date.min
    return [
        Row(
            number=number,
            name=cohorts[number],
            weekday=cohort.weekday,
            venue=names.get(cohort.venue, "–"),
            facilitator=names.get(cohort.facilitator, "–"),
            size=cohort.size,
            seats=problem.venue[cohort.venue].seats if cohort.venue in problem.venue else 0,
            schools=sorted(
                (names.get(school, "–"), school, n) for school, n in cohort.members.items()
            ),
            cells=[
                replace(
                    cell,
                    is_missing=(number, cell.period) in missing,
                    is_past=cell.day < begins,
                )
                for cell in cells_of(problem, number, plan, names, broken, held)
            ],
        )
        for number, cohort in enumerate(plan.cohorts)
    ]


def cells_of(
    problem: Problem,
    number: int,
    plan: Plan,
    names: Mapping[str, str],
    broken: Sequence[Broken],
    held: set[Any],
) -> list[Cell]:
    cohort = plan.cohorts[number]
    marked = {each.day for each in broken if each.cohort in (number, None)}
    off = [0, *(spacing(problem, gap) for gap in gaps(cohort))]
    return [
        Cell(
            period=period,
            day=day,
            stand_in=names.get(cohort.leader(day), "–")
            if cohort.leader(day) != cohort.facilitator
            else "",
            venue=names.get(cohort.venue_on(day), "–")
            if cohort.venue_on(day) != cohort.venue
            else "",
            missed=left_out(problem, plan, number, day),
            weeks_off=off[period],
            is_pinned=(number, period) in held,
            is_broken=day in marked,
        )
        for period, day in enumerate(cohort.dates)
    ]


@dataclass(frozen=True)
class SchoolShare:
    """What a plan asks of a school: a superuser's kilometres on average, one way, where they are
    known; how many of them meet outside the common time, where there is one; and workshops missed
    as the school is closed."""

    name: str
    superusers: int
    km: float | None
    outside: int | None
    missed: int


@dataclass(frozen=True)
class Spread:
    """The schools' kilometres: a tenth have less than `low`, a tenth more than `high`."""

    low: float
    middle: float
    high: float
    longest: float


def school_shares(problem: Problem, plan: Plan, names: Mapping[str, str]) -> list[SchoolShare]:
    """Every school's share of the year, by name."""
    shares = []
    for school in problem.schools:
        homes = [(c, c.members[school.id]) for c in plan.cohorts if c.members.get(school.id)]
        placed = sum(n for _cohort, n in homes)
        ways = sum(n * km(school, problem.venue[c.venue]) for c, n in homes)
        known = is_on_map(school) and all(is_on_map(problem.venue[c.venue]) for c, _n in homes)
        outside = sum(n for c, n in homes if c.weekday != problem.preferred_weekday)
        shares.append(
            SchoolShare(
                name=names.get(school.id, "–"),
                superusers=school.superusers,
                km=round(ways / placed, 1) if placed and known else None,
                outside=outside if problem.has_common_time else None,
                missed=sum(n * len(school.closed.intersection(c.dates)) for c, n in homes),
            )
        )
    return sorted(shares, key=lambda share: share.name)


def spread(shares: Sequence[SchoolShare]) -> Spread | None:
    """How evenly the way to the workshops falls on the schools; none for fewer than two."""
    ways = sorted(share.km for share in shares if share.km is not None)
    if len(ways) < 2:
        return None
    tenths = quantiles(ways, n=10, method="inclusive")
    return Spread(round(tenths[0], 1), round(tenths[4], 1), round(tenths[8], 1), ways[-1])


@dataclass(frozen=True)
class Dot:
    """A place on the map."""

    x: float
    y: float
    name: str
    label: float = 0.0  # how high the name stands

    @property
    def left(self) -> float:
        return round(self.x - VENUE_SIDE / 2, 1)

    @property
    def top(self) -> float:
        return round(self.y - VENUE_SIDE / 2, 1)


@dataclass(frozen=True)
class MapLine:
    """From a school to its cohort's venue; `look` tells cohorts apart by colour and dashes."""

    x1: float
    y1: float
    x2: float
    y2: float
    look: int


@dataclass(frozen=True)
class TravelMap:
    """Schools, venues and the ways between them, in a box of MAP_WIDTH by MAP_HEIGHT."""

    schools: list[Dot]
    venues: list[Dot]
    ways: list[MapLine]
    scale_end: float
    km: int


def travel_map(problem: Problem, plan: Plan, names: Mapping[str, str]) -> TravelMap | None:
    """The map; none where no two places differ."""
    places = [*problem.schools, *problem.venues]
    xs, ys = [p.x for p in places], [p.y for p in places]
    if not places or (len(set(xs)) == 1 and len(set(ys)) == 1):
        return None
    wide, high = max(xs) - min(xs), max(ys) - min(ys)
    scale = min(
        (MAP_WIDTH - 2 * MARGIN) / max(wide, 0.1), (MAP_HEIGHT - 2 * MARGIN) / max(high, 0.1)
    )
    left = (MAP_WIDTH - wide * scale) / 2
    top = (MAP_HEIGHT - high * scale) / 2

    def dot(place: Any) -> Dot:
        x, y = left + (place.x - min(xs)) * scale, top + (max(ys) - place.y) * scale
        return Dot(round(x, 1), round(y, 1), names.get(place.id, "–"))

    ways = []
    for number, cohort in enumerate(plan.cohorts):
        end = dot(problem.venue[cohort.venue])
        for school in cohort.members:
            start = dot(problem.school[school])
            ways.append(MapLine(start.x, start.y, end.x, end.y, number % 6))
    used = {cohort.venue for cohort in plan.cohorts}
    kilometres = next(n for n in (100, 50, 20, 10, 5, 2, 1) if n * scale < MAP_WIDTH / 3 or n == 1)
    return TravelMap(
        [dot(school) for school in problem.schools],
        labelled([dot(venue) for venue in problem.venues if venue.id in used]),
        ways,
        round(SCALE_X + kilometres * scale, 1),
        kilometres,
    )


def labelled(dots: list[Dot]) -> list[Dot]:
    """Each name as near above or below its place as it has room beside the names before it."""
    done: list[Dot] = []
    for dot in sorted(dots, key=lambda dot: (dot.y, dot.x)):
        heights = [
            height
            for n in range(4)
            for height in (
                dot.y - VENUE_SIDE - n * NAME_HEIGHT,
                dot.y + 1.6 * VENUE_SIDE + n * NAME_HEIGHT,
            )
        ]
        free = (at for at in heights if not any(covers(dot, at, other) for other in done))
        done.append(replace(dot, label=round(next(free, heights[0]), 1)))
    return done


def covers(dot: Dot, label: float, other: Dot) -> bool:
    """Whether a name at some height would lie over another one, or over its place."""
    beside = abs(dot.x - other.x) > NAME_WIDTH * (len(dot.name) + len(other.name)) / 2
    on_place = abs(label - NAME_HEIGHT / 3 - other.y) < NAME_HEIGHT
    return not beside and (abs(label - other.label) < NAME_HEIGHT or on_place)


@dataclass(frozen=True)
class Falling:
    """How cost fell and bound rose while the planner worked, as SVG points."""

    cost: str
    bound: str


def falling(track: Sequence[Sequence[float]], seconds: float, limit: int) -> Falling | None:
    """The run's chart, as wide as the time it may take; none before there is a plan. Each value
    holds until the next, the last one until now."""
    if not track:
        return None
    values = [row[1] for row in track] + [max(0, row[2]) for row in track]
    top, bottom = max(values), min(values)
    ends = [*(row[0] for row in track[1:]), max(seconds, track[-1][0])]

    def points(place: int) -> str:
        pairs = []
        for row, end in zip(track, ends, strict=True):
            y = CHART_HEIGHT * (top - max(0, row[place])) / (top - bottom or 1)
            pairs += [f"{CHART_WIDTH * min(at, limit) / limit:.1f},{y:.1f}" for at in (row[0], end)]
        return " ".join(pairs)

    return Falling(points(1), points(2))
