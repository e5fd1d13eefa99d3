"""Deciding: two proposals side by side, accepting one, and undoing that."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass, replace
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from rollout.accounts.permissions import May
from rollout.common.dates import today
from rollout.common.forms import posted_number
from rollout.common.telling import tell_outcome
from rollout.organisation.access import ViewerRequest, access
from rollout.planning.queries import load_programme
from rollout.proposals.accepting.actions import accept_proposal, foresee_accepting, undo_acceptance
from rollout.proposals.accepting.checks import why_not_undone
from rollout.proposals.accepting.workshops import planned_workshops
from rollout.proposals.foreseeing import Consent, Unforeseen
from rollout.proposals.models import Proposal
from rollout.proposals.naming import cohort_names, first_day
from rollout.proposals.problems import superusers_by_school
from rollout.proposals.queries import counts_by_kind, load_proposal, names_in
from rollout.proposals.rules import USUAL_NOTICE, first_possible, usual_prices
from rollout.proposals.showing import (
    Row,
    SchoolShare,
    Spread,
    judged,
    missing_in,
    school_shares,
    spread,
    year_rows,
)
from rollout.proposals.wording import Kind, broken_words, kinds_in_words, unknown_kinds
from rollout.scheduler.price import cost, cost_by_kind
from rollout.scheduler.problem import Plan, Problem


@dataclass(frozen=True)
class Side:
    """One of two proposals that are compared."""

    proposal: Proposal
    kinds: dict[str, Kind]
    rows: list[Row]
    shares: dict[str, SchoolShare]
    spread: Spread | None
    periods: list[dt.date]
    usual_points: int
    is_best: bool = False


@access(May.WRITE_PLAN)
@require_safe
def proposal_compare(request: ViewerRequest, programme_id: int) -> HttpResponse:
    """Two proposals side by side: what they cost, by kind, and their years."""
    programme = load_programme(request, programme_id)
    asked = [n for n in request.GET.getlist("p") if n.isdecimal() and len(n) < 9][:2]
    found = list(
        programme.proposals.filter(number__in=asked, plan__isnull=False, problem__isnull=False)
        .select_related("made_by")
        .order_by("number")
    )
    if len(found) != 2:
        messages.error(request, _("Choose two proposals that have a plan."))
        return redirect("proposals", programme_id)
    names = names_in(programme)
    sides = [side(each, names) for each in found]
    most, least = (pick(each.usual_points for each in sides) for pick in (max, min))
    keys = dict.fromkeys(key for each in sides for key in each.kinds)
    kinds = [[each.kinds.get(key) for each in sides] for key in keys]
    schools = sorted({name for each in sides for name in each.shares})
    context = {
        "programme": programme,
        "sides": [replace(s, is_best=s.usual_points == least < most) for s in sides],
        "kinds": [pair for pair in kinds if any(kind and kind.count for kind in pair)],
        "schools": [(name, [each.shares.get(name) for each in sides]) for name in schools],
    }
    return render(request, "proposals/compare.html", context)


def side(proposal: Proposal, names: dict[str, str]) -> Side:
    problem, plan = Problem.from_json(proposal.problem or {}), Plan.from_json(proposal.plan or {})
    cohorts = cohort_names(proposal, plan)
    shares = school_shares(problem, plan, names)
    kinds = kinds_in_words(
        cost_by_kind(problem, plan), counts_by_kind(problem, plan), unknown_kinds(problem)
    )
    usual = usual_prices(problem.superusers)
    if not problem.has_common_time:
        usual = replace(usual, other_weekday=0)
    return Side(
        proposal,
        {kind.key: kind for kind in kinds},
        year_rows(problem, plan, names, cohorts, proposal.pins, proposal.before),
        {share.name: share for share in shares},
        spread(shares),
        [period.first for period in problem.periods],
        cost(replace(problem, prices=usual), plan),
    )


@access(May.WRITE_PLAN)
def proposal_accept(request: ViewerRequest, programme_id: int, number: int) -> HttpResponse:
    """What accepting will do and whom it concerns, and doing exactly that."""
    found = load_proposal(request, programme_id, number)
    if found.status != Proposal.Status.READY:
        messages.error(request, _("Only a proposal that is ready can be accepted."))
        return redirect("proposal", programme_id, number)
    refused: Unforeseen | None = None
    if request.method == "POST":
        said = (
            _("The changes are made. Those who are invited are told of them.")
            if found.before
            else _("The proposal is the plan now. Nobody is invited yet.")
        )
        try:
            with tell_outcome(request, said):
                accept_proposal(
                    proposal=found,
                    revision=posted_number(request, "revision"),
                    by=request.viewer.person,
                    consent=consent_in(request),
                )
            return redirect("proposal", programme_id, number)
        except Unforeseen as error:
            refused = error
    try:
        foreseen = refused.foreseen if refused else foresee_accepting(proposal=found)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("proposal", programme_id, number)
    context = accept_facts(found) | {"foreseen": foreseen, "refused": refused}
    return render(request, "proposals/accept.html", context)


def consent_in(request: ViewerRequest) -> Consent:
    """What the page showed, and whether it was asked for twice."""
    return Consent(seen=request.POST.get("seen", ""), is_sure="sure" in request.POST)


def accept_facts(found: Proposal) -> dict[str, Any]:
    """What a plan comes to, before it is accepted."""
    problem, plan = Problem.from_json(found.problem or {}), Plan.from_json(found.plan or {})
    names, cohorts = names_in(found.programme), cohort_names(found, plan)
    first, last = problem.periods[0].first, problem.periods[-1].last
    return {
        "programme": found.programme,
        "proposal": found,
        "workshops": workshops_ahead(found, plan),
        "newcomers": newcomers(found, plan, first_day(found)),
        "superusers": sum(cohort.size for cohort in plan.cohorts),
        "first": first,
        "last": last,
        "there": len(planned_workshops(found.programme, first_day(found), last)),
        "soon": soon(found, plan),
        "broken": [broken_words(b, names, cohorts) for b in judged(problem, plan, found.before)],
    }


def soon(found: Proposal, plan: Plan) -> dt.date | None:
    """The first workshop of a new year, where it comes before people can be invited in time."""
    ahead = [day for cohort in plan.cohorts for day in cohort.dates if day > today()]
    first = min(ahead, default=None)
    is_new = found.purpose == Proposal.Purpose.YEAR
    return first if is_new and first and first < first_possible(USUAL_NOTICE, today()) else None


def workshops_ahead(found: Proposal, plan: Plan) -> int:
    """How many workshops to come a plan is about."""
    return sum(
        day > today() and (number, period) not in missing_in(found.before)
        for number, cohort in enumerate(plan.cohorts)
        for period, day in enumerate(cohort.dates)
    )


def newcomers(found: Proposal, plan: Plan, day: dt.date) -> int:
    """How many superusers have come since the plan was made, and have no place in it."""
    placed: Counter[str] = Counter()
    for cohort in plan.cohorts:
        placed.update(cohort.members)
    now = superusers_by_school(found.programme, day)
    return sum(max(0, n - placed[f"s{school.pk}"]) for school, n in now.items())


@access(May.WRITE_PLAN)
@require_POST
def proposal_undo(request: ViewerRequest, programme_id: int, number: int) -> HttpResponse:
    """Take an acceptance back, until invitations have gone out. Where somebody has to be told,
    they are shown first."""
    found = load_proposal(request, programme_id, number)
    reason = why_not_undone(found)
    if reason:
        messages.error(request, reason)
        return redirect("proposal", programme_id, number)
    try:
        with tell_outcome(
            request, _("Everything is as it was before. The proposal is still here.")
        ):
            undo_acceptance(
                proposal=found,
                revision=posted_number(request, "revision"),
                consent=consent_in(request),
            )
        return redirect("proposal", programme_id, number)
    except Unforeseen as error:
        context = {
            "programme": found.programme,
            "proposal": found,
            "foreseen": error.foreseen,
            "refused": error if "seen" in request.POST else None,
        }
    return render(request, "proposals/undo.html", context)
