"""Solving a year: rules kept, costs and bounds true, stopping, and odd years."""

import time
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rollout.scheduler import price
from rollout.scheduler.problem import (
    PLANNED_MODES,
    Facilitator,
    Mode,
    Prices,
    Problem,
    Venue,
)
from rollout.scheduler.solve import Outcome, Progress, Status, solve
from tests.benchmarks.plan_instances import make_problem
from tests.scheduler.problems import cheapest, small

SOME_PRICES = st.sampled_from(
    [Prices(), Prices(missed=0, travel=0), Prices(substitute=60, imbalance=0), Prices(spacing=12)]
)


def checked(problem: Problem, outcome: Outcome) -> Outcome:
    """The outcome, whose plan keeps the rules and costs what it says, within its bound."""
    if outcome.plan:
        assert price.broken_rules(problem, outcome.plan) == []
        assert outcome.cost == price.cost(problem, outcome.plan)
        assert outcome.by_kind == price.cost_by_kind(problem, outcome.plan)
        assert outcome.bound <= price.cost(problem, outcome.plan)
    assert (outcome.plan is not None) == (outcome.status in (Status.OPTIMAL, Status.FEASIBLE))
    return outcome


@settings(max_examples=12, deadline=None, derandomize=True)
@given(seed=st.integers(0, 10_000), mode=st.sampled_from(PLANNED_MODES), prices=SOME_PRICES)
def test_a_tiny_year_is_solved_as_by_trying_everything(
    seed: int, mode: Mode, prices: Prices
) -> None:
    problem = small(seed, mode, weeks=3, weekdays=(1,), prices=prices)
    outcome = checked(problem, solve(problem, time_limit=20))
    best = cheapest(problem)
    assert outcome.cost == best
    assert outcome.status is (Status.INFEASIBLE if best is None else Status.OPTIMAL)


def test_two_weekdays_are_weighed_as_by_trying_everything() -> None:
    problem = small(3, Mode.TOGETHER, weeks=2, schools=2)
    assert checked(problem, solve(problem, time_limit=20)).cost == cheapest(problem)


@pytest.mark.parametrize("seed", [4, 158, 450, 1094])
def test_cohorts_for_nobody_dont_pass_for_the_cheapest(seed: int) -> None:
    """Evenness is free, most schools can on Tuesdays only, and no cohort may be empty."""
    year = small(seed, Mode.TOGETHER, weeks=2, prices=Prices(imbalance=0))
    first, *others = year.schools
    problem = replace(
        year,
        least_size=1,
        schools=(first, *(replace(each, weekdays=frozenset({1})) for each in others)),
        venues=tuple(replace(each, seats=30) for each in year.venues),
    )
    assert checked(problem, solve(problem, time_limit=20)).cost == cheapest(problem)


@pytest.mark.parametrize("mode", PLANNED_MODES)
def test_a_larger_year_is_planned_within_the_rules_and_its_bound(mode: Mode) -> None:
    problem = make_problem("lillestrom", mode, 1)
    told: list[Progress] = []
    outcome = checked(problem, solve(problem, time_limit=1, on_progress=told.append))
    assert outcome.plan
    costs = [progress.cost for progress in told if progress.cost is not None]
    bounds = [progress.bound for progress in told]
    assert costs == sorted(costs, reverse=True)
    assert bounds == sorted(bounds)
    assert told[-1].cost == outcome.cost
    assert told[-1].bound == outcome.bound > 0


def test_many_patterns_are_searched_some_cohorts_at_a_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("rollout.scheduler.patterns.MOST", 0)
    problem = small(5, cohorts=3, schools=6, periods=3)
    told: list[Progress] = []
    outcome = checked(problem, solve(problem, time_limit=1, on_progress=told.append))
    assert outcome.status is Status.FEASIBLE
    assert {progress.phase for progress in told} >= {"skeleton", "search"}


def test_the_same_seed_gives_the_same_plan() -> None:
    problem = small(7, cohorts=2, schools=5, periods=3)
    first, second = (solve(problem, time_limit=20, seed=4) for _ in range(2))
    assert first.status is Status.OPTIMAL
    assert first.plan == second.plan


def test_a_stop_is_heard_within_a_second_and_keeps_the_best_plan() -> None:
    problem = make_problem("city", Mode.SPLIT, 1)
    plans: list[Progress] = []
    asked: list[float] = []

    def stop() -> bool:
        if plans and plans[-1].plan:
            asked.append(time.monotonic())
        return bool(asked)

    outcome = solve(problem, time_limit=60, on_progress=plans.append, should_stop=stop)
    assert time.monotonic() - asked[0] < 2
    assert checked(problem, outcome).status is Status.FEASIBLE


def test_a_given_plan_is_where_it_begins() -> None:
    problem = small(7, schools=5, periods=3)
    best = solve(problem, time_limit=20)
    told: list[Progress] = []
    solve(problem, time_limit=20, start=best.plan, on_progress=told.append)
    assert told[0].cost == best.cost


def test_a_given_plan_that_breaks_a_rule_is_left_aside() -> None:
    problem = small(7, schools=5, periods=3)
    plan = solve(problem, time_limit=20).plan
    assert plan
    fewer = replace(plan, cohorts=plan.cohorts[:1])
    assert solve(problem, time_limit=20, start=fewer).status is Status.OPTIMAL


