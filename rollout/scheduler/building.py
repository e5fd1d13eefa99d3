"""A plan made of a solved elastic year: flows become cohorts, then people, then leaders."""

import datetime as dt
from collections import Counter, defaultdict

from ortools.sat.python import cp_model

from rollout.scheduler.demands import second
from rollout.scheduler.elastic import SKIPPED, Elastic, Node, Pattern
from rollout.scheduler.leading import with_leaders
from rollout.scheduler.placing import USUAL, Placed, Placing
from rollout.scheduler.problem import CohortPlan, Plan, Problem


def build_plan(
    problem: Problem,
    elastic: Elastic,
    solver: cp_model.CpSolver,
    time_limit: float,
    seed: int,
    wish: Placed = USUAL,
) -> Plan:
    """The plan for a problem, which may be looser than the elastic year's own."""
    plan = with_leaders(problem, Plan(tuple(cohorts_of(problem, elastic, solver))))
    return Placing(problem, plan, list(problem.schools), wish).solve(time_limit, seed)[0]


def cohorts_of(problem: Problem, elastic: Elastic, solver: cp_model.CpSolver) -> list[CohortPlan]:
    """The cohorts of all patterns, without people and leaders."""
    left = Counter({key: solver.value(flow) for key, flow in elastic.flows.items()})
    onward: dict[Node, list[Node]] = defaultdict(list)
    for source, target in elastic.flows:
        onward[source].append(target)
    cohorts: list[CohortPlan] = []
    for pattern in elastic.cohorts:
        taken: set[dt.date] = set()
        for start in starts(elastic, solver, pattern):
            dates = chain(start, onward, left)
            venue = pattern[1]
            if taken.intersection(dates) and second(venue) in problem.venue:
                venue = second(venue)
            else:
                taken.update(dates)
            cohorts.append(CohortPlan(pattern[0], venue, "", tuple(dates), {}))
    return cohorts


def starts(elastic: Elastic, solver: cp_model.CpSolver, pattern: Pattern) -> list[Node]:
    """The first dates of a pattern's cohorts, each as many times as cohorts begin on it."""
    return [
        node
        for node, used in elastic.used.items()
        if node[:2] == pattern and node[2] == 0
        for _time in range(solver.value(used))
    ]


def chain(
    start: Node, onward: dict[Node, list[Node]], left: Counter[tuple[Node, Node]]
) -> list[dt.date]:
    """One cohort's dates, taken out of the flows that are left."""
    nodes = [start]
    while step := next((t for t in onward[nodes[-1]] if left[nodes[-1], t]), None):
        left[nodes[-1], step] -= 1
        nodes.append(step)
    return [day for _weekday, _venue, _place, day in nodes if day != SKIPPED]
