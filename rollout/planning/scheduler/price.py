"""What a plan costs, by kind, and which hard rules it breaks, each with whom it concerns."""

import datetime as dt
import itertools
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, fields
from enum import StrEnum

from rollout.planning.scheduler.problem import CohortPlan, Mode, Plan, Prices, Problem, km

KINDS = tuple(each.name for each in fields(Prices))


class Rule(StrEnum):
    """The hard rules, by what breaks them."""

    SEATS = "seats"
    PERIOD = "period"
    CLOSED_DAY = "closed_day"
    WEEKDAY = "weekday"
    VENUE_CLOSED = "venue_closed"
    FACILITATOR_AWAY = "facilitator_away"
    VENUE_TWICE = "venue_twice"
    FACILITATOR_TWICE = "facilitator_twice"
    GAP = "gap"
    SCHOOL_WEEKDAY = "school_weekday"
    UNPLACED = "unplaced"
    APART = "apart"
    ALL_AWAY = "all_away"
    COHORT_COUNT = "cohort_count"


@dataclass(frozen=True)
class Broken:
    """A broken rule: of which cohort (its number), about which day and whom; `found` and `allowed`
    are people, days or cohorts, as the rule counts them."""

    rule: Rule
    cohort: int | None = None
    day: dt.date | None = None
    whom: str = ""
    found: int = 0
    allowed: int = 0


def gaps(cohort: CohortPlan) -> list[int]:
    """Days between a cohort's workshops, in order."""
    return [(after - before).days for before, after in itertools.pairwise(cohort.dates)]


def spacing(problem: Problem, gap: int) -> int:
    """Whole weeks that a gap is off the ideal."""
    return abs(gap - problem.ideal_gap) // 7


def missed(problem: Problem, cohort: CohortPlan, day: dt.date) -> int:
    """How many of the cohort's superusers have a school that is closed on a day."""
    closed = (n for school, n in cohort.members.items() if day in problem.school[school].closed)
    return sum(closed)


def cohort_cost(problem: Problem, cohort: CohortPlan) -> Counter[str]:
    """One cohort's cost by kind; evenness concerns all and isn't in it."""
    price, venue = problem.prices, problem.venue[cohort.venue]
    stood_in = sum(cohort.leader(day) != cohort.facilitator for day in cohort.dates)
    ways = sum(n * km(problem.school[school], venue) for school, n in cohort.members.items())
    other = cohort.size * (cohort.weekday != problem.preferred_weekday)
    return Counter(
        substitute=price.substitute * stood_in,
        travel=price.travel * ways,
        facilitator_travel=price.facilitator_travel
        * km(problem.facilitator[cohort.facilitator], venue),
        other_weekday=price.other_weekday * other,
        spacing=price.spacing * sum(spacing(problem, gap) for gap in gaps(cohort)),
        missed=price.missed * sum(missed(problem, cohort, day) for day in cohort.dates),
    )


def cost_by_kind(problem: Problem, plan: Plan) -> dict[str, int]:
    """A plan's cost, in points, by kind."""
    total: Counter[str] = Counter()
    for cohort in plan.cohorts:
        total.update(cohort_cost(problem, cohort))
    sizes = [cohort.size for cohort in plan.cohorts]
    if sizes:
        total["imbalance"] = problem.prices.imbalance * (max(sizes) - min(sizes))
    return {kind: total[kind] for kind in KINDS}


def cost(problem: Problem, plan: Plan) -> int:
    """A plan's whole cost, in points."""
    return sum(cost_by_kind(problem, plan).values())


def broken_rules(problem: Problem, plan: Plan) -> list[Broken]:
    """Every hard rule that a plan breaks; none means that the plan can be carried out."""
    broken: list[Broken] = []
    for number, cohort in enumerate(plan.cohorts):
        broken += broken_by_cohort(problem, number, cohort)
    broken += taken_twice(plan)
    broken += broken_placing(problem, plan)
    if len(plan.cohorts) != problem.cohorts:
        found = len(plan.cohorts)
        broken.append(Broken(Rule.COHORT_COUNT, found=found, allowed=problem.cohorts))
    return broken


