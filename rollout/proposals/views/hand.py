"""Moving by hand: why a workshop is on its day, what else it could be, and who meets with whom."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from rollout.accounts.permissions import May
from rollout.common.dates import parse_day
from rollout.common.forms import posted_number
from rollout.common.telling import tell_outcome
from rollout.organisation.access import ViewerRequest, access
from rollout.proposals.actions import move_superuser, move_workshop, set_pin
from rollout.proposals.models import Proposal
from rollout.proposals.naming import cohort_names
from rollout.proposals.pins import pinned
from rollout.proposals.queries import load_proposal, names_in
from rollout.proposals.wording import broken_words, change_words, short_day, signed
from rollout.scheduler.moves import Alternative, alternatives, move_members
from rollout.scheduler.price import broken_rules, cost_by_kind, gaps, left_out, spacing
from rollout.scheduler.problem import Mode, Plan, Problem, is_on_map, km


@dataclass(frozen=True)
class Table:
    """A proposal with a plan, opened for changes by hand."""

    proposal: Proposal
    problem: Problem
    plan: Plan
    names: dict[str, str]
    cohorts: list[str]

    def broken(self, broken: Any) -> str:
        return broken_words(broken, self.names, self.cohorts)


def open_table(request: ViewerRequest, programme_id: int, number: int) -> Table:
    """The proposal with its plan; 404 where it has none, or is being planned."""
    found = load_proposal(request, programme_id, number)
    if found.is_under_way or not found.plan or not found.problem:
        raise Http404
    plan = Plan.from_json(found.plan)
    cohorts = cohort_names(found, plan)
    return Table(found, Problem.from_json(found.problem), plan, names_in(found.programme), cohorts)


@access(May.WRITE_PLAN)
@require_safe
def proposal_workshop(
    request: ViewerRequest, programme_id: int, number: int, cohort: int, period: int
) -> HttpResponse:
    """Why a workshop is on its day, and every other day of the month with its price."""
    table = open_table(request, programme_id, number)
    check_cell(table, cohort, period)
    year = table.plan.cohorts[cohort]
    others = alternatives(table.problem, table.plan, cohort, period)
    context = {
        "programme": table.proposal.programme,
        "proposal": table.proposal,
        "cohort": cohort,
        "period": period,
        "cohort_name": table.cohorts[cohort],
        "day": year.dates[period],
        "leader": table.names.get(year.leader(year.dates[period]), "–"),
        "venue": table.names.get(year.venue_on(year.dates[period]), "–"),
        "reasons": reasons(table, cohort, period),
        "next_best": next((choice(table, o) for o in others if not o.broken), None),
        "weeks": weeks(table, cohort, period, others),
        "is_pinned": (cohort, period) in pinned(table.proposal.pins, "dates"),
        "may_change": table.proposal.status != Proposal.Status.ACCEPTED,
        "before": period - 1 if period else None,
        "after": period + 1 if period + 1 < len(year.dates) else None,
    }
    return render(request, "proposals/workshop.html", context)


def check_cell(table: Table, cohort: int, period: int) -> None:
    if cohort >= len(table.plan.cohorts) or period >= len(table.plan.cohorts[cohort].dates):
        raise Http404


@dataclass(frozen=True)
class Choice:
    """Another day for a workshop: its price against the present one, in words."""

    day: dt.date
    difference: str
    why: str
    broken: list[str]
    points: int


def choice(table: Table, other: Alternative) -> Choice:
    return Choice(
        other.day,
        signed(other.difference),
        change_words(other.by_kind),
        [table.broken(each) for each in other.broken],
        other.difference,
    )


def reasons(table: Table, cohort: int, period: int) -> list[str]:
    """What speaks for and against the day that a workshop is on."""
    problem, year = table.problem, table.plan.cohorts[cohort]
    day = year.dates[period]
    said = []
    if day.weekday() == problem.preferred_weekday:
        said.append(_("It is in the common time."))
    elif problem.has_common_time:
        said.append(_("It is outside the common time, as the whole cohort’s weekday is."))
    if period:
        gap = gaps(year)[period - 1]
        off = spacing(problem, gap)
        said.append(
            _("It is %(gap)s days after the one before, %(weeks)s weeks off the wish.")
            % {"gap": gap, "weeks": off}
            if off
            else _("It is %(gap)s days after the one before, as wished.") % {"gap": gap}
        )
    away = left_out(problem, table.plan, cohort, day)
    said.append(
        _("%(n)s superusers’ own schools are closed that day.") % {"n": away}
        if away
        else _("Every superuser’s school is open that day.")
    )
    if year.leader(day) != year.facilitator:
        said.append(_("A stand-in leads it, as the cohort’s facilitator can’t."))
    return said


def weeks(
    table: Table, cohort: int, period: int, others: list[Alternative]
) -> list[tuple[int, list[tuple[dt.date, Choice | None, bool]]]]:
    """The month as weeks of five days: each day with its choice, None where it isn't open, and
    whether it is the present one."""
    problem = table.problem
    by_day = {other.day: choice(table, other) for other in others}
    now = table.plan.cohorts[cohort].dates[period]
    first, last = problem.periods[period].first, problem.periods[period].last
    monday = first - dt.timedelta(days=first.weekday())
    rows = []
    while monday <= last:
        days = [monday + dt.timedelta(days=n) for n in range(5)]
        cells = [(day, by_day.get(day), day == now) for day in days]
        rows.append((monday.isocalendar().week, cells))
        monday += dt.timedelta(days=7)
    return rows


@access(May.WRITE_PLAN)
@require_POST
def proposal_move(
    request: ViewerRequest, programme_id: int, number: int, cohort: int, period: int
) -> HttpResponse:
    """Move a workshop to another day, and pin it there."""
    table = open_table(request, programme_id, number)
    check_cell(table, cohort, period)
    day = parse_day(request.POST.get("day", ""))
    if day not in table.problem.days_in(table.problem.periods[period]):
        raise Http404
    chosen = next(
        (o for o in alternatives(table.problem, table.plan, cohort, period) if o.day == day), None
    )
    with tell_outcome(request, moved_words(table, chosen)):
        move_workshop(
            proposal=table.proposal,
            revision=posted_number(request, "revision"),
            cohort=cohort,
            period=period,
            day=day,
        )
    url = reverse("proposal_workshop", args=[programme_id, number, cohort, period])
    return redirect(f"{url}#day")


def moved_words(table: Table, chosen: Alternative | None) -> str:
    """What became of a move: its price, and the rules that it breaks."""
    if chosen is None:
        return _("The workshop is moved and pinned.")
    facts = {"day": short_day(chosen.day), "points": signed(chosen.difference)}
    said = _("Moved to %(day)s and pinned: %(points)s points.") % facts
    if not chosen.broken:
        return said
    rules = "; ".join(table.broken(each) for each in chosen.broken)
    return said + " " + _("It breaks a rule: %(rules)s.") % {"rules": rules}


@access(May.WRITE_PLAN)
@require_safe
def proposal_cohort(
    request: ViewerRequest, programme_id: int, number: int, cohort: int
) -> HttpResponse:
    """Who meets with a cohort, and what it costs to move somebody to another."""
    table = open_table(request, programme_id, number)
    check_cell(table, cohort, 0)
    year = table.plan.cohorts[cohort]
    asked = request.GET.get("school", "")
    context = {
        "programme": table.proposal.programme,
        "proposal": table.proposal,
        "cohort": cohort,
        "cohort_name": table.cohorts[cohort],
        "year": year,
        "venue": table.problem.venue[year.venue],
        "venue_name": table.names.get(year.venue, "–"),
        "facilitator": table.names.get(year.facilitator, "–"),
        "members": members(table, cohort),
        "school": asked if asked in year.members else "",
        "school_name": table.names.get(asked, ""),
        "school_pinned": (cohort, asked) in pinned(table.proposal.pins, "members"),
        "places": places(table, cohort, asked) if asked in year.members else [],
        "may_change": table.proposal.status != Proposal.Status.ACCEPTED,
        "together": table.problem.mode is Mode.TOGETHER,
    }
    return render(request, "proposals/cohort.html", context)


def members(table: Table, cohort: int) -> list[dict[str, Any]]:
    year = table.plan.cohorts[cohort]
    held = pinned(table.proposal.pins, "members")
    rows = [
        {
            "school": school,
            "name": table.names.get(school, "–"),
            "count": n,
            "km": kilometres(table.problem, school, year.venue),
            "missed": len(table.problem.school[school].closed.intersection(year.dates)),
            "is_pinned": (cohort, school) in held,
        }
        for school, n in year.members.items()
    ]
    return sorted(rows, key=lambda row: row["name"])


def kilometres(problem: Problem, school: str, venue: str) -> int | None:
    """The kilometres from a school to a venue, where it is known where both lie."""
    ends = problem.school[school], problem.venue[venue]
    return km(*ends) if all(map(is_on_map, ends)) else None


def places(table: Table, cohort: int, school: str) -> list[dict[str, Any]]:
    """Every other cohort that a school's superusers could move to, with price and broken rules."""
    had = table.plan.cohorts[cohort].members[school]
    n = had if table.problem.mode is Mode.TOGETHER else 1
    before = cost_by_kind(table.problem, table.plan)
    known = set(broken_rules(table.problem, table.plan))
    rows = []
    for target, name in enumerate(table.cohorts):
        if target == cohort:
            continue
        moved = move_members(table.plan, school, cohort, target, n)
        after = cost_by_kind(table.problem, moved)
        change = {kind: after[kind] - before[kind] for kind in after}
        broken = [b for b in broken_rules(table.problem, moved) if b not in known]
        rows.append(
            {
                "target": target,
                "name": name,
                "points": sum(change.values()),
                "difference": signed(sum(change.values())),
                "why": change_words(change),
                "broken": [table.broken(each) for each in broken],
            }
        )
    return sorted(rows, key=lambda row: (len(row["broken"]), row["points"]))


