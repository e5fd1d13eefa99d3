"""The code on the screen, and who has scanned it: for those who may log the session."""

import datetime as dt
import uuid

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from rollout.accounts.permissions import May
from rollout.common.forms import posted_number, whole_number
from rollout.common.telling import tell_outcome
from rollout.logbook.models import TrainingSession
from rollout.logbook.scanning.actions import (
    close_scanning,
    open_scanning,
    plan_and_open,
    take_in_scans,
)
from rollout.logbook.scanning.models import ScanWindow
from rollout.logbook.scanning.qr import drawn
from rollout.logbook.scanning.queries import scans_at, window_of
from rollout.logbook.scanning.rules import (
    Standing,
    code_of,
    in_groups,
    seconds_left,
    shown_step,
    times_of,
)
from rollout.logbook.views import load_own_session, saved_by, school_logged_for
from rollout.organisation.access import ViewerRequest, access
from rollout.planning.kits import kits_for_school
from rollout.planning.queries import load_programme

ON_SCREEN = (Standing.OPEN, Standing.EARLY)


@access(May.WRITE_SESSIONS)
@require_safe
def session_code(request: ViewerRequest, programme_id: int, session: int) -> HttpResponse:
    """What colleagues scan, for a projector: how many have, and no name."""
    programme = load_programme(request, programme_id)
    found = load_own_session(request, programme, session)
    now = request.viewer.now
    window = window_of(found)
    standing = window.standing_at(now) if window else None
    context: dict[str, object] = {
        "programme": programme,
        "session": found,
        "standing": standing,
        "can_open": now < times_of(found.held_on, found.minutes, found.begins_at).closes_at
        and found.status != TrainingSession.Status.CANCELLED
        and not found.counted_only,
        "is_shown": standing in ON_SCREEN,
        "now": now,
        "seconds": seconds_left(now),
        "count": found.scans.count(),
    }
    if window and standing in ON_SCREEN:
        context |= on_screen(request, window, now)
    page = "logbook/scanning/code.html"
    is_swap = request.htmx and request.htmx.target == "code"
    return render(request, f"{page}#code" if is_swap else page, context)


def on_screen(request: ViewerRequest, window: ScanWindow, now: dt.datetime) -> dict[str, object]:
    """The code of the moment, as squares, as letters, and where to type those."""
    code = code_of(window.scan_key, shown_step(now, window.times))
    address = request.build_absolute_uri(reverse("here"))
    return {
        "qr": drawn(request.build_absolute_uri(reverse("here_code", args=[code]))),
        "code": in_groups(code),
        "address": address.partition("://")[2],
        "opens_at": window.times.opens_at,
    }


@access(May.WRITE_SESSIONS)
@require_POST
def session_scan_now(request: ViewerRequest, programme_id: int) -> HttpResponse:
    """Begin a session that nobody has planned: on to its code at once."""
    programme = load_programme(request, programme_id)
    school = school_logged_for(request, programme)
    if school is None:
        return redirect("session_log", programme.pk)
    kits = kits_for_school(programme, school.pk)
    kit = get_object_or_404(kits, pk=posted_number(request, "kit"))
    try:
        session = plan_and_open(
            programme=programme,
            school=school,
            kit=kit,
            by=saved_by(request),
            client_key=posted_key(request),
            now=request.viewer.now,
        )
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("home")
    return redirect("session_code", programme.pk, session.pk)


def posted_key(request: ViewerRequest) -> uuid.UUID:
    """The key that the page’s own button carries; 404 where it is anything else."""
    try:
        return uuid.UUID(request.POST.get("client_key", ""))
    except ValueError:
        raise Http404 from None


@access(May.WRITE_SESSIONS)
@require_POST
def session_scan_open(request: ViewerRequest, programme_id: int, session: int) -> HttpResponse:
    """Let colleagues scan, and on to the code."""
    programme = load_programme(request, programme_id)
    found = load_own_session(request, programme, session)
    try:
        open_scanning(session=found, now=request.viewer.now)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("session", programme.pk, found.pk)
    return redirect("session_code", programme.pk, found.pk)


@access(May.WRITE_SESSIONS)
@require_POST
def session_scan_close(request: ViewerRequest, programme_id: int, session: int) -> HttpResponse:
    """Let nobody scan any more, and on to those who have."""
    programme = load_programme(request, programme_id)
    found = load_own_session(request, programme, session)
    with tell_outcome(request, _("Scanning is closed.")):
        close_scanning(session=found, now=request.viewer.now)
    return redirect("session_scans", programme.pk, found.pk)


@access(May.WRITE_SESSIONS)
def session_scans(request: ViewerRequest, programme_id: int, session: int) -> HttpResponse:
    """Who has scanned, to be confirmed."""
    programme = load_programme(request, programme_id)
    found = load_own_session(request, programme, session)
    if request.method == "POST":
        return confirm(request, found)
    window, scans = window_of(found), list(scans_at(found))
    context = {
        "programme": programme,
        "session": found,
        "scans": [scan for scan in scans if not scan.is_noted],
        "noted": [scan for scan in scans if scan.is_noted],
        "is_open": bool(window and window.standing_at(request.viewer.now) in ON_SCREEN),
        "can_confirm": found.status != TrainingSession.Status.CANCELLED,
    }
    return render(request, "logbook/scanning/scans.html", context)


def confirm(request: ViewerRequest, session: TrainingSession) -> HttpResponse:
    """Take in the scans that are ticked; a planned session goes on to its form, where they are."""
    was_planned = session.status == TrainingSession.Status.PLANNED
    try:
        new = take_in_scans(
            session=session,
            revision=posted_number(request, "revision"),
            shown=posted_numbers(request, "shown"),
            ticked=posted_numbers(request, "scan"),
            by=saved_by(request),
        )
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("session_scans", session.programme_id, session.pk)
    if was_planned:
        return redirect("session_hold", session.programme_id, session.pk)
    text = ngettext("%(n)s more came.", "%(n)s more came.", new) % {"n": new}
    messages.success(request, text if new else _("Saved. Nobody new is on the list."))
    return redirect("session", session.programme_id, session.pk)


def posted_numbers(request: ViewerRequest, name: str) -> list[int]:
    return [whole_number(text) for text in request.POST.getlist(name)]
