"""The skeleton: how many cohorts meet in each slot, who may come there, and whose they are.

It leaves out the single dates until a weekday is opened, so it is small, and everything it counts
is counted at its least: its bound is a true bound on the whole problem's cost, and no skeleton
means that there is no plan, as long as none was forbidden.
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from ortools.graph.python.min_cost_flow import SimpleMinCostFlow
from ortools.sat.python import cp_model

from rollout.scheduler.grid import FAR, Grid, Slot
from rollout.scheduler.timetable import Timetable

MANY, NEAR = 40, 10  # of more slots than MANY, a school's NEAR cheapest are looked at one by one


@dataclass(frozen=True)
class Skeleton:
    """Cohorts and their facilitators by slot, and how many of each school come to each slot."""

    cohorts: dict[int, int]
    leads: dict[int, list[int]]
    people: dict[int, dict[int, int]]  # slot, school

    @property
    def slots(self) -> tuple[int, ...]:
        """The slot of each cohort, in order."""
        return tuple(slot for slot, n in sorted(self.cohorts.items()) for _ in range(n))


def chain_costs(grid: Grid, slot: Slot) -> list[int]:
    """Least points for the gaps of 1, 2, … cohorts in a slot, as far as it has room for them.

    The chains of dates are a flow, one unit a cohort, each day once.
    """
    costs: list[int] = []
    number = {
        (i, d): n for n, (i, d) in enumerate((i, d) for i in grid.periods for d in slot.rounds[i])
    }
    n = len(number)
    flow = SimpleMinCostFlow()
    source, sink = 2 * n, 2 * n + 1
    for (i, _), node in number.items():
        flow.add_arc_with_capacity_and_unit_cost(node, n + node, 1, 0)
        if i == 0:
            flow.add_arc_with_capacity_and_unit_cost(source, node, 1, 0)
        if i == len(slot.rounds) - 1:
            flow.add_arc_with_capacity_and_unit_cost(n + node, sink, 1, 0)
    for i, a, b, points in grid.arcs(slot):
        flow.add_arc_with_capacity_and_unit_cost(n + number[i, a], number[i + 1, b], 1, points)
    for cohorts in range(1, slot.room + 1):
        flow.set_node_supply(source, cohorts)
        flow.set_node_supply(sink, -cohorts)
        if flow.solve() != flow.OPTIMAL:
            break
        costs.append(flow.optimal_cost())
    return costs


class SkeletonModel:
    """The skeleton as a CP-SAT model, whose bound is one on the whole problem's cost."""

    def __init__(self, grid: Grid) -> None:
        self.grid = grid
        self.model = cp_model.CpModel()
        self.terms: list[cp_model.IntVar] = []
        self.points: list[int] = []
        self.constant = 0
        self.cost = grid.place_cost + grid.problem.prices.missed * grid.least_missed
        self.nth: dict[int, list[cp_model.IntVar]] = {}
        self.leads: dict[tuple[int, int], cp_model.IntVar] = {}
        self.people: dict[int, dict[int, cp_model.IntVar]] = {s.number: {} for s in grid.slots}
        self.near = NEAR if len(grid.slots) > MANY else MANY
        self.coming: dict[int, list[cp_model.LinearExpr]] = {s.number: [] for s in grid.slots}
        self.add_cohorts()
        self.add_leads()
        self.add_people()
        self.add_evenness()
        self.model.minimize(
            cp_model.LinearExpr.weighted_sum(self.terms, self.points) + self.constant
        )

    def price(self, variable: cp_model.IntVar, points: int) -> None:
        if points:
            self.terms.append(variable)
            self.points.append(points)

    def add_cohorts(self) -> None:
        """How many cohorts a slot has, with the least points for their gaps, within the number of
        facilitators who are there."""
        grid, model = self.grid, self.model
        for slot in grid.slots:
            costs = chain_costs(grid, slot)
            self.nth[slot.number] = [model.new_bool_var("") for _ in costs]
            for before, after in pairwise(self.nth[slot.number]):
                model.add_implication(after, before)
            for variable, points in zip(self.nth[slot.number], np.diff([0, *costs]), strict=True):
                self.price(variable, int(points))
        model.add(sum(v for nth in self.nth.values() for v in nth) == grid.problem.cohorts)
        for weekday in {slot.weekday for slot in grid.slots}:
            slots = [slot for slot in grid.slots if slot.weekday == weekday]
            room = min(
                sum(grid.leaders[d] for d in {d for slot in slots for d in slot.rounds[i]})
                for i in grid.periods
            )
            model.add(sum(v for slot in slots for v in self.nth[slot.number]) <= room)

    def add_leads(self) -> None:
        """Whose the cohorts are, and workshops that a facilitator can't lead for want of days."""
        grid, model = self.grid, self.model
        prices = grid.problem.prices
        for slot in grid.slots:
            nth = self.nth[slot.number]
            for f in range(len(grid.leading)):
                lead = model.new_int_var(0, len(nth), "")
                self.leads[slot.number, f] = lead
                self.price(lead, grid.lead_cost[f][slot.venue])
            model.add(sum(self.leads[slot.number, f] for f in range(len(grid.leading))) == sum(nth))
        for weekday in {slot.weekday for slot in grid.slots}:
            slots = [slot for slot in grid.slots if slot.weekday == weekday]
            most = sum(slot.room for slot in slots)
            for f, free in enumerate(grid.leading):
                led = [len({d for s in slots for d in s.rounds[i]} & free) for i in grid.periods]
                substitutes = [sum(max(0, n - days) for days in led) for n in range(most + 1)]
                steps = [model.new_bool_var("") for _ in range(most)]
                model.add(sum(steps) == sum(self.leads[slot.number, f] for slot in slots))
                for step, n in zip(steps, np.diff(substitutes), strict=True):
                    self.price(step, prices.substitute * int(n))

    def add_people(self) -> None:
        """How many of each school come to each slot: within its seats, enough for cohorts."""
        for school, people in enumerate(self.grid.people):
            if people:
                self.add_school(school, people)
        for slot in self.grid.slots:
            seats = self.grid.seats[slot.venue] * sum(self.nth[slot.number])
            self.model.add(sum(self.coming[slot.number]) <= seats)
            least = self.grid.problem.least_size * sum(self.nth[slot.number])
            self.model.add(sum(self.coming[slot.number]) >= least)

    def add_school(self, school: int, people: int) -> None:
        """Where a school's people come; the far slots, of many, are one."""
        split = self.grid.split
        order = [int(s) for s in np.argsort(self.cost[school], kind="stable")]
        order = [s for s in order if self.cost[school, s] < FAR and self.nth[s]]
        placed: list[cp_model.LinearExpr] = []
        for slot in order[: self.near]:
            share = self.share(slot, people)
            self.people[slot][school] = share
            placed.append(share if split else people * share)
            self.coming[slot].append(placed[-1])
            self.price(share, int(self.cost[school, slot]) * (1 if split else people))
        if len(order) > self.near:
            far = self.model.new_int_var(0, people, "")
            placed.append(far)
            self.price(far, int(self.cost[school, order[self.near]]))
        self.model.add(sum(placed) == people)

    def share(self, slot: int, people: int) -> cp_model.IntVar:
        """How many of a school come to a slot: split, one fewer than all to a lone cohort."""
        nth = self.nth[slot]
        if not self.grid.split:
            x = self.model.new_bool_var("")
            self.model.add_implication(x, nth[0])
            return x
        second = nth[1:2]
        x = self.model.new_int_var(0, people - 1 + len(second), "")
        self.model.add(x <= (people - 1) * nth[0] + sum(second))
        return x

    def add_evenness(self) -> None:
        """Points for the largest less the smallest cohort: a slot has at least the smallest size,
        and at most the largest, for each of its cohorts.

        There are as many cohorts as there are, so the sums over all slots are known too. Without
        these the linear relaxation is weak, and the skeleton takes ten times as long.
        """
        grid, model, problem = self.grid, self.model, self.grid.problem
        if len(grid.slots) > MANY or not problem.prices.imbalance:
            return
        fewest, rest = divmod(sum(grid.people), problem.cohorts)
        top = max(max(grid.seats), fewest + bool(rest))
        low = model.new_int_var(min(problem.least_size, fewest), fewest, "")
        high = model.new_int_var(fewest + bool(rest), top, "")
        self.price(high, problem.prices.imbalance)
        self.price(low, -problem.prices.imbalance)
        lows, highs = [], []
        for slot in grid.slots:
            nth, coming = self.nth[slot.number], sum(self.coming[slot.number])
            least, most = ([self.times(var, active) for active in nth] for var in (low, high))
            model.add(coming >= sum(least))
            model.add(coming <= sum(most))
            lows += least
            highs += most
        model.add(sum(lows) == problem.cohorts * low)
        model.add(sum(highs) == problem.cohorts * high)

    def times(self, number: cp_model.IntVar, active: cp_model.IntVar) -> cp_model.IntVar:
        """The number where active, else 0."""
        least, most = number.proto.domain
        product = self.model.new_int_var(0, most, "")
        self.model.add(product <= most * active)
        self.model.add(product >= least * active)
        self.model.add(product <= number - least * (1 - active))
        self.model.add(product >= number - most * (1 - active))
        return product

    def open_weekday(self, weekday: int) -> None:
        """Let the cohorts of a weekday have dates from now on: no skeleton lacks them there."""
        Timetable(self.grid, self.model, weekday, {s: sum(nth) for s, nth in self.nth.items()})

    def ask_for_more(self, weekday: int, skeleton: Skeleton) -> None:
        """Leave out skeletons with nowhere more cohorts on a weekday than this one."""
        counts = [
            (self.nth[slot.number], skeleton.cohorts.get(slot.number, 0))
            for slot in self.grid.slots
            if slot.weekday == weekday
        ]
        self.model.add_bool_or([nth[n] for nth, n in counts if n < len(nth)])

    def forbid(self, skeleton: Skeleton) -> None:
        """Leave out skeletons with as many cohorts everywhere as this one."""
        counts = [(self.nth[slot], skeleton.cohorts.get(slot, 0)) for slot in self.nth]
        more = [nth[n] for nth, n in counts if n < len(nth)]
        fewer = [~nth[n - 1] for nth, n in counts if n]
        self.model.add_bool_or([*more, *fewer])

    def read(self, solver: cp_model.CpSolver) -> Skeleton:
        """The skeleton that a solution has."""
        grid = self.grid
        cohorts = {slot: solver.value(sum(nth)) for slot, nth in self.nth.items()}
        return Skeleton(
            cohorts={slot: n for slot, n in cohorts.items() if n},
            leads={
                slot: [solver.value(self.leads[slot, f]) for f in range(len(grid.leading))]
                for slot in cohorts
            },
            people={
                slot: {
                    school: solver.value(x) * (1 if grid.split else grid.people[school])
                    for school, x in coming.items()
                    if solver.value(x)
                }
                for slot, coming in self.people.items()
            },
        )
