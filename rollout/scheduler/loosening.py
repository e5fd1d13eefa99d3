"""What the least slack in one demand means as a change that a lead can make."""

import datetime as dt
from collections.abc import Callable, Sequence

from ortools.sat.python import cp_model

from rollout.scheduler.demands import Demand, DemandKind, Loosening
from rollout.scheduler.elastic import Elastic, Part
from rollout.scheduler.problem import Problem

Slacks = dict[Part, int]


def objectives(elastic: Elastic, demand: Demand) -> list[Sequence[cp_model.LinearExprT]]:
    """What to minimise to find the least change to a demand; more and fewer cohorts are two."""
    of = elastic.slacks[demand]
    if demand.kind is DemandKind.COHORT_COUNT:
        more, fewer = of.parts["more"], of.parts["fewer"]
        return [[more, 50 * fewer], [fewer, 50 * more]]
    return [of.size]


def reading(elastic: Elastic, demand: Demand, solver: cp_model.CpSolver) -> Loosening | None:
    """The change that a solution asks for; None where it isn't one that a problem can have."""
    used = {part: solver.value(var) for part, var in elastic.slacks[demand].parts.items()}
    return READ[demand.kind](elastic.problem, demand, {p: n for p, n in used.items() if n})


def on_days(_problem: Problem, demand: Demand, used: Slacks) -> Loosening:
    days = tuple(sorted(part for part in used if isinstance(part, dt.date)))
    return Loosening(demand.kind, demand.whom, days=days)


def more_seats(problem: Problem, demand: Demand, used: Slacks) -> Loosening:
    seats = problem.venue[demand.whom].seats
    return Loosening(demand.kind, demand.whom, before=seats, after=seats + used.get("each", 0))


def wider_period(problem: Problem, demand: Demand, used: Slacks) -> Loosening | None:
    period = next(each for each in problem.periods if each.name == demand.whom)
    if "skip" in used:
        return None
    first = period.first - dt.timedelta(used.get("earlier", 0))
    last = period.last + dt.timedelta(used.get("later", 0))
    length, wider = (period.last - period.first).days, (last - first).days
    return Loosening(
        demand.kind, demand.whom, before=length + 1, after=wider + 1, first=first, last=last
    )


def other_weekday(problem: Problem, demand: Demand, used: Slacks) -> Loosening | None:
    """So many of the schools that are alike accept one weekday, by their ids."""
    weekdays = [part for part in used if isinstance(part, int)]
    if len(weekdays) != 1:
        return None
    schools = first_of(demand.schools, used[weekdays[0]])
    return Loosening(demand.kind, schools=schools, weekday=weekdays[0])


def first_of(schools: Sequence[str], n: int) -> tuple[str, ...]:
    return tuple(sorted(schools)[:n])


def gap(problem: Problem, demand: Demand, used: Slacks) -> Loosening:
    least = demand.kind is DemandKind.GAP_LEAST
    before = problem.least_gap if least else problem.most_gap
    by = used.get("by", 0)
    return Loosening(demand.kind, before=before, after=before - by if least else before + by)


def cohorts(problem: Problem, demand: Demand, used: Slacks) -> Loosening:
    after = problem.cohorts + used.get("more", 0) - used.get("fewer", 0)
    return Loosening(demand.kind, before=problem.cohorts, after=after)


def exceptions(problem: Problem, demand: Demand, used: Slacks) -> Loosening:
    """Schools that needn't be split, or kept together: so many of each that are alike."""
    schools: list[str] = []
    for part, n in used.items():
        alike = [s.id for s in problem.schools if (s.weekdays, s.superusers) == part]
        schools += first_of(alike, n)
    return Loosening(demand.kind, schools=tuple(sorted(schools)))


READ: dict[DemandKind, Callable[[Problem, Demand, Slacks], Loosening | None]] = {
    DemandKind.VENUE_CLOSED: on_days,
    DemandKind.VENUE_ONCE: on_days,
    DemandKind.VENUE_SEATS: more_seats,
    DemandKind.FACILITATOR_AWAY: on_days,
    DemandKind.FACILITATORS: on_days,
    DemandKind.PERIOD: wider_period,
    DemandKind.CLOSED_DAYS: on_days,
    DemandKind.WEEKDAY_RULE: other_weekday,
    DemandKind.GAP_LEAST: gap,
    DemandKind.GAP_MOST: gap,
    DemandKind.COHORT_COUNT: cohorts,
    DemandKind.SPLIT: exceptions,
    DemandKind.TOGETHER: exceptions,
}
