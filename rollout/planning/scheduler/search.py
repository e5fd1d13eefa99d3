"""Improving a draft: some cohorts at a time are planned anew, all others stay as they are.

Each round plans as many neighbourhoods at once as there are workers, each with one CP-SAT worker
and a deterministic effort, and takes them over in order. So a round's outcome depends on the seed
and the number of workers, not on the machine's speed.
"""

import random
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from rollout.planning.scheduler.clock import FOUND, Clock
from rollout.planning.scheduler.detail import DetailModel
from rollout.planning.scheduler.draft import Draft, all_away, draft_cost, unplaced
from rollout.planning.scheduler.grid import Grid
from rollout.planning.scheduler.openings import Opening, Task
from rollout.planning.scheduler.parameters import steady_solver

EFFORT = 0.6
OTHER_SLOTS = 4
NEAR_LEADS = 4


@dataclass(frozen=True)
class Neighbourhood:
    """Cohorts to plan anew (their places in the draft), and how."""

    freed: tuple[int, ...]
    task: Task


class Search:
    """A draft that gets cheaper round by round."""

    def __init__(self, grid: Grid, draft: Draft, clock: Clock, seed: int, workers: int) -> None:
        self.grid, self.clock, self.workers = grid, clock, workers
        self.random = random.Random(seed)  # noqa: S311
        self.draft = draft
        self.cost = draft_cost(grid, draft)
        self.won: Counter[str] = Counter()
        self.tried: Counter[str] = Counter()

    def run(
        self,
        on_better: Callable[[Draft, int], None],
        proven: Callable[[], bool],
    ) -> None:
        """Rounds until the cost is proven or the clock is over."""
        with ThreadPoolExecutor(self.workers) as pool:
            while not self.clock.over and not proven():
                kinds = [self.random.choices(*self.kinds())[0] for _ in range(self.workers)]
                hoods: list[tuple[str, Neighbourhood]] = []
                taken: set[int] = set()
                for kind in kinds:
                    hood = kind(taken)
                    if hood:
                        taken |= set(hood.freed)
                        hoods.append((kind.__name__, hood))
                seeds = [self.random.randrange(1 << 30) for _ in hoods]
                found = list(pool.map(self.plan, [hood for _, hood in hoods], seeds))
                for (kind, hood), anew in zip(hoods, found, strict=True):
                    self.tried[kind] += 1
                    if anew and self.take(hood, anew):
                        self.won[kind] += 1
                        on_better(self.draft, self.cost)

    def kinds(self):
        return [self.days_and_members, self.other_slots, self.weekday_days], [6, 4, 1]

    def plan(self, hood: Neighbourhood, seed: int) -> Draft | None:
        model = DetailModel(self.grid, hood.task)
        solver = steady_solver(seed, EFFORT)
        return model.read(solver) if self.clock.solve(solver, model.model) in FOUND else None

    def take(self, hood: Neighbourhood, anew: Draft) -> bool:
        """Take planned cohorts over if the whole is cheaper and keeps the rules."""
        draft = list(self.draft)
        for n, cohort in zip(hood.freed, anew, strict=True):
            draft[n] = cohort
        whole = tuple(draft)
        cost = draft_cost(self.grid, whole)
        if cost > self.cost or not self.fits(whole):
            return False
        better = cost < self.cost
        self.draft, self.cost = whole, cost
        return better

    def fits(self, draft: Draft) -> bool:
        """Whether venues, leaders and split schools suffice for cohorts planned side by side."""
        grid = self.grid
        rooms = Counter((grid.slots[c.slot].venue, d) for c in draft for d in c.days)
        led = Counter(d for c in draft for d in c.days)
        return (
            max(rooms.values()) == 1
            and all(n <= grid.leaders[d] for d, n in led.items())
            and not (grid.split and all_away(grid, draft))
        )

    # Neighbourhoods.

    def near(self, count: int, taken: set[int], weekday: int | None = None) -> tuple[int, ...]:
        """A cohort by chance and those that meet near it."""
        venues = self.grid.problem.venues
        free = [n for n in range(len(self.draft)) if n not in taken]
        if not free:
            return ()
        first = self.random.choice(free)
        here = venues[self.grid.slots[self.draft[first].slot].venue]

        def far(n: int) -> float:
            there = venues[self.grid.slots[self.draft[n].slot].venue]
            way = abs(here.x - there.x) + abs(here.y - there.y)
            return (way + 5) * self.random.random()

        rest = sorted((n for n in free if n != first), key=far)
        return (first, *rest[: count - 1])

    def hood(self, freed: tuple[int, ...], openings: Sequence[Opening]) -> Neighbourhood:
        """The task of planning cohorts anew among the others."""
        pool = Counter(unplaced(self.grid, self.draft))
        may_leave = bool(pool)
        for n in freed:
            pool.update(self.draft[n].members)
        others = [c for n, c in enumerate(self.draft) if n not in freed]
        task = Task(openings, others, dict(pool), len(freed), may_leave=may_leave)
        return Neighbourhood(freed, task)

    def leads(self, slot: int, now: int | None = None) -> tuple[int, ...]:
        venue = self.grid.slots[slot].venue
        order = sorted(range(len(self.grid.leading)), key=lambda f: self.grid.lead_cost[f][venue])
        return tuple(dict.fromkeys([*order[:NEAR_LEADS], *([now] if now is not None else [])]))

    def days_and_members(self, taken: set[int]) -> Neighbourhood | None:
        freed = self.near(self.random.choice([2, 3, 4]), taken)
        openings = [
            Opening(c.slot, c, leads=self.leads(c.slot, c.lead))
            for c in (self.draft[n] for n in freed)
        ]
        return self.hood(freed, openings)

    def other_slots(self, taken: set[int]) -> Neighbourhood | None:
        freed = self.near(self.random.choice([1, 2, 3]), taken)
        now = [self.draft[n] for n in freed]
        slots = self.grid.slots
        near = {slots[c.slot].venue for c in now}
        free = [s.number for s in slots if s.venue in near]
        free += self.random.sample(range(len(slots)), min(3, len(slots)))
        others = self.random.sample(free, min(OTHER_SLOTS, len(free)))
        openings = [
            Opening(c.slot, c, leads=self.leads(c.slot, c.lead), optional=True) for c in now
        ]
        openings += [Opening(s, leads=self.leads(s), optional=True) for s in dict.fromkeys(others)]
        return self.hood(freed, openings)

    def weekday_days(self, taken: set[int]) -> Neighbourhood | None:
        if taken:
            return None
        days = sorted({self.grid.slots[cohort.slot].weekday for cohort in self.draft})
        weekday = self.random.choice(days)
        there = [n for n, c in enumerate(self.draft) if self.grid.slots[c.slot].weekday == weekday]
        freed = tuple(self.random.sample(there, min(12, len(there))))
        openings = [
            Opening(c.slot, c, keep_members=True, leads=self.leads(c.slot, c.lead))
            for c in (self.draft[n] for n in freed)
        ]
        hood = self.hood(freed, openings)
        return Neighbourhood(freed, Task(openings, hood.task.others, {}, len(freed)))
