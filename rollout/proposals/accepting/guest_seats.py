"""The planner's guests become places with another cohort, for one workshop."""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction

from rollout.organisation.models import Person
from rollout.planning.expected import members_on
from rollout.planning.guests.actions import leave_place, take_place
from rollout.planning.models import Cohort, GuestPlace, Workshop
from rollout.proposals.accepting.acceptance import Acceptance
from rollout.proposals.problems import row_id
from rollout.scheduler.problem import Period


@dataclass(frozen=True)
class GuestWish:
    """So many of a school's superusers who for one period meet with another cohort than their
    own."""

    own: Cohort
    other: Cohort
    period: Period
    school: int | None
    count: int


def guest_wishes(accepted: Acceptance) -> list[GuestWish]:
    """The plan's guests. Who they are is only known once its members and workshops are there."""
    cohorts, periods = accepted.cohorts, accepted.problem.periods
    return [
        GuestWish(
            cohorts[guest.home],
            cohorts[guest.host],
            periods[guest.period],
            row_id(guest.school),
            guest.count,
        )
        for guest in accepted.plan.guests
    ]


def seat_guests(guests: Iterable[GuestWish]) -> list[int]:
    """Give every guest a seat; the ids of the places. Those who have moved already, or whose
    workshop is past, are left as they are."""
    made = []
    for guest in guests:
        own, to = (workshop_in(cohort, guest.period) for cohort in (guest.own, guest.other))
        if own and to:
            for person in not_moved(own, guest.school)[: guest.count]:
                # The world has moved on since: they stay with their own.
                with suppress(ValidationError), transaction.atomic():
                    made.append(take_place(person=person, own=own, to=to).pk)
    return made


def workshop_in(cohort: Cohort, period: Period) -> Workshop | None:
    """The cohort's planned workshop in a period."""
    workshops = Workshop.objects.filter(
        cohort=cohort,
        status=Workshop.Status.PLANNED,
        starts_at__date__range=(period.first, period.last),
    )
    return workshops.select_related("cohort__programme").first()


def not_moved(own: Workshop, school: int | None) -> list[Person]:
    """A school's superusers who are expected at their own cohort's workshop."""
    members = [member for member in members_on(own) if member.cohort_id == own.cohort_id]
    return [m.role.person for m in members if m.role.school_id == school]


def unseat(places: Iterable[int]) -> None:
    """Take the seats back."""
    for place in GuestPlace.objects.taken().filter(pk__in=places).select_related("workshop"):
        leave_place(place=place, back=True)
