"""Logging sessions, and looking at them."""

from collections.abc import Callable
from typing import TypeVar

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import HttpResponseClientRedirect

from rollout.accounts.permissions import May
from rollout.common.dates import today
from rollout.common.forms import posted_number, whole_number
from rollout.common.listing import list_page
from rollout.common.names import seen
from rollout.common.telling import tell_outcome
from rollout.library.models import Kit
from rollout.logbook.actions import (
    By,
    cancel_session,
    correct_session,
    log_session,
    why_not_yet,
)
from rollout.logbook.common_times import next_common_time
from rollout.logbook.doubts import double_doubt
from rollout.logbook.forms import SessionForm, first_values, values_of, with_the_schools_kit
from rollout.logbook.models import TrainingSession
from rollout.logbook.queries import (
    FOR_THE_SCHOOL,
    is_due,
    latest_kit,
    sessions_for,
)
from rollout.logbook.scanning.actions import hold_scanned
from rollout.logbook.scanning.queries import newest_scan
from rollout.logbook.showing import session_context
from rollout.logbook.tables import SessionFilter, SessionTable
from rollout.organisation.access import ViewerRequest, access
from rollout.organisation.models import School
from rollout.planning.models import Programme
from rollout.planning.queries import load_programme, load_school, schools_in

T = TypeVar("T")
# What each form is called, and its button; and the button once something has been asked about.
SAVE, ALL_THE_SAME = gettext_lazy("Save"), gettext_lazy("Save it all the same")
LOGGING = {"title": gettext_lazy("Log a session"), "button": SAVE, "anyway": ALL_THE_SAME}
PLANNING = {
    "title": gettext_lazy("Plan a session"),
    "button": gettext_lazy("Plan the session"),
    "anyway": gettext_lazy("Plan it all the same"),
}
CHANGING = {**LOGGING, "title": gettext_lazy("Change the session")}
HOLDING = {**LOGGING, "title": gettext_lazy("Who came?")}


@access(May.SEE_SESSIONS)
@require_safe
def sessions(request: ViewerRequest, programme_id: int) -> HttpResponse:
    """The sessions that the viewer may see."""
    programme = load_programme(request, programme_id)
    viewer = request.viewer
    filters = SessionFilter(request.GET, queryset=sessions_for(viewer, programme))
    if viewer.is_wide:
        filters.filters["school"].queryset = schools_in(programme)
    else:
        del filters.filters["school"]
    can_log = viewer.may(May.WRITE_SESSIONS)
    return list_page(
        request,
        "logbook/sessions.html",
        filters=filters,
        table_class=SessionTable,
        title=_("sessions"),
        exclude=() if viewer.is_wide else ("school",),
        context={
            "programme": programme,
            "can_log": can_log,
            "can_plan": can_log and not viewer.is_wide and not programme.has_ended(viewer.day),
            "counts": programme.sessions.count(),
        },
    )


def school_logged_for(request: ViewerRequest, programme: Programme) -> School | None:
    """The school that is logged for: a narrow role's own, the one that a lead has chosen, or None
    where they haven't yet. 404 where it isn't in the programme."""
    viewer = request.viewer
    if viewer.is_wide:
        asked = whole_number(request.GET.get("school", ""))
        return load_school(request, programme, asked) if "school" in request.GET else None
    school = schools_in(programme, viewer).first()
    if school is None:
        raise Http404
    return school


def saved_by(request: ViewerRequest) -> By:
    viewer = request.viewer
    return By(viewer.person, viewer.kind)


def for_the_school(request: ViewerRequest) -> bool:
    """Whether the viewer saves for a school where they hold no sessions themselves."""
    return request.viewer.kind in FOR_THE_SCHOOL


@access(May.WRITE_SESSIONS)
def session_log(request: ViewerRequest, programme_id: int) -> HttpResponse:
    """Log a session that was held: school, day and latest kit are filled in."""
    return new_session(request, programme_id, TrainingSession.Status.HELD)


@access(May.WRITE_SESSIONS)
def session_plan(request: ViewerRequest, programme_id: int) -> HttpResponse:
    """Plan a session ahead; from its day on it is confirmed with who came."""
    return new_session(request, programme_id, TrainingSession.Status.PLANNED)


