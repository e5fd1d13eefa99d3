"""A diagnosis in plain English, for the command line."""

import calendar
import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable

from rollout.scheduler.demands import Demand, DemandKind, Diagnosis, Loosening
from rollout.scheduler.price import Rule
from rollout.scheduler.problem import Problem

NAMED = 5  # days or schools that are named; more are counted


def sentences(problem: Problem, diagnosis: Diagnosis) -> list[str]:
    """What a diagnosis says: whether there is a plan, the clash, what would help, what breaks."""
    if diagnosis.feasible:
        return ["There is a plan that keeps every rule."]
    told = []
    if diagnosis.feasible is None:
        told.append("Whether there is a plan wasn't settled in the time.")
    if diagnosis.clash:
        told.append("These can't all be kept:")
        told += [f"- {clash_sentence(problem, each)}" for each in diagnosis.clash]
    if diagnosis.loosenings:
        told.append("Any one of these makes a plan possible:")
        told += [f"- {LOOSENINGS[each.kind](each)}" for each in diagnosis.loosenings]
    elif diagnosis.clash and diagnosis.complete:
        told.append("No single change makes a plan possible.")
    if diagnosis.nearest:
        told.append(f"The nearest plan breaks {broken_sentence(diagnosis)}.")
    if not diagnosis.complete:
        told.append("Time ran out before all of this was certain.")
    return told


def clash_sentence(problem: Problem, demand: Demand) -> str:
    said = {
        DemandKind.VENUE_CLOSED: f"the days on which {demand.whom} is closed",
        DemandKind.VENUE_ONCE: f"one workshop a day at {demand.whom}",
        DemandKind.VENUE_SEATS: f"the seats at {demand.whom}" if demand.whom else "the seats",
        DemandKind.FACILITATOR_AWAY: f"the days on which {demand.whom} is away",
        DemandKind.FACILITATORS: f"{len(problem.facilitators)} facilitators, one workshop a day",
        DemandKind.PERIOD: f"a workshop for every cohort in {demand.whom}",
        DemandKind.CLOSED_DAYS: "days that are closed for all",
        DemandKind.WEEKDAY_RULE: f"the weekdays of {some(demand.schools)}",
        DemandKind.GAP_LEAST: f"at least {problem.least_gap} days between workshops",
        DemandKind.GAP_MOST: f"at most {problem.most_gap} days between workshops",
        DemandKind.COHORT_COUNT: f"{problem.cohorts} cohorts",
        DemandKind.SPLIT: "never all superusers of a school away on one day",
        DemandKind.TOGETHER: "all superusers of a school in one cohort",
    }[demand.kind]
    counted = f" ({demand.needed} needed, {demand.available} available)" if demand.needed else ""
    return said + counted


def free(change: Loosening) -> str:
    return f"free {change.whom} on {on(change.days)}"


def one_more_facilitator(change: Loosening) -> str:
    weekdays = sorted({day.weekday() for day in change.days})
    names = " and ".join(f"{calendar.day_name[weekday]}s" for weekday in weekdays)
    return f"find one more facilitator on {names}: {on(change.days)}"


def wider(change: Loosening) -> str:
    return f"let {change.whom} run from {change.first} to {change.last}"


def weekday(change: Loosening) -> str:
    return f"let {some(change.schools)} meet on {calendar.day_name[change.weekday or 0]}s"


LOOSENINGS: dict[DemandKind, Callable[[Loosening], str]] = {
    DemandKind.VENUE_CLOSED: free,
    DemandKind.VENUE_ONCE: lambda change: f"find one more room at {change.whom}",
    DemandKind.VENUE_SEATS: lambda change: (
        f"{change.after - change.before} more seats at {change.whom}: {change.after}"
    ),
    DemandKind.FACILITATOR_AWAY: free,
    DemandKind.FACILITATORS: one_more_facilitator,
    DemandKind.PERIOD: wider,
    DemandKind.CLOSED_DAYS: lambda change: f"open {on(change.days)} for workshops",
    DemandKind.WEEKDAY_RULE: weekday,
    DemandKind.GAP_LEAST: lambda change: f"let gaps be as short as {change.after} days",
    DemandKind.GAP_MOST: lambda change: f"let gaps be as long as {change.after} days",
    DemandKind.COHORT_COUNT: lambda change: f"make {change.after} cohorts, not {change.before}",
    DemandKind.SPLIT: lambda change: f"let all of {some(change.schools)} be away on one day",
    DemandKind.TOGETHER: lambda change: f"let {some(change.schools)} be in several cohorts",
}


def broken_sentence(diagnosis: Diagnosis) -> str:
    """How many times each rule is broken."""
    times: Counter[Rule] = Counter(each.rule for each in diagnosis.breaks)
    told = (f"{rule.replace('_', ' ')} {n} times" for rule, n in times.most_common())
    return ", ".join(told) or "no rule"


def on(days: Iterable[dt.date]) -> str:
    return some([f"{day.day} {calendar.month_name[day.month]}" for day in days])


def some(names: Iterable[str]) -> str:
    """A few names, and how many more there are."""
    listed = list(names)
    more = f" and {len(listed) - NAMED} more" if len(listed) > NAMED else ""
    return ", ".join(listed[:NAMED]) + more
