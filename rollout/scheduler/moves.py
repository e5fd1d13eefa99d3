"""Moves by hand, as functions from plan to plan, and what else one workshop's date could be."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from rollout.scheduler.price import (
    Broken,
    Rule,
    broken_by_cohort,
    cohort_cost,
    guest_cost,
)
from rollout.scheduler.problem import CohortPlan, Mode, Plan, Problem


@dataclass(frozen=True)
class Alternative:
    """Another date for a workshop: what the plan's price changes by, in points, by kind, and the
    rules that the workshop breaks on it. `once` says that it is outside the cohort's weekday."""

    day: dt.date
    difference: int
    by_kind: Mapping[str, int]
    broken: tuple[Broken, ...]
    once: bool


def move_date(plan: Plan, cohort: int, period: int, day: dt.date) -> Plan:
    """The plan with one workshop on another day; its venue and its leader come along.

    A day outside the cohort's weekday becomes one of its exceptions. Raises IndexError where the
    plan has no such cohort or period.
    """
    moved = with_date(plan.cohorts[cohort], period, day)
    return replace(plan, cohorts=(*plan.cohorts[:cohort], moved, *plan.cohorts[cohort + 1 :]))


def with_date(cohort: CohortPlan, period: int, day: dt.date) -> CohortPlan:
    """A cohort's year with one workshop on another day."""
    was = cohort.dates[period]
    dates = (*cohort.dates[:period], day, *cohort.dates[period + 1 :])
    other_days = cohort.other_days - {was}
    if day.weekday() != cohort.weekday:
        other_days |= {day}
    return replace(
        cohort,
        dates=dates,
        substitutes=moved_key(cohort.substitutes, was, day),
        other_venues=moved_key(cohort.other_venues, was, day),
        other_days=other_days,
    )


def moved_key(by_day: Mapping[dt.date, str], was: dt.date, day: dt.date) -> dict[dt.date, str]:
    return {day if each == was else each: name for each, name in by_day.items()}


def move_members(plan: Plan, school: str, source: int, target: int, n: int) -> Plan:
    """The plan with `n` of a school's superusers in another cohort, for the whole year.

    Their school's guest seats from the old cohort lapse where more are guests than are left.
    Raises ValueError where the cohort hasn't that many of them.
    """
    had = plan.cohorts[source].members.get(school, 0)
    if not 0 < n <= had:
        raise ValueError(f"cohort {source} has {had} superusers of {school}, {n} to be moved")
    cohorts = list(plan.cohorts)
    cohorts[source] = with_members(cohorts[source], school, had - n)
    joined = cohorts[target].members.get(school, 0) + n
    cohorts[target] = with_members(cohorts[target], school, joined)
    guests = tuple(
        guest
        for guest in plan.guests
        if (guest.school, guest.home) != (school, source) or guest.count <= had - n
    )
    return Plan(tuple(cohorts), guests)


def with_members(cohort: CohortPlan, school: str, n: int) -> CohortPlan:
    """A cohort with so many superusers of a school."""
    members = {each: count for each, count in cohort.members.items() if each != school}
    return replace(cohort, members=members | ({school: n} if n else {}))


def alternatives(problem: Problem, plan: Plan, cohort: int, period: int) -> list[Alternative]:
    """Every other open day of the period for one workshop, first those that break no rule, cheapest
    first. Its venue, its leader and everyone else's workshops stay as they are."""
    now = plan.cohorts[cohort]
    others = Taken(problem, plan, cohort)
    before = cost_around(problem, plan, cohort)
    found = []
    for day in problem.days_in(problem.periods[period]):
        if day == now.dates[period]:
            continue
        elsewhere = move_date(plan, cohort, period, day)
        moved = elsewhere.cohorts[cohort]
        change = cost_around(problem, elsewhere, cohort)
        change.subtract(before)
        by_kind = {kind: points for kind, points in change.items() if points}
        broken = tuple(others.broken(moved, period))
        once = day.weekday() != now.weekday
        found.append(Alternative(day, sum(by_kind.values()), by_kind, broken, once))
    return sorted(found, key=lambda each: (len(each.broken), each.difference, each.day))


def cost_around(problem: Problem, plan: Plan, cohort: int) -> Counter[str]:
    """One cohort's cost by kind, with what guests come to."""
    total = cohort_cost(problem, plan.cohorts[cohort])
    total.update(guest_cost(problem, plan))
    return total


class Taken:
    """What all cohorts but one have taken, so that its dates can be judged quickly."""

    def __init__(self, problem: Problem, plan: Plan, cohort: int) -> None:
        self.problem, self.number = problem, cohort
        self.venues: set[tuple[str, dt.date]] = set()
        self.leaders: set[tuple[str, dt.date]] = set()
        self.meeting: dict[dt.date, list[CohortPlan]] = {}
        for number, other in enumerate(plan.cohorts):
            if number == cohort:
                continue
            for day in other.dates:
                self.venues.add((other.venue_on(day), day))
                self.leaders.add((other.leader(day), day))
                self.meeting.setdefault(day, []).append(other)

    def broken(self, cohort: CohortPlan, period: int) -> Iterator[Broken]:
        """What the workshop of one period breaks, its gaps to both sides with it."""
        day = cohort.dates[period]
        around = cohort.dates[period : period + 2]
        for each in broken_by_cohort(self.problem, self.number, cohort):
            if each.day == day or (each.rule is Rule.GAP and each.day in around):
                yield each
        venue, leader = cohort.venue_on(day), cohort.leader(day)
        if (venue, day) in self.venues:
            yield Broken(Rule.VENUE_TWICE, self.number, day, venue)
        if (leader, day) in self.leaders:
            yield Broken(Rule.FACILITATOR_TWICE, self.number, day, leader)
        if self.problem.mode is Mode.SPLIT:
            yield from self.all_away(cohort, day)

    def all_away(self, cohort: CohortPlan, day: dt.date) -> Iterator[Broken]:
        """Schools that would have all their superusers away on a day."""
        for school, n in cohort.members.items():
            away = n + sum(other.members.get(school, 0) for other in self.meeting.get(day, ()))
            if away >= self.problem.school[school].superusers:
                yield Broken(Rule.ALL_AWAY, None, day, school, away)