def new_session(request: ViewerRequest, programme_id: int, status: str) -> HttpResponse:
    programme = load_programme(request, programme_id)
    school = school_logged_for(request, programme)
    if school is None:
        schools = schools_in(programme, request.viewer)
        context: dict[str, object] = {"programme": programme, "schools": schools}
        return render(request, "logbook/session_school.html", context)
    is_planned = status == TrainingSession.Status.PLANNED
    viewer = request.viewer
    form = SessionForm(
        posted_by(request, programme, school),
        programme=programme,
        school=school,
        is_planned=is_planned,
        for_the_school=for_the_school(request),
        day=viewer.day,
    )
    if not form.is_bound:
        ahead = next_common_time(programme, school, viewer.day) if is_planned else None
        form.initial = first_values(kit_asked_for(request, form), viewer.day, ahead)
    if form.is_valid() and not form.doubts:
        saved = saved_or_told(form, lambda: log(form, status, saved_by(request)))
        if saved:
            tell_saved(request, form, *saved)
            return to_session(request, saved[0])
    words = PLANNING if is_planned else LOGGING
    context = {"programme": programme, "school": school, "form": form, "session": None}
    context["is_holding"] = False
    return render(request, "logbook/session_form.html", {**context, **words})


def posted_by(
    request: ViewerRequest,
    programme: Programme,
    school: School,
    session: TrainingSession | None = None,
) -> QueryDict | None:
    """What a session’s form was sent with; None where it is only shown."""
    if not request.POST:
        return None
    return with_the_schools_kit(request.POST, programme, school, session)


def kit_asked_for(request: ViewerRequest, form: SessionForm) -> Kit | None:
    """The kit that a link has chosen, else that of the school's last workshop."""
    asked = whole_number(request.GET.get("kit", ""))
    chosen = next((kit for kit in form.kits if kit.pk == asked), None)
    return chosen or latest_kit(form.programme, form.school, request.viewer.now, form.kits)


def saved_or_told(form: SessionForm, save: Callable[[], T]) -> T | None:
    """Save what a clean form says; why that can’t be done becomes the form’s own error, and what a
    colleague has saved meanwhile is asked about."""
    try:
        return save()
    except ValidationError as error:
        if getattr(error, "code", "") == "double":
            form.look_again()
        if not form.doubts:
            form.add_error(None, error)
        return None


def log(form: SessionForm, status: str, by: By) -> tuple[TrainingSession, bool]:
    """Make the session that a clean form tells of, and tell whether it wasn’t there before."""
    return log_session(
        programme=form.programme,
        school=form.school,
        kit=form.cleaned_data["kit"],
        held_by=form.cleaned_data.get("held_by") or by.person,
        held_on=form.cleaned_data["held_on"],
        people=form.came(),
        client_key=form.cleaned_data["client_key"],
        status=status,
        details=form.details(),
        beside=form.beside(),
        by=by,
        may_be_double=form.has_asked_of_double,
    )


def to_session(request: ViewerRequest, session: TrainingSession) -> HttpResponse:
    """On to the session’s page; a form that was sent in the background moves the whole page."""
    url = reverse("session", args=[session.programme_id, session.pk])
    return HttpResponseClientRedirect(url) if request.htmx else redirect(url)


def tell_saved(
    request: ViewerRequest, form: SessionForm, session: TrainingSession, made: bool
) -> None:
    for level, text in told_when_saved(form, session, made):
        messages.add_message(request, level, text)


def told_when_saved(
    form: SessionForm, session: TrainingSession, made: bool
) -> list[tuple[int, str]]:
    """What is said once a session is saved, each with its level among messages."""
    if not made:
        text = _("This session was already saved. It counts once.")
        return [(messages.INFO, text)]
    if session.status == TrainingSession.Status.PLANNED:
        text = _("The session is planned.")
    elif is_due(session.programme, session.school, session.kit, today()):
        text = _("Saved. It counts in every figure from now.")
    else:
        text = _("Saved. It counts once its kit is due: when your workshop on it has been held.")
    told = [(messages.SUCCESS, text)]
    if (double := double_doubt(session)) and double.key not in form.asked:
        # Saved while this one was: nobody could be asked.
        told.append((messages.WARNING, f"{double.text} {_('Take one back if it’s the same.')}"))
    return told


def load_session(request: ViewerRequest, programme: Programme, pk: int) -> TrainingSession:
    """A session through what the viewer may see; a stranger gets 404."""
    session = get_object_or_404(sessions_for(request.viewer, programme), pk=pk)
    session.programme = programme  # it has been read already
    return session


def load_own_session(request: ViewerRequest, programme: Programme, pk: int) -> TrainingSession:
    """A session that the viewer may write: one at their own school."""
    session = load_session(request, programme, pk)
    if not request.viewer.reaches(session.school_id):
        raise PermissionDenied
    return session


@access(May.SEE_SESSIONS)
@require_safe
def session(request: ViewerRequest, programme_id: int, session: int) -> HttpResponse:
    """One session, who came, and what has been put right since."""
    programme = load_programme(request, programme_id)
    found = load_session(request, programme, session)
    context = session_context(request.viewer, found)
    return render(request, "logbook/session.html", {"programme": programme, **context})


