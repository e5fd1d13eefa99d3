"""Looking up the places of an owner's schools and venues, and choosing among doubtful ones."""

import time
from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from rollout.calendars.addresses.rules import Verdict, asked_as, judge
from rollout.calendars.addresses.service import ServiceUnreachable, look_up
from rollout.calendars.models import PlaceSearch, Venue
from rollout.organisation.models import School, SchoolOwner

Outcome = PlaceSearch.Outcome
Tell = Callable[[PlaceSearch], object]


@transaction.atomic
def ask_for_places(*, owner: SchoolOwner) -> int:
    """Put every school and venue that has an address and no place in the queue; how many wait.

    What was asked for already, with the same address, keeps its answer.
    """
    SchoolOwner.objects.select_for_update().get(pk=owner.pk)
    kept = {(search.school_id, search.venue_id): search for search in owner.place_searches.all()}
    things: list[School | Venue] = [
        *owner.schools.filter(latitude__isnull=True).exclude(address=""),
        *owner.venues.filter(latitude__isnull=True).exclude(address=""),
    ]
    for thing in things:
        queue(thing, kept.get(ids_of(thing)), owner)
    return owner.place_searches.filter(outcome=Outcome.WAITING).count()


def ids_of(thing: School | Venue) -> tuple[int | None, int | None]:
    return (thing.pk, None) if isinstance(thing, School) else (None, thing.pk)


def queue(thing: School | Venue, search: PlaceSearch | None, owner: SchoolOwner) -> None:
    answered = (Outcome.DOUBTFUL, Outcome.LEFT, Outcome.NOTHING)
    if search and search.address == thing.address and search.outcome in answered:
        return
    school, venue = ids_of(thing)
    search = search or PlaceSearch(owner=owner, school_id=school, venue_id=venue)
    search.address, search.outcome = thing.address, Outcome.WAITING
    search.reason, search.candidates = "", []
    search.save()


def look_up_waiting(*, owner_id: int, tell: Tell = lambda search: None) -> Mapping[str, int]:
    """Ask for each address that waits, with a pause between; how many became what.

    Where the service can't be reached the rest aren't tried, and say so.
    """
    owner = SchoolOwner.objects.get(pk=owner_id)
    counts: Counter[str] = Counter()
    waiting = PlaceSearch.objects.filter(owner=owner, outcome=Outcome.WAITING)
    for search in list(waiting.select_related("school", "venue")):
        if not waiting.filter(pk=search.pk).exists():
            continue  # another worker has seen to it
        try:
            verdict = find(search.address, municipality_of(owner))
        except ServiceUnreachable as error:
            left = waiting.update(outcome=Outcome.UNREACHED, reason=str(error)[:100])
            return counts + Counter({str(Outcome.UNREACHED): left})
        note_verdict(search, verdict)
        counts[search.outcome] += 1
        tell(search)
        time.sleep(settings.ADDRESS_SERVICE_PAUSE)
    return counts


def municipality_of(owner: SchoolOwner) -> str:
    """The owner's municipality number; a county's schools lie in many."""
    return "" if owner.kind == SchoolOwner.OwnerKind.COUNTY else owner.number


def find(address: str, municipality: str) -> Verdict:
    """What the service knows of an address: in the municipality, or else anywhere."""
    asked = asked_as(address)
    hits = look_up(asked, municipality)
    if not hits and municipality:
        hits = look_up(asked)
    return judge(address, hits, municipality)


@transaction.atomic
def note_verdict(search: PlaceSearch, verdict: Verdict) -> None:
    """Keep an answer, and take a place that is sure, unless there is one by now."""
    search.outcome, search.reason = verdict.outcome, verdict.reason
    search.candidates, search.asked_at = verdict.as_json(), timezone.now()
    search.save()
    if search.outcome == Outcome.FOUND:
        take_place(search, search.candidates[0])


def take_place(search: PlaceSearch, candidate: Mapping[str, Any]) -> None:
    thing = search.thing
    fresh = type(thing)._default_manager.select_for_update().get(pk=thing.pk)
    if fresh.latitude is None and fresh.address == search.address:
        fresh.latitude, fresh.longitude = candidate["latitude"], candidate["longitude"]
        fresh.full_clean()
        fresh.save()


@transaction.atomic
def choose_place(*, search: PlaceSearch, number: int) -> None:
    """Take one of the places that a doubtful address may be; a number that is none leaves them."""
    fresh = PlaceSearch.objects.select_for_update().get(pk=search.pk)
    if fresh.outcome != Outcome.DOUBTFUL:
        raise ValidationError(_("This has been answered already."))
    if 0 <= number < len(fresh.candidates):
        fresh.outcome, fresh.candidates = Outcome.FOUND, [fresh.candidates[number]]
        take_place(fresh, fresh.candidates[0])
    else:
        fresh.outcome = Outcome.LEFT
    fresh.reason = ""
    fresh.save()


def go_on_looking() -> Mapping[str, int]:
    """Go on with the addresses that a stopped worker left."""
    owners = PlaceSearch.objects.filter(outcome=Outcome.WAITING).values_list("owner", flat=True)
    total: Counter[str] = Counter()
    for owner_id in owners.order_by().distinct():
        total.update(look_up_waiting(owner_id=owner_id))
    return total
