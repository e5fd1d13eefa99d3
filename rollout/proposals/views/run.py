"""One proposal: the run as it goes, and the year it came to."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import HttpResponseClientRefresh

from rollout.accounts.permissions import May
from rollout.common.dates import month_start, today
from rollout.common.forms import posted_number
from rollout.common.telling import tell_outcome
from rollout.organisation.access import ViewerRequest, access
from rollout.proposals.accepting.checks import why_not_undone
from rollout.proposals.accepting.queries import waiting_since
from rollout.proposals.actions import revive_run, start_run, stop_run, take_back_move
from rollout.proposals.announced import change_problem
from rollout.proposals.diagnosing import explained
from rollout.proposals.models import Proposal
from rollout.proposals.naming import cohort_names
from rollout.proposals.problems import problem_of
from rollout.proposals.queries import counts_by_kind, load_proposal, names_in
from rollout.proposals.rules import Wishes, first_possible
from rollout.proposals.showing import (
    falling,
    judged,
    missing_in,
    school_shares,
    spread,
    travel_map,
    year_rows,
)
from rollout.proposals.wording import (
    alike,
    broken_words,
    kinds_in_words,
    plan_change_words,
    unknown_kinds,
)
from rollout.scheduler.changes import diff
from rollout.scheduler.price import cost_by_kind
from rollout.scheduler.problem import Plan, Problem

WAITING_LONG = 8  # seconds after which waiting asks for an explanation


@access(May.WRITE_PLAN)
@require_safe
def proposal(request: ViewerRequest, programme_id: int, number: int) -> HttpResponse:
    """A proposal: under way, ready, impossible or accepted."""
    found = load_proposal(request, programme_id, number)
    if found.status == Proposal.Status.RUNNING and revive_run(proposal=found):
        found.refresh_from_db()
    if request.htmx:
        if not found.is_under_way:
            return HttpResponseClientRefresh()
        return render(request, "proposals/proposal.html#run", run_facts(found))
    context = run_facts(found) | plan_facts(found)
    return render(request, "proposals/proposal.html", context)


def run_facts(found: Proposal) -> dict[str, Any]:
    """What the planner has come to so far."""
    seconds = (timezone.now() - found.started_at).total_seconds() if found.started_at else 0.0
    waited = (timezone.now() - found.alive_at).total_seconds() if found.alive_at else 0.0
    limit = Wishes.from_json(found.wishes).seconds
    return {
        "programme": found.programme,
        "proposal": found,
        "seconds": min(int(seconds), limit),
        "limit": limit,
        "is_over": seconds > limit + 1,
        "falling": falling(found.track, seconds, limit),
        "waits_long": found.status == Proposal.Status.WAITING and waited > WAITING_LONG,
    }


def plan_facts(found: Proposal) -> dict[str, Any]:
    """The plan as the page shows it; little where there is none."""
    if found.is_under_way or not found.problem:
        return {"rows": [], "explained": None, "cannot_undo": "", "late": None}
    problem, names = Problem.from_json(found.problem), names_in(found.programme)
    why = explained(problem, found.diagnosis, names) if found.diagnosis else None
    late = cut_by_notice(found, problem) if why else None
    if not found.plan:
        return {"rows": [], "explained": why, "cannot_undo": "", "late": late}
    plan = Plan.from_json(found.plan)
    cohorts = cohort_names(found, plan)
    shares = school_shares(problem, plan, names)
    return {
        "rows": year_rows(problem, plan, names, cohorts, found.pins, found.before),
        "periods": [period.first for period in problem.periods],
        "kinds": kinds_in_words(
            cost_by_kind(problem, plan), counts_by_kind(problem, plan), unknown_kinds(problem)
        ),
        "broken": [broken_words(b, names, cohorts) for b in judged(problem, plan, found.before)],
        "shares": shares,
        "spread": spread(shares),
        "counted": {"travel": problem.counts_travel, "common_time": problem.has_common_time},
        "map": travel_map(problem, plan, names),
        "changes": told_changes(found, problem, plan, names, cohorts),
        "explained": why,
        "late": late,
        "pin_count": sum(len(cells) for cells in found.pins.values()),
        "cannot_undo": why_not_undone(found),
        "waiting": waiting_since(found) if found.accepted_at else None,
    }


def cut_by_notice(found: Proposal, problem: Problem) -> dt.date | None:
    """The day that the first month begins on because of the notice asked for; None where it begins
    as it would anyway."""
    wishes = Wishes.from_json(found.wishes)
    asked_on = timezone.localdate(found.started_at or found.made_at)
    first, soonest = problem.periods[0].first, first_possible(wishes.notice, asked_on)
    is_cut = wishes.first < soonest and month_start(soonest) == month_start(first)
    return first if wishes.notice > 1 and is_cut else None


def told_changes(
    found: Proposal, problem: Problem, plan: Plan, names: dict[str, str], cohorts: list[str]
) -> dict[str, Any] | None:
    """What a least change does to what is announced, in words, and how many changes that is; None
    for a whole year."""
    if not found.before:
        return None
    missing, day = missing_in(found.before), timezone.localdate(found.made_at)
    changes = [
        change
        for change in diff(Plan.from_json(found.before["plan"]), plan, day)
        if (change.cohort, change.period) not in missing
    ]
    months = [date_format(period.first, "F") for period in problem.periods]
    lines = []
    for group in alike(changes):
        periods = [months[change.period] for change in group if change.period is not None]
        said = get_text_list(periods, _("and"))
        lines.append(plan_change_words(group[0], names, cohorts, said))
    return {"lines": lines, "count": len(changes)}


@access(May.WRITE_PLAN)
@require_POST
def proposal_run(request: ViewerRequest, programme_id: int, number: int) -> HttpResponse:
    """Plan anew with today's calendars, or (`rest`) let the rest follow what is pinned."""
    found = load_proposal(request, programme_id, number)
    onward = "rest" in request.POST and bool(found.pins)
    problem, before = fresh_problem(found, onward)
    if problem is None or not problem.periods or not problem.schools:
        messages.error(request, _("There are no open days or no superusers in these months."))
        return redirect("proposal", programme_id, number)
    with tell_outcome(request):
        start_run(
            proposal=found,
            revision=posted_number(request, "revision"),
            problem=problem,
            anew=not onward,
            before=before,
        )
    return redirect("proposal", programme_id, number)