@access(May.WRITE_SESSIONS)
def session_change(request: ViewerRequest, programme_id: int, session: int) -> HttpResponse:
    """Put a session right. A page that was opened before another change says so."""
    programme = load_programme(request, programme_id)
    found = load_own_session(request, programme, session)
    if found.status == TrainingSession.Status.CANCELLED:
        messages.info(request, _("This session was cancelled."))
        return redirect("session", programme.pk, found.pk)
    form = form_of(request, found, is_planned=found.status == TrainingSession.Status.PLANNED)
    shown = found.revision
    if form.is_valid() and not form.doubts:
        revision, by = posted_number(request, "revision"), saved_by(request)
        as_typed(found, form)
        saved = saved_or_told(
            form,
            lambda: correct_session(
                session=found, revision=revision, people=form.came(), beside=form.beside(), by=by
            ),
        )
        if saved:
            messages.success(request, _("Saved. The earlier version is kept in the history."))
            return to_session(request, found)
    return change_page(request, found, form, {**CHANGING, "revision": shown})


@access(May.WRITE_SESSIONS)
def session_hold(request: ViewerRequest, programme_id: int, session: int) -> HttpResponse:
    """Who came to a planned session, from its day on."""
    programme = load_programme(request, programme_id)
    found = load_own_session(request, programme, session)
    if request.method != "POST" and (why := why_not_held(found)):
        messages.info(request, why)
        return redirect("session", programme.pk, found.pk)
    form = form_of(request, found, is_planned=False)
    shown = found.revision
    if form.is_valid() and not form.doubts:
        by = saved_by(request)
        made = saved_or_told(form, lambda: hold(request, form, found, by))
        if made is not None:
            tell_saved(request, form, found, made)
            return to_session(request, found)
    words = {**HOLDING, "revision": shown, "scans_seen": scans_seen(request, found)}
    return change_page(request, found, form, words)


def hold(request: ViewerRequest, form: SessionForm, session: TrainingSession, by: By) -> bool:
    """Note a planned session as held as a clean form says; whether it wasn’t before."""
    as_typed(session, form)
    return hold_scanned(
        session=session,
        revision=posted_number(request, "revision"),
        people=form.came(),
        beside=form.beside(),
        by=by,
        seen=posted_number(request, "scans_seen"),
    )


def scans_seen(request: ViewerRequest, session: TrainingSession) -> int:
    """The latest scan that the form was filled in with, also when it is shown again."""
    if request.method == "POST":
        return posted_number(request, "scans_seen")
    return newest_scan(session)


def why_not_held(session: TrainingSession) -> str:
    """Why a session can’t be noted as held now; empty where it can."""
    if session.status == TrainingSession.Status.CANCELLED:
        return _("This session was cancelled.")
    if session.status == TrainingSession.Status.HELD:
        return _("This session is noted as held already.")
    return why_not_yet(session, today())


def form_of(request: ViewerRequest, session: TrainingSession, *, is_planned: bool) -> SessionForm:
    """A saved session’s form, filled in with what it says."""
    return SessionForm(
        posted_by(request, session.programme, session.school, session),
        programme=session.programme,
        school=session.school,
        is_planned=is_planned,
        session=session,
        day=request.viewer.day,
        for_the_school=for_the_school(request),
        initial=values_of(session),
    )


def change_page(
    request: ViewerRequest, session: TrainingSession, form: SessionForm, words: dict[str, object]
) -> HttpResponse:
    context: dict[str, object] = {"programme": session.programme, "school": session.school}
    context |= {"session": session, "is_holding": form.holds_planned}
    return render(request, "logbook/session_form.html", {**context, "form": form, **words})


def as_typed(session: TrainingSession, form: SessionForm) -> None:
    """Let a session say what its form does."""
    session.kit = form.cleaned_data["kit"]
    session.held_on = form.cleaned_data["held_on"]
    session.held_by = form.cleaned_data.get("held_by") or session.held_by
    for name, value in form.details().items():
        setattr(session, name, value)


@access(May.WRITE_SESSIONS)
@require_POST
def session_cancel(request: ViewerRequest, programme_id: int, session: int) -> HttpResponse:
    """Take a session back, so that it counts nowhere."""
    programme = load_programme(request, programme_id)
    found = load_own_session(request, programme, session)
    with tell_outcome(request, _("The session is taken back, and counts nowhere.")):
        revision = posted_number(request, "revision")
        because = seen(request.POST.get("cancelled_because", ""))
        by = saved_by(request)
        cancel_session(session=found, revision=revision, because=because, by=by)
    return redirect("session", programme.pk, found.pk)
