"""What is planned now, as the planner's plan, so that changes to it can be as few as possible."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from rollout.common.dates import local, month_end, month_start
from rollout.planning.models import Cohort, Programme, Workshop
from rollout.planning.queries import last_memberships, superuser_roles
from rollout.proposals.problems import problem_of
from rollout.proposals.rules import Wishes
from rollout.proposals.wishing import usual_wishes
from rollout.scheduler.price import Rule, broken_rules, gaps
from rollout.scheduler.problem import (
    CohortPlan,
    Facilitator,
    Mode,
    Period,
    Plan,
    Problem,
    Venue,
)

T = TypeVar("T")

LOOKED_BACK = dt.timedelta(days=62)  # held workshops that gaps are counted from
NOWHERE, NOBODY = "v0-", "f0-"  # a workshop's missing venue or facilitator, by its cohort
SEATS_NOWHERE = 500


@dataclass(frozen=True)
class Announced:
    """The planned workshops from today on, with the cohorts that they belong to."""

    problem: Problem
    plan: Plan
    cohorts: list[Cohort]
    wishes: Wishes
    revisions: dict[str, int] = field(default_factory=dict)
    missing: list[list[int]] = field(default_factory=list)  # cohort and period without a workshop

    def to_json(self) -> dict[str, Any]:
        return {
            "plan": self.plan.to_json(),
            "cohort_ids": [cohort.pk for cohort in self.cohorts],
            "names": [cohort.name for cohort in self.cohorts],
            "revisions": self.revisions,
            "missing": self.missing,
        }


def change_problem(
    programme: Programme, day: dt.date, wishes: Wishes | None = None
) -> Announced | None:
    """A day's calendars beside what is planned; None where nothing is planned ahead."""
    workshops = standing_workshops(programme, day)
    ahead = [w for w in workshops if w.day > day]
    if not ahead:
        return None
    cohorts = sorted({w.cohort for w in ahead}, key=lambda cohort: cohort.name)
    months = sorted({month_start(w.day) for w in workshops if w.cohort in cohorts})
    last = max(w.day for w in ahead)
    usual = wishes or usual_wishes(programme, day)
    span = replace(usual, first=months[0], last=month_end(max(months)), cohorts=len(cohorts))
    span = replace(span, notice=1)  # what is announced may be mended from tomorrow on
    problem = with_whole_months(problem_of(programme, span, day), months)
    first = max(span.first, day + dt.timedelta(days=1))
    members = members_ahead(programme, cohorts, problem, first, day)
    years = [
        cohort_year(
            cohort, [w for w in workshops if w.cohort == cohort], months, members, problem, day
        )
        for cohort in cohorts
    ]
    plan = Plan(tuple(years))
    problem = fitting(problem, years)
    problem = replace(problem, mode=mode_of(problem, plan, day))
    return Announced(
        problem,
        plan,
        cohorts,
        replace(span, last=last),
        revisions={str(w.pk): w.revision for w in ahead},
        missing=missing_cells(cohorts, workshops, months),
    )


def missing_cells(
    cohorts: Sequence[Cohort], workshops: Iterable[Workshop], months: Sequence[dt.date]
) -> list[list[int]]:
    """The months in which a cohort has no workshop; the planner is given a likely day for them."""
    there = {(w.cohort_id, month_start(w.day)) for w in workshops}
    return [
        [number, period]
        for number, cohort in enumerate(cohorts)
        for period, month in enumerate(months)
        if (cohort.pk, month) not in there
    ]


def standing_workshops(programme: Programme, day: dt.date) -> list[Workshop]:
    """Planned workshops, and those lately held, in order."""
    workshops = Workshop.objects.filter(
        cohort__programme=programme,
        starts_at__gte=local(month_start(day - LOOKED_BACK), dt.time.min),
    ).exclude(status=Workshop.Status.CANCELLED)
    return list(workshops.select_related("cohort").order_by("starts_at"))


def with_whole_months(problem: Problem, months: Iterable[dt.date]) -> Problem:
    """Periods for exactly these months, the past ones too."""
    periods = tuple(Period(f"{month:%Y-%m}", month, month_end(month)) for month in months)
    return replace(problem, periods=periods)