def fresh_problem(found: Proposal, onward: bool) -> tuple[Problem | None, dict[str, Any] | None]:
    """The proposal's problem with today's calendars, and for a least change what is announced. The
    dates of a plan to go `onward` from stay possible, though the notice has run on."""
    wishes = Wishes.from_json(found.wishes)
    if found.purpose == Proposal.Purpose.CHANGE:
        announced = change_problem(found.programme, today(), wishes)
        return (announced.problem, announced.to_json()) if announced else (None, None)
    cohorts = Plan.from_json(found.plan).cohorts if onward and found.plan else ()
    keep = {day for cohort in cohorts for day in cohort.dates}
    return problem_of(found.programme, wishes, today(), keep), None


@access(May.WRITE_PLAN)
@require_POST
def proposal_stop(request: ViewerRequest, programme_id: int, number: int) -> HttpResponse:
    """Stop the planner; the best plan so far stays."""
    found = load_proposal(request, programme_id, number)
    with tell_outcome(request, _("The planner stops. The best plan so far stays.")):
        stop_run(proposal=found)
    return redirect("proposal", programme_id, number)


@access(May.WRITE_PLAN)
@require_POST
def proposal_take_back(request: ViewerRequest, programme_id: int, number: int) -> HttpResponse:
    """Undo the last move by hand."""
    found = load_proposal(request, programme_id, number)
    with tell_outcome(request, _("The last move is taken back.")):
        take_back_move(proposal=found, revision=posted_number(request, "revision"))
    return redirect("proposal", programme_id, number)
