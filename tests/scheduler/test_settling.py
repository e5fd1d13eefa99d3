"""How much of a change is enough: proven where it is no help, and never more than it must be."""

import datetime as dt
import math
import time
from dataclasses import replace

import pytest

from rollout.scheduler.demands import Demand, DemandKind, Loosening, loosened
from rollout.scheduler.needed import AMOUNTS, Settled, measure_need, shrunk
from rollout.scheduler.problem import Problem
from rollout.scheduler.solve import Status, solve
from tests.scheduler.small import TUESDAY, WEDNESDAY, small_problem

NEVER = math.inf
SMALL = small_problem()
NOVEMBER = tuple(day for day in SMALL.days if day.month == 11)


def seated(*seats: int) -> Problem:
    venues = zip(SMALL.venues, seats, strict=True)
    return replace(SMALL, venues=tuple(replace(venue, seats=n) for venue, n in venues))


def on_tuesdays(problem: Problem = SMALL) -> Problem:
    schools = (replace(each, weekdays=frozenset({TUESDAY})) for each in problem.schools)
    return replace(problem, schools=tuple(schools))


def shut(problem: Problem, *venues: str) -> Problem:
    return replace(
        problem,
        venues=tuple(
            replace(each, closed=frozenset(NOVEMBER)) if each.id in venues else each
            for each in problem.venues
        ),
    )


def away(*who: str) -> Problem:
    return replace(
        SMALL,
        facilitators=tuple(
            replace(each, away=frozenset(NOVEMBER)) if each.id in who else each
            for each in SMALL.facilitators
        ),
    )


NAMES = tuple(school.id for school in SMALL.schools)
HELPED = {
    "seats": (seated(3, 3), Demand(DemandKind.VENUE_SEATS, "V0"),
              Loosening(DemandKind.VENUE_SEATS, "V0", before=3, after=4)),
    "a venue's days": (shut(SMALL, "V0", "V1"), Demand(DemandKind.VENUE_CLOSED, "V0"),
                       Loosening(DemandKind.VENUE_CLOSED, "V0", days=NOVEMBER[:1])),
    "a facilitator's days": (away("F0", "F1"), Demand(DemandKind.FACILITATOR_AWAY, "F1"),
                             Loosening(DemandKind.FACILITATOR_AWAY, "F1", days=NOVEMBER[:1])),
    "one more facilitator": (away("F0", "F1"), Demand(DemandKind.FACILITATORS),
                             Loosening(DemandKind.FACILITATORS, days=NOVEMBER[:1])),
    "weekdays": (
        shut(replace(on_tuesdays(seated(4, 4)), venues=on_tuesdays(seated(4, 4)).venues[:1],
                     periods=(SMALL.periods[3],), most_gap=42)),
        Demand(DemandKind.WEEKDAY_RULE, schools=NAMES),
        Loosening(DemandKind.WEEKDAY_RULE, schools=NAMES[:1], weekday=WEDNESDAY)),
    "shorter gaps": (replace(SMALL, least_gap=42), Demand(DemandKind.GAP_LEAST),
                     Loosening(DemandKind.GAP_LEAST, before=42, after=41)),
    "longer gaps": (replace(SMALL, least_gap=3, most_gap=7), Demand(DemandKind.GAP_MOST),
                    Loosening(DemandKind.GAP_MOST, before=7, after=8)),
}  # fmt: skip


def status(problem: Problem, change: Loosening) -> Status:
    return solve(loosened(problem, change), time_limit=20, first_only=True).status


@pytest.mark.parametrize("name", HELPED)
def test_what_is_told_is_enough(name: str) -> None:
    problem, demand, least = HELPED[name]
    settled = measure_need(problem, demand, least, time.monotonic() + 20, 1)
    assert settled.certain
    for change in (settled.change, shrunk(problem, settled, time.monotonic() + 5, 1)):
        assert change
        assert status(problem, change) in (Status.FEASIBLE, Status.OPTIMAL)
        assert change.size >= least.size


@pytest.mark.parametrize("name", ["seats", "shorter gaps", "longer gaps"])
def test_one_less_is_too_little(name: str) -> None:
    problem, demand, least = HELPED[name]
    settled = measure_need(problem, demand, least, time.monotonic() + 20, 1)
    change = shrunk(problem, settled, NEVER, 1)
    assert change
    less = AMOUNTS[demand.kind].some(change, change.size - 1)
    assert less.size == change.size == 1 or status(problem, less) is Status.INFEASIBLE


def test_what_is_no_help_is_proven_to_be_none() -> None:
    problem = shut(on_tuesdays(seated(6, 3)), "V0", "V1")
    seats = Loosening(DemandKind.VENUE_SEATS, "V1", before=3, after=4)
    settled = measure_need(problem, Demand(seats.kind, "V1"), seats, time.monotonic() + 20, 1)
    assert settled == Settled(None, certain=True)


@pytest.mark.parametrize("kind", [DemandKind.SPLIT, DemandKind.COHORT_COUNT])
def test_other_kinds_are_left_open(kind: DemandKind) -> None:
    settled = measure_need(SMALL, Demand(kind), Loosening(kind), NEVER, 1)
    assert settled == Settled(None, certain=False)


def test_without_time_nothing_is_certain() -> None:
    problem, demand, least = HELPED["seats"]
    settled = measure_need(problem, demand, least, time.monotonic() - 1, 1)
    assert settled == Settled(None, certain=False)


def test_a_change_that_was_enough_at_once_stays() -> None:
    change = Loosening(DemandKind.VENUE_CLOSED, "V0", days=(dt.date(2026, 11, 3),))
    assert shrunk(SMALL, Settled(change), NEVER, 1) == change
