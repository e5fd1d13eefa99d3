"""The whole truth about some cohorts: dates, leaders and members at once, as a CP-SAT model.

What the cohorts beside them have taken stays taken. With every cohort open the model is the
problem itself; with a few it is a step of the search.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain, combinations, pairwise, product

from ortools.sat.python import cp_model

from rollout.planning.scheduler.draft import UNPLACED, CohortDraft, Draft
from rollout.planning.scheduler.grid import FAR, Grid

Term = cp_model.LinearExprT


@dataclass(frozen=True)
class Opening:
    """A cohort that may be planned anew in its slot. `now` is how it is; what is kept stays so.
    An optional one may also not come to be."""

    slot: int
    now: CohortDraft | None = None
    keep_days: bool = False
    keep_members: bool = False
    leads: tuple[int, ...] = ()
    optional: bool = False


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


@dataclass
class Chosen:
    """A cohort's variables, or numbers where they are settled."""

    active: Term = 1
    on: dict[int, Term] = field(default_factory=dict)  # by day
    lead: dict[int, Term] = field(default_factory=dict)
    members: dict[int, Term] = field(default_factory=dict)
    size: Term = 0


class DetailModel:
    """The model of a task. Its objective is the cost of the openings, of the stand-ins on their
    days and of unevenness over all."""

    def __init__(self, grid: Grid, task: Task) -> None:
        self.grid, self.task = grid, task
        self.model = cp_model.CpModel()
        self.variables: list[cp_model.IntVar] = []
        self.points: list[int] = []
        self.constant = 0
        self.chosen = [Chosen() for _ in task.openings]
        for opening, chosen in zip(task.openings, self.chosen, strict=True):
            self.add_active(opening, chosen)
            self.add_days(opening, chosen)
            self.add_leads(opening, chosen)
        self.add_members()
        for opening, chosen in zip(task.openings, self.chosen, strict=True):
            self.add_seats(opening, chosen)
            self.add_missed(opening, chosen)
        if any(opening.optional for opening in task.openings):
            self.model.add(sum(chosen.active for chosen in self.chosen) == task.count)
        self.add_rooms()
        self.add_stand_ins()
        if grid.split and not task.may_meet:
            self.add_apart()
            self.add_crowds()
        if not task.uneven:
            self.add_evenness()
        if task.ordered:
            self.add_order()
        self.cost = cp_model.LinearExpr.weighted_sum(self.variables, self.points) + self.constant
        self.model.minimize(self.cost)

    # Variables, with how it is now as a hint.

    def yes(self, now: object) -> cp_model.IntVar:
        variable = self.model.new_bool_var("")
        if now is not None:
            self.model.add_hint(variable, bool(now))
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
            self.variables.append(term)
            self.points.append(points)

    # One cohort by itself.

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
        chosen.on = {d: self.yes(d in held) for d in slot.days}
        for days in slot.rounds:
            self.model.add(sum(chosen.on[d] for d in days) == chosen.active)
        leaving, arriving = defaultdict(list), defaultdict(list)
        for _, a, b, points in grid.arcs(slot):
            arc = self.yes((a, b) in steps)
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
            now = opening.now
            chosen.lead = {f: self.yes(now is not None and now.lead == f) for f in leads}
            self.model.add(sum(chosen.lead.values()) == chosen.active)
        for f, lead in chosen.lead.items():
            self.price(lead, self.grid.lead_cost[f][venue])

    def add_seats(self, opening: Opening, chosen: Chosen) -> None:
        seats = self.grid.seats[self.grid.slots[opening.slot].venue]
        chosen.size = sum(chosen.members.values())
        if not opening.keep_members:
            self.model.add(chosen.size <= seats * chosen.active)

    # People.

    def add_members(self) -> None:
        """Who comes where: everyone in the pool is placed in an opening that they can come to."""
        grid, task = self.grid, self.task
        open_to = []
        for opening, chosen in zip(task.openings, self.chosen, strict=True):
            if opening.keep_members and opening.now:
                chosen.members = dict(opening.now.members)
                self.constant += sum(
                    n * int(grid.place_cost[s, opening.slot]) for s, n in chosen.members.items()
                )
            else:
                open_to.append((opening, chosen))
        for school, people in task.pool.items():
            placed: list[Term] = []
            for opening, chosen in self.within_reach(school, open_to):
                placed.append(self.add_share(school, people, opening, chosen))
            if task.may_leave:
                left = self.number(0, people, people - self.placed_now(school, open_to))
                self.price(left, UNPLACED)
                placed.append(left)
            self.model.add(sum(placed) == people)

    def placed_now(self, school: int, open_to: list[tuple[Opening, Chosen]]) -> int:
        return sum(o.now.members.get(school, 0) for o, _ in open_to if o.now)

    def within_reach(
        self, school: int, open_to: list[tuple[Opening, Chosen]]
    ) -> list[tuple[Opening, Chosen]]:
        """The openings that a school can come to: all, or the cheapest and where it is now."""
        cost = self.grid.place_cost[school]
        can = [each for each in open_to if cost[each[0].slot] < FAR]
        if not self.task.reach or len(can) <= self.task.reach:
            return can
        can.sort(key=lambda each: int(cost[each[0].slot]))
        now = [e for e in can[self.task.reach :] if e[0].now and school in e[0].now.members]
        return can[: self.task.reach] + now

    def add_share(self, school: int, people: int, opening: Opening, chosen: Chosen) -> Term:
        """How many of a school's people come to an opening."""
        points = int(self.grid.place_cost[school, opening.slot])
        now = opening.now.members.get(school, 0) if opening.now else 0
        if self.grid.split:
            most = min(self.grid.most[school], people)
            share: Term = self.number(0, most, now)
            placed = share
            self.price(share, points)
        else:
            most = 1
            share = self.yes(now)
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
                n = sum(d in closed for d in chosen.on)
                self.price_share(members, points * n)
            elif isinstance(members, int):
                for d in closed & chosen.on.keys():
                    self.price(chosen.on[d], points * members)
            else:
                self.add_missing(opening, chosen, school, members)

    def price_share(self, members: Term, points: int) -> None:
        if isinstance(members, int | cp_model.IntVar):
            self.price(members, points)
        elif points:
            self.constant_expression(members, points)

    def constant_expression(self, members: Term, points: int) -> None:
        variable = self.model.new_int_var(0, 10_000, "")
        self.model.add(variable == members)
        self.price(variable, points)

    def add_missing(self, opening: Opening, chosen: Chosen, school: int, members: Term) -> None:
        points, closed = self.grid.problem.prices.missed, self.grid.closed[school]
        most = self.grid.most[school]
        now = opening.now
        for i, days in enumerate(self.grid.slots[opening.slot].rounds):
            shut = [d for d in days if d in closed]
            if len(shut) == len(days):
                self.price_share(members, points)
            elif shut:
                gone = None
                if now:
                    gone = now.members.get(school, 0) * (now.days[i] in closed)
                missing = self.number(0, most, gone if now else 0)
                self.model.add(missing >= members - most * (1 - sum(chosen.on[d] for d in shut)))
                self.price(missing, points)

    # Cohorts together.

    def add_rooms(self) -> None:
        """A venue has one workshop a day."""
        taken = {(self.grid.slots[c.slot].venue, d) for c in self.task.others for d in c.days}
        wanted = defaultdict(list)
        for opening, chosen in zip(self.task.openings, self.chosen, strict=True):
            for d, on in chosen.on.items():
                wanted[self.grid.slots[opening.slot].venue, d].append(on)
        for place, these in wanted.items():
            free = place not in taken
            if not free or len(these) > 1:
                self.model.add(sum(these) <= int(free))

    def add_stand_ins(self) -> None:
        """Not more workshops than leaders on a day, and who can't lead their own is stood in for."""
        grid = self.grid
        led = Counter((d, c.lead) for c in self.task.others for d in c.days)
        busy = Counter(d for c in self.task.others for d in c.days)
        wanted: dict[tuple[int, int], list[Term]] = defaultdict(list)
        count: dict[int, list[Term]] = defaultdict(list)
        for opening, chosen in zip(self.task.openings, self.chosen, strict=True):
            for d, on in chosen.on.items():
                count[d].append(on)
            if grid.problem.prices.substitute:
                for (d, f), term in self.led_by(opening, chosen).items():
                    wanted[d, f].append(term)
        for d, these in count.items():
            if len(these) + busy[d] > grid.leaders[d]:
                self.model.add(sum(these) <= grid.leaders[d] - busy[d])
        for (d, f), these in wanted.items():
            spare = int(d in grid.leading[f]) - led[d, f]
            self.add_stood_in(these, spare)

    def add_stood_in(self, these: list[Term], spare: int) -> None:
        """One stand-in for each workshop of a facilitator on a day beyond what they can lead."""
        points = self.grid.problem.prices.substitute
        if spare <= 0:
            for term in these:
                self.price(term, points)
        elif len(these) > spare:
            extra = self.model.new_int_var(0, len(these) - spare, "")
            self.model.add(extra >= sum(these) - spare)
            self.price(extra, points)

    def led_by(self, opening: Opening, chosen: Chosen) -> dict[tuple[int, int], Term]:
        """Whether it is a facilitator's own cohort that meets on a day."""
        if len(chosen.lead) == 1:
            return {(d, f): on for d, on in chosen.on.items() for f in chosen.lead}
        if opening.keep_days and opening.now:
            return {(d, f): lead for d in chosen.on for f, lead in chosen.lead.items()}
        now = opening.now if opening.now and opening.now.days else None
        own = {
            (d, f): self.yes(now is not None and f == now.lead and d in now.days)
            for d in chosen.on
            for f in chosen.lead
        }
        for d, on in chosen.on.items():
            self.model.add(sum(own[d, f] for f in chosen.lead) == on)
        for days in self.grid.slots[opening.slot].rounds:
            for f, lead in chosen.lead.items():
                self.model.add(sum(own[d, f] for d in days) == lead)
        return own

    def add_apart(self) -> None:
        """A school's superusers aren't all in cohorts that meet on one day."""
        openings = [(o.slot, c) for o, c in zip(self.task.openings, self.chosen, strict=True)]
        beside = product(openings, self.settled())
        for (first, one), (second, other) in chain(combinations(openings, 2), beside):
            a, b = self.grid.slots[first], self.grid.slots[second]
            if a.weekday != b.weekday or a.venue == b.venue:
                continue
            clash = [
                (school, one.members[school] + other.members[school])
                for school in one.members.keys() & other.members.keys()
                if not isinstance(one.members[school], int)
                or not isinstance(other.members[school], int)
                or one.members[school] + other.members[school] >= self.grid.people[school]
            ]
            meet = self.meet(one, other) if clash else 0
            if isinstance(meet, int) and not meet:
                continue
            for school, together in clash:
                self.model.add(together <= self.grid.people[school] - meet)

    def add_crowds(self) -> None:
        """The same for three or more cohorts whose days are settled."""
        meeting: dict[int, list[Chosen]] = defaultdict(list)
        openings = zip(self.task.openings, self.chosen, strict=True)
        kept = [chosen for opening, chosen in openings if opening.keep_days and opening.now]
        for chosen in [*kept, *(chosen for _, chosen in self.settled())]:
            for d in chosen.on:
                meeting[d].append(chosen)
        crowds = {tuple(map(id, these)): these for these in meeting.values() if len(these) > 2}
        for these in crowds.values():
            for school in {s for chosen in these for s in chosen.members}:
                terms = [c.members[school] for c in these if school in c.members]
                if len(terms) > 2 and not all(isinstance(term, int) for term in terms):
                    self.model.add(sum(terms) <= self.grid.most[school])

    def settled(self) -> list[tuple[int, Chosen]]:
        """The slots of the cohorts beside, and what is fixed for them."""
        return [
            (c.slot, Chosen(on=dict.fromkeys(c.days, 1), members=dict(c.members)))
            for c in self.task.others
        ]

    def meet(self, one: Chosen, other: Chosen) -> Term:
        """Whether two cohorts ever meet on the same day."""
        common = one.on.keys() & other.on.keys()
        both = [(one.on[d], other.on[d]) for d in sorted(common)]
        if any(isinstance(a, int) and isinstance(b, int) for a, b in both):
            return 1
        if not both:
            return 0
        meet = self.model.new_bool_var("")
        for a, b in both:
            self.model.add(a + b <= 1 + meet)
        return meet

    def add_order(self) -> None:
        """Cohorts of one slot begin one after another: without it, each plan is there twice."""
        for (one, a), (two, b) in pairwise(zip(self.task.openings, self.chosen, strict=True)):
            if one.slot == two.slot:
                first = self.grid.slots[one.slot].rounds[0]
                begins = [sum(d * chosen.on[d] for d in first) for chosen in (a, b)]
                self.model.add(begins[0] < begins[1])

    def add_evenness(self) -> None:
        """Points for the largest less the smallest cohort."""
        points = self.grid.problem.prices.imbalance
        if not points:
            return
        top = max(self.grid.seats)
        sizes = [c.size for c in self.task.others]
        low = self.model.new_int_var(0, min([top, *sizes]), "")
        high = self.model.new_int_var(max([0, *sizes]), max([top, *sizes]), "")
        for opening, chosen in zip(self.task.openings, self.chosen, strict=True):
            self.model.add(chosen.size <= high)
            unless = top * (1 - chosen.active) if opening.optional else 0
            self.model.add(chosen.size >= low - unless)
        self.price(high, points)
        self.price(low, -points)

    # The answer.

    def read(self, solver: cp_model.CpSolver) -> Draft:
        """The openings that are to be, as a solution has them."""
        draft = []
        for opening, chosen in zip(self.task.openings, self.chosen, strict=True):
            if not solver.value(chosen.active):
                continue
            draft.append(
                CohortDraft(
                    slot=opening.slot,
                    lead=next(f for f, lead in chosen.lead.items() if solver.value(lead)),
                    days=tuple(sorted(d for d, on in chosen.on.items() if solver.value(on))),
                    members={s: n for s, m in chosen.members.items() if (n := solver.value(m))},
                )
            )
        return tuple(draft)
