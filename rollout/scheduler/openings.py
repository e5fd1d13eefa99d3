"""Cohorts as variables: the days, the leader and the members of each by itself."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from ortools.sat.python import cp_model

from rollout.scheduler.draft import UNPLACED, CohortDraft
from rollout.scheduler.grid import FAR, Grid

Term = int | cp_model.IntVar | cp_model.LinearExpr


@dataclass(frozen=True)
class Opening:
    """A cohort that may be planned anew in its slot. `now` is how it is; days that are kept stay
    so, and of its members those who aren't in the task's pool. An optional one may also not come
    to be."""

    slot: int
    now: CohortDraft | None = None
    keep_days: bool = False
    leads: tuple[int, ...] = ()
    optional: bool = False

    @property
    def hints(self) -> bool:
        """Whether it is known how it is now: with its days, or not at all yet."""
        return bool(self.now.days) if self.now else self.optional


@dataclass(frozen=True)
class Task:
    """What to plan: openings of which `count` are to be, beside others, with people to place."""

    openings: Sequence[Opening]
    others: Sequence[CohortDraft]
    pool: dict[int, int]
    count: int
    reach: int = 0  # dearer slots than this many of the cheapest are left out for a school; 0: none
    may_meet: bool = False  # a school's superusers may all be away on a day
    uneven: bool = False  # sizes don't matter
    ordered: bool = False  # cohorts of one slot begin in the order of the openings
    may_leave: bool = False  # superusers may stay without a cohort, at UNPLACED
    partial: bool = False  # others come too: fewer cohorts may be, with fewer members


@dataclass
class Chosen:
    """A cohort's variables, or numbers where they are settled."""

    active: Term = 1
    on: dict[int, Term] = field(default_factory=dict)  # by day
    lead: dict[int, Term] = field(default_factory=dict)
    members: dict[int, Term] = field(default_factory=dict)
    size: Term = 0


