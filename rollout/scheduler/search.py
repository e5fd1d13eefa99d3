"""Improving a draft: some cohorts at a time are planned anew, all others stay as they are.

Each round plans as many neighbourhoods at once as there are workers, each with one CP-SAT worker
and a deterministic effort, and takes them over in order. So a round's outcome depends on the seed
and the number of workers, not on the machine's speed.
"""

import math
import random
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from ortools.sat.python import cp_model

from rollout.scheduler.clock import FOUND, Clock
from rollout.scheduler.detail import DetailModel
from rollout.scheduler.draft import Draft, all_away, draft_cost, unplaced
from rollout.scheduler.grid import FAR, Grid
from rollout.scheduler.openings import Opening, Task
from rollout.scheduler.parameters import steady_solver

EFFORT = 0.6
WEIGHTS = (6, 3, 1)  # of the kinds of neighbourhood: near, slots, weekday
LEAST, MOST = 2.0, 14.0  # cohorts planned anew at a time
LARGER, SMALLER = 0.3, 1.0  # how sizes follow whether a neighbourhood was solved within its effort
OTHER_SLOTS = 5
NEAR_LEADS = 4


@dataclass(frozen=True)
class Neighbourhood:
    """Cohorts to plan anew (their places in the draft), and how."""

    kind: str
    freed: tuple[int, ...]
    task: Task


