"""The way to a first plan: it ends with a plan, a proof that there is none, or no time left."""

import datetime as dt
from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ortools.sat.python import cp_model

from rollout.scheduler import finding, first, parameters, patterns, price
from rollout.scheduler.clock import Clock
from rollout.scheduler.draft import CohortDraft, from_plan
from rollout.scheduler.finding import Finding
from rollout.scheduler.first import place_soon
from rollout.scheduler.grid import Grid
from rollout.scheduler.parameters import steady_solver
from rollout.scheduler.problem import (
    PLANNED_MODES,
    Facilitator,
    Mode,
    Period,
    Problem,
    School,
    Venue,
)
from rollout.scheduler.search import Search
from rollout.scheduler.solve import Status, solve
from rollout.scheduler.timetable import Timetable
from tests.benchmarks.plan_instances import make_problem
from tests.scheduler.problems import cheapest, small

TUESDAY, WEDNESDAY = 1, 2
TUESDAYS = dt.date(2026, 9, 1), dt.date(2026, 9, 8)
ONE_DAY = dt.timedelta(days=1)
NEVER: frozenset[dt.date] = frozenset()
FAILING = 15  # more than the ten skeletons after which the planner once gave up


@pytest.fixture(autouse=True)
def _many_patterns(monkeypatch: pytest.MonkeyPatch) -> None:
    """No year here is small enough for its patterns to be gone through one by one."""
    monkeypatch.setattr(patterns, "MOST", 0)


def crowded(*, wednesdays: bool) -> Problem:
    """Four cohorts for eight rooms that are all free on the first Tuesday, when a single
    facilitator is there, and closed on the second, when four are: no two can meet on Tuesdays."""
    more = tuple(day + ONE_DAY for day in TUESDAYS) if wednesdays else ()
    days = tuple(sorted((*TUESDAYS, *more)))
    away = frozenset(TUESDAYS[:1])
    venues = [Venue(f"V{n}", 0, 0, 4, frozenset(TUESDAYS[1:])) for n in range(8)]
    venues.append(Venue("Far", 50, 50, 4, frozenset(TUESDAYS[:1])))
    return Problem(
        name="crowded",
        mode=Mode.TOGETHER,
        days=days,
        periods=(Period("September", days[0], days[-1]),),
        least_gap=21,
        most_gap=42,
        ideal_gap=28,
        preferred_weekday=TUESDAY,
        cohorts=4,
        schools=tuple(
            School(f"S{n}", 0, 0, 2, frozenset({TUESDAY, WEDNESDAY}), NEVER) for n in range(8)
        ),
        venues=tuple(venues),
        facilitators=(
            Facilitator("F0", 0, 0, NEVER),
            *(Facilitator(f"F{n}", 0, 0, away) for n in range(1, 4)),
        ),
    )


def told(problem: Problem, clock: Clock) -> Finding:
    return Finding(Grid(problem), clock, 1, 1, lambda _draft: None, lambda _bound: None)


def first_plan(problem: Problem, time_limit: float = 20) -> Status:
    """What a solve that ends with its first plan finds out; the plan keeps the rules."""
    outcome = solve(problem, time_limit=time_limit, workers=1, first_only=True)
    if outcome.plan:
        assert price.broken_rules(problem, outcome.plan) == []
    return outcome.status


# Weekdays without dates.


def test_a_weekday_without_dates_costs_one_skeleton_not_every_one_with_it() -> None:
    assert first_plan(crowded(wednesdays=True)) in (Status.FEASIBLE, Status.OPTIMAL)
    with Clock(20) as clock:
        way = told(crowded(wednesdays=True), clock)
        assert way.first()
        assert not way.doubtful


def test_a_year_that_has_no_dates_is_proven_impossible() -> None:
    assert first_plan(crowded(wednesdays=False)) is Status.INFEASIBLE


