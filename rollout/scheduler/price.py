"""What a plan costs, by kind, and which hard rules it breaks, each with whom it concerns."""

import datetime as dt
import itertools
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, fields
from enum import StrEnum

from rollout.scheduler.problem import CohortPlan, Mode, Place, Plan, Prices, Problem, km

KINDS = tuple(each.name for each in fields(Prices))


class Rule(StrEnum):
    """The hard rules, by what breaks them."""

    SEATS = "seats"
    TOO_FEW = "too_few"
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


def misses(problem: Problem, cohort: CohortPlan, school: str, day: dt.date) -> bool:
    """Whether a school can't send anyone to a cohort's workshop on a day: it is closed, or the day
    is for once outside the cohort's weekday and on one that the school can't."""
    its = problem.school[school]
    return day in its.closed or (day in cohort.other_days and day.weekday() not in its.weekdays)


def missed(problem: Problem, cohort: CohortPlan, day: dt.date) -> int:
    """How many of the cohort's superusers have a school that can't on a day."""
    return sum(n for school, n in cohort.members.items() if misses(problem, cohort, school, day))


def left_out(problem: Problem, plan: Plan, number: int, day: dt.date) -> int:
    """How many of a cohort's superusers miss its workshop on a day: those whose school can't, less
    those who are guests elsewhere instead."""
    cohort = plan.cohorts[number]
    place = cohort.dates.index(day)
    elsewhere = sum(
        guest.count
        for guest in plan.guests
        if (guest.home, guest.period) == (number, place)
        and misses(problem, cohort, guest.school, day)
    )
    return missed(problem, cohort, day) - elsewhere


def km_between(a: Place | None, b: Place | None) -> int:
    """Kilometres between two places; 0 where one of them is gone."""
    return km(a, b) if a and b else 0


def members_km(problem: Problem, cohort: CohortPlan, venue: str) -> int:
    """The members' ways to a venue, km, all together."""
    at = problem.venue.get(venue)
    return sum(n * km_between(problem.school[school], at) for school, n in cohort.members.items())


def longer_km(problem: Problem, cohort: CohortPlan, day: dt.date) -> int:
    """The members' longer way to a workshop at another venue, km, as that one period's share."""
    if day not in cohort.other_venues:
        return 0
    longer = members_km(problem, cohort, cohort.other_venues[day]) - members_km(
        problem, cohort, cohort.venue
    )
    return max(0, longer) // len(problem.periods)


def one_off(cohort: CohortPlan, day: dt.date) -> bool:
    """Whether a workshop is an exception to the cohort's venue or weekday."""
    return cohort.venue_on(day) != cohort.venue or day.weekday() != cohort.weekday


def cohort_cost(problem: Problem, cohort: CohortPlan, since: dt.date | None = None) -> Counter[str]:
    """One cohort's cost by kind; evenness and guests concern all and aren't in it.

    With `since`, only workshops from that day on count, and gaps that end with one of them.
    """
    price, venue = problem.prices, problem.venue.get(cohort.venue)
    other = cohort.weekday != problem.preferred_weekday
    days = [day for day in cohort.dates if since is None or day >= since]
    between = gaps(cohort)[-len(days) :] if days else []
    way_there = members_km(problem, cohort, cohort.venue)
    way_there += sum(longer_km(problem, cohort, day) for day in days)
    leads = problem.facilitator.get(cohort.facilitator)
    return Counter(
        substitute=price.substitute * sum(cohort.leader(d) != cohort.facilitator for d in days),
        travel=price.travel * way_there,
        facilitator_travel=price.facilitator_travel * km_between(leads, venue),
        other_weekday=price.other_weekday * cohort.size * other,
        spacing=price.spacing * sum(spacing(problem, gap) for gap in between),
        missed=price.missed * sum(missed(problem, cohort, day) for day in days),
        one_off=price.one_off * cohort.size * sum(one_off(cohort, day) for day in days),
    )


