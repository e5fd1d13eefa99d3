"""A plan as numbers while it is being improved, and its way to and from a plan with names.

Who stands in isn't kept: on each day the leaders are matched when the plan is written out, and the
number of stand-ins follows from whose cohorts meet that day and who is there.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from rollout.scheduler.grid import Grid
from rollout.scheduler.problem import CohortPlan, Plan

UNPLACED = 100_000  # points for a superuser without a cohort, so that any placing is cheaper


@dataclass(frozen=True)
class CohortDraft:
    """A cohort by numbers: its slot, facilitator, one day in each period, superusers by school."""

    slot: int
    lead: int
    days: tuple[int, ...]
    members: Mapping[int, int]

    @property
    def size(self) -> int:
        return sum(self.members.values())


Draft = tuple[CohortDraft, ...]


def draft_cost(grid: Grid, draft: Draft) -> int:
    """A draft's cost, in points; a superuser without a cohort costs UNPLACED."""
    sizes = [cohort.size for cohort in draft]
    prices = grid.problem.prices
    return (
        sum(cohort_points(grid, cohort) for cohort in draft)
        + prices.substitute * substitutes(grid, draft)
        + prices.imbalance * (max(sizes) - min(sizes))
        + UNPLACED * sum(unplaced(grid, draft).values())
    )


def cohort_points(grid: Grid, cohort: CohortDraft) -> int:
    """One cohort's points, but for stand-ins and evenness."""
    slot = grid.slots[cohort.slot]
    missed = sum(
        n * len(grid.closed[s].intersection(cohort.days)) for s, n in cohort.members.items()
    )
    return (
        sum(n * int(grid.place_cost[s, cohort.slot]) for s, n in cohort.members.items())
        + grid.lead_cost[cohort.lead][slot.venue]
        + sum(map(grid.gap_cost, cohort.days, cohort.days[1:]))
        + grid.problem.prices.missed * missed
    )


def substitutes(grid: Grid, cohorts: Iterable[CohortDraft]) -> int:
    """How many workshops are led by another than the cohort's facilitator."""
    wanted = Counter((day, cohort.lead) for cohort in cohorts for day in cohort.days)
    return sum(n - (day in grid.leading[lead]) for (day, lead), n in wanted.items())


def unplaced(grid: Grid, draft: Draft) -> dict[int, int]:
    """The superusers of each school that are in no cohort yet."""
    placed: Counter[int] = Counter()
    for cohort in draft:
        placed.update(cohort.members)
    return {s: n - placed[s] for s, n in enumerate(grid.people) if n > placed[s]}


def all_away(grid: Grid, draft: Draft) -> list[tuple[int, int]]:
    """The schools and days on which a split school's superusers are all away."""
    away: Counter[tuple[int, int]] = Counter()
    for cohort in draft:
        away.update({(s, d): n for s, n in cohort.members.items() for d in cohort.days})
    return [(s, d) for (s, d), n in away.items() if n > grid.most[s]]


def stand_ins(grid: Grid, draft: Draft) -> dict[tuple[int, int], int]:
    """Who leads instead, by cohort and day: first everyone's own, then whoever is free."""
    given: dict[tuple[int, int], int] = {}
    busy: set[tuple[int, int]] = set()
    left: list[tuple[int, int]] = []
    for number, cohort in enumerate(draft):
        for day in cohort.days:
            if day in grid.leading[cohort.lead] and (cohort.lead, day) not in busy:
                busy.add((cohort.lead, day))
            else:
                left.append((number, day))
    for number, day in left:
        venue = grid.slots[draft[number].slot].venue
        free = [f for f, days in enumerate(grid.leading) if day in days and (f, day) not in busy]
        given[number, day] = min(free, key=lambda f: grid.lead_cost[f][venue])
        busy.add((given[number, day], day))
    return given


def empty_schools(grid: Grid, draft: Draft) -> dict[int, dict[int, int]]:
    """Where schools are together, one without superusers has a cohort too: by cohort, 0 of it."""
    given: dict[int, dict[int, int]] = {number: {} for number in range(len(draft))}
    for s, school in enumerate(grid.problem.schools):
        if not grid.split and not school.superusers:
            for number, cohort in enumerate(draft):
                if grid.slots[cohort.slot].weekday in school.weekdays:
                    given[number][s] = 0
                    break
    return given


def to_plan(grid: Grid, draft: Draft) -> Plan:
    """The draft with names and stand-ins, ordered by venue and weekday."""
    problem = grid.problem
    draft = tuple(sorted(draft, key=lambda c: (c.slot, c.days)))
    instead, nobody = stand_ins(grid, draft), empty_schools(grid, draft)
    return Plan(
        tuple(
            CohortPlan(
                weekday=grid.slots[cohort.slot].weekday,
                venue=problem.venues[grid.slots[cohort.slot].venue].id,
                facilitator=problem.facilitators[cohort.lead].id,
                dates=tuple(grid.days[d] for d in cohort.days),
                members={
                    problem.schools[s].id: n
                    for s, n in sorted({**cohort.members, **nobody[number]}.items())
                },
                substitutes={
                    grid.days[d]: problem.facilitators[instead[number, d]].id
                    for d in cohort.days
                    if (number, d) in instead
                },
            )
            for number, cohort in enumerate(draft)
        )
    )


def from_plan(grid: Grid, plan: Plan) -> Draft:
    """A plan that keeps the rules, as numbers. Raises KeyError where it isn't of this problem."""
    problem = grid.problem
    schools = {school.id: n for n, school in enumerate(problem.schools)}
    leads = {facilitator.id: n for n, facilitator in enumerate(problem.facilitators)}
    slots = {(problem.venues[s.venue].id, s.weekday): s.number for s in grid.slots}
    return tuple(
        CohortDraft(
            slot=slots[cohort.venue, cohort.weekday],
            lead=leads[cohort.facilitator],
            days=tuple(grid.day_number[date] for date in cohort.dates),
            members={schools[school]: n for school, n in cohort.members.items() if n},
        )
        for cohort in plan.cohorts
    )
