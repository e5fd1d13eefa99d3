"""Solving a year: a skeleton and a first plan from it, then ever better plans and bounds.

A small problem is closed pattern by pattern, so that its cost is proven; a large one is improved
some cohorts at a time until the time is up. A seed and a number of workers give the same plans in
the same order on any machine, since every step has a deterministic effort; how far along that way
the time limit falls depends on the machine's speed and load. A solve that ends OPTIMAL or
INFEASIBLE before its limit is therefore wholly reproducible.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from ortools.sat.python import cp_model

from rollout.planning.scheduler import price
from rollout.planning.scheduler.clock import FOUND, Clock
from rollout.planning.scheduler.draft import Draft, draft_cost, from_plan, to_plan, unplaced
from rollout.planning.scheduler.first import MANY, first_draft, place_members
from rollout.planning.scheduler.grid import Grid
from rollout.planning.scheduler.parameters import skeleton_solver
from rollout.planning.scheduler.patterns import Patterns
from rollout.planning.scheduler.problem import PLANNED_MODES, Plan, Problem
from rollout.planning.scheduler.search import Search
from rollout.planning.scheduler.skeleton import SkeletonModel

TRIES = 10  # skeletons that are tried for a first plan
RETRIES = 3  # seeds that are tried for a better one


class Status(StrEnum):
    """What a solve found out."""

    OPTIMAL = "optimal"  # no plan is cheaper
    FEASIBLE = "feasible"  # a plan; perhaps there is a cheaper one
    INFEASIBLE = "infeasible"  # proven that there is no plan
    UNKNOWN = "unknown"  # no plan found in the time, and no proof that there is none


@dataclass(frozen=True)
class Progress:
    """How far a solve has come: the best plan so far with its cost, and that no plan costs less
    than the bound."""

    seconds: float
    phase: str
    plan: Plan | None
    cost: int | None
    bound: int


@dataclass(frozen=True)
class Outcome:
    """What a solve gave. `by_kind` is the cost by kind; it is empty without a plan."""

    status: Status
    plan: Plan | None
    cost: int | None
    by_kind: dict[str, int]
    bound: int
    seconds: float


def solve(
    problem: Problem,
    *,
    time_limit: float,
    seed: int = 1,
    workers: int = 2,
    on_progress: Callable[[Progress], None] | None = None,
    should_stop: Callable[[], bool] | None = None,
    start: Plan | None = None,
    first_only: bool = False,
) -> Outcome:
    """The cheapest plan that can be found within a time limit, in seconds, and a bound; or, with
    `first_only`, the first that is found.

    `on_progress` is called in the caller's thread each time the cost or the bound gets better;
    `should_stop` is asked several times a second, in a thread of its own. `start` is a plan to
    begin from; one that breaks a rule is left aside. Raises ValueError where periods share a day,
    or where the mode is neither split nor together.
    """
    if problem.mode not in PLANNED_MODES:
        raise ValueError("A year is planned anew as split or together.")
    with Clock(time_limit, should_stop) as clock:
        solving = Solving(problem, clock, seed, workers, on_progress, first_only)
        solving.run(start)
        return solving.outcome()


class Solving:
    """One solve: the best plan and the best bound so far."""

    def __init__(
        self,
        problem: Problem,
        clock: Clock,
        seed: int,
        workers: int,
        on_progress: Callable[[Progress], None] | None,
        first_only: bool,
    ) -> None:
        self.problem, self.clock, self.seed, self.workers = problem, clock, seed, workers
        self.on_progress, self.first_only = on_progress, first_only
        self.grid = Grid(problem)
        self.phase = "skeleton"
        self.best: Draft | None = None
        self.plan: Plan | None = None
        self.cost: int | None = None
        self.bound = 0
        self.rough: float | None = None  # cost of a skeleton that isn't near the best
        self.impossible = False

    def run(self, start: Plan | None) -> None:
        """All steps, until the cost is proven or time is up."""
        if self.out_of_the_question():
            self.impossible = True
            return
        if start and not price.broken_rules(self.problem, start):
            given = from_plan(self.grid, start)
            self.better(given, draft_cost(self.grid, given))
        first = self.from_skeletons()
        if self.impossible or self.clock.over:
            return
        draft = self.best or first
        patterns = Patterns(self.grid, self.clock, self.seed, self.workers)
        if patterns.few:
            self.close(patterns, draft)
        else:
            self.improve(draft)

    @property
    def proven(self) -> bool:
        return self.cost is not None and self.bound >= self.cost

    def out_of_the_question(self) -> bool:
        """Whether it is plain that there is no plan: nowhere to meet, or a school that can't be
        split because it has a single superuser."""
        grid = self.grid
        lone = grid.split and 1 in grid.people
        return lone or not grid.slots or not self.problem.cohorts

    def from_skeletons(self) -> Draft | None:
        """A draft from the cheapest skeleton that dates can be found for."""
        model = SkeletonModel(self.grid)
        for attempt in range(TRIES):
            solver = skeleton_solver(self.seed, len(self.problem.schools))
            status = self.clock.solve(solver, model.model)
            if status == cp_model.INFEASIBLE:
                self.impossible = not attempt
                return None
            if status not in FOUND:
                return None
            if not attempt:
                self.raise_bound(math.ceil(solver.best_objective_bound - 1e-6))
            self.rough = None if status == cp_model.OPTIMAL else solver.objective_value
            skeleton = model.read(solver)
            draft = first_draft(self.grid, skeleton, self.clock, self.seed)
            if draft is not None:
                self.better(draft, draft_cost(self.grid, draft))
                return draft
            model.forbid(skeleton)
        return None

    def from_better_skeleton(self, draft: Draft | None) -> Draft | None:
        """The draft, or a cheaper one where its skeleton was far from the best and another seed's
        is nearer: a skeleton's weekdays and venues are hard to leave later."""
        model = SkeletonModel(self.grid)
        for seed in range(self.seed + 1, self.seed + RETRIES + 1):
            if self.rough is None:
                break
            solver = skeleton_solver(seed, len(self.problem.schools))
            status = self.clock.solve(solver, model.model)
            if status not in FOUND or solver.objective_value >= self.rough:
                continue
            self.raise_bound(math.ceil(solver.best_objective_bound - 1e-6))
            self.rough = None if status == cp_model.OPTIMAL else solver.objective_value
            other = first_draft(self.grid, model.read(solver), self.clock, self.seed)
            if other and (draft is None or self.is_cheaper(other, draft)):
                draft = other
                self.better(draft, draft_cost(self.grid, draft))
        return draft

    def is_cheaper(self, one: Draft, other: Draft) -> bool:
        return draft_cost(self.grid, one) < draft_cost(self.grid, other)

    def improve(self, draft: Draft | None) -> None:
        """Plan some cohorts at a time anew."""
        draft = self.from_better_skeleton(draft)
        self.phase = "search"
        if draft is not None and len(draft) > MANY:
            draft = place_members(self.grid, draft, self.clock, self.seed) or draft
            self.better(draft, draft_cost(self.grid, draft))
        if draft is not None:
            search = Search(self.grid, draft, self.clock, self.seed, self.workers)
            search.run(self.better, lambda: self.proven)

    def close(self, patterns: Patterns, draft: Draft | None) -> None:
        """Look at every pattern until the best plan is proven."""
        self.phase = "proof"
        patterns.begin(self.cost)
        favourite = tuple(sorted(cohort.slot for cohort in draft)) if draft else None
        patterns.run(self.cost, favourite, self.better, self.raise_bound)
        if not patterns.open and self.cost is None:
            self.impossible = True
        elif not patterns.open and self.cost is not None:
            self.raise_bound(self.cost)

    def better(self, draft: Draft, cost: int) -> None:
        """Keep a draft if it is a whole plan and the cheapest so far, and tell."""
        if unplaced(self.grid, draft) or (self.cost is not None and cost >= self.cost):
            return
        plan = to_plan(self.grid, draft)
        if price.broken_rules(self.problem, plan):
            return
        self.best, self.plan, self.cost = draft, plan, price.cost(self.problem, plan)
        self.tell()
        if self.first_only:
            self.clock.stopped.set()

    def raise_bound(self, bound: int) -> None:
        """Keep a bound if it is the highest so far, and tell."""
        if self.cost is not None:
            bound = min(bound, self.cost)
        if bound > self.bound:
            self.bound = bound
            self.tell()

    def tell(self) -> None:
        if self.on_progress:
            self.on_progress(
                Progress(self.clock.seconds, self.phase, self.plan, self.cost, self.bound)
            )

    def outcome(self) -> Outcome:
        """What has been found out."""
        if self.plan is None:
            status = Status.INFEASIBLE if self.impossible else Status.UNKNOWN
            return Outcome(status, None, None, {}, self.bound, self.clock.seconds)
        status = Status.OPTIMAL if self.proven else Status.FEASIBLE
        by_kind = price.cost_by_kind(self.problem, self.plan)
        return Outcome(status, self.plan, self.cost, by_kind, self.bound, self.clock.seconds)