@access(May.WRITE_PLAN)
@require_POST
def proposal_move_superuser(
    request: ViewerRequest, programme_id: int, number: int, cohort: int
) -> HttpResponse:
    """Move a superuser (or a school that meets together) to another cohort, and pin the place."""
    table = open_table(request, programme_id, number)
    target = posted_number(request, "target")
    check_cell(table, cohort, 0)
    if not 0 <= target < len(table.plan.cohorts) or target == cohort:
        raise Http404
    with tell_outcome(request, _("Moved and pinned.")):
        move_superuser(
            proposal=table.proposal,
            revision=posted_number(request, "revision"),
            school=request.POST.get("school", ""),
            source=cohort,
            target=target,
        )
    return redirect("proposal_cohort", programme_id, number, target)


@access(May.WRITE_PLAN)
@require_POST
def proposal_pin(
    request: ViewerRequest, programme_id: int, number: int, cohort: int
) -> HttpResponse:
    """Pin a workshop's date or a school's place, or let it go."""
    table = open_table(request, programme_id, number)
    school, period = request.POST.get("school", ""), posted_number(request, "period")
    check_cell(table, cohort, max(period, 0))
    if not school and period < 0:
        raise Http404
    if school and school not in table.plan.cohorts[cohort].members:
        raise Http404
    with tell_outcome(request):
        set_pin(
            proposal=table.proposal,
            revision=posted_number(request, "revision"),
            kind="members" if school else "dates",
            cell=(cohort, school or period),
            is_pinned=request.POST.get("pin") == "yes",
        )
    if school:
        return redirect("proposal_cohort", programme_id, number, cohort)
    return redirect("proposal_workshop", programme_id, number, cohort, period)
