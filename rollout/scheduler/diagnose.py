"""Why there is no plan: the smallest clash, what would help, and the plan that breaks least."""

import itertools
import time
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from queue import Empty, SimpleQueue

from ortools.sat.python import cp_model

from rollout.scheduler.building import build_plan
from rollout.scheduler.counting import shortages
from rollout.scheduler.demands import (
    EXCEPTIONS,
    Demand,
    DemandKind,
    Diagnosis,
    Loosening,
    loosened,
    stands,
)
from rollout.scheduler.elastic import Elastic
from rollout.scheduler.loosening import objectives, reading
from rollout.scheduler.needed import Settled, measure_need, shrunk
from rollout.scheduler.placing import Placed
from rollout.scheduler.price import broken_rules
from rollout.scheduler.problem import Plan, Problem

WORKERS = 2
MOST = 8  # loosenings that are told
FEW = 6  # demands in a clash that isn't worth a second try
SOON = 10  # or where the first took more than one part in so many of the time
CLOSE = 0.05  # how near to the least the nearest plan's broken rules may be
BUILDING = 0.15  # of the time, for the people and leaders of the nearest plan
ORDER = list(DemandKind)
FOUND = (cp_model.OPTIMAL, cp_model.FEASIBLE)


def diagnose(problem: Problem, *, time_limit: float = 1.4, seed: int = 1) -> Diagnosis:
    """Say why a problem has no plan, or give the one that it has.

    `time_limit` is in seconds. Where time ran out before any clash was found, the clash is what
    counting shows, if it shows any. Where the year as a whole is possible but its people couldn't
    be placed in it, or time ran out, the diagnosis says so (`feasible` None, `complete` False).
    """
    start = time.monotonic()
    if not (problem.venues and problem.facilitators):
        return Diagnosis(False, shortages(problem)[:1])
    deadline = start + time_limit
    search = Search(problem, deadline, seed)
    plan = search.plan()
    if plan and not broken_rules(problem, plan):
        return Diagnosis(True, nearest=plan, seconds=time.monotonic() - start)
    with ThreadPoolExecutor(WORKERS) as pool:
        coming = pool.submit(nearest, problem, deadline, seed)
        clash, loosenings = search.explain(pool) if search.impossible else ((), ())
        plans = [each for each in (coming.result(), plan) if each]
    plan = min(plans, key=lambda each: len(broken_rules(problem, each)), default=None)
    breaks = tuple(broken_rules(problem, plan)) if plan else ()
    counted = shortages(problem)
    feasible = True if plan and not breaks else False if search.impossible or counted else None
    complete = search.complete and plan is not None and search.impossible
    seconds = time.monotonic() - start
    clash = with_counts(clash or counted, counted)
    return Diagnosis(feasible, clash, loosenings, plan, breaks, complete or bool(feasible), seconds)


@dataclass(frozen=True)
class Tried:
    """What leaving one demand gives: the changes that are each enough, whether the year is possible
    without it, which makes it part of every clash, and whether all of that is certain."""

    changes: tuple[Settled, ...]
    is_needed: bool
    certain: bool