def broken_by_cohort(problem: Problem, number: int, cohort: CohortPlan) -> Iterator[Broken]:
    """What one cohort's own year breaks."""
    venue = problem.venue[cohort.venue]
    if cohort.size > venue.seats:
        yield Broken(Rule.SEATS, number, None, venue.id, cohort.size, venue.seats)
    if len(cohort.dates) != len(problem.periods):
        found = len(cohort.dates)
        yield Broken(Rule.PERIOD, number, None, "", found, len(problem.periods))
    yield from broken_by_days(problem, number, cohort)
    for gap, day in zip(gaps(cohort), cohort.dates[1:], strict=True):
        if not problem.least_gap <= gap <= problem.most_gap:
            allowed = problem.least_gap if gap < problem.least_gap else problem.most_gap
            yield Broken(Rule.GAP, number, day, "", gap, allowed)
    for school in cohort.members:
        if cohort.weekday not in problem.school[school].weekdays:
            yield Broken(Rule.SCHOOL_WEEKDAY, number, None, school)


def broken_by_days(problem: Problem, number: int, cohort: CohortPlan) -> Iterator[Broken]:
    """What a cohort's dates break, one by one."""
    open_days, venue = set(problem.days), problem.venue[cohort.venue]
    for day, period in zip(cohort.dates, problem.periods, strict=False):
        leader = cohort.leader(day)
        if day not in open_days:
            yield Broken(Rule.CLOSED_DAY, number, day)
        if not period.first <= day <= period.last:
            yield Broken(Rule.PERIOD, number, day, period.name)
        if day.weekday() != cohort.weekday:
            yield Broken(Rule.WEEKDAY, number, day)
        if day in venue.closed:
            yield Broken(Rule.VENUE_CLOSED, number, day, venue.id)
        if day in problem.facilitator[leader].away:
            yield Broken(Rule.FACILITATOR_AWAY, number, day, leader)


def taken_twice(plan: Plan) -> Iterator[Broken]:
    """Venues and facilitators that two cohorts want on one day."""
    venues: set[tuple[str, dt.date]] = set()
    leaders: set[tuple[str, dt.date]] = set()
    for number, cohort in enumerate(plan.cohorts):
        for day in cohort.dates:
            if (cohort.venue, day) in venues:
                yield Broken(Rule.VENUE_TWICE, number, day, cohort.venue)
            if (cohort.leader(day), day) in leaders:
                yield Broken(Rule.FACILITATOR_TWICE, number, day, cohort.leader(day))
            venues.add((cohort.venue, day))
            leaders.add((cohort.leader(day), day))


def broken_placing(problem: Problem, plan: Plan) -> Iterator[Broken]:
    """Schools whose superusers aren't all placed, or aren't together or apart as they should be."""
    placed: Counter[str] = Counter()
    homes: Counter[str] = Counter()
    away: Counter[tuple[str, dt.date]] = Counter()
    for cohort in plan.cohorts:
        placed.update(cohort.members)
        homes.update(school for school, n in cohort.members.items() if n)
        for school, n in cohort.members.items():
            away.update({(school, day): n for day in set(cohort.dates)})
    for school in problem.schools:
        if placed[school.id] != school.superusers:
            found = placed[school.id]
            yield Broken(Rule.UNPLACED, None, None, school.id, found, school.superusers)
        if problem.mode is Mode.TOGETHER and homes[school.id] > 1:
            yield Broken(Rule.APART, None, None, school.id, homes[school.id], 1)
    if problem.mode is Mode.SPLIT:
        for (school_id, day), n in away.items():
            if n >= problem.school[school_id].superusers:
                yield Broken(Rule.ALL_AWAY, None, day, school_id, n)
