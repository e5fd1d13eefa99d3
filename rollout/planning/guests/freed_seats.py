"""Seats become free in many ways; whoever frees one, the first in line gets it.

Listens to the rows that seats are made of, so that no door for a change need think of the line.
Where nobody waits, it costs one small query.
"""

from typing import Any

from django.db import transaction
from django.db.models import Model, Q
from django.db.models.signals import post_delete, post_save, pre_delete
from django.utils import timezone

from rollout.accounts.permissions import Kind
from rollout.calendars.models import Venue
from rollout.organisation.models import Role
from rollout.planning.actions import lock_places
from rollout.planning.guests.actions import (
    drop_places,
    give_free_seats_at,
    leave_place,
    lose_places,
)
from rollout.planning.guests.queries import own_role
from rollout.planning.models import GuestPlace, Membership, Workshop, WorkshopAttendance


def connect() -> None:
    """Listen to every row that frees a seat."""
    for model, listener in LISTENERS:
        post_save.connect(listener, sender=model, dispatch_uid=f"guests-{model.__name__}-save")
    pre_delete.connect(before_delete, sender=Workshop, dispatch_uid="guests-Workshop-delete")
    for model in (Membership, Role):
        post_delete.connect(
            on_members, sender=model, dispatch_uid=f"guests-{model.__name__}-delete"
        )


@transaction.atomic
def give_free_seats(which: Q) -> None:
    """Give free seats at the coming workshops among these that somebody is in line for."""
    waiting = GuestPlace.Status.WAITING
    workshops = list(
        Workshop.objects.filter(which, guest_places__status=waiting)
        .filter(status=Workshop.Status.PLANNED, starts_at__gt=timezone.now())
        .select_related("cohort", "venue")
        .distinct()
        .order_by("starts_at", "pk")
    )
    for workshop in workshops:
        lock_places(workshop.cohort.programme_id)
        give_free_seats_at(workshop)


def on_workshop(instance: Workshop, created: bool, **kwargs: Any) -> None:
    """A cancelled workshop has no guests; one that was changed may have got a larger room."""
    if created:
        return
    if instance.status != Workshop.Status.CANCELLED:
        give_free_seats(Q(pk=instance.pk))
        return
    with transaction.atomic():
        # Locked before looking, so that nobody gets a seat there meanwhile.
        lock_places(instance.cohort.programme_id)
        lose_places(instance)


def before_delete(instance: Workshop, **kwargs: Any) -> None:
    """A workshop that is taken out of the plan takes its places along: those people are told."""
    with transaction.atomic():
        lock_places(instance.cohort.programme_id)
        lose_places(instance)
        places = GuestPlace.objects.in_force().filter(instead_of=instance)
        drop_places(places.select_related("person", "workshop__venue"))


def on_answer(instance: WorkshopAttendance, **kwargs: Any) -> None:
    """Who says no leaves a seat, and a guest who does gives up their place. Who says yes to their
    own workshop needs none instead of it."""
    if not instance.answer:
        return
    ahead = Workshop.objects.filter(status=Workshop.Status.PLANNED, starts_at__gt=timezone.now())
    workshop = ahead.filter(pk=instance.workshop_id).select_related("cohort", "venue").first()
    if workshop is None:
        return
    places = GuestPlace.objects.in_force().filter(person=instance.person_id)
    if instance.answer == WorkshopAttendance.Answer.YES:
        for place in places.filter(instead_of=workshop, workshop__starts_at__gt=timezone.now()):
            leave_place(place=place, back=True)
        return
    for place in places.filter(workshop=workshop, status=GuestPlace.Status.TAKEN):
        leave_place(place=place, back=False)
    give_free_seats(Q(pk=workshop.pk))


def on_venue(instance: Venue, created: bool, **kwargs: Any) -> None:
    if not created:
        give_free_seats(Q(venue=instance))


def on_members(instance: Membership | Role, created: bool = False, **kwargs: Any) -> None:
    """Who has left a cohort needs no place instead of its workshops, and leaves their seat."""
    if isinstance(instance, Role) and (created or instance.kind != Kind.SUPERUSER):
        return
    if isinstance(instance, Membership):
        person, cohorts = instance.role.person_id, Q(cohort=instance.cohort_id)
    else:
        person, cohorts = instance.person_id, Q(cohort__memberships__role=instance.pk)
    places = GuestPlace.objects.in_force().filter(person=person)
    ahead = places.filter(workshop__starts_at__gt=timezone.now())
    gone = [
        place
        for place in ahead.select_related("person", "workshop__cohort", "instead_of__cohort")
        if own_role(place.person, place.instead_of) is None
        or own_role(place.person, place.workshop) is not None
    ]
    for programme in sorted({place.workshop.cohort.programme_id for place in gone}):
        with transaction.atomic():
            lock_places(programme)
            drop_places(p for p in gone if p.workshop.cohort.programme_id == programme)
    if instance.pk:
        give_free_seats(cohorts)


LISTENERS: tuple[tuple[type[Model], Any], ...] = (
    (Workshop, on_workshop),
    (WorkshopAttendance, on_answer),
    (Venue, on_venue),
    (Membership, on_members),
    (Role, on_members),
)
