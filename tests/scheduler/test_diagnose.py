"""Why there is no plan: the clash can't be made smaller, and each loosening is enough."""

import datetime as dt
import itertools
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rollout.scheduler.counting import shortages
from rollout.scheduler.demands import (
    EXCEPTIONS,
    Demand,
    DemandKind,
    Diagnosis,
    Loosening,
    loosened,
)
from rollout.scheduler.diagnose import Search, diagnose
from rollout.scheduler.elastic import Elastic
from rollout.scheduler.explain import sentences
from rollout.scheduler.price import broken_rules
from rollout.scheduler.problem import Mode, Problem
from rollout.scheduler.solve import solve
from tests.scheduler.small import TUESDAY, WEDNESDAY, small_problem

PROBLEM = small_problem()
NOVEMBER = frozenset(each for each in PROBLEM.days if each.month == 11)


def tied(problem: Problem = PROBLEM, *weekdays: int) -> Problem:
    """Every school can on some weekdays only."""
    its = frozenset(weekdays or (TUESDAY,))
    return replace(problem, schools=tuple(replace(each, weekdays=its) for each in problem.schools))


def seated(seats: int, problem: Problem = PROBLEM) -> Problem:
    return replace(problem, venues=tuple(replace(v, seats=seats) for v in problem.venues))


def shut(*days: dt.date, problem: Problem = PROBLEM) -> Problem:
    """Both venues are closed on some days."""
    venues = (replace(v, closed=v.closed | frozenset(days)) for v in problem.venues)
    return replace(problem, venues=tuple(venues))


def november(*weekdays: int) -> list[dt.date]:
    return sorted(each for each in NOVEMBER if each.weekday() in weekdays)


IMPOSSIBLE = {
    "too few seats": seated(3),
    "a school of one": replace(
        PROBLEM, schools=(replace(PROBLEM.schools[0], superusers=1), *PROBLEM.schools[1:])
    ),
    "no venue in November": shut(*NOVEMBER),
    "Tuesdays, closed in November": shut(*november(TUESDAY), problem=tied()),
    "everyone away in November": replace(
        PROBLEM, facilitators=tuple(replace(f, away=NOVEMBER) for f in PROBLEM.facilitators)
    ),
    "gaps too long for the months": replace(PROBLEM, least_gap=42),
    "gaps too short for the months": replace(PROBLEM, least_gap=3, most_gap=7),
    "nobody can together": replace(seated(5), mode=Mode.TOGETHER, schools=tuple(
        replace(school, superusers=6) for school in PROBLEM.schools[:2]
    )),
}  # fmt: skip


def diagnosis(problem: Problem) -> Diagnosis:
    return diagnose(problem, time_limit=5)


@pytest.fixture(scope="module")
def found() -> dict[str, Diagnosis]:
    return {name: diagnosis(problem) for name, problem in IMPOSSIBLE.items()}


def test_a_possible_year_gets_its_plan() -> None:
    done = diagnosis(PROBLEM)
    assert (done.feasible, done.complete, done.clash, done.loosenings) == (True, True, (), ())
    assert done.nearest is not None
    assert broken_rules(PROBLEM, done.nearest) == []


@pytest.mark.parametrize("name", IMPOSSIBLE)
def test_a_clash_cant_be_kept_but_anything_less_can(name: str, found: dict[str, Diagnosis]) -> None:
    done = found[name]
    assert (done.feasible, done.complete) == (False, True)
    search = Search(IMPOSSIBLE[name], float("inf"), 1)
    clash = [replace(each, needed=0, available=0) for each in done.clash]
    assert clash
    assert not possible(search, clash)
    for demand in clash:
        assert possible(search, [each for each in clash if each != demand])


def possible(search: Search, held: list[Demand]) -> bool:
    with search.year() as elastic:
        elastic.hold(held)
        _solver, status = elastic.solve([], 10, 1)
    assert status.name in ("OPTIMAL", "FEASIBLE", "INFEASIBLE")
    return status.name != "INFEASIBLE"


@pytest.mark.parametrize("name", IMPOSSIBLE)
def test_each_loosening_makes_a_plan_possible(name: str, found: dict[str, Diagnosis]) -> None:
    for change in found[name].loosenings:
        if change.kind not in (DemandKind.SPLIT, DemandKind.TOGETHER):
            assert diagnosis(loosened(IMPOSSIBLE[name], change)).feasible, change


@pytest.mark.parametrize("name", IMPOSSIBLE)
def test_the_nearest_plan_says_what_it_breaks(name: str, found: dict[str, Diagnosis]) -> None:
    done = found[name]
    assert done.nearest is not None
    assert list(done.breaks) == broken_rules(IMPOSSIBLE[name], done.nearest)
    assert done.breaks


@pytest.mark.parametrize("name", IMPOSSIBLE)
def test_a_diagnosis_can_be_told(name: str, found: dict[str, Diagnosis]) -> None:
    told = sentences(IMPOSSIBLE[name], found[name])
    assert told[0] == "These can't all be kept:"
    assert not any("None" in each for each in told)


def kinds(done: Diagnosis) -> set[DemandKind]:
    return {each.kind for each in done.clash}


