"""Answers by mail that nobody can tell whose they are: a lead settles each with one tap."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from rollout.accounts.permissions import May
from rollout.common.forms import posted_number
from rollout.common.telling import told
from rollout.notifications.actions.unclear import leave_out, settle
from rollout.notifications.unclear import answers_of, unsettled
from rollout.organisation.access import ViewerRequest, access
from rollout.organisation.models import Person
from rollout.planning.queries import load_programme


@access(May.WRITE_PLAN)
def unclear_answers(request: ViewerRequest, programme: int) -> HttpResponse:
    """The answers that wait, and whose each most likely is."""
    rollout = load_programme(request, programme)
    context = {"programme": rollout, "rows": unsettled(rollout)}
    return render(request, "notifications/unclear.html", context)


@access(May.WRITE_PLAN)
@require_POST
def unclear_settle(request: ViewerRequest, programme: int, answer: int) -> HttpResponse:
    """Say whose an answer is."""
    rollout = load_programme(request, programme)
    found = get_object_or_404(answers_of(rollout), pk=answer)
    person = get_object_or_404(
        Person.objects.select_related("owner"),
        owner=rollout.owner_id,
        pk=posted_number(request, "person"),
    )
    by = request.viewer.person
    with told(request, _("The answer is noted as %(name)s’s.") % {"name": person}):
        settle(unclear=found, person=person, by=by, remembers="remembers" in request.POST)
    return redirect("unclear_answers", rollout.pk)


@access(May.WRITE_PLAN)
@require_POST
def unclear_leave_out(request: ViewerRequest, programme: int, answer: int) -> HttpResponse:
    """Say that an answer is nobody’s."""
    rollout = load_programme(request, programme)
    found = get_object_or_404(answers_of(rollout), pk=answer)
    with told(request, _("The answer is left out.")):
        leave_out(unclear=found, by=request.viewer.person)
    return redirect("unclear_answers", rollout.pk)
