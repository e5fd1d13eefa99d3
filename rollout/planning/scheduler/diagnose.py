"""Why there is no plan: the smallest clash, what would help, and the plan that breaks least."""

import itertools
import time
from collections.abc import Container, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from ortools.sat.python import cp_model

from rollout.planning.scheduler.building import build_plan
from rollout.planning.scheduler.counting import shortages
from rollout.planning.scheduler.demands import (
    EXCEPTIONS,
    Demand,
    DemandKind,
    Diagnosis,
    Loosening,
    loosened,
    stands,
)
from rollout.planning.scheduler.elastic import Elastic
from rollout.planning.scheduler.loosening import objectives, reading
from rollout.planning.scheduler.placing import Placed
from rollout.planning.scheduler.price import broken_rules
from rollout.planning.scheduler.problem import Plan, Problem

MOST = 8  # loosenings that are told
FEW = 6  # demands in a clash that isn't worth a second try
SOON = 10  # or where the first took more than one part in so many of the time
CLOSE = 0.05  # how near to the least the nearest plan's broken rules may be
BUILDING = 0.15  # of the time, for the people and leaders of the nearest plan
ORDER = list(DemandKind)
FOUND = (cp_model.OPTIMAL, cp_model.FEASIBLE)

Solved = tuple[Demand, cp_model.CpSolver]


def diagnose(problem: Problem, *, time_limit: float = 1.4, seed: int = 1) -> Diagnosis:
    """Say why a problem has no plan, or give the one that it has.

    `time_limit` is in seconds. Where time ran out before any clash was found, the clash is what
    counting shows, if it shows any. Where the year as a whole is possible but its people couldn't
    be placed in it, or time ran out, the diagnosis says so (`feasible` None, `complete` False).
    """
    start = time.monotonic()
    deadline = start + time_limit
    search = Search(problem, deadline, seed)
    plan = search.plan()
    if plan and not broken_rules(problem, plan):
        return Diagnosis(True, nearest=plan, seconds=time.monotonic() - start)
    with ThreadPoolExecutor(1) as beside:
        coming = beside.submit(nearest, problem, deadline, seed)
        clash, loosenings = search.explain() if search.impossible else ((), ())
        plans = [each for each in (coming.result(), plan) if each]
    plan = min(plans, key=lambda each: len(broken_rules(problem, each)), default=None)
    breaks = tuple(broken_rules(problem, plan)) if plan else ()
    counted = shortages(problem)
    feasible = True if plan and not breaks else False if search.impossible or counted else None
    complete = search.complete and plan is not None and search.impossible
    seconds = time.monotonic() - start
    clash = with_counts(clash or counted, counted)
    return Diagnosis(feasible, clash, loosenings, plan, breaks, complete or bool(feasible), seconds)