class OpeningsModel:
    """The openings of a task in a CP-SAT model that counts points; what is as it is now is a hint
    to the solver."""

    def __init__(self, grid: Grid, task: Task) -> None:
        self.grid, self.task = grid, task
        self.model = cp_model.CpModel()
        self.terms: list[cp_model.LinearExpr] = []
        self.points: list[int] = []
        self.constant = 0
        self.chosen = [Chosen() for _ in task.openings]
        self.pairs = list(zip(task.openings, self.chosen, strict=True))
        for opening, chosen in self.pairs:
            self.add_active(opening, chosen)
            self.add_days(opening, chosen)
            self.add_leads(opening, chosen)
        self.add_members()
        for opening, chosen in self.pairs:
            self.add_seats(opening, chosen)
            self.add_missed(opening, chosen)

    def yes(self, now: bool | None) -> cp_model.IntVar:
        variable = self.model.new_bool_var("")
        if now is not None:
            self.model.add_hint(variable, now)
        return variable

    def number(self, low: int, high: int, now: int | None) -> cp_model.IntVar:
        variable = self.model.new_int_var(low, high, "")
        if now is not None:
            self.model.add_hint(variable, now)
        return variable

    def price(self, term: Term, points: int) -> None:
        """Count points for each unit of a term."""
        if isinstance(term, int):
            self.constant += term * points
        elif points:
            self.terms.append(term)
            self.points.append(points)

    def add_active(self, opening: Opening, chosen: Chosen) -> None:
        if opening.optional:
            chosen.active = self.yes(opening.now is not None)

    def add_days(self, opening: Opening, chosen: Chosen) -> None:
        """One day in each period, and the steps from each to the next."""
        grid, now = self.grid, opening.now
        if opening.keep_days and now:
            chosen.on = dict.fromkeys(now.days, 1)
            self.constant += sum(map(grid.gap_cost, now.days, now.days[1:]))
            return
        slot = grid.slots[opening.slot]
        held = now.days if now else ()
        steps = set(pairwise(held))
        chosen.on = {d: self.yes(d in held if opening.hints else None) for d in slot.days}
        for days in slot.rounds:
            self.model.add(sum(chosen.on[d] for d in days) == chosen.active)
        leaving: dict[int, list[cp_model.IntVar]] = defaultdict(list)
        arriving: dict[int, list[cp_model.IntVar]] = defaultdict(list)
        for _, a, b, points in grid.arcs(slot):
            arc = self.yes((a, b) in steps if opening.hints else None)
            leaving[a].append(arc)
            arriving[b].append(arc)
            self.price(arc, points)
        for d, arcs in [*leaving.items(), *arriving.items()]:
            self.model.add(sum(arcs) == chosen.on[d])

    def add_leads(self, opening: Opening, chosen: Chosen) -> None:
        """Whose cohort it is."""
        venue = self.grid.slots[opening.slot].venue
        leads = opening.leads or tuple(range(len(self.grid.leading)))
        if len(leads) == 1:
            chosen.lead = {leads[0]: chosen.active}
        else:
            now = opening.now.lead if opening.now else None
            chosen.lead = {f: self.yes(now == f if opening.hints else None) for f in leads}
            self.model.add(sum(chosen.lead.values()) == chosen.active)
        for f, lead in chosen.lead.items():
            self.price(lead, self.grid.lead_cost[f][venue])

    def add_seats(self, opening: Opening, chosen: Chosen) -> None:
        seats = self.grid.seats[self.grid.slots[opening.slot].venue]
        least = 0 if self.task.partial else self.grid.problem.least_size
        chosen.size = sum(chosen.members.values())
        if not isinstance(chosen.size, int):
            self.model.add(chosen.size <= seats * chosen.active)
            self.model.add(chosen.size >= least * chosen.active)
        elif chosen.size < least:
            self.model.add(chosen.active == 0)

    def add_members(self) -> None:
        """Who comes where: everyone in the pool is placed in an opening that they can come to."""
        pool = self.task.pool
        for opening, chosen in self.pairs:
            if opening.now:
                stay = {s: n for s, n in opening.now.members.items() if s not in pool}
                chosen.members = dict(stay)
                for school, n in stay.items():
                    self.constant += n * int(self.grid.place_cost[school, opening.slot])
        for school, people in pool.items():
            if people:
                self.add_school(school, people)

    def add_school(self, school: int, people: int) -> None:
        """Where a school's people in the pool come."""
        placed: list[Term] = []
        for opening, chosen in self.within_reach(school):
            placed.append(self.add_share(school, people, opening, chosen))
        if self.task.may_leave:
            now = sum(o.now.members.get(school, 0) for o in self.task.openings if o.now)
            left = self.number(0, people, max(0, people - now))
            self.price(left, UNPLACED)
            placed.append(left)
        self.model.add(sum(placed) == people)

    def within_reach(self, school: int) -> list[tuple[Opening, Chosen]]:
        """The openings that a school can come to: all, or the cheapest and where it is now."""
        cost = self.grid.place_cost[school]
        can = [each for each in self.pairs if cost[each[0].slot] < FAR]
        if not self.task.reach or len(can) <= self.task.reach:
            return can
        can.sort(key=lambda each: int(cost[each[0].slot]))
        now = [e for e in can[self.task.reach :] if e[0].now and school in e[0].now.members]
        return can[: self.task.reach] + now

    def add_share(self, school: int, people: int, opening: Opening, chosen: Chosen) -> Term:
        """How many of a school's people come to an opening."""
        points = int(self.grid.place_cost[school, opening.slot])
        now = opening.now.members.get(school, 0) if opening.now else 0
        most = 1
        if self.grid.split:
            most = min(self.grid.most[school], people)
            share = self.number(0, most, now if opening.hints else None)
            placed: Term = share
            self.price(share, points)
        else:
            share = self.yes(now > 0 if opening.hints else None)
            placed = people * share
            self.price(share, points * people)
        if opening.optional:
            self.model.add(share <= most * chosen.active)
        chosen.members[school] = placed
        return placed

    def add_missed(self, opening: Opening, chosen: Chosen) -> None:
        """Who misses workshops because their school is closed that day."""
        points = self.grid.problem.prices.missed
        if not points:
            return
        settled = opening.keep_days and opening.now is not None
        for school, members in chosen.members.items():
            closed = self.grid.closed[school]
            if settled:
                self.price(members, points * len(closed & chosen.on.keys()))
            elif isinstance(members, int):
                for d in closed & chosen.on.keys():
                    self.price(chosen.on[d], points * members)
            else:
                self.add_missing(opening, chosen, school, members)

    def add_missing(self, opening: Opening, chosen: Chosen, school: int, members: Term) -> None:
        """For each period: those who come, if the day is one of the school's closed ones."""
        points, closed = self.grid.problem.prices.missed, self.grid.closed[school]
        most, now = self.grid.most[school], opening.now
        for i, days in enumerate(self.grid.slots[opening.slot].rounds):
            shut = [d for d in days if d in closed]
            if len(shut) == len(days):
                self.price(members, points)
            elif shut:
                gone = 0
                if now and now.days:
                    gone = now.members.get(school, 0) * (now.days[i] in closed)
                missing = self.number(0, most, gone if opening.hints else None)
                self.model.add(missing >= members - most * (1 - sum(chosen.on[d] for d in shut)))
                self.price(missing, points)