def test_an_opened_weekday_keeps_the_bound_true() -> None:
    problem = crowded(wednesdays=True)
    few = replace(problem, venues=problem.venues[:3], schools=problem.schools[:4], cohorts=2)
    outcome = solve(few, time_limit=20, workers=1)
    one_full_cohort = 4 * problem.prices.other_weekday
    assert (outcome.status, outcome.cost) == (Status.OPTIMAL, one_full_cohort)


def test_dates_without_a_price_will_do_where_good_ones_take_long(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(finding, "first_days", lambda *_all: None)
    assert first_plan(make_problem("lillestrom", Mode.SPLIT, 1)) is Status.FEASIBLE


def test_a_weekdays_dates_keep_the_rules() -> None:
    grid = Grid(make_problem("city", Mode.SPLIT, 1))
    slots = [slot for slot in grid.slots if slot.weekday == TUESDAY]
    counts = Counter({slot.number: n for slot, n in zip(slots, (2, 1, 1), strict=False)})
    cohorts = [CohortDraft(slot, 0, (), {}) for slot in counts.elements()]
    model = cp_model.CpModel()
    timetable = Timetable(grid, model, TUESDAY, counts)
    solver = steady_solver(1, 5)
    assert solver.solve(model) == cp_model.OPTIMAL
    dated = timetable.dated(cohorts, solver)
    for cohort in dated:
        assert all(map(grid.follows, cohort.days, cohort.days[1:]))
        rounds = zip(cohort.days, grid.slots[cohort.slot].rounds, strict=True)
        assert all(day in round_ for day, round_ in rounds)
    assert max(Counter((c.slot, day) for c in dated for day in c.days).values()) == 1
    led = Counter(day for c in dated for day in c.days)
    assert all(n <= grid.leaders[day] for day, n in led.items())


# Skeletons that leave somebody out.


@settings(max_examples=12, deadline=None, derandomize=True)
@given(seed=st.integers(0, 10_000), mode=st.sampled_from(PLANNED_MODES))
def test_a_tiny_year_gets_a_plan_or_a_proof(seed: int, mode: Mode) -> None:
    problem = small(seed, mode, weeks=3, weekdays=(1,))
    assert (first_plan(problem) is Status.INFEASIBLE) == (cheapest(problem) is None)


@pytest.mark.parametrize("seed", [4, 32])
def test_there_is_no_plan_where_every_skeleton_is_tried_and_none_has_one(
    monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    problem = small(seed, weeks=3, weekdays=(1,))
    assert cheapest(problem) is None
    with Clock(20) as clock:
        way = told(problem, clock)
        monkeypatch.setattr(way, "too_few", lambda *_skeleton: [])
        way.others(way.first())
        assert way.exhausted
        assert way.doubtful
        assert not way.impossible
    monkeypatch.setattr(Finding, "too_few", lambda *_skeleton: [])
    assert first_plan(problem) is Status.INFEASIBLE


def test_the_search_goes_on_past_failing_skeletons_until_it_is_stopped(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(finding, "place_soon", lambda *_all: None)
    seen: list[int] = []
    with Clock(60, should_stop=lambda: len(seen) >= FAILING) as clock:
        way = told(make_problem("lillestrom", Mode.TOGETHER, 1), clock)
        leave = way.leave
        monkeypatch.setattr(way, "leave", lambda each: (leave(each), seen.append(1)))
        assert way.others(way.first()) is None
        assert clock.over
    assert len(set(way.doubtful)) == len(way.doubtful) >= FAILING
    assert not way.impossible
    assert not way.exhausted


def test_without_members_nothing_is_proven_before_the_time_is_used_up(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(finding, "place_soon", lambda *_all: None)
    outcome = solve(make_problem("lillestrom", Mode.TOGETHER, 1), time_limit=1, workers=1)
    assert outcome.status is Status.UNKNOWN
    assert outcome.seconds >= 1


def test_who_was_left_out_of_the_first_skeleton_gets_a_cohort_by_mending(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    problem = make_problem("lillestrom", Mode.TOGETHER, 1)

    def without_one(*args: object) -> object:
        one, *others = place_soon(*args)
        return (replace(one, members=dict(list(one.members.items())[1:])), *others)

    monkeypatch.setattr(finding, "place_soon", without_one)
    assert first_plan(problem) is Status.FEASIBLE


def test_those_without_a_cohort_come_first() -> None:
    problem = make_problem("lillestrom", Mode.TOGETHER, 1)
    with Clock(20) as clock:
        way = told(problem, clock)
        draft = way.first()
        assert draft
        search = Search(way.grid, draft, clock, 1, 2)
        assert "left" not in {hood.kind for hood in search.choose()}
        one, *others = draft
        gone = min(one.members)
        members = {school: n for school, n in one.members.items() if school != gone}
        search.draft = (replace(one, members=members), *others)
        hood = search.choose()[0]
    assert hood.kind == "left"
    weekdays = {way.grid.slots[search.draft[n].slot].weekday for n in hood.freed}
    assert len(weekdays) == 1
    assert weekdays <= problem.schools[gone].weekdays
    assert hood.task.pool[gone] == way.grid.people[gone]


def bound_to_one_day(*, far: bool) -> Problem:
    """Two cohorts, and schools to be split that can on Tuesdays only: the near rooms have the same
    Tuesday, the far one has two."""
    problem = crowded(wednesdays=False)
    tuesdays = frozenset({TUESDAY})
    return replace(
        problem,
        mode=Mode.SPLIT,
        cohorts=2,
        schools=tuple(replace(each, weekdays=tuesdays) for each in problem.schools[:3]),
        venues=(*problem.venues[:3], Venue("Far", 50, 50, 4, NEVER))[: None if far else 3],
        facilitators=tuple(replace(each, away=NEVER) for each in problem.facilitators),
    )


def test_a_weekday_with_too_few_cohorts_for_those_who_can_on_no_other_is_proven_so() -> None:
    with Clock(20) as clock:
        way = told(bound_to_one_day(far=False), clock)
        assert way.others(way.first()) is None
        assert way.impossible
        assert not way.doubtful
    assert first_plan(bound_to_one_day(far=False)) is Status.INFEASIBLE


def test_it_gets_more_cohorts_where_there_are_dates_for_them() -> None:
    with Clock(20) as clock:
        way = told(bound_to_one_day(far=True), clock)
        draft = way.others(way.first())
        assert draft
        assert not way.doubtful
    assert first_plan(bound_to_one_day(far=True)) in (Status.FEASIBLE, Status.OPTIMAL)


def test_a_least_size_of_cohorts_brings_schools_from_farther_away(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(first, "REACH", 1)
    problem = replace(make_problem("lillestrom", Mode.TOGETHER, 1), least_size=17)
    grid = Grid(problem)
    with Clock(20) as clock:
        whole = solve(problem, time_limit=20, workers=1, first_only=True).plan
        assert whole
        draft = tuple(replace(each, members={}) for each in from_plan(grid, whole))
        assert first.place_members(grid, draft, clock, 1, reach=1) is None
        assert place_soon(grid, draft, clock, 1)


def test_a_skeleton_that_takes_long_gets_more_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parameters, "SKELETON_EFFORT", 1e-7)
    assert first_plan(make_problem("lillestrom", Mode.SPLIT, 1)) is Status.FEASIBLE


def test_mending_ends_after_its_rounds() -> None:
    problem = small(7, cohorts=2, schools=5, periods=3)
    with Clock(20) as clock:
        way = told(problem, clock)
        draft = way.first()
        assert draft
        search = Search(way.grid, draft, clock, 1, 1)
        rounds = iter(range(10))
        search.run(lambda *_better: None, lambda: next(rounds) is None, 3)
        assert next(rounds) == 3
        assert not clock.over
