"""Answers by mail that nobody can tell whose they are: a lead settles each with one tap."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from rollout.accounts.permissions import May
from rollout.common.forms import posted_number
from rollout.common.telling import tell_outcome
from rollout.notifications.actions.unclear import assign_answer, leave_out
from rollout.notifications.unclear import answers_of, unsettled
from rollout.organisation.access import ViewerRequest, access
from rollout.organisation.models import Person
from rollout.planning.queries import load_programme


@access(May.WRITE_PLAN)
@require_safe
def unclear_answers(request: ViewerRequest, programme_id: int) -> HttpResponse:
    """The answers that wait, and whose each most likely is."""
    programme = load_programme(request, programme_id)
    context = {"programme": programme, "rows": unsettled(programme)}
    return render(request, "notifications/unclear.html", context)


@access(May.WRITE_PLAN)
@require_POST
def unclear_settle(request: ViewerRequest, programme_id: int, answer: int) -> HttpResponse:
    """Say whose an answer is."""
    programme = load_programme(request, programme_id)
    found = get_object_or_404(answers_of(programme), pk=answer)
    person = get_object_or_404(
        Person.objects.select_related("owner"),
        owner=programme.owner_id,
        pk=posted_number(request, "person"),
    )
    by = request.viewer.person
    with tell_outcome(request, _("The answer is noted as %(name)s’s.") % {"name": person}):
        assign_answer(unclear=found, person=person, by=by, remembers="remembers" in request.POST)
    return redirect("unclear_answers", programme.pk)


@access(May.WRITE_PLAN)
@require_POST
def unclear_leave_out(request: ViewerRequest, programme_id: int, answer: int) -> HttpResponse:
    """Say that an answer is nobody’s."""
    programme = load_programme(request, programme_id)
    found = get_object_or_404(answers_of(programme), pk=answer)
    with tell_outcome(request, _("The answer is left out.")):
        leave_out(unclear=found, by=request.viewer.person)
    return redirect("unclear_answers", programme.pk)
