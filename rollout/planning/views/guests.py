"""“Can’t come?”: another cohort’s workshop instead of one’s own, or a number in line for it."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from rollout.accounts.permissions import May
from rollout.common.forms import posted_number
from rollout.common.telling import tell_outcome
from rollout.organisation.access import ViewerRequest, access
from rollout.organisation.models import Role
from rollout.planning.guests.actions import (
    confirm_place,
    join_line,
    leave_place,
    take_place,
)
from rollout.planning.guests.queries import Offer, is_ahead, offers, own_role, places_of
from rollout.planning.models import GuestPlace, Programme, Workshop
from rollout.planning.queries import all_workshops, load_programme, workshops_for

OFFERS_SHOWN = 12


def load_own(request: ViewerRequest, pk: int, workshop: int) -> tuple[Programme, Workshop, Role]:
    """The viewer's own workshop, and the role they are in its cohort by; others get 404 or 403."""
    programme = load_programme(request, pk)
    viewer = request.viewer
    found = get_object_or_404(workshops_for(viewer, programme), pk=workshop)
    role = own_role(viewer.person, found)
    if role is None:
        raise PermissionDenied
    return programme, found, role


def split_offers(found: list[Offer], place: GuestPlace | None) -> dict[str, Any]:
    """Offers with a free seat, and full ones with a line; not the one that is taken."""
    others = [offer for offer in found if not place or offer.workshop.pk != place.workshop_id]
    return {
        "free": [offer for offer in others if offer.free],
        "full": [offer for offer in others if not offer.free],
    }


@access(May.ANSWER_INVITATION)
@require_safe
def workshop_instead(request: ViewerRequest, programme_id: int, workshop: int) -> HttpResponse:
    """What to come to instead of one's own workshop: one tap to move, and to undo."""
    programme, own, role = load_own(request, programme_id, workshop)
    now = request.viewer.now
    places = places_of(role.person, own)
    taken = next((p for p in places if p.status == GuestPlace.Status.TAKEN), None)
    newest = places[0] if places else None
    noted = own.attendances.filter(person=role.person).first()
    found = [] if noted and noted.attended else offers(role, own, now)
    parts = split_offers(found, taken)
    shows_all = "all" in request.GET
    context = {
        "programme": programme,
        "own": own,
        "noted": noted,
        "own_is_ahead": is_ahead(own, now),
        "taken": taken,
        "can_undo": bool(taken and is_ahead(taken.workshop, now)),
        "lost": newest if newest and newest.status == GuestPlace.Status.LOST else None,
        "in_line": {p.workshop_id: p for p in places if p.status == GuestPlace.Status.WAITING},
        "free": parts["free"] if shows_all else parts["free"][:OFFERS_SHOWN],
        "more": 0 if shows_all else max(0, len(parts["free"]) - OFFERS_SHOWN),
        "full": parts["full"],
    }
    return render(request, "planning/workshop_instead.html", context)


def chosen(request: ViewerRequest, programme: Programme) -> Workshop:
    """The workshop that a button named."""
    return get_object_or_404(all_workshops(programme), pk=posted_number(request, "to"))


@access(May.ANSWER_INVITATION)
@require_POST
def workshop_take(request: ViewerRequest, programme_id: int, workshop: int) -> HttpResponse:
    """Move to another cohort's workshop, once."""
    programme, own, role = load_own(request, programme_id, workshop)
    to = chosen(request, programme)
    success = _("You have a seat with %(cohort)s. See you there!") % {"cohort": to.cohort}
    with tell_outcome(request, success):
        take_place(person=role.person, own=own, to=to)
    return redirect("workshop_instead", programme.pk, own.pk)


@access(May.ANSWER_INVITATION)
@require_POST
def workshop_wait(request: ViewerRequest, programme_id: int, workshop: int) -> HttpResponse:
    """Get in line for a full workshop; the seat comes by itself when one is free."""
    programme, own, role = load_own(request, programme_id, workshop)
    to = chosen(request, programme)
    try:
        place = join_line(person=role.person, own=own, to=to)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        if place.status == GuestPlace.Status.TAKEN:
            text = _("A seat was free: you have it, with %(cohort)s.")
        else:
            text = _("You are in line with %(cohort)s. A seat that becomes free is yours by turn.")
        messages.success(request, text % {"cohort": to.cohort})
    return redirect("workshop_instead", programme.pk, own.pk)


def own_place(request: ViewerRequest, own: Workshop) -> GuestPlace:
    """The viewer's own place that a button named."""
    places = GuestPlace.objects.select_related("workshop__cohort", "instead_of__cohort")
    person = request.viewer.person
    return get_object_or_404(
        places, pk=posted_number(request, "place"), person=person, instead_of=own
    )


@access(May.ANSWER_INVITATION)
@require_POST
def workshop_leave(request: ViewerRequest, programme_id: int, workshop: int) -> HttpResponse:
    """Undo a move, to one's own workshop or to none; or step out of a line."""
    programme, own, _role = load_own(request, programme_id, workshop)
    place, back = own_place(request, own), request.POST.get("back") == "own"
    if back:
        success = _("You are back with your own cohort.")
    elif place.status == GuestPlace.Status.WAITING:
        success = _("You are out of the line.")
    else:
        success = _("You have given up the seat.")
    with tell_outcome(request, success):
        leave_place(place=place, back=back)
    return redirect("workshop_instead", programme.pk, own.pk)


@access(May.ANSWER_INVITATION)
@require_POST
def workshop_still_suits(request: ViewerRequest, programme_id: int, workshop: int) -> HttpResponse:
    """A seat still suits after a workshop was moved."""
    programme, own, _role = load_own(request, programme_id, workshop)
    with tell_outcome(request, _("Thank you. You keep the seat.")):
        confirm_place(
            place=own_place(request, own),
            revision=posted_number(request, "revision"),
            own_revision=posted_number(request, "own_revision"),
        )
    return redirect("workshop_instead", programme.pk, own.pk)
