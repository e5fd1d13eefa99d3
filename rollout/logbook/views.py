"""Logging sessions, and looking at them."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from rollout.accounts.permissions import May
from rollout.common.dates import today
from rollout.common.forms import posted_number, whole_number
from rollout.common.listing import list_page
from rollout.common.telling import told
from rollout.logbook.actions import (
    By,
    cancel_session,
    correct_session,
    hold_planned,
    log_session,
)
from rollout.logbook.forms import SessionForm, first_values
from rollout.logbook.models import TrainingSession
from rollout.logbook.queries import (
    FOR_THE_SCHOOL,
    has_twin,
    is_due,
    latest_kit,
    sessions_for,
    told_of,
)
from rollout.logbook.tables import SessionFilter, SessionTable
from rollout.organisation.access import access
from rollout.organisation.models import School
from rollout.organisation.queries import with_names
from rollout.planning.models import Programme
from rollout.planning.queries import load_programme, load_school, schools_in


@access(May.SEE_SESSIONS)
def sessions(request: HttpRequest, programme: int) -> HttpResponse:
    """The sessions that the viewer may see."""
    rollout = load_programme(request, programme)
    viewer = request.viewer  # type: ignore[attr-defined]
    filters = SessionFilter(request.GET, queryset=sessions_for(viewer, rollout))
    filters.filters["school"].queryset = schools_in(rollout, viewer)
    can_log = viewer.may(May.WRITE_SESSIONS)
    return list_page(
        request,
        "logbook/sessions.html",
        filters=filters,
        table_class=SessionTable,
        title=_("sessions"),
        exclude=() if viewer.is_wide else ("school",),
        context={"programme": rollout, "can_log": can_log, "counts": rollout.sessions.count()},
    )


def school_logged_for(request: HttpRequest, programme: Programme) -> School | None:
    """The school that is logged for: a narrow role's own, the one that a lead has chosen, or None
    where they haven't yet. 404 where it isn't in the programme."""
    viewer = request.viewer  # type: ignore[attr-defined]
    if viewer.is_wide:
        asked = whole_number(request.GET.get("school", ""))
        return load_school(request, programme, asked) if "school" in request.GET else None
    school = schools_in(programme, viewer).first()
    if school is None:
        raise Http404
    return school


def saved_by(request: HttpRequest) -> By:
    viewer = request.viewer  # type: ignore[attr-defined]
    return By(viewer.person, viewer.kind)


def for_the_school(request: HttpRequest) -> bool:
    """Whether the viewer saves for a school where they hold no sessions themselves."""
    return request.viewer.kind in FOR_THE_SCHOOL  # type: ignore[attr-defined]


@access(May.WRITE_SESSIONS)
def session_log(request: HttpRequest, programme: int) -> HttpResponse:
    """Log a session that was held: school, day and latest kit are filled in."""
    return new_session(request, programme, TrainingSession.Status.HELD)


@access(May.WRITE_SESSIONS)
def session_plan(request: HttpRequest, programme: int) -> HttpResponse:
    """Plan a session ahead; one tap turns it into a held one."""
    return new_session(request, programme, TrainingSession.Status.PLANNED)


def new_session(request: HttpRequest, programme_id: int, status: str) -> HttpResponse:
    programme = load_programme(request, programme_id)
    school = school_logged_for(request, programme)
    if school is None:
        schools = schools_in(programme, request.viewer)  # type: ignore[attr-defined]
        context: dict[str, object] = {"programme": programme, "schools": schools}
        return render(request, "logbook/session_school.html", context)
    is_planned = status == TrainingSession.Status.PLANNED
    form = SessionForm(
        request.POST or None,
        programme=programme,
        school=school,
        is_planned=is_planned,
        for_the_school=for_the_school(request),
        initial=first_values(latest_kit(programme, school)),
    )
    if form.is_valid():
        try:
            session, made = log(request, programme, school, form, status)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            tell_saved(request, session, made)
            return redirect("session", programme.pk, session.pk)
    context = {"programme": programme, "school": school, "form": form, "is_planned": is_planned}
    return render(request, "logbook/session_form.html", {**context, "session": None})


def log(
    request: HttpRequest, programme: Programme, school: School, form: SessionForm, status: str
) -> tuple[TrainingSession, bool]:
    by = saved_by(request)
    return log_session(
        programme=programme,
        school=school,
        kit=form.cleaned_data["kit"],
        held_by=form.cleaned_data.get("held_by") or by.person,
        held_on=form.cleaned_data["held_on"],
        people=[int(pk) for pk in form.cleaned_data.get("people", [])],
        client_key=form.cleaned_data["client_key"],
        status=status,
        details=form.details(),
        by=by,
    )


def tell_saved(request: HttpRequest, session: TrainingSession, made: bool) -> None:
    if not made:
        messages.info(request, _("This session was already saved. It counts once."))
    elif session.status == TrainingSession.Status.PLANNED:
        messages.success(request, _("The session is planned."))
    elif is_due(session.programme, session.school, session.kit, today()):
        messages.success(request, _("Saved. It counts in every figure from now."))
    else:
        messages.success(
            request,
            _("Saved. It counts once its kit is due: when your workshop on it has been held."),
        )
    if made and has_twin(session):
        messages.warning(
            request,
            _(
                "Your school has another session on this kit that day. Take one back if it’s the "
                "same."
            ),
        )


def load_session(request: HttpRequest, programme: Programme, pk: int) -> TrainingSession:
    """A session through what the viewer may see; a stranger gets 404."""
    return get_object_or_404(sessions_for(request.viewer, programme), pk=pk)  # type: ignore[attr-defined]


def load_own_session(request: HttpRequest, programme: Programme, pk: int) -> TrainingSession:
    """A session that the viewer may write: one at their own school."""
    session = load_session(request, programme, pk)
    if not request.viewer.reaches(session.school_id):  # type: ignore[attr-defined]
        raise PermissionDenied
    return session


@access(May.SEE_SESSIONS)
def session(request: HttpRequest, programme: int, session: int) -> HttpResponse:
    """One session, who came, and what has been put right since."""
    rollout = load_programme(request, programme)
    found = load_session(request, rollout, session)
    viewer = request.viewer  # type: ignore[attr-defined]
    people = found.people.all() if viewer.may(May.SEE_NAMES) else []
    versions = list(with_names(found.history.select_related("kit", "saved_by")))
    logged, changed = told_of(versions)
    context = {
        "programme": rollout,
        "session": found,
        "people": people,
        "sees_names": viewer.may(May.SEE_NAMES),
        "can_change": viewer.may(May.WRITE_SESSIONS),
        "history": versions,
        "logged": logged,
        "changed": changed,
    }
    return render(request, "logbook/session.html", context)


@access(May.WRITE_SESSIONS)
def session_change(request: HttpRequest, programme: int, session: int) -> HttpResponse:
    """Put a session right. A page that was opened before another change says so."""
    rollout = load_programme(request, programme)
    found = load_own_session(request, rollout, session)
    if found.status == TrainingSession.Status.CANCELLED:
        messages.info(request, _("This session was cancelled."))
        return redirect("session", rollout.pk, found.pk)
    form = SessionForm(
        request.POST or None,
        programme=rollout,
        school=found.school,
        is_planned=found.status == TrainingSession.Status.PLANNED,
        session=found,
        for_the_school=for_the_school(request),
        initial=values_of(found),
    )
    revision = found.revision
    if form.is_valid():
        try:
            found.kit = form.cleaned_data["kit"]
            found.held_on = form.cleaned_data["held_on"]
            found.held_by = form.cleaned_data.get("held_by") or found.held_by
            for name, value in form.details().items():
                setattr(found, name, value)
            correct_session(
                session=found,
                revision=posted_number(request, "revision"),
                people=[int(pk) for pk in form.cleaned_data.get("people", [])],
                by=saved_by(request),
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Saved. The earlier version is kept in the history."))
            return redirect("session", rollout.pk, found.pk)
    context = {"programme": rollout, "school": found.school, "form": form, "revision": revision}
    is_planned = found.status == TrainingSession.Status.PLANNED
    return render(
        request,
        "logbook/session_form.html",
        {**context, "session": found, "is_planned": is_planned},
    )


def values_of(session: TrainingSession) -> dict[str, object]:
    values = {name: getattr(session, name) for name in SessionForm.DETAILS}
    people = session.attendances.values_list("person_id", flat=True)
    return values | {
        "kit": session.kit_id,
        "held_by": session.held_by_id,
        "held_on": session.held_on,
        "client_key": session.client_key,
        "people": [str(pk) for pk in people],
    }


@access(May.WRITE_SESSIONS)
@require_POST
def session_hold(request: HttpRequest, programme: int, session: int) -> HttpResponse:
    """One tap: the planned session was held, and everyone on the roster came."""
    rollout = load_programme(request, programme)
    found = load_own_session(request, rollout, session)
    with told(request):
        held = hold_planned(session=found, by=saved_by(request))
        text = _("Noted as held on %(day)s, with everyone there. Change it if that isn’t so.")
        messages.success(request, text % {"day": date_format(held.held_on, "SHORT_DATE_FORMAT")})
    return redirect("session", rollout.pk, found.pk)


@access(May.WRITE_SESSIONS)
@require_POST
def session_cancel(request: HttpRequest, programme: int, session: int) -> HttpResponse:
    """Take a session back, so that it counts nowhere."""
    rollout = load_programme(request, programme)
    found = load_own_session(request, rollout, session)
    with told(request, _("The session is taken back, and counts nowhere.")):
        revision = posted_number(request, "revision")
        cancel_session(session=found, revision=revision, by=saved_by(request))
    return redirect("session", rollout.pk, found.pk)