class Search:
    """A draft that gets cheaper round by round."""

    def __init__(self, grid: Grid, draft: Draft, clock: Clock, seed: int, workers: int) -> None:
        self.grid, self.clock, self.workers = grid, clock, workers
        self.random = random.Random(seed)  # noqa: S311
        self.draft = draft
        self.cost = draft_cost(grid, draft)
        self.kinds: dict[str, Callable[[set[int]], Neighbourhood | None]] = {
            "near": self.near_cohorts,
            "slots": self.other_slots,
            "weekday": self.one_weekday,
        }
        self.size = {"near": 5.0, "slots": 3.0, "weekday": 8.0, "left": 5.0}

    def run(
        self,
        on_better: Callable[[Draft, int], None],
        enough: Callable[[], bool],
        rounds: float = math.inf,
    ) -> None:
        """Rounds, at most so many, until it is enough or the clock is over."""
        with ThreadPoolExecutor(self.workers) as pool:
            while rounds > 0 and not self.clock.over and not enough():
                rounds -= 1
                hoods = self.choose()
                seeds = [self.random.randrange(1 << 30) for _ in hoods]
                for hood, found in zip(hoods, pool.map(self.plan, hoods, seeds), strict=True):
                    anew, solved = found
                    size = self.size[hood.kind] + (LARGER if solved else -SMALLER)
                    self.size[hood.kind] = min(max(size, LEAST), MOST)
                    if anew and self.take(hood, anew):
                        on_better(self.draft, self.cost)

    def choose(self) -> list[Neighbourhood]:
        """A neighbourhood for each worker, without a cohort in common; the first is for those who
        have no cohort yet."""
        hoods: list[Neighbourhood] = []
        taken: set[int] = set()
        kinds = [
            self.kinds[k] for k in self.random.choices(list(self.kinds), WEIGHTS, k=self.workers)
        ]
        if not self.complete:
            kinds[0] = self.left_over
        for kind in kinds:
            hood = kind(taken)
            if hood:
                taken |= set(hood.freed)
                hoods.append(hood)
        return hoods

    def plan(self, hood: Neighbourhood, seed: int) -> tuple[Draft | None, bool]:
        """The cohorts planned anew, and whether that was solved within its effort."""
        model = DetailModel(self.grid, hood.task)
        solver = steady_solver(seed, EFFORT)
        status = self.clock.solve(solver, model.model)
        return model.read(solver) if status in FOUND else None, status == cp_model.OPTIMAL

    def take(self, hood: Neighbourhood, anew: Draft) -> bool:
        """Take planned cohorts over if the whole keeps the rules and isn't dearer; whether it is
        cheaper."""
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

    def some(self, kind: str, taken: set[int], weekday: int | None = None) -> tuple[int, ...]:
        """A cohort by chance and those that meet near it, as many as the kind's size."""
        slots, venues = self.grid.slots, self.grid.problem.venues
        free = [
            n
            for n, cohort in enumerate(self.draft)
            if n not in taken and weekday in (None, slots[cohort.slot].weekday)
        ]
        if not free:
            return ()
        here = venues[slots[self.draft[self.random.choice(free)].slot].venue]

        def far(n: int) -> float:
            there = venues[slots[self.draft[n].slot].venue]
            return (abs(here.x - there.x) + abs(here.y - there.y) + 5) * self.random.random()

        return tuple(sorted(free, key=far)[: round(self.size[kind])])

    def task(self, freed: tuple[int, ...], openings: Sequence[Opening], pool: Counter[int]) -> Task:
        """Planning cohorts anew among the others."""
        others = [c for n, c in enumerate(self.draft) if n not in freed]
        return Task(openings, others, dict(pool), len(freed), may_leave=bool(self.left()))

    @property
    def complete(self) -> bool:
        return not self.left()

    def left(self) -> dict[int, int]:
        return unplaced(self.grid, self.draft)

    def people(self, freed: tuple[int, ...]) -> Counter[int]:
        """The members of some cohorts, and those who have none yet."""
        pool = Counter(self.left())
        for n in freed:
            pool.update(self.draft[n].members)
        return pool

    def opening(self, n: int, *, optional: bool = False) -> Opening:
        cohort = self.draft[n]
        leads = self.leads(cohort.slot, cohort.lead)
        return Opening(cohort.slot, cohort, leads=leads, optional=optional)

    def leads(self, slot: int, *now: int) -> tuple[int, ...]:
        """The facilitators nearest to a slot, and who it is now."""
        venue = self.grid.slots[slot].venue
        order = sorted(range(len(self.grid.leading)), key=lambda f: self.grid.lead_cost[f][venue])
        return tuple(dict.fromkeys([*order[:NEAR_LEADS], *now]))

    def near_cohorts(self, taken: set[int]) -> Neighbourhood | None:
        """Dates and members of cohorts that meet near each other."""
        freed = self.some("near", taken)
        if not freed:
            return None
        openings = [self.opening(n) for n in freed]
        return Neighbourhood("near", freed, self.task(freed, openings, self.people(freed)))

    def other_slots(self, taken: set[int]) -> Neighbourhood | None:
        """The same, where cohorts may also move to other weekdays and venues."""
        freed = self.some("slots", taken)
        if not freed:
            return None
        slots = self.grid.slots
        near = {slots[self.draft[n].slot].venue for n in freed}
        choice = [slot.number for slot in slots if slot.venue in near]
        choice += self.random.sample(range(len(slots)), min(3, len(slots)))
        others = dict.fromkeys(self.random.sample(choice, min(OTHER_SLOTS, len(choice))))
        openings = [self.opening(n, optional=True) for n in freed]
        openings += [Opening(slot, leads=self.leads(slot), optional=True) for slot in others]
        return Neighbourhood("slots", freed, self.task(freed, openings, self.people(freed)))

    def one_weekday(self, taken: set[int]) -> Neighbourhood | None:
        """Dates and leaders of cohorts of one weekday, whose members stay."""
        days = sorted({self.grid.slots[cohort.slot].weekday for cohort in self.draft})
        freed = self.some("weekday", taken, self.random.choice(days))
        if not freed:
            return None
        openings = [self.opening(n) for n in freed]
        return Neighbourhood("weekday", freed, self.task(freed, openings, Counter()))

    def left_over(self, taken: set[int]) -> Neighbourhood | None:
        """Cohorts of a weekday that somebody without a cohort can, at any of its venues: those that
        share a day can't take all of a school that must be split, others can."""
        school = self.random.choice(sorted(self.left()))
        slots, cost = self.grid.slots, self.grid.place_cost[school]
        days = {slot.weekday for slot in slots if cost[slot.number] < FAR}
        there = [
            n
            for n, cohort in enumerate(self.draft)
            if n not in taken and slots[cohort.slot].weekday in days
        ]
        if not there:
            return None
        weekday = slots[self.draft[self.random.choice(there)].slot].weekday
        its = [n for n in there if slots[self.draft[n].slot].weekday == weekday]
        its.sort(key=lambda n: int(cost[self.draft[n].slot]) * self.random.random())
        freed = tuple(sorted(its[: round(self.size["left"])]))
        others = [slot.number for slot in slots if slot.weekday == weekday]
        openings = [self.opening(n, optional=True) for n in freed]
        openings += [Opening(slot, leads=self.leads(slot), optional=True) for slot in others]
        return Neighbourhood("left", freed, self.task(freed, openings, self.people(freed)))