class Search:
    """Elastic years, solved again and again with other demands held."""

    def __init__(self, problem: Problem, deadline: float, seed: int) -> None:
        self.problem, self.deadline, self.seed = problem, deadline, seed
        self.spare: SimpleQueue[Elastic] = SimpleQueue()
        with self.year() as elastic:
            self.demands = frozenset(elastic.slacks)
        self.complete, self.impossible = True, False

    @contextmanager
    def year(self) -> Iterator[Elastic]:
        """An elastic year that nobody else holds; all are alike."""
        try:
            elastic = self.spare.get_nowait()
        except Empty:
            elastic = Elastic(self.problem)
        try:
            yield elastic
        finally:
            self.spare.put(elastic)

    def left(self) -> float:
        return self.deadline - time.monotonic()

    def plan(self) -> Plan | None:
        """The plan of the year with every demand held, if there is such a year."""
        with self.year() as elastic:
            elastic.hold(self.demands)
            solver, status = elastic.solve([], self.left(), self.seed)
            self.impossible = status == cp_model.INFEASIBLE
            if status not in FOUND:
                return None
            time_limit = max(0.1, self.left() / 2)
            return build_plan(self.problem, elastic, solver, time_limit, self.seed)

    def explain(self, pool: Executor) -> tuple[tuple[Demand, ...], tuple[Loosening, ...]]:
        """The clash and the loosenings. What can be left alone to make the year possible is part of
        every clash, so that the same solves serve both."""
        core = self.core()
        tried = dict(zip(core, pool.map(self.leave, core), strict=True))
        self.complete &= all(each.certain for each in tried.values())
        doubtful = [demand for demand in core if not tried[demand].is_needed]
        clash = self.reduced(core, doubtful, pool)
        settled = itertools.chain.from_iterable(each.changes for each in tried.values())
        changes = pool.map(self.shrunk, settled)
        found = sorted(dict.fromkeys(filter(None, changes)), key=lambda each: each.size)
        return tuple(clash), tuple(found[:MOST])

    def core(self) -> list[Demand]:
        """A small set of demands that clash: the smaller of two."""
        with self.year() as elastic:
            time_limit = self.left()
            cores = [elastic.core(time_limit, self.seed)]
            spent = time_limit - self.left()
            if cores[0] and len(cores[0]) > FEW and spent < time_limit / SOON:
                cores.append(elastic.core(2 * spent, self.seed + 1))
        found: list[list[Demand]] = [core for core in cores if core]
        self.complete &= bool(found)
        return in_order(sorted(found, key=len)[0]) if found else []

    def reduced(
        self, core: list[Demand], doubtful: Sequence[Demand], pool: Executor
    ) -> list[Demand]:
        """A core without the demands that can be spared: an irreducible clash."""
        answers = list(pool.map(lambda demand: self.can_spare(core, demand), doubtful))
        clash = core
        for demand in [each for each, can in zip(doubtful, answers, strict=True) if can]:
            if clash is not core:
                answers.append(self.can_spare(clash, demand))
            if clash is core or answers[-1]:
                clash = [each for each in clash if each != demand]
        self.complete &= None not in answers
        return clash

    def can_spare(self, clash: Sequence[Demand], demand: Demand) -> bool | None:
        """Whether the rest of a clash is one; None where time ran out."""
        if self.left() <= 0:
            return None
        with self.year() as elastic:
            elastic.hold(each for each in clash if each != demand)
            _solver, status = elastic.solve([], self.left(), self.seed, presolve=False)
        return None if status == cp_model.UNKNOWN else status == cp_model.INFEASIBLE

    def leave(self, demand: Demand) -> Tried:
        """The least changes to one demand, of each sort, that are enough."""
        changes, certain, needed = [], self.left() > 0, False
        with self.year() as elastic:
            elastic.hold(self.demands - {demand})
            for objective in objectives(elastic, demand) if certain else ():
                solver, status = elastic.solve(objective, self.left(), self.seed)
                if status not in FOUND:
                    certain &= status == cp_model.INFEASIBLE
                    break
                needed = True
                settled = self.change(elastic, demand, solver)
                certain &= settled.certain
                changes.append(settled)
        return Tried(tuple(changes), needed, certain)

    def change(self, elastic: Elastic, demand: Demand, solver: cp_model.CpSolver) -> Settled:
        """What a solved year asks for, or what more of it is enough."""
        change = reading(elastic, demand, solver)
        if change is None or self.left() <= 0:
            return Settled(None, certain=change is None)
        problem = loosened(self.problem, change)
        excepted = frozenset(change.schools if change.kind in EXCEPTIONS else ())
        wish = Placed(excepted=excepted, rules_only=True)
        plan = build_plan(problem, elastic, solver, self.left(), self.seed, wish)
        if stands(self.problem, plan, change):
            return Settled(change)
        return measure_need(self.problem, demand, change, self.deadline, self.seed)

    def shrunk(self, settled: Settled) -> Loosening | None:
        return shrunk(self.problem, settled, self.deadline, self.seed)


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
