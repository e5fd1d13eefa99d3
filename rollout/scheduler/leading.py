"""Who leads each workshop, dates and venues given: a plain greedy choice, at once at any size."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import replace

from rollout.scheduler.price import km_between
from rollout.scheduler.problem import CohortPlan, Plan, Problem


def with_leaders(problem: Problem, plan: Plan) -> Plan:
    """The plan with a facilitator for each cohort, near and mostly free on its dates, and with
    stand-ins: never anyone away or twice on a day where enough others are free."""
    taken: dict[str, set[dt.date]] = {each.id: set(each.away) for each in problem.facilitators}
    cohorts = list(plan.cohorts)
    for number, cohort in enumerate(cohorts):
        leader = cheapest(problem, cohort, taken)
        taken[leader] |= set(cohort.dates)
        cohorts[number] = replace(cohort, facilitator=leader, substitutes={})
    meeting: dict[dt.date, list[int]] = defaultdict(list)
    for number, cohort in enumerate(cohorts):
        for day in cohort.dates:
            meeting[day].append(number)
    stand_ins: dict[int, dict[dt.date, str]] = defaultdict(dict)
    for day, numbers in meeting.items():
        for number, who in leaders_on(problem, cohorts, day, numbers).items():
            if who != cohorts[number].facilitator:
                stand_ins[number][day] = who
    led = (replace(c, substitutes=stand_ins[number]) for number, c in enumerate(cohorts))
    return replace(plan, cohorts=tuple(led))


def cheapest(problem: Problem, cohort: CohortPlan, taken: dict[str, set[dt.date]]) -> str:
    """The facilitator with the shortest way and the fewest dates on which another must stand in."""
    prices, venue = problem.prices, problem.venue.get(cohort.venue)

    def price(facilitator: str) -> int:
        clashes = len(taken[facilitator].intersection(cohort.dates))
        ride = km_between(problem.facilitator[facilitator], venue)
        return prices.facilitator_travel * ride + prices.substitute * clashes

    return min(taken, key=price)


def leaders_on(
    problem: Problem, cohorts: list[CohortPlan], day: dt.date, numbers: list[int]
) -> dict[int, str]:
    """Who leads each cohort that meets on a day: its facilitator where possible, else who is free,
    else, breaking a rule, its facilitator all the same."""
    free = [each.id for each in problem.facilitators if day not in each.away]
    led: dict[int, str] = {}
    for number in numbers:
        if cohorts[number].facilitator in free:
            led[number] = cohorts[number].facilitator
            free.remove(led[number])
    for number in numbers:
        if number not in led:
            led[number] = free.pop(0) if free else cohorts[number].facilitator
    return led


def with_stand_ins(problem: Problem, plan: Plan, cells: Iterable[tuple[int, int]]) -> Plan:
    """The plan with whoever is nearest and free leading those of some workshops (cohort and period)
    whose leader is away, gone or leads another workshop that day."""
    busy: dict[dt.date, Counter[str]] = defaultdict(Counter)
    for cohort in plan.cohorts:
        for day in cohort.dates:
            busy[day][cohort.leader(day)] += 1
    cohorts = list(plan.cohorts)
    for number, place in sorted(cells):
        cohort = cohorts[number]
        day = cohort.dates[place]
        leader, venue = cohort.leader(day), problem.venue.get(cohort.venue_on(day))
        its = problem.facilitator.get(leader)
        if its and day not in its.away and busy[day][leader] == 1:
            continue
        free = [f for f in problem.facilitators if day not in f.away and not busy[day][f.id]]
        if free:
            stand_in = min(free, key=lambda each: km_between(each, venue)).id
            busy[day].update({leader: -1, stand_in: 1})
            cohorts[number] = with_leader(cohort, day, stand_in)
    return replace(plan, cohorts=tuple(cohorts))


def with_leader(cohort: CohortPlan, day: dt.date, leader: str) -> CohortPlan:
    """A cohort's year with one workshop led by somebody else."""
    others = {each: who for each, who in cohort.substitutes.items() if each != day}
    more = {day: leader} if leader != cohort.facilitator else {}
    return replace(cohort, substitutes=others | more)