def test_seats_and_cohorts_clash(found: dict[str, Diagnosis]) -> None:
    done = found["too few seats"]
    assert kinds(done) == {DemandKind.VENUE_SEATS, DemandKind.COHORT_COUNT}
    assert Loosening(DemandKind.COHORT_COUNT, before=3, after=4) in done.loosenings


def test_a_school_of_one_is_named(found: dict[str, Diagnosis]) -> None:
    done = found["a school of one"]
    assert [(each.kind, each.needed, each.available) for each in done.clash] == [
        (DemandKind.SPLIT, 2, 1)
    ]
    assert done.loosenings == (Loosening(DemandKind.SPLIT, schools=("S0",)),)


def test_a_closed_month_is_freed_by_days(found: dict[str, Diagnosis]) -> None:
    done = found["Tuesdays, closed in November"]
    assert {DemandKind.VENUE_CLOSED, DemandKind.WEEKDAY_RULE, DemandKind.PERIOD} <= kinds(done)
    november_demand = next(each for each in done.clash if each.kind is DemandKind.PERIOD)
    assert november_demand.whom == "2026-11"
    assert (november_demand.needed, november_demand.available) == (2, 0)


def test_absences_are_told_with_a_way_out(found: dict[str, Diagnosis]) -> None:
    done = found["everyone away in November"]
    freed = [each for each in done.loosenings if each.kind is DemandKind.FACILITATOR_AWAY]
    assert {each.whom for each in freed} == {"F0", "F1"}
    assert all(len(each.days) == 3 for each in freed)
    more = [each for each in done.loosenings if each.kind is DemandKind.FACILITATORS]
    assert len(more) == 1


def test_gaps_are_loosened_as_little_as_will_do(found: dict[str, Diagnosis]) -> None:
    done = found["gaps too long for the months"]
    least = [each for each in done.loosenings if each.kind is DemandKind.GAP_LEAST]
    assert [(each.before, each.after) for each in least] == [(42, 35)]


def test_no_time_gives_no_guess() -> None:
    done = diagnose(IMPOSSIBLE["no venue in November"], time_limit=0.0)
    assert not done.complete
    assert done.feasible is not True


def test_counting_finds_what_needs_no_solver() -> None:
    assert shortages(PROBLEM) == ()
    seats = shortages(IMPOSSIBLE["too few seats"])
    assert [(each.kind, each.needed, each.available) for each in seats] == [
        (DemandKind.VENUE_SEATS, 12, 9)
    ]
    closed = shortages(IMPOSSIBLE["no venue in November"])
    assert [(each.whom, each.available) for each in closed] == [("2026-11", 0)]
    bound = shortages(replace(seated(4, tied()), cohorts=2))
    assert (DemandKind.WEEKDAY_RULE, 12, 8) in [
        (each.kind, each.needed, each.available) for each in bound
    ]


def is_enough(problem: Problem) -> bool:
    """Whether a loosened year has a plan. The diagnosis can’t place everybody in each year that is
    possible, so there the planner is asked. It takes no months that overlap, as one that was made
    longer does: then the year as a whole must be possible."""
    told = diagnosis(problem)
    if told.feasible is not None:
        return told.feasible
    months = problem.periods
    if any(later.first <= month.last for month, later in itertools.pairwise(months)):
        return told.clash == ()
    return solve(problem, time_limit=10, workers=1).plan is not None


@pytest.mark.parametrize("closed", [(3, 4, 10, 11, 18, 25), (3, 4, 10, 11, 18, 24, 25)])
def test_what_once_was_doubted_is_enough(closed: tuple[int, ...]) -> None:
    days = [dt.date(2026, 11, day) for day in closed]
    problem = shut(*days, problem=seated(4, tied(PROBLEM, TUESDAY, WEDNESDAY)))
    problem = replace(problem, cohorts=4)
    told = diagnosis(problem)
    assert (solve(problem, time_limit=10, workers=1).plan is None) == (told.feasible is False)
    assert all(is_enough(loosened(problem, change)) for change in told.loosenings)


@settings(max_examples=6, deadline=None)
@given(
    st.frozensets(st.sampled_from(november(TUESDAY, WEDNESDAY)), max_size=7),
    st.integers(2, 4),
    st.integers(4, 6),
)
def test_whatever_is_said_is_so(closed: frozenset[dt.date], cohorts: int, seats: int) -> None:
    problem = shut(*closed, problem=seated(seats, tied(PROBLEM, TUESDAY, WEDNESDAY)))
    problem = replace(problem, cohorts=cohorts)
    done = diagnosis(problem)
    if done.feasible:
        assert done.nearest is not None
        assert broken_rules(problem, done.nearest) == []
    if done.feasible is False:
        elastic = Elastic(problem)
        assert all(replace(each, needed=0, available=0) in elastic.slacks for each in done.clash)
        for change in done.loosenings:
            if change.kind not in EXCEPTIONS:  # a problem can't hold those
                assert is_enough(loosened(problem, change))


@pytest.mark.parametrize("without", ["venues", "facilitators"])
def test_a_year_without_rooms_or_leaders_is_told_by_counting(without):
    problem = replace(PROBLEM, **{without: ()})

    told = diagnose(problem)

    assert told.feasible is False
    assert [each.available for each in told.clash] == [0]
    assert sentences(problem, told)
