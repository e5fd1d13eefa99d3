"""Where schools and venues are: looked up by their addresses, pasted, and asked about."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from rollout.accounts.permissions import May
from rollout.calendars.actions import set_places
from rollout.calendars.addresses.actions import ask_for_places, choose_place
from rollout.calendars.addresses.tasks import look_up_places
from rollout.calendars.models import PlaceSearch
from rollout.calendars.places import plan_places
from rollout.common.forms import posted_number
from rollout.common.telling import tell_outcome
from rollout.organisation.access import ViewerRequest, access
from rollout.organisation.models import SchoolOwner

MOST_LETTERS = 60_000
Outcome = PlaceSearch.Outcome
ANSWERED = (Outcome.DOUBTFUL, Outcome.LEFT, Outcome.NOTHING)


@access(May.WRITE_SETTINGS)
def school_places(request: ViewerRequest) -> HttpResponse:
    """The schools' addresses and places on the map; looking them up, and pasting for many."""
    viewer = request.viewer
    owner = viewer.person.owner
    if request.htmx and request.htmx.target == "found":
        return found_fragment(request, owner)
    if request.method == "POST" and request.POST.get("step") == "find":
        return find_all(request, owner)
    text = request.POST.get("rows", "").replace("\0", "")[:MOST_LETTERS]
    planned = plan_places(text, owner) if text.strip() else []
    if request.method == "POST" and request.POST.get("step") == "save":
        try:
            changed = set_places(
                owner_id=owner.pk,
                plan=lambda: plan_places(text, owner),
                leave_out_errors=bool(request.POST.get("leave_out")),
            )
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            saved = ngettext("%(n)s school is changed.", "%(n)s schools are changed.", changed)
            messages.success(request, saved % {"n": changed})
            return redirect("school_places")
    schools = list(viewer.schools())
    states = [row.state for row in planned]
    first = str(schools[0]) if schools else "Nordlia skole"
    context = {
        "schools": schools,
        "example": f"{first}; Skolebakken 3; 59.91; 10.75",
        "without": sum(school.latitude is None for school in schools),
        "text": text,
        "planned": planned,
        "new": states.count("new"),
        "errors": states.count("error"),
        **found_so_far(owner),
    }
    return render(request, "calendars/school_places.html", context)


def found_fragment(request: ViewerRequest, owner: SchoolOwner) -> HttpResponse:
    """How far the looking up has come; once it is done, the whole page is read anew."""
    context = found_so_far(owner)
    response = render(request, "calendars/school_places.html#found", context)
    if not context["waiting"]:
        response["HX-Refresh"] = "true"
    return response


def found_so_far(owner: SchoolOwner) -> dict[str, Any]:
    """What has been looked up: what waits, what is asked about, what wasn't found."""
    searches = list(owner.place_searches.select_related("school", "venue"))
    by_outcome: dict[str, list[PlaceSearch]] = {outcome: [] for outcome in Outcome}
    for search in searches:
        still_so = search.thing.latitude is None and search.thing.address == search.address
        if search.outcome == Outcome.FOUND or still_so:
            by_outcome[search.outcome].append(search)
    schools = owner.schools.filter(latitude__isnull=True).exclude(address="")
    venues = owner.venues.filter(latitude__isnull=True).exclude(address="")
    waiting = len(by_outcome[Outcome.WAITING])
    answered = sum(len(by_outcome[outcome]) for outcome in ANSWERED)
    return {
        "to_find": schools.count() + venues.count() - answered,
        "waiting": waiting,
        "asked": len(searches) - waiting,
        "searches": len(searches),
        "doubtful": by_outcome[Outcome.DOUBTFUL],
        "unreached": by_outcome[Outcome.UNREACHED],
        "not_found": by_outcome[Outcome.NOTHING] + by_outcome[Outcome.LEFT],
        "found": by_outcome[Outcome.FOUND],
    }


def find_all(request: ViewerRequest, owner: SchoolOwner) -> HttpResponse:
    """Look up the places of all that have an address and no place; the worker asks for them."""
    if ask_for_places(owner=owner):
        transaction.on_commit(lambda: look_up_places.enqueue(owner.pk))
    else:
        messages.info(request, _("Every address has been looked up already."))
    return redirect("school_places")


@access(May.WRITE_SETTINGS)
@require_POST
def place_choose(request: ViewerRequest, search: int) -> HttpResponse:
    """Say which of the places a doubtful address is, or that it is none of them."""
    owner = request.viewer.person.owner
    found = get_object_or_404(PlaceSearch, owner=owner, pk=search)
    number = posted_number(request, "candidate")
    if number < 0:
        said = _("%(name)s is left as it is. Paste a link from a map instead.")
    else:
        said = _("%(name)s is on the map.")
    with tell_outcome(request, said % {"name": found.thing}):
        choose_place(search=found, number=number)
    return redirect("school_places")
