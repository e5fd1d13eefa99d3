"""Every way of sharing the cohorts out among the slots, each bounded and then planned whole.

Where the patterns are few enough, this closes the gap between the cheapest plan and the bound:
the pattern of the lowest bound is looked at first, and the lowest bound left is one on the whole.
"""

import heapq
import math
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import cache

import numpy as np
from ortools.graph.python.min_cost_flow import SimpleMinCostFlow
from ortools.sat.python import cp_model

from rollout.scheduler.clock import FOUND, Clock
from rollout.scheduler.detail import DetailModel
from rollout.scheduler.draft import Draft, all_away
from rollout.scheduler.grid import FAR, Grid
from rollout.scheduler.openings import Opening, Task
from rollout.scheduler.parameters import steady_solver
from rollout.scheduler.skeleton import chain_costs

MOST = 3000  # patterns that are looked at one by one,
LARGEST = 600  # and schools times cohorts that can be planned whole: past it, hardly ever in time
FIRST_EFFORT = 0.1
FAVOURITE_EFFORT = 1.5
BATCH = 4  # patterns planned between two looks at the whole, for each worker


@dataclass(order=True, frozen=True)
class Pattern:
    """Slots, one for each cohort in order, with a bound on the cost of any plan in them."""

    bound: int
    slots: tuple[int, ...]
    effort: float = FIRST_EFFORT


@dataclass(frozen=True)
class Found:
    """What planning a pattern gave: a plan, its cost, and what is left of the pattern."""

    draft: Draft | None = None
    cost: int = 0
    left: Pattern | None = None


def count_patterns(rooms: list[int], cohorts: int) -> int:
    """How many ways there are to share cohorts out among slots with so much room each."""
    ways = [1, *[0] * cohorts]
    for room in rooms:
        ways = [sum(ways[n - m] for m in range(min(room, n) + 1)) for n in range(cohorts + 1)]
    return ways[cohorts]


def patterns(rooms: list[int], cohorts: int, first: int = 0) -> Iterator[tuple[int, ...]]:
    """Each way, as the slots of the cohorts in order."""
    if not cohorts:
        yield ()
    elif first < len(rooms):
        for n in range(min(rooms[first], cohorts), -1, -1):
            for rest in patterns(rooms, cohorts - n, first + 1):
                yield (first,) * n + rest


