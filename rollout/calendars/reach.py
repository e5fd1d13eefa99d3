"""Whose days and places a viewer may write: loaded and allowed in one call."""

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.shortcuts import get_object_or_404

from rollout.accounts.permissions import Kind, May
from rollout.calendars.models import Availability, CalendarFeed, ClosedPeriod, Venue
from rollout.organisation.access import Viewer, ViewerRequest
from rollout.organisation.models import Person, Role


def periods_for(viewer: Viewer) -> QuerySet[ClosedPeriod]:
    """The owner's closed periods, and those of the schools that the viewer reaches."""
    periods = ClosedPeriod.objects.filter(owner=viewer.owner_id)
    if not viewer.is_wide:
        own = viewer.school_ids
        periods = periods.filter(Q(school__isnull=True) | Q(school__in=own))
    return periods.select_related("school", "feed")


def may_change(viewer: Viewer, thing: ClosedPeriod | CalendarFeed) -> bool:
    """Whether the viewer may write closed days, or a calendar of them: a principal the school's."""
    if viewer.may(May.WRITE_SETTINGS):
        return True
    if not viewer.may(May.WRITE_OWN_DAYS):
        return False
    return thing.school_id is not None and viewer.reaches(thing.school_id)


def facilitators_for(viewer: Viewer) -> QuerySet[Person]:
    """The facilitators whose days a viewer may write: a lead's everyone, a facilitator's own."""
    if not viewer.may(May.WRITE_DAYS_AWAY) or viewer.acting_role is None:
        return Person.objects.none()
    roles = Role.objects.filter(kind=Kind.FACILITATOR).filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=viewer.day)
    )
    if viewer.programme_id:
        roles = roles.filter(programme=viewer.programme_id)
    people = Person.objects.filter(owner=viewer.owner_id, pk__in=roles.values("person"))
    if viewer.kind == Kind.FACILITATOR:
        people = people.filter(pk=viewer.person.pk)
    return people


def load_facilitator(request: ViewerRequest, pk: int) -> Person:
    """A facilitator whose days the viewer may write; others get 404."""
    people = facilitators_for(request.viewer)
    return get_object_or_404(people.select_related("starting_place"), pk=pk)


def load_venue(request: ViewerRequest, pk: int) -> Venue:
    """One of the owner's venues."""
    return get_object_or_404(Venue, owner=request.viewer.owner_id, pk=pk)


def load_away(request: ViewerRequest, pk: int) -> Availability:
    """Days away that the viewer may write; another owner's get 404, another's of the same 403."""
    viewer = request.viewer
    rows = Availability.objects.select_related("facilitator", "venue", "feed")
    away = get_object_or_404(rows, owner=viewer.owner_id, pk=pk)
    if not may_write_away(viewer, away):
        raise PermissionDenied
    return away


def may_write_away(viewer: Viewer, thing: Availability | CalendarFeed) -> bool:
    if thing.venue_id:
        return viewer.may(May.WRITE_SETTINGS)
    return facilitators_for(viewer).filter(pk=thing.facilitator_id or 0).exists()


def load_feed(request: ViewerRequest, pk: int) -> CalendarFeed:
    """A subscribed calendar that the viewer may write; another owner's get 404."""
    viewer = request.viewer
    feeds = CalendarFeed.objects.select_related("school", "facilitator", "venue", "owner")
    feed = get_object_or_404(feeds, owner=viewer.owner_id, pk=pk)
    if feed.facilitator_id or feed.venue_id:
        allowed = may_write_away(viewer, feed)
    else:
        allowed = may_change(viewer, feed)
    if not allowed:
        raise PermissionDenied
    return feed
