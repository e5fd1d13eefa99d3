"""The whole truth about some cohorts: dates, leaders and members at once, as a CP-SAT model.

What the cohorts beside them have taken stays taken. With every cohort open the model is the
problem itself; with a few it is a step of the search.
"""

from collections import Counter, defaultdict
from itertools import chain, combinations, pairwise, product

from ortools.sat.python import cp_model

from rollout.scheduler.draft import CohortDraft, Draft
from rollout.scheduler.grid import Grid
from rollout.scheduler.openings import Chosen, Opening, OpeningsModel, Task, Term


class DetailModel(OpeningsModel):
    """The model of a task. Its cost is that of the openings, of the stand-ins on their days and of
    unevenness over all."""

    def __init__(self, grid: Grid, task: Task) -> None:
        super().__init__(grid, task)
        if any(opening.optional for opening in task.openings) and not task.partial:
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
        self.cost = cp_model.LinearExpr.weighted_sum(self.terms, self.points) + self.constant
        self.model.minimize(self.cost)

    def add_rooms(self) -> None:
        """A venue has one workshop a day."""
        taken = {(self.grid.slots[c.slot].venue, d) for c in self.task.others for d in c.days}
        wanted = defaultdict(list)
        for opening, chosen in self.pairs:
            for d, on in chosen.on.items():
                wanted[self.grid.slots[opening.slot].venue, d].append(on)
        for place, these in wanted.items():
            free = place not in taken
            if not free or len(these) > 1:
                self.model.add(sum(these) <= int(free))

    def add_stand_ins(self) -> None:
        """Not more workshops than leaders on a day, and a stand-in for who can't lead theirs."""
        grid = self.grid
        led = Counter((d, c.lead) for c in self.task.others for d in c.days)
        busy = Counter(d for c in self.task.others for d in c.days)
        wanted: dict[tuple[int, int], list[Term]] = defaultdict(list)
        count: dict[int, list[Term]] = defaultdict(list)
        for opening, chosen in self.pairs:
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
        now = opening.now
        held = {(d, now.lead) for d in now.days} if now else set()
        own: dict[tuple[int, int], Term] = {
            (d, f): self.yes((d, f) in held if opening.hints else None)
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
        openings = [(o.slot, c) for o, c in self.pairs]
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

    def part(self, school: int, day: int) -> None:
        """See to it that a school's superusers aren't all away on a day, whoever meets then."""
        there = [c for c in self.chosen if school in c.members and day in c.on]
        people = self.grid.people[school]
        for crowd in chain.from_iterable(combinations(there, n) for n in range(3, len(there) + 1)):
            unless = people * (len(crowd) - sum(chosen.on[day] for chosen in crowd))
            together = sum(chosen.members[school] for chosen in crowd)
            self.model.add(together <= self.grid.most[school] + unless)

    def settled(self) -> list[tuple[int, Chosen]]:
        """The slots of the cohorts beside, and what is fixed for them."""
        return [
            (c.slot, Chosen(on=dict.fromkeys(c.days, 1), members=dict(c.members)))
            for c in self.task.others
        ]

    def add_crowds(self) -> None:
        """The same for three or more cohorts whose days are settled."""
        meeting: dict[int, list[Chosen]] = defaultdict(list)
        openings = self.pairs
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
        for (one, a), (two, b) in pairwise(self.pairs):
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
        for opening, chosen in self.pairs:
            self.model.add(chosen.size <= high)
            unless = top * (1 - chosen.active) if opening.optional else 0
            self.model.add(chosen.size >= low - unless)
        self.price(high, points)
        self.price(low, -points)

    def read(self, solver: cp_model.CpSolver) -> Draft:
        """The openings that are to be, as a solution has them."""
        draft = []
        for opening, chosen in self.pairs:
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