class Search:
    """One elastic year, solved again and again with other demands held."""

    def __init__(self, problem: Problem, deadline: float, seed: int) -> None:
        self.problem, self.deadline, self.seed = problem, deadline, seed
        self.elastic = Elastic(problem)
        self.demands = frozenset(self.elastic.slacks)
        self.complete, self.impossible = True, False

    def left(self) -> float:
        return self.deadline - time.monotonic()

    def late(self) -> bool:
        """Whether the time is up, which leaves the diagnosis incomplete."""
        late = self.left() <= 0
        self.complete &= not late
        return late

    def plan(self) -> Plan | None:
        """The plan of the year with every demand held, if there is such a year."""
        self.elastic.hold(self.demands)
        solver, status = self.elastic.solve([], self.left(), self.seed)
        self.impossible = status == cp_model.INFEASIBLE
        if status not in FOUND:
            return None
        time_limit = max(0.1, self.left() / 2)
        return build_plan(self.problem, self.elastic, solver, time_limit, self.seed)

    def explain(self) -> tuple[tuple[Demand, ...], tuple[Loosening, ...]]:
        """The clash and the loosenings. What can be left alone to make the year possible is part of
        every clash, so that the same solves serve both."""
        core = self.core()
        changes: list[Loosening | None] = []
        certain: set[Demand] = set()
        for demand in core:
            if self.late():
                break
            solved = self.least_changes(demand)
            certain.update(each for each, _solver in solved)
            changes += [self.change(*each) for each in solved]
        clash = self.reduced(core, certain)
        found = sorted(dict.fromkeys(filter(None, changes)), key=lambda each: each.size)
        return tuple(clash), tuple(found[:MOST])

    def core(self) -> list[Demand]:
        """A small set of demands that clash: the smaller of two."""
        time_limit = self.left()
        cores = [self.elastic.core(time_limit, self.seed)]
        spent = time_limit - self.left()
        if cores[0] and len(cores[0]) > FEW and spent < time_limit / SOON:
            cores.append(self.elastic.core(2 * spent, self.seed + 1))
        found: list[list[Demand]] = [core for core in cores if core]
        self.complete &= bool(found)
        return in_order(sorted(found, key=len)[0]) if found else []

    def reduced(self, core: Sequence[Demand], certain: Container[Demand]) -> list[Demand]:
        """The demands of a core that can't be spared: an irreducible clash."""
        clash = list(core)
        for demand in core:
            if demand in certain:
                continue
            if self.late():
                break
            rest = [each for each in clash if each != demand]
            self.elastic.hold(rest)
            _solver, status = self.elastic.solve([], self.left(), self.seed, presolve=False)
            if status == cp_model.INFEASIBLE:
                clash = rest
            self.complete &= status != cp_model.UNKNOWN
        return clash

    def least_changes(self, demand: Demand) -> list[Solved]:
        """The least changes to one demand, of each sort, that are enough, as solved years."""
        self.elastic.hold(self.demands - {demand})
        found = []
        for objective in objectives(self.elastic, demand):
            solver, status = self.elastic.solve(objective, self.left(), self.seed)
            if status in FOUND:
                found.append((demand, solver))
            else:
                self.complete &= status == cp_model.INFEASIBLE
                break
        return found

    def change(self, demand: Demand, solver: cp_model.CpSolver) -> Loosening | None:
        """What a solved year asks for, if a plan shows that it is enough."""
        change = reading(self.elastic, demand, solver)
        if change is None or self.left() <= 0:
            self.complete &= change is None
            return None
        problem = loosened(self.problem, change)
        excepted = frozenset(change.schools if change.kind in EXCEPTIONS else ())
        wish = Placed(excepted=excepted, rules_only=True)
        plan = build_plan(problem, self.elastic, solver, self.left(), self.seed, wish)
        enough = stands(self.problem, plan, change)
        self.complete &= enough
        return change if enough else None


def nearest(problem: Problem, deadline: float, seed: int) -> Plan | None:
    """The plan that breaks least, as far as time goes; None where none is found."""
    elastic = Elastic(problem, skips=False)
    elastic.hold(())
    weights = itertools.chain.from_iterable(of.weight for of in elastic.slacks.values())
    share = BUILDING * (deadline - time.monotonic())
    time_limit = deadline - share - time.monotonic()
    solver, status = elastic.solve(weights, time_limit, seed, gap=CLOSE)
    if status not in FOUND:
        return None
    return build_plan(problem, elastic, solver, max(share, deadline - time.monotonic()), seed)


def in_order(demands: Iterable[Demand]) -> list[Demand]:
    return sorted(demands, key=lambda each: (ORDER.index(each.kind), each.whom, each.schools))


def with_counts(clash: Iterable[Demand], shortages: Iterable[Demand]) -> tuple[Demand, ...]:
    """The clash, with numbers where counting alone shows a shortage."""
    counted = {(each.kind, each.whom): each for each in shortages}
    found = []
    for demand in clash:
        count = counted.get((demand.kind, demand.whom))
        if count:
            demand = replace(demand, needed=count.needed, available=count.available)
        found.append(demand)
    return tuple(found)
