"""What a plan is asked to keep, by name, and what it would take to be able to."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum

from rollout.scheduler.price import Broken, Rule, broken_rules
from rollout.scheduler.problem import Period, Plan, Problem, School


class DemandKind(StrEnum):
    """What can be asked of a plan. A demand's `whom` is the venue, facilitator or period."""

    VENUE_CLOSED = "venue_closed"  # a venue's closed days are kept
    VENUE_ONCE = "venue_once"  # a venue has one workshop a day
    VENUE_SEATS = "venue_seats"  # nobody without a seat
    FACILITATOR_AWAY = "facilitator_away"  # a facilitator's days away are kept
    FACILITATORS = "facilitators"  # each leads one workshop a day, and there are no others
    PERIOD = "period"  # every cohort meets within it
    CLOSED_DAYS = "closed_days"  # nobody meets on days that are closed for all
    WEEKDAY_RULE = "weekday_rule"  # schools meet on weekdays that they can
    GAP_LEAST = "gap_least"
    GAP_MOST = "gap_most"
    COHORT_COUNT = "cohort_count"
    SPLIT = "split"  # never all of a school's superusers away on one day
    TOGETHER = "together"  # a school's superusers in one cohort


@dataclass(frozen=True)
class Demand:
    """A demand by kind and name. `schools` are those with the same weekdays, for WEEKDAY_RULE.

    `needed` and `available` are numbers where counting alone shows the clash: workshops, seats,
    cohorts or superusers; else 0.
    """

    kind: DemandKind
    whom: str = ""
    schools: tuple[str, ...] = ()
    needed: int = 0
    available: int = 0


@dataclass(frozen=True)
class Loosening:
    """One change that makes a plan possible.

    `days` are freed or opened, or those on which one more facilitator or room is needed; `schools`
    accept another `weekday`, or an exception from SPLIT or TOGETHER; `before` and `after` are the
    gap, the seats or the number of cohorts. For a PERIOD, `first` and `last` are its new ends.
    """

    kind: DemandKind
    whom: str = ""
    days: tuple[dt.date, ...] = ()
    schools: tuple[str, ...] = ()
    weekday: int | None = None
    before: int = 0
    after: int = 0
    first: dt.date | None = None
    last: dt.date | None = None

    @property
    def size(self) -> int:
        """How much is asked for, to put the smallest first: days, schools, seats or cohorts."""
        step = abs(self.after - self.before)
        return max(len(self.days), len(self.schools), step, 1)


@dataclass(frozen=True)
class Diagnosis:
    """Why there is no plan, and what could be done.

    `clash` is a smallest set of demands that can't all be kept, `loosenings` are single changes
    that are each enough, the most useful first, and `nearest` is the plan that breaks least, with
    its `breaks`. `feasible` is None where it isn't known; `complete` is False where time ran out
    before all of it was proven.
    """

    feasible: bool | None
    clash: tuple[Demand, ...] = ()
    loosenings: tuple[Loosening, ...] = ()
    nearest: Plan | None = None
    breaks: tuple[Broken, ...] = ()
    complete: bool = True
    seconds: float = 0.0


def loosened(problem: Problem, change: Loosening) -> Problem:
    """The problem with one loosening made. One more room is a new venue beside the old, one more
    facilitator is there on the loosening's days only. A problem has no exceptions from SPLIT and
    TOGETHER, so these leave it as it is."""
    return APPLY[change.kind](problem, change)


def free_venue(problem: Problem, change: Loosening) -> Problem:
    venues = tuple(
        replace(venue, closed=venue.closed - set(change.days)) if venue.id == change.whom else venue
        for venue in problem.venues
    )
    return replace(problem, venues=venues)


def free_facilitator(problem: Problem, change: Loosening) -> Problem:
    facilitators = tuple(
        replace(each, away=each.away - set(change.days)) if each.id == change.whom else each
        for each in problem.facilitators
    )
    return replace(problem, facilitators=facilitators)


def add_room(problem: Problem, change: Loosening) -> Problem:
    room = replace(problem.venue[change.whom], id=second(change.whom))
    return replace(problem, venues=(*problem.venues, room))


def second(venue: str) -> str:
    """What one more room at a venue is called."""
    return f"{venue}+"


def add_facilitator(problem: Problem, change: Loosening) -> Problem:
    away = problem.open_days - set(change.days)
    more = replace(problem.facilitators[0], id=second(problem.facilitators[0].id), away=away)
    return replace(problem, facilitators=(*problem.facilitators, more))


def add_seats(problem: Problem, change: Loosening) -> Problem:
    venues = tuple(
        replace(venue, seats=change.after) if venue.id == change.whom else venue
        for venue in problem.venues
    )
    return replace(problem, venues=venues)


def widen_period(problem: Problem, change: Loosening) -> Problem:
    def widened(period: Period) -> Period:
        if period.name != change.whom:
            return period
        return replace(period, first=change.first or period.first, last=change.last or period.last)

    return replace(problem, periods=tuple(map(widened, problem.periods)))


def open_days(problem: Problem, change: Loosening) -> Problem:
    return replace(problem, days=tuple(sorted({*problem.days, *change.days})))


def allow_weekday(problem: Problem, change: Loosening) -> Problem:
    def allowed(school: School) -> School:
        if school.id not in change.schools or change.weekday is None:
            return school
        return replace(school, weekdays=school.weekdays | {change.weekday})

    return replace(problem, schools=tuple(map(allowed, problem.schools)))


APPLY: dict[DemandKind, Callable[[Problem, Loosening], Problem]] = {
    DemandKind.VENUE_CLOSED: free_venue,
    DemandKind.VENUE_ONCE: add_room,
    DemandKind.VENUE_SEATS: add_seats,
    DemandKind.FACILITATOR_AWAY: free_facilitator,
    DemandKind.FACILITATORS: add_facilitator,
    DemandKind.PERIOD: widen_period,
    DemandKind.CLOSED_DAYS: open_days,
    DemandKind.WEEKDAY_RULE: allow_weekday,
    DemandKind.GAP_LEAST: lambda problem, change: replace(problem, least_gap=change.after),
    DemandKind.GAP_MOST: lambda problem, change: replace(problem, most_gap=change.after),
    DemandKind.COHORT_COUNT: lambda problem, change: replace(problem, cohorts=change.after),
    DemandKind.SPLIT: lambda problem, _change: problem,
    DemandKind.TOGETHER: lambda problem, _change: problem,
}
EXCEPTIONS = {DemandKind.SPLIT: Rule.ALL_AWAY, DemandKind.TOGETHER: Rule.APART}


def stands(problem: Problem, plan: Plan, change: Loosening) -> bool:
    """Whether a plan keeps every rule once a loosening is made."""
    excepted = EXCEPTIONS.get(change.kind)
    return not [
        each
        for each in broken_rules(loosened(problem, change), plan)
        if each.rule is not excepted or each.whom not in change.schools
    ]
