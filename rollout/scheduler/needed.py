"""How much of a change is enough, where the least that the elastic year asks for isn't.

The elastic year is looser than a real one. So the problem is planned with as much of the change as
there can be: without a plan for that, the change is no help; with one, what the plan uses of it is
enough, and then less is tried.
"""

import datetime as dt
import time
from collections.abc import Callable
from dataclasses import dataclass, replace

from rollout.scheduler.demands import Demand, DemandKind, Loosening, loosened, second
from rollout.scheduler.elastic import LONGER, SHORTER
from rollout.scheduler.problem import PLANNED_MODES, Plan, Problem
from rollout.scheduler.solve import Outcome, Status, solve

A_TRY = 0.12  # seconds for a plan with less of a change, at least


@dataclass(frozen=True)
class Settled:
    """A change that is enough, if one is known; perhaps as little as `at_least` of it would do. It
    isn't `certain` where time ran out before there was a plan or a proof that there is none."""

    change: Loosening | None
    certain: bool = True
    at_least: int | None = None


@dataclass(frozen=True)
class Amounts:
    """How a change of a kind grows: all there can be of it, so much of it, and what a plan uses."""

    most: Callable[[Problem, Demand, Loosening], Loosening]
    some: Callable[[Loosening, int], Loosening]
    used: Callable[[Problem, Loosening, Plan], Loosening]


def measure_need(
    problem: Problem, demand: Demand, least: Loosening, deadline: float, seed: int
) -> Settled:
    """What a plan needs of a change when it may have all there is of it."""
    amounts = AMOUNTS.get(demand.kind)
    late = deadline <= time.monotonic()
    if amounts is None or late or problem.mode not in PLANNED_MODES:
        return Settled(None, certain=False)
    most = amounts.most(problem, demand, least)
    outcome = first_plan(problem, most, deadline - time.monotonic(), seed)
    if outcome.plan is None:
        return Settled(None, certain=outcome.status is Status.INFEASIBLE)
    return Settled(amounts.used(problem, most, outcome.plan), at_least=least.size)


def shrunk(problem: Problem, settled: Settled, deadline: float, seed: int) -> Loosening | None:
    """Less of a change where a plan is found for that too, soon."""
    enough = settled.change
    if enough is None or settled.at_least is None:
        return enough
    amounts, too_little = AMOUNTS[enough.kind], settled.at_least - 1
    while enough.size - too_little > 1 and (left := deadline - time.monotonic()) > A_TRY:
        less = amounts.some(enough, (too_little + enough.size) // 2)
        plan = first_plan(problem, less, max(A_TRY, left / 4), seed).plan
        if plan is None:
            too_little = less.size
        else:
            enough = amounts.used(problem, less, plan)
    return enough


def first_plan(problem: Problem, change: Loosening, time_limit: float, seed: int) -> Outcome:
    return solve(
        loosened(problem, change), time_limit=time_limit, seed=seed, workers=1, first_only=True
    )


# How each kind of change grows


def all_days(days: Callable[[Problem, Demand], frozenset[dt.date]]) -> Amounts:
    """A change by days: all of them, or the first so many, or those that the plan meets on."""
    return Amounts(
        most=lambda problem, demand, least: replace(
            least, days=tuple(sorted(days(problem, demand)))
        ),
        some=lambda change, n: replace(change, days=change.days[:n]),
        used=days_used,
    )


def days_used(problem: Problem, change: Loosening, plan: Plan) -> Loosening:
    met = {
        day
        for cohort in plan.cohorts
        for day in cohort.dates
        if change.whom == cohort.venue_on(day)
        or (change.whom or second(problem.facilitators[0].id)) == cohort.leader(day)
    }
    return replace(change, days=tuple(day for day in change.days if day in met))


def seats_used(problem: Problem, change: Loosening, plan: Plan) -> Loosening:
    sizes = (
        cohort.size
        for cohort in plan.cohorts
        if change.whom in {cohort.venue_on(day) for day in cohort.dates}
    )
    return replace(change, after=max([change.before, *sizes]))


def schools_used(problem: Problem, change: Loosening, plan: Plan) -> Loosening:
    there = {
        school
        for cohort in plan.cohorts
        if cohort.weekday == change.weekday
        for school in cohort.members
    }
    return replace(change, schools=tuple(each for each in change.schools if each in there))


def gap_used(problem: Problem, change: Loosening, plan: Plan) -> Loosening:
    gaps = [
        (after - before).days
        for cohort in plan.cohorts
        for before, after in zip(cohort.dates, cohort.dates[1:], strict=False)
    ]
    if change.kind is DemandKind.GAP_LEAST:
        return replace(change, after=min([change.before, *gaps]))
    return replace(change, after=max([change.before, *gaps]))


def by_number(most: Callable[[Problem], int], used: Callable[..., Loosening]) -> Amounts:
    """A change of one number by so much."""
    return Amounts(
        most=lambda problem, _demand, least: replace(least, after=least.before + most(problem)),
        some=lambda change, n: replace(
            change, after=change.before + (n if change.after > change.before else -n)
        ),
        used=used,
    )


AMOUNTS: dict[DemandKind, Amounts] = {
    DemandKind.VENUE_CLOSED: all_days(lambda problem, demand: problem.venue[demand.whom].closed),
    DemandKind.FACILITATOR_AWAY: all_days(
        lambda problem, demand: problem.facilitator[demand.whom].away
    ),
    DemandKind.FACILITATORS: all_days(lambda problem, _demand: problem.open_days),
    DemandKind.VENUE_ONCE: Amounts(  # one room more is all there can be
        most=lambda _problem, _demand, least: least,
        some=lambda change, _n: change,
        used=lambda _problem, change, _plan: change,
    ),
    DemandKind.VENUE_SEATS: by_number(lambda problem: problem.superusers, seats_used),
    DemandKind.WEEKDAY_RULE: Amounts(
        most=lambda _problem, demand, least: replace(least, schools=tuple(sorted(demand.schools))),
        some=lambda change, n: replace(change, schools=change.schools[:n]),
        used=schools_used,
    ),
    DemandKind.GAP_LEAST: by_number(lambda problem: -min(SHORTER, problem.least_gap - 1), gap_used),
    DemandKind.GAP_MOST: by_number(lambda _problem: LONGER, gap_used),
}
