"""Solving a year: a skeleton and a first plan from it, then ever better plans and bounds.

A small problem is closed pattern by pattern, so that its cost is proven; a large one is improved
some cohorts at a time until the time is up. A seed and a number of workers give the same plans in
the same order on any machine, since every step has a deterministic effort; how far along that way
the time limit falls depends on the machine's speed and load. A solve that ends OPTIMAL or
INFEASIBLE before its limit is therefore wholly reproducible.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import partial

from rollout.scheduler import price
from rollout.scheduler.clock import Clock
from rollout.scheduler.draft import Draft, draft_cost, from_plan, to_plan, unplaced
from rollout.scheduler.finding import Finding
from rollout.scheduler.first import MANY, place_members
from rollout.scheduler.grid import Grid
from rollout.scheduler.patterns import Patterns
from rollout.scheduler.problem import PLANNED_MODES, Plan, Problem
from rollout.scheduler.search import Search

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
        self.impossible = False

    def run(self, start: Plan | None) -> None:
        """All steps, until the cost is proven or time is up."""
        if self.out_of_the_question():
            self.impossible = True
            return
        if start and not price.broken_rules(self.problem, start):
            self.offer(from_plan(self.grid, start))
        finding = Finding(
            self.grid, self.clock, self.seed, self.workers, self.offer, self.raise_bound
        )
        first = finding.first()
        if not (finding.impossible or self.clock.over):
            self.go_on(finding, self.best or first)
        self.impossible |= finding.impossible

    def go_on(self, finding: Finding, draft: Draft | None) -> None:
        """From the first skeleton's draft, if there is one, by the way that suits the size."""
        patterns = Patterns(self.grid, self.clock, self.seed, self.workers)
        if patterns.few:
            if self.best is None and draft is not None:
                draft = finding.mended(draft)
            patterns.begin(self.cost)
            self.close(patterns, draft)
            return
        draft = self.best or finding.others(draft)
        if finding.exhausted:
            patterns.begin_with(finding.doubtful, self.bound)
            self.close(patterns, None)
        elif draft is not None:
            self.improve(finding, draft)

    @property
    def proven(self) -> bool:
        return self.cost is not None and self.bound >= self.cost

    def out_of_the_question(self) -> bool:
        """Whether it is plain that there is no plan: nowhere to meet, or a school that can't be
        split because it has a single superuser."""
        grid = self.grid
        lone = grid.split and 1 in grid.people
        return lone or not grid.slots or not self.problem.cohorts

    def improve(self, finding: Finding, draft: Draft) -> None:
        """Plan some cohorts at a time anew."""
        for other in finding.nearer(RETRIES):
            draft = min(draft, other, key=partial(draft_cost, self.grid))
        self.phase = "search"
        if len(draft) > MANY:
            draft = place_members(self.grid, draft, self.clock, self.seed) or draft
            self.offer(draft)
        search = Search(self.grid, draft, self.clock, self.seed, self.workers)
        search.run(self.better, lambda: self.proven)

    def close(self, patterns: Patterns, draft: Draft | None) -> None:
        """Look at every pattern until the best plan is proven."""
        self.phase = "proof"
        favourite = tuple(sorted(cohort.slot for cohort in draft)) if draft else None
        patterns.run(self.cost, favourite, self.better, self.raise_bound)
        if not patterns.open and self.cost is None:
            self.impossible = True
        elif not patterns.open and self.cost is not None:
            self.raise_bound(self.cost)

    def offer(self, draft: Draft) -> None:
        self.better(draft, draft_cost(self.grid, draft))

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
