"""The first plan: those who were left over get a cohort, where others make room."""

from dataclasses import replace

import pytest

from rollout.scheduler import price
from rollout.scheduler.clock import Clock
from rollout.scheduler.draft import Draft, from_plan, to_plan, unplaced
from rollout.scheduler.first import place_left
from rollout.scheduler.grid import Grid
from rollout.scheduler.problem import PLANNED_MODES, Mode
from rollout.scheduler.solve import solve
from tests.benchmarks.plan_instances import make_problem
from tests.scheduler.problems import small


def without(draft: Draft, schools: set[int]) -> Draft:
    return tuple(
        replace(cohort, members={s: n for s, n in cohort.members.items() if s not in schools})
        for cohort in draft
    )


@pytest.mark.parametrize("mode", PLANNED_MODES)
def test_those_left_over_get_a_cohort(mode: Mode) -> None:
    problem = make_problem("lillestrom", mode, 5)
    plan = solve(problem, time_limit=20, first_only=True).plan
    assert plan
    grid = Grid(problem)
    left = without(from_plan(grid, plan), {0, 7})
    assert unplaced(grid, left) == {0: grid.people[0], 7: grid.people[7]}
    with Clock(20) as clock:
        draft = place_left(grid, left, clock, 1)
    assert not unplaced(grid, draft)
    assert price.broken_rules(problem, to_plan(grid, draft)) == []


def test_where_there_is_no_room_they_stay_left_over() -> None:
    problem = small(7, cohorts=2, schools=5, periods=3)
    plan = solve(problem, time_limit=20).plan
    assert plan
    fuller = replace(problem.schools[0], id="new", superusers=500)
    grid = Grid(replace(problem, schools=(*problem.schools, fuller)))
    draft = from_plan(grid, plan)
    with Clock(20) as clock:
        assert unplaced(grid, place_left(grid, draft, clock, 1))