def guest_cost(problem: Problem, plan: Plan, since: dt.date | None = None) -> Counter[str]:
    """What guests cost: their exception, and the difference in who misses a workshop."""
    price, total = problem.prices, Counter[str]()
    for guest in plan.guests:
        home, host = plan.cohorts[guest.home], plan.cohorts[guest.host]
        day = host.dates[guest.period]
        if since and min(day, home.dates[guest.period]) < since:
            continue
        gone = misses(problem, home, guest.school, home.dates[guest.period])
        missing = (day in problem.school[guest.school].closed) - gone
        total["one_off"] += price.one_off * guest.count
        total["missed"] += price.missed * guest.count * missing
    return total


def cost_by_kind(problem: Problem, plan: Plan, since: dt.date | None = None) -> dict[str, int]:
    """A plan's cost, in points, by kind; with `since`, of workshops from that day on."""
    total = guest_cost(problem, plan, since)
    for cohort in plan.cohorts:
        total.update(cohort_cost(problem, cohort, since))
    sizes = [cohort.size for cohort in plan.cohorts]
    if sizes:
        total["imbalance"] = problem.prices.imbalance * (max(sizes) - min(sizes))
    return {kind: total[kind] for kind in KINDS}


def cost(problem: Problem, plan: Plan, since: dt.date | None = None) -> int:
    """A plan's whole cost, in points; with `since`, of workshops from that day on."""
    return sum(cost_by_kind(problem, plan, since).values())


def broken_rules(problem: Problem, plan: Plan, since: dt.date | None = None) -> list[Broken]:
    """Every hard rule that a plan breaks; none means that the plan can be carried out. With
    `since`, what is broken on an earlier day is left out."""
    broken: list[Broken] = []
    for number, cohort in enumerate(plan.cohorts):
        broken += broken_by_cohort(problem, number, cohort)
    broken += taken_twice(plan)
    broken += broken_guests(problem, plan)
    broken += broken_placing(problem, plan)
    if len(plan.cohorts) != problem.cohorts:
        found = len(plan.cohorts)
        broken.append(Broken(Rule.COHORT_COUNT, found=found, allowed=problem.cohorts))
    return [each for each in broken if not (since and each.day and each.day < since)]


def broken_by_cohort(problem: Problem, number: int, cohort: CohortPlan) -> Iterator[Broken]:
    """What one cohort's own year breaks. A venue or a facilitator that is gone can't on any day."""
    venue, size = problem.venue.get(cohort.venue), cohort.size
    if size < problem.least_size:
        yield Broken(Rule.TOO_FEW, number, None, "", size, problem.least_size)
    if venue and size > venue.seats:
        yield Broken(Rule.SEATS, number, None, venue.id, size, venue.seats)
    if len(cohort.dates) != len(problem.periods):
        found = len(cohort.dates)
        yield Broken(Rule.PERIOD, number, None, "", found, len(problem.periods))
    for place in range(min(len(cohort.dates), len(problem.periods))):
        yield from broken_by_workshop(problem, number, cohort, place)
    for gap, day in zip(gaps(cohort), cohort.dates[1:], strict=True):
        if gap < problem.least_gap:
            yield Broken(Rule.GAP, number, day, "", gap, problem.least_gap)
        if gap > problem.most_gap:
            yield Broken(Rule.GAP, number, day, "", gap, problem.most_gap)
    for school in cohort.members:
        if cohort.weekday not in problem.school[school].weekdays:
            yield Broken(Rule.SCHOOL_WEEKDAY, number, None, school)