def test_no_time_is_no_answer() -> None:
    assert solve(small(7), time_limit=0).status is Status.UNKNOWN


# Odd years.


def test_cohorts_that_nobody_can_come_to_dont_help() -> None:
    problem = make_problem("lillestrom", Mode.SPLIT, 43)
    tuesdays = (replace(school, weekdays=frozenset({1})) for school in problem.schools)
    large, *others = problem.venues
    problem = replace(problem, schools=tuple(tuesdays), venues=(replace(large, seats=40), *others))
    assert solve(problem, time_limit=20).status is Status.INFEASIBLE


def test_the_first_plan_will_do() -> None:
    problem = small(7, schools=5, periods=3)
    told: list[Progress] = []
    outcome = solve(problem, time_limit=20, on_progress=told.append, first_only=True)
    assert checked(problem, outcome).plan
    assert len({progress.cost for progress in told if progress.cost is not None}) == 1


def test_one_cohort_of_one_period_needs_no_gap() -> None:
    problem = small(1, Mode.TOGETHER, cohorts=1, periods=1)
    outcome = checked(problem, solve(problem, time_limit=20))
    assert outcome.status is Status.OPTIMAL
    assert outcome.by_kind["spacing"] == outcome.by_kind["imbalance"] == 0


def test_a_school_with_a_single_superuser_cannot_be_split() -> None:
    problem = small(1)
    lone = replace(problem.schools[0], superusers=1)
    problem = replace(problem, schools=(lone, *problem.schools[1:]))
    assert solve(problem, time_limit=20).status is Status.INFEASIBLE
    together = replace(problem, mode=Mode.TOGETHER)
    assert solve(together, time_limit=20).status is Status.OPTIMAL


@pytest.mark.parametrize("mode", PLANNED_MODES)
def test_a_school_without_superusers_is_no_hindrance(mode: Mode) -> None:
    problem = small(1, mode)
    nobody = replace(problem.schools[0], superusers=0)
    problem = replace(problem, schools=(nobody, *problem.schools[1:]))
    outcome = checked(problem, solve(problem, time_limit=20))
    assert outcome.status is Status.OPTIMAL
    assert outcome.plan
    homes = sum(nobody.id in cohort.members for cohort in outcome.plan.cohorts)
    assert homes == (mode is Mode.TOGETHER)


def three_on_one_weekday(weeks: int) -> Problem:
    """A school of three, and three cohorts that meet once on one of so many days."""
    problem = small(1, cohorts=3, periods=1, weeks=weeks, weekdays=(1,), schools=1)
    school = replace(problem.schools[0], superusers=3, closed=frozenset())
    return replace(
        problem,
        schools=(school,),
        venues=tuple(Venue(f"V{n}", 0, n, 1, frozenset()) for n in range(3)),
        facilitators=tuple(Facilitator(f"F{n}", 0, 0, frozenset()) for n in range(3)),
    )


def test_three_cohorts_do_not_take_all_of_a_school_on_one_day() -> None:
    impossible, possible = three_on_one_weekday(1), three_on_one_weekday(2)
    assert solve(impossible, time_limit=20).status is Status.INFEASIBLE
    assert checked(possible, solve(possible, time_limit=20)).status is Status.OPTIMAL


def test_a_year_for_nobody_has_empty_cohorts() -> None:
    problem = replace(small(1), schools=())
    outcome = checked(problem, solve(problem, time_limit=20))
    assert outcome.plan
    assert [cohort.size for cohort in outcome.plan.cohorts] == [0, 0]


def test_more_cohorts_than_dates_is_impossible() -> None:
    problem = small(1, weeks=1, cohorts=9)
    assert solve(problem, time_limit=20).status is Status.INFEASIBLE


def test_too_few_seats_is_impossible() -> None:
    problem = small(1)
    venues = tuple(replace(venue, seats=1) for venue in problem.venues)
    assert solve(replace(problem, venues=venues), time_limit=20).status is Status.INFEASIBLE


def test_nowhere_to_meet_is_impossible() -> None:
    problem = small(1)
    shut = tuple(replace(venue, closed=frozenset(problem.days)) for venue in problem.venues)
    assert solve(replace(problem, venues=shut), time_limit=20).status is Status.INFEASIBLE
    assert solve(replace(problem, venues=()), time_limit=20).status is Status.INFEASIBLE


def test_free_facilitators_and_many_seats_are_no_hindrance() -> None:
    problem = small(2, prices=Prices(facilitator_travel=0, substitute=0, imbalance=0))
    hall = Venue("Hall", 5, 5, 500, frozenset())
    problem = replace(problem, venues=(*problem.venues, hall))
    assert checked(problem, solve(problem, time_limit=20)).status is Status.OPTIMAL


def test_a_year_at_no_price_costs_nothing() -> None:
    problem = small(2, prices=Prices(0, 0, 0, 0, 0, 0, 0))
    outcome = checked(problem, solve(problem, time_limit=20))
    assert (outcome.status, outcome.cost) == (Status.OPTIMAL, 0)


def test_periods_that_share_a_day_are_refused() -> None:
    problem = small(2)
    problem = replace(problem, periods=(problem.periods[0], problem.periods[0]))
    with pytest.raises(ValueError, match="share"):
        solve(problem, time_limit=1)


def test_a_year_is_planned_as_split_or_together() -> None:
    with pytest.raises(ValueError, match="split or together"):
        solve(small(1, Mode.EITHER), time_limit=1)
