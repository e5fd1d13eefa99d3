"""A weekday's dates as flows: as many cohorts of a slot as there are go from month to month.

Cohorts of one slot are alike until they have members, so they are counted, not told apart. A day of
a venue holds one workshop, a day of all venues as many as there are leaders. Whatever flows is a
set of dates that can be kept, and what can't flow has no dates.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace

from ortools.sat.python import cp_model

from rollout.scheduler.draft import CohortDraft, Draft
from rollout.scheduler.grid import Grid, Slot

Term = int | cp_model.IntVar | cp_model.LinearExpr
Arcs = dict[tuple[int, int], cp_model.IntVar]  # from one day to a day of the next period


class Timetable:
    """The flows of a weekday's slots in a model; `counts` is how many cohorts a slot has."""

    def __init__(
        self, grid: Grid, model: cp_model.CpModel, weekday: int, counts: Mapping[int, Term]
    ) -> None:
        self.grid, self.model = grid, model
        self.arcs: dict[int, Arcs] = {}
        self.days: dict[int, dict[int, cp_model.IntVar]] = {}
        meeting: dict[int, list[cp_model.IntVar]] = defaultdict(list)
        for slot in grid.slots:
            if slot.weekday == weekday and slot.number in counts:
                self.add_slot(slot, counts[slot.number])
                for day, met in self.days[slot.number].items():
                    meeting[day].append(met)
        for day, these in meeting.items():
            if len(these) > grid.leaders[day]:
                model.add(sum(these) <= grid.leaders[day])

    def add_slot(self, slot: Slot, count: Term) -> None:
        """A slot's days, and the steps from each to the next."""
        days = self.days[slot.number] = {d: self.model.new_bool_var("") for d in slot.days}
        arcs = self.arcs[slot.number] = {}
        for round_ in slot.rounds:
            self.model.add(sum(days[d] for d in round_) == count)
        leaving: dict[int, list[cp_model.IntVar]] = defaultdict(list)
        arriving: dict[int, list[cp_model.IntVar]] = defaultdict(list)
        for _, a, b, _points in self.grid.arcs(slot):
            arcs[a, b] = self.model.new_bool_var("")
            leaving[a].append(arcs[a, b])
            arriving[b].append(arcs[a, b])
        for d, steps in [*leaving.items(), *arriving.items()]:
            self.model.add(sum(steps) == days[d])

    def dated(self, cohorts: Iterable[CohortDraft], solver: cp_model.CpSolver) -> Draft:
        """The cohorts with dates, as a solution has them."""
        chains = {slot: self.chains(slot, solver) for slot in self.days}
        return tuple(replace(cohort, days=chains[cohort.slot].pop()) for cohort in cohorts)

    def chains(self, slot: int, solver: cp_model.CpSolver) -> list[tuple[int, ...]]:
        """A slot's dates in a solution, one chain a cohort."""
        days, rounds = self.days[slot], self.grid.slots[slot].rounds
        onward = {a: b for (a, b), step in self.arcs[slot].items() if solver.value(step)}
        chains = []
        for day in (d for d in rounds[0] if solver.value(days[d])):
            chain = [day]
            while chain[-1] in onward:
                chain.append(onward[chain[-1]])
            chains.append(tuple(chain))
        return chains
