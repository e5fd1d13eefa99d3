"""Answering pulses, what they show, and the lead's surveys."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from rollout.accounts.permissions import May
from rollout.common.forms import posted_number, save_or_tell, whole_number
from rollout.common.listing import list_page
from rollout.common.telling import tell_outcome
from rollout.logbook.pulses.actions import answer_pulse, close_pulse
from rollout.logbook.pulses.forms import SurveyForm
from rollout.logbook.pulses.models import Pulse
from rollout.logbook.pulses.queries import (
    ToAnswer,
    asked_people,
    pulses_for,
    unanswered,
    with_shown,
    with_subject,
)
from rollout.logbook.pulses.results import results_of
from rollout.logbook.pulses.surveys import delete_survey, save_survey
from rollout.logbook.pulses.tables import PulseFilter, PulseTable, asked_in_words, state_of
from rollout.organisation.access import ViewerRequest, access
from rollout.planning.models import Programme
from rollout.planning.queries import load_programme


@access(May.ANSWER_PULSE)
def pulse_answer(request: ViewerRequest, pulse: int) -> HttpResponse:
    """Answer what is asked, by one tap a question. The thanks are on the page that comes back:
    nothing is kept in the session, which has a name on it."""
    viewer = request.viewer
    found = load_asked(request, pulse)
    error, has_answered = "", False
    if request.method == "POST":
        try:
            answer_pulse(
                pulse=found, person=viewer.person, answers=posted_answers(request), day=viewer.day
            )
            has_answered = True
        except ValidationError as refused:
            error = " ".join(refused.messages)
    is_open = found.is_open(viewer.day)
    left = unanswered({found: found.questions.all()}, viewer.person) if is_open else []
    context = {
        "each": left[0] if left else ToAnswer(found, ()),
        "is_open": is_open,
        "has_answered": has_answered,
        "error": error,
    }
    page = "asked.html" if request.htmx else "answer.html"
    return render(request, f"logbook/pulses/{page}", context)


def load_asked(request: ViewerRequest, pk: int) -> Pulse:
    """A pulse that has opened and that the viewer is asked in; else 404."""
    person = request.viewer.person
    pulses = with_subject(Pulse.objects.filter(programme__owner=person.owner_id, has_begun=True))
    found = get_object_or_404(pulses.select_related("programme"), pk=pk)
    if person.pk not in asked_people(found, person.pk):
        raise Http404
    return found


def posted_answers(request: ViewerRequest) -> dict[int, str]:
    """What was answered, by the question's id: its fields are called q and the id."""
    return {
        whole_number(name[1:]): request.POST.get(name, "").replace("\0", "")
        for name in request.POST
        if name[:1] == "q"
    }


@access(May.SEE_SESSIONS)
@require_safe
def pulses(request: ViewerRequest, programme_id: int) -> HttpResponse:
    """The pulses whose results the viewer may look for, with what has become of each."""
    programme = load_programme(request, programme_id)
    viewer = request.viewer
    seen = with_shown(pulses_for(viewer, programme).select_related("workshop__cohort"), viewer)
    return list_page(
        request,
        "logbook/pulses/pulses.html",
        filters=PulseFilter(request.GET, queryset=seen),
        table_class=PulseTable,
        title=_("pulses"),
        context={"programme": programme, "can_write": viewer.may(May.WRITE_PLAN)},
    )


@access(May.SEE_SESSIONS)
@require_safe
def pulse(request: ViewerRequest, programme_id: int, pulse: int) -> HttpResponse:
    """What a pulse shows, once it is closed."""
    programme = load_programme(request, programme_id)
    viewer = request.viewer
    seen = with_shown(pulses_for(viewer, programme).select_related("workshop__cohort"), viewer)
    found = get_object_or_404(seen, pk=pulse)
    words, colour = state_of(found)
    context = {
        "programme": programme,
        "pulse": found,
        "asked": asked_in_words(found),
        "state": words,
        "colour": colour,
        "results": results_of(found, viewer),
        "can_write": viewer.may(May.WRITE_PLAN) and found.is_survey,
    }
    return render(request, "logbook/pulses/pulse.html", context)


@access(May.WRITE_PLAN)
def pulse_new(request: ViewerRequest, programme_id: int) -> HttpResponse:
    """Compose a survey."""
    programme = load_programme(request, programme_id)
    survey = Pulse(programme=programme, kind=Pulse.Kind.SURVEY)
    return edit_survey(request, programme, survey, _("New survey"))


@access(May.WRITE_PLAN)
def pulse_change(request: ViewerRequest, programme_id: int, pulse: int) -> HttpResponse:
    """Change a survey that hasn't opened."""
    programme = load_programme(request, programme_id)
    survey = load_survey(programme, pulse)
    if survey.has_begun or survey.closed_at:
        messages.info(request, _("The survey has opened, so it can’t be changed any more."))
        return redirect("pulse", programme.pk, survey.pk)
    return edit_survey(request, programme, survey, survey.title)


def edit_survey(
    request: ViewerRequest, programme: Programme, survey: Pulse, title: str
) -> HttpResponse:
    form = SurveyForm(request.POST or None, instance=survey)
    saved = None
    if form.is_valid():
        typed = form.save(commit=False)
        saved = save_or_tell(
            form,
            lambda: save_survey(
                survey=typed,
                asked=form.asked(),
                revision=posted_number(request, "revision"),
                day=request.viewer.day,
            ),
        )
    if saved is not None:
        messages.success(request, _("Saved."))
        return redirect("pulse", programme.pk, saved.pk)
    revision = request.POST.get("revision", survey.revision)
    context = {"programme": programme, "form": form, "title": title, "revision": revision}
    return render(request, "logbook/pulses/survey_form.html", context)


@access(May.WRITE_PLAN)
@require_POST
def pulse_close(request: ViewerRequest, programme_id: int, pulse: int) -> HttpResponse:
    """Close a survey that is open before its last day has passed."""
    programme = load_programme(request, programme_id)
    survey = load_survey(programme, pulse)
    if not survey.has_begun:
        raise Http404
    with tell_outcome(request, _("“%(name)s” is closed.") % {"name": survey.title}):
        close_pulse(pulse=survey, now=timezone.now())
    return redirect("pulse", programme.pk, survey.pk)


@access(May.WRITE_PLAN)
@require_POST
def pulse_delete(request: ViewerRequest, programme_id: int, pulse: int) -> HttpResponse:
    """Delete a survey that hasn't opened."""
    programme = load_programme(request, programme_id)
    survey = load_survey(programme, pulse)
    with tell_outcome(request, _("“%(name)s” is deleted.") % {"name": survey.title}):
        delete_survey(survey=survey)
    return redirect("pulses", programme.pk)


def load_survey(programme: Programme, pk: int) -> Pulse:
    """A survey of the programme; else 404."""
    return get_object_or_404(Pulse, programme=programme, kind=Pulse.Kind.SURVEY, pk=pk)