def members_ahead(
    programme: Programme, cohorts: Sequence[Cohort], problem: Problem, first: dt.date, day: dt.date
) -> dict[int, Counter[str]]:
    """By cohort, how many superusers of each school will meet with it in the end: a plan that is
    accepted may begin with its first month, and is what is announced all the same. They are those
    of the first day that can be planned, as the planner's are."""
    roles = set(superuser_roles(programme, first))
    members: dict[int, Counter[str]] = {cohort.pk: Counter() for cohort in cohorts}
    for membership in last_memberships(programme, day).values():
        school = f"s{membership.role.school_id}"
        is_known = membership.cohort_id in members and school in problem.school
        if is_known and membership.role in roles:
            members[membership.cohort_id][school] += 1
    return members


def mode_of(problem: Problem, plan: Plan, day: dt.date) -> Mode:
    """What holds for the schools' superusers now: that, and no more, is kept."""
    for mode, rule in ((Mode.TOGETHER, Rule.APART), (Mode.SPLIT, Rule.ALL_AWAY)):
        broken = broken_rules(replace(problem, mode=mode), plan, day)
        if not any(each.rule is rule for each in broken):
            return mode
    return Mode.EITHER


def cohort_year(
    cohort: Cohort,
    workshops: list[Workshop],
    months: Sequence[dt.date],
    members: dict[int, Counter[str]],
    problem: Problem,
    day: dt.date,
) -> CohortPlan:
    """A cohort's year as planned on a day; a month without a workshop gets one to plan from."""
    by_month = {month_start(w.day): w for w in reversed(workshops)}
    weekday = usual([w.day.weekday() for w in workshops if w.day > day])
    venue = usual([venue_id(w) for w in workshops])
    leader = usual([leader_id(w) for w in workshops])
    days: dict[dt.date, Workshop | None] = {}
    for month in months:
        workshop = by_month.get(month)
        days[workshop.day if workshop else likely_day(month, weekday, problem)] = workshop
    held = {day: w for day, w in days.items() if w}
    return CohortPlan(
        weekday=weekday,
        venue=venue,
        facilitator=leader,
        dates=tuple(days),
        members=dict(members[cohort.pk]),
        substitutes={d: leader_id(w) for d, w in held.items() if leader_id(w) != leader},
        other_venues={d: venue_id(w) for d, w in held.items() if venue_id(w) != venue},
        other_days=frozenset(d for d in days if d.weekday() != weekday),
    )


def usual(values: list[T]) -> T:
    return Counter(values).most_common(1)[0][0]


def venue_id(workshop: Workshop) -> str:
    return f"v{workshop.venue_id}" if workshop.venue_id else f"{NOWHERE}{workshop.cohort_id}"


def leader_id(workshop: Workshop) -> str:
    return (
        f"f{workshop.facilitator_id}"
        if workshop.facilitator_id
        else f"{NOBODY}{workshop.cohort_id}"
    )


def likely_day(month: dt.date, weekday: int, problem: Problem) -> dt.date:
    """The first open day of a weekday in a month, else any day of it."""
    inside = [day for day in problem.days if month_start(day) == month]
    suited = [day for day in inside if day.weekday() == weekday]
    return next(iter(suited or inside), month)


def fitting(problem: Problem, years: list[CohortPlan]) -> Problem:
    """The problem with what is announced as its measure: gaps that are kept today stay allowed,
    and who or where a workshop is announced with is known, though perhaps not to be had."""
    announced = [gap for year in years for gap in gaps(year)]
    venues = {v for year in years for v in (year.venue, *year.other_venues.values())}
    leaders = {f for year in years for f in (year.facilitator, *year.substitutes.values())}
    never = frozenset(problem.days)
    return replace(
        problem,
        least_size=0,
        least_gap=min([problem.least_gap, *announced]),
        most_gap=max([problem.most_gap, *announced]),
        venues=problem.venues
        + tuple(
            Venue(v, 0.0, 0.0, SEATS_NOWHERE, frozenset() if v.startswith(NOWHERE) else never)
            for v in sorted(venues - set(problem.venue))
        ),
        facilitators=problem.facilitators
        + tuple(
            Facilitator(f, 0.0, 0.0, frozenset() if f.startswith(NOBODY) else never)
            for f in sorted(leaders - set(problem.facilitator))
        ),
    )
