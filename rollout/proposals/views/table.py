"""The planning table: every proposal, and what the lead wishes of a new one."""

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from rollout.accounts.permissions import May
from rollout.calendars.queries import has_closed_days
from rollout.common.dates import month_end, parse_day, today
from rollout.common.forms import posted_number, whole_number
from rollout.common.telling import tell_outcome
from rollout.organisation.access import ViewerRequest, access
from rollout.planning.models import Programme
from rollout.planning.queries import load_programme
from rollout.planning.views.ended import has_ended
from rollout.proposals.actions import (
    change_wishes,
    copy_proposal,
    delete_proposal,
    make_proposal,
    start_run,
)
from rollout.proposals.forms import WishesForm
from rollout.proposals.models import Proposal
from rollout.proposals.problems import problem_of
from rollout.proposals.queries import load_proposal, proposals_of
from rollout.proposals.rules import Beginning, Wishes
from rollout.proposals.wishing import beginning_of, off_map, room_for, usual_wishes


@access(May.WRITE_PLAN)
@require_safe
def proposals(request: ViewerRequest, programme_id: int) -> HttpResponse:
    """Every proposal for the programme, with what to do next."""
    programme = load_programme(request, programme_id)
    found = list(proposals_of(programme))
    context = {
        "programme": programme,
        "proposals": found,
        "comparable": [p for p in found if p.cost is not None],
        "accepted": next((p for p in found if p.status == Proposal.Status.ACCEPTED), None),
    }
    return render(request, "proposals/proposals.html", context)


@access(May.WRITE_PLAN)
def proposal_new(request: ViewerRequest, programme_id: int) -> HttpResponse:
    """Wishes for a new proposal; saving them starts the planner."""
    programme = load_programme(request, programme_id)
    if has_ended(request, programme):
        return redirect("proposals", programme.pk)
    wishes = usual_wishes(programme, today())
    form = WishesForm(request.POST or None, programme=programme, wishes=wishes, day=today())
    if form.is_valid():
        made = make_proposal(
            programme=programme,
            by=request.viewer.person,
            wishes=form.wishes(),
            name=form.cleaned_data["name"],
        )
        return run(request, made, form.wishes())
    return wishes_page(request, programme, form, wishes, None)


@access(May.WRITE_PLAN)
def proposal_wishes(request: ViewerRequest, programme_id: int, number: int) -> HttpResponse:
    """Other wishes for a proposal; saving them plans anew."""
    found = load_proposal(request, programme_id, number)
    wishes = Wishes.from_json(found.wishes)
    form = WishesForm(
        request.POST or None,
        programme=found.programme,
        wishes=wishes,
        day=today(),
        initial={"name": found.name},
    )
    if form.is_valid():
        with tell_outcome(request):
            changed = change_wishes(
                proposal=found,
                revision=posted_number(request, "revision"),
                wishes=form.wishes(seed=wishes.seed),
                name=form.cleaned_data["name"],
            )
            return run(request, changed, form.wishes(seed=wishes.seed))
    return wishes_page(request, found.programme, form, wishes, found)


def run(request: ViewerRequest, proposal: Proposal, wishes: Wishes) -> HttpResponse:
    """Hand a proposal to the planner, and show it."""
    problem = problem_of(proposal.programme, wishes, today())
    if not problem.periods or not problem.schools:
        messages.error(request, _("There are no open days or no superusers in these months."))
        return redirect("proposal_wishes", proposal.programme_id, proposal.number)
    with tell_outcome(request):
        start_run(proposal=proposal, revision=proposal.revision, problem=problem)
    return redirect("proposal", proposal.programme_id, proposal.number)


def wishes_page(
    request: ViewerRequest,
    programme: Programme,
    form: WishesForm,
    wishes: Wishes,
    proposal: Proposal | None,
) -> HttpResponse:
    context = {
        "programme": programme,
        "form": form,
        "proposal": proposal,
        "nothing_closed": nothing_closed(request.POST, programme, wishes),
        "off_map": off_map(programme),
        "room": room_for(programme, wishes.cohorts, list(wishes.venues), wishes.first, today()),
        "beginning": beginning(request.POST, programme, wishes),
    }
    return render(request, "proposals/wishes.html", context)


def beginning(asked: QueryDict, programme: Programme, wishes: Wishes) -> Beginning:
    """When the year can begin, with the month and the notice asked for, or else wished for."""
    first = parse_day(asked.get("first", "")) or wishes.first
    notice = whole_number(asked.get("notice", ""))
    return beginning_of(programme, first, notice if 0 < notice < 1000 else wishes.notice, today())


def nothing_closed(asked: QueryDict, programme: Programme, wishes: Wishes) -> bool:
    """Whether no closed days are known for the months asked for, or else wished for."""
    first = parse_day(asked.get("first", "")) or wishes.first
    last = parse_day(asked.get("last", "")) or wishes.last
    return not has_closed_days(programme.owner, first, month_end(last))


@access(May.WRITE_PLAN)
@require_safe
def proposal_room(request: ViewerRequest, programme_id: int) -> HttpResponse:
    """Seats against superusers, as the wishes are being filled in."""
    programme = load_programme(request, programme_id)
    wishes = usual_wishes(programme, today())
    asked = request.GET.get("cohorts", "")
    cohorts = int(asked) if asked.isdecimal() and len(asked) < 4 else wishes.cohorts
    venues = [whole_number(pk) for pk in request.GET.getlist("venues")]
    context = {
        "room": room_for(programme, cohorts, venues, wishes.first, today()),
        "nothing_closed": nothing_closed(request.GET, programme, wishes),
        "beginning": beginning(request.GET, programme, wishes),
    }
    return render(request, "proposals/wishes.html#room", context)


@access(May.WRITE_PLAN)
@require_POST
def proposal_copy(request: ViewerRequest, programme_id: int, number: int) -> HttpResponse:
    """A copy to go on from."""
    found = load_proposal(request, programme_id, number)
    made = copy_proposal(proposal=found, by=request.viewer.person)
    messages.success(request, _("Here is the copy. The first one is untouched."))
    return redirect("proposal", programme_id, made.number)


@access(May.WRITE_PLAN)
@require_POST
def proposal_delete(request: ViewerRequest, programme_id: int, number: int) -> HttpResponse:
    """Throw a proposal away."""
    found = load_proposal(request, programme_id, number)
    said = _("“%(name)s” is thrown away.") % {"name": found.name}
    with tell_outcome(request, said):
        delete_proposal(proposal=found, revision=posted_number(request, "revision"))
    return redirect("proposals", programme_id)
