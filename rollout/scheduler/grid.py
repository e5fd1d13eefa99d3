"""A problem as numbers, made once for all steps: slots, their dates, and what each choice costs.

A slot is a venue on a weekday; its rounds are the days of each period on which a workshop could be
held there. Schools, venues, facilitators and days are numbered as in the problem.
"""

import datetime as dt
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from rollout.scheduler import price
from rollout.scheduler.problem import Mode, Problem, km

Array = npt.NDArray[np.int64]
FAR = 1 << 40  # dearer than any plan


@dataclass(frozen=True)
class Slot:
    """A venue on a weekday, by numbers; `rounds` has the usable days of each period."""

    number: int
    venue: int
    weekday: int
    rounds: tuple[tuple[int, ...], ...]

    @property
    def days(self) -> list[int]:
        """All usable days, in order of period."""
        return [day for days in self.rounds for day in days]

    @property
    def room(self) -> int:
        """The most cohorts that could meet here, at one workshop a day."""
        return min(map(len, self.rounds))


class Grid:
    """The numbers of a problem."""

    def __init__(self, problem: Problem) -> None:
        """Raises ValueError where periods share a day or aren't in order."""
        if any(before.last >= after.first for before, after in pairwise(problem.periods)):
            raise ValueError("periods share a day, or aren't in order")
        self.problem = problem
        self.days = sorted(set(problem.days))
        self.day_number = {day: n for n, day in enumerate(self.days)}
        self.periods = range(len(problem.periods))
        self.seats = [venue.seats for venue in problem.venues]
        self.people = [school.superusers for school in problem.schools]
        self.most = [max(0, n - (problem.mode is Mode.SPLIT)) for n in self.people]
        self.closed = [self.numbers(school.closed) for school in problem.schools]
        self.leading = [
            frozenset(range(len(self.days))) - self.numbers(f.away) for f in problem.facilitators
        ]
        self.leaders = [sum(d in free for free in self.leading) for d in range(len(self.days))]
        self.slots = self.usable_slots()

    @property
    def split(self) -> bool:
        return self.problem.mode is Mode.SPLIT

    def numbers(self, days: frozenset[dt.date]) -> frozenset[int]:
        """The numbers of those of some days that are open for all."""
        return frozenset(self.day_number[day] for day in days if day in self.day_number)

    def usable_slots(self) -> list[Slot]:
        """Slots in which at least one cohort could have its year."""
        slots: list[Slot] = []
        for venue in range(len(self.problem.venues)):
            for weekday in range(7):
                rounds = self.rounds(venue, weekday)
                if rounds and all(rounds):
                    slots.append(Slot(len(slots), venue, weekday, rounds))
        return slots

    def rounds(self, venue: int, weekday: int) -> tuple[tuple[int, ...], ...]:
        """The days of each period that lie on some whole chain of dates."""
        shut = self.numbers(self.problem.venues[venue].closed)
        rounds = [
            [
                n
                for n in map(self.day_number.__getitem__, self.problem.days_in(period))
                if self.days[n].weekday() == weekday and n not in shut and self.leaders[n]
            ]
            for period in self.problem.periods
        ]
        for i in self.periods[1:]:
            rounds[i] = [b for b in rounds[i] if any(self.follows(a, b) for a in rounds[i - 1])]
        for i in reversed(self.periods[:-1]):
            rounds[i] = [a for a in rounds[i] if any(self.follows(a, b) for b in rounds[i + 1])]
        return tuple(map(tuple, rounds))

    def follows(self, a: int, b: int) -> bool:
        """Whether a cohort may meet on day b after day a."""
        gap = (self.days[b] - self.days[a]).days
        return max(self.problem.least_gap, 1) <= gap <= self.problem.most_gap

    def arcs(self, slot: Slot) -> list[tuple[int, int, int, int]]:
        """Each step between two periods' dates: period, day, next day, points for the gap."""
        return [
            (i, a, b, self.gap_cost(a, b))
            for i, (these, those) in enumerate(pairwise(slot.rounds))
            for a in these
            for b in those
            if self.follows(a, b)
        ]

    def gap_cost(self, a: int, b: int) -> int:
        gap = (self.days[b] - self.days[a]).days
        return self.problem.prices.spacing * price.spacing(self.problem, gap)

    @cached_property
    def shut(self) -> npt.NDArray[np.bool_]:
        """Which school is closed on which day."""
        table = np.zeros((len(self.people), len(self.days)), dtype=bool)
        for school, days in enumerate(self.closed):
            table[school, list(days)] = True
        return table

    @cached_property
    def place_cost(self) -> Array:
        """Points for one superuser of a school in a slot: the way and the weekday; FAR if it
        can't."""
        problem = self.problem
        cost = np.full((len(problem.schools), len(self.slots)), FAR, dtype=np.int64)
        for s, school in enumerate(problem.schools):
            way = [problem.prices.travel * km(school, venue) for venue in problem.venues]
            for slot in self.slots:
                if slot.weekday in school.weekdays:
                    other = slot.weekday != problem.preferred_weekday
                    cost[s, slot.number] = way[slot.venue] + problem.prices.other_weekday * other
        return cost

    @cached_property
    def least_missed(self) -> Array:
        """The fewest workshops that a school's superuser misses in a slot, on its best dates."""
        table = np.zeros((len(self.people), len(self.slots)), dtype=np.int64)
        for slot in self.slots:
            best = {day: self.shut[:, day].astype(np.int64) for day in slot.rounds[0]}
            for these, those in pairwise(slot.rounds):
                best = {
                    b: np.min([best[a] for a in these if self.follows(a, b)], axis=0)
                    + self.shut[:, b]
                    for b in those
                }
            table[:, slot.number] = np.min(list(best.values()), axis=0)
        return table

    @cached_property
    def lead_cost(self) -> list[list[int]]:
        """Points for a facilitator (first index) as a cohort's at a venue (second)."""
        each = self.problem.prices.facilitator_travel
        return [[each * km(f, v) for v in self.problem.venues] for f in self.problem.facilitators]