def broken_by_workshop(
    problem: Problem, number: int, cohort: CohortPlan, place: int
) -> Iterator[Broken]:
    """What the workshop of one period breaks by its day, venue and leader."""
    day, period = cohort.dates[place], problem.periods[place]
    venue = problem.venue.get(cohort.venue_on(day))
    leads = problem.facilitator.get(cohort.leader(day))
    if day not in problem.open_days:
        yield Broken(Rule.CLOSED_DAY, number, day)
    if not period.first <= day <= period.last:
        yield Broken(Rule.PERIOD, number, day, period.name)
    if day.weekday() != cohort.weekday and day not in cohort.other_days:
        yield Broken(Rule.WEEKDAY, number, day)
    if venue is None or day in venue.closed:
        yield Broken(Rule.VENUE_CLOSED, number, day, cohort.venue_on(day))
    elif day in cohort.other_venues and cohort.size > venue.seats:
        yield Broken(Rule.SEATS, number, day, venue.id, cohort.size, venue.seats)
    if leads is None or day in leads.away:
        yield Broken(Rule.FACILITATOR_AWAY, number, day, cohort.leader(day))


def taken_twice(plan: Plan) -> Iterator[Broken]:
    """Venues and facilitators that two cohorts want on one day."""
    venues: set[tuple[str, dt.date]] = set()
    leaders: set[tuple[str, dt.date]] = set()
    for number, cohort in enumerate(plan.cohorts):
        for day in cohort.dates:
            if (cohort.venue_on(day), day) in venues:
                yield Broken(Rule.VENUE_TWICE, number, day, cohort.venue_on(day))
            if (cohort.leader(day), day) in leaders:
                yield Broken(Rule.FACILITATOR_TWICE, number, day, cohort.leader(day))
            venues.add((cohort.venue_on(day), day))
            leaders.add((cohort.leader(day), day))


def broken_guests(problem: Problem, plan: Plan) -> Iterator[Broken]:
    """Guests on a weekday that their school can't, and workshops too full because of guests."""
    hosted: Counter[tuple[int, int]] = Counter()
    for guest in plan.guests:
        day = plan.cohorts[guest.host].dates[guest.period]
        hosted[guest.host, guest.period] += guest.count
        hosted[guest.home, guest.period] -= guest.count
        if day.weekday() not in problem.school[guest.school].weekdays:
            yield Broken(Rule.SCHOOL_WEEKDAY, guest.host, day, guest.school)
    for (number, place), n in hosted.items():
        cohort = plan.cohorts[number]
        day = cohort.dates[place]
        venue = problem.venue.get(cohort.venue_on(day))
        if n > 0 and venue and cohort.size + n > venue.seats:
            yield Broken(Rule.SEATS, number, day, venue.id, cohort.size + n, venue.seats)


def broken_placing(problem: Problem, plan: Plan) -> Iterator[Broken]:
    """Schools whose superusers aren't all placed, or aren't together or apart as they should be."""
    placed: Counter[str] = Counter()
    homes: Counter[str] = Counter()
    for cohort in plan.cohorts:
        placed.update(cohort.members)
        homes.update(school for school, n in cohort.members.items() if n)
    for school in problem.schools:
        if placed[school.id] != school.superusers:
            found = placed[school.id]
            yield Broken(Rule.UNPLACED, None, None, school.id, found, school.superusers)
        if problem.mode is Mode.TOGETHER and homes[school.id] > 1:
            yield Broken(Rule.APART, None, None, school.id, homes[school.id], 1)
    if problem.mode is Mode.SPLIT:
        for (school_id, day), n in away_by_day(plan).items():
            if n and n >= problem.school[school_id].superusers:
                yield Broken(Rule.ALL_AWAY, None, day, school_id, n)


def away_by_day(plan: Plan) -> Counter[tuple[str, dt.date]]:
    """How many of a school's superusers are at a workshop on a day."""
    away: Counter[tuple[str, dt.date]] = Counter()
    for cohort in plan.cohorts:
        for school, n in cohort.members.items():
            away.update({(school, day): n for day in set(cohort.dates)})
    for guest in plan.guests:
        away[guest.school, plan.cohorts[guest.home].dates[guest.period]] -= guest.count
        away[guest.school, plan.cohorts[guest.host].dates[guest.period]] += guest.count
    return away
