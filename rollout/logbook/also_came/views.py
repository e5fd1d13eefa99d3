"""Who came besides: guests found by name, and newcomers who are matched or taken off."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from rollout.accounts.permissions import May
from rollout.common.forms import posted_number
from rollout.common.names import seen
from rollout.common.telling import tell_outcome
from rollout.logbook.also_came.actions import (
    add_guest,
    drop_newcomer,
    match_newcomer,
    remove_guest,
)
from rollout.logbook.also_came.queries import (
    LEAST_LETTERS,
    guests_found,
    may_be_newcomer,
    may_search,
    people_named,
)
from rollout.logbook.models import TrainingSession
from rollout.logbook.showing import who_came
from rollout.logbook.views import load_own_session
from rollout.organisation.access import ViewerRequest, access
from rollout.planning.queries import load_programme


@access(May.WRITE_SESSIONS)
@require_safe
def session_others(request: ViewerRequest, programme_id: int, session: int) -> HttpResponse:
    """Guests from other schools, and newcomers who wait for the staff list."""
    programme = load_programme(request, programme_id)
    found = load_own_session(request, programme, session)
    search = seen(request.GET.get("q", ""))
    came = who_came(found, sees_names=True)
    waiting = list(found.newcomers.waiting().select_related("session"))
    named = people_named(waiting)
    context = {
        "programme": programme,
        "session": found,
        "is_open": found.status == TrainingSession.Status.HELD and not found.counted_only,
        "search": search,
        "is_too_short": bool(search) and not may_search(search),
        "least": LEAST_LETTERS,
        "hits": guests_found(found, search, request.viewer.day),
        "guests": came["guests"],
        "newcomers": [(newcomer, named[newcomer.pk]) for newcomer in waiting],
        "may_be": may_be_newcomer(found) if waiting else [],
    }
    return render(request, "logbook/others.html", context)


def to_others(session: TrainingSession, search: str = "") -> HttpResponse:
    """Back to the page, with the search that was made."""
    url = reverse("session_others", args=[session.programme_id, session.pk])
    return redirect(f"{url}?{urlencode({'q': search})}" if search else url)


def own_session(request: ViewerRequest, programme_id: int, session: int) -> TrainingSession:
    return load_own_session(request, load_programme(request, programme_id), session)


@access(May.WRITE_SESSIONS)
@require_POST
def session_guest_add(request: ViewerRequest, programme_id: int, session: int) -> HttpResponse:
    """Note a guest whom the search has found."""
    found = own_session(request, programme_id, session)
    search, person = seen(request.POST.get("q", "")), posted_number(request, "person")
    with tell_outcome(request, _("Saved. It counts at the guest’s own school.")):
        add_guest(session=found, person_id=person, search=search, day=request.viewer.day)
        return to_others(found)
    return to_others(found, search)


@access(May.WRITE_SESSIONS)
@require_POST
def session_guest_remove(request: ViewerRequest, programme_id: int, session: int) -> HttpResponse:
    """Take a guest off the session."""
    found = own_session(request, programme_id, session)
    with tell_outcome(request, _("The guest is taken off.")):
        remove_guest(session=found, person_id=posted_number(request, "person"))
    return to_others(found)


@access(May.WRITE_SESSIONS)
@require_POST
def session_newcomer_match(request: ViewerRequest, programme_id: int, session: int) -> HttpResponse:
    """Say who a newcomer is."""
    found = own_session(request, programme_id, session)
    with tell_outcome(request, _("Saved. It counts in every figure from now.")):
        match_newcomer(
            session=found,
            newcomer_id=posted_number(request, "newcomer"),
            person_id=posted_number(request, "person"),
        )
    return to_others(found)


@access(May.WRITE_SESSIONS)
@require_POST
def session_newcomer_drop(request: ViewerRequest, programme_id: int, session: int) -> HttpResponse:
    """Take a newcomer's name off the session."""
    found = own_session(request, programme_id, session)
    with tell_outcome(request, _("The name is taken off.")):
        drop_newcomer(session=found, newcomer_id=posted_number(request, "newcomer"))
    return to_others(found)