class Patterns:
    """The patterns that may still hold a plan cheaper than the best known."""

    def __init__(self, grid: Grid, clock: Clock, seed: int, workers: int) -> None:
        self.grid, self.clock, self.seed, self.workers = grid, clock, seed, workers
        self.chains = [chain_costs(grid, slot) for slot in grid.slots]
        self.rooms = list(map(len, self.chains))
        self.open: list[Pattern] = []
        can: np.ndarray = np.any(grid.place_cost < FAR, axis=0)
        self.peopled = {slot for slot in range(len(grid.slots)) if can[slot]}
        self.is_hopeless = cache(self.find_hopeless)

    @property
    def few(self) -> bool:
        """Whether all patterns can be looked at, each whole."""
        cohorts, schools = self.grid.problem.cohorts, len(self.grid.people)
        return cohorts * schools <= LARGEST and count_patterns(self.rooms, cohorts) <= MOST

    def begin(self, cost: int | None) -> None:
        """Bound every pattern; leave out those that can't be cheaper than the best known cost, and
        cohorts that nobody can come to where each must have somebody."""
        for slots in patterns(self.rooms, self.grid.problem.cohorts):
            if self.grid.problem.least_size and not self.peopled.issuperset(slots):
                continue
            bound = self.quick_bound(slots)
            if bound is not None and (cost is None or bound < cost):
                self.open.append(Pattern(bound, slots))
        heapq.heapify(self.open)

    def begin_with(self, some: Iterable[tuple[int, ...]], bound: int) -> None:
        """Look at these patterns only, where no plan outside them is left."""
        self.open = [Pattern(bound, slots) for slots in some]

    def first_batch(self, favourite: tuple[int, ...] | None) -> list[Pattern]:
        """The favourite and the lowest: a good plan early lets most patterns be dropped at once."""
        batch = [p for p in self.open if p.slots == favourite]
        batch += heapq.nsmallest(self.workers, (p for p in self.open if p not in batch))
        batch = batch[: self.workers]
        self.open = [p for p in self.open if p not in batch]
        heapq.heapify(self.open)
        return [replace(p, effort=FAVOURITE_EFFORT) for p in batch]

    def next_batch(self) -> list[Pattern]:
        """Those of the lowest bounds."""
        some = min(len(self.open), BATCH * self.workers)
        return [heapq.heappop(self.open) for _ in range(some)]

    def quick_bound(self, slots: tuple[int, ...]) -> int | None:
        """Ways, weekdays and sure misses as a flow of people; gaps; leaders; None if people don't
        fit in."""
        grid, counts = self.grid, Counter(slots)
        people = self.people_flow(counts)
        if people is None:
            return None
        rest = sum(grid.people) % len(slots)
        venues = [grid.slots[slot].venue for slot in slots]
        return (
            people
            + sum(self.chains[slot][n - 1] for slot, n in counts.items())
            + sum(min(costs[venue] for costs in grid.lead_cost) for venue in venues)
            + grid.problem.prices.imbalance * (rest > 0)
        )

    def people_flow(self, counts: Counter[int]) -> int | None:
        grid, schools = self.grid, len(self.grid.people)
        slots = sorted(counts)
        cost = (grid.place_cost + grid.problem.prices.missed * grid.least_missed)[:, slots]
        school, column = np.nonzero(cost < FAR)
        several = np.array([counts[s] for s in slots])[column]
        most = np.where(several == 1, np.array(grid.most)[school], np.array(grid.people)[school])
        flow = SimpleMinCostFlow()
        flow.add_arcs_with_capacity_and_unit_cost(
            school, schools + column, most, cost[school, column]
        )
        sink = schools + len(slots)
        for n, slot in enumerate(slots):
            seats = grid.seats[grid.slots[slot].venue] * counts[slot]
            flow.add_arc_with_capacity_and_unit_cost(schools + n, sink, seats, 0)
        for n, people in enumerate(grid.people):
            flow.set_node_supply(n, people)
        flow.set_node_supply(sink, -sum(grid.people))
        return flow.optimal_cost() if flow.solve() == flow.OPTIMAL else None

    def run(
        self,
        best: int | None,
        favourite: tuple[int, ...] | None,
        on_better: Callable[[Draft, int], None],
        on_bound: Callable[[int], None],
    ) -> None:
        """Plan patterns, those of the lowest bound first, until none is left or time is up."""
        with ThreadPoolExecutor(self.workers) as pool:
            batch = self.first_batch(favourite)
            while batch and not self.clock.over:
                for found in pool.map(lambda p, cost=best: self.plan(p, cost), batch):
                    if found.draft and (best is None or found.cost < best):
                        best = found.cost
                        on_better(found.draft, best)
                    if found.left:
                        self.open.append(found.left)
                self.open = [p for p in self.open if best is None or p.bound < best]
                heapq.heapify(self.open)
                if self.open or best is not None:
                    on_bound(self.open[0].bound if self.open else best or 0)
                batch = self.next_batch()
            self.open += batch

    def plan(self, pattern: Pattern, best: int | None) -> Found:
        """Plan one pattern, if that can be cheaper than the best known."""
        if self.clock.over:
            return Found(left=pattern)
        peopled = tuple(slot for slot in pattern.slots if slot in self.peopled)
        if best is None and len(peopled) < len(pattern.slots) and self.is_hopeless(peopled):
            return Found()
        model = self.model(pattern.slots)
        if best is not None:
            model.model.add(model.cost < best)
        solver, status, draft = self.solve(model, pattern.effort)
        if self.clock.over and status == cp_model.UNKNOWN:
            return Found(left=pattern)
        if status == cp_model.INFEASIBLE:
            return Found()
        if status == cp_model.OPTIMAL and draft:
            return Found(draft, round(solver.objective_value))
        bound = max(pattern.bound, math.ceil(solver.best_objective_bound - 1e-6))
        left = Pattern(bound, pattern.slots, pattern.effort * 4)
        return Found(draft, round(solver.objective_value) if draft else 0, left)

    def model(self, slots: tuple[int, ...]) -> DetailModel:
        """Everyone in cohorts of these slots."""
        openings = [Opening(slot) for slot in slots]
        people = dict(enumerate(self.grid.people))
        return DetailModel(self.grid, Task(openings, [], people, len(openings), ordered=True))

    def find_hopeless(self, slots: tuple[int, ...]) -> bool:
        """Whether it is proven that cohorts of these slots can't take everyone, however many more
        there are that nobody can come to."""
        _solver, status, _draft = self.solve(self.model(slots), FAVOURITE_EFFORT)
        return status == cp_model.INFEASIBLE

    def solve(
        self, model: DetailModel, effort: float
    ) -> tuple[cp_model.CpSolver, cp_model.CpSolverStatus, Draft | None]:
        """Solve, and again as long as three or more cohorts take all of a school on a day."""
        while True:
            solver = steady_solver(self.seed, effort)
            status = self.clock.solve(solver, model.model)
            draft = model.read(solver) if status in FOUND else None
            away = all_away(self.grid, draft) if draft and self.grid.split else []
            if not away:
                return solver, status, draft
            for school, day in away:
                model.part(school, day)
