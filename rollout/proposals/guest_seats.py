"""The planner's guests become places with another cohort, for one workshop."""

from contextlib import suppress

from django.core.exceptions import ValidationError
from django.db import transaction

from rollout.organisation.models import Person
from rollout.planning.expected import members_on
from rollout.planning.guests.actions import leave_place, take_place
from rollout.planning.models import Cohort, GuestPlace, Workshop
from rollout.proposals.problems import row_id
from rollout.scheduler.problem import Period, Plan, Problem


def seat_guests(cohorts: list[Cohort], problem: Problem, plan: Plan) -> list[int]:
    """Give every guest of a plan a seat; the ids of the places. Those who have moved already, or
    whose workshop is past, are left as they are."""
    made = []
    for guest in plan.guests:
        period = problem.periods[guest.period]
        own, to = (workshop_in(cohorts[number], period) for number in (guest.home, guest.host))
        if own and to:
            for person in staying(own, guest.school)[: guest.count]:
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


def staying(own: Workshop, school: str) -> list[Person]:
    """A school's superusers who are expected at their own cohort's workshop."""
    members = [member for member in members_on(own) if member.cohort_id == own.cohort_id]
    return [m.role.person for m in members if m.role.school_id == row_id(school)]


def unseat(places: list[int]) -> None:
    """Take the seats back."""
    for place in GuestPlace.objects.taken().filter(pk__in=places).select_related("workshop"):
        leave_place(place=place, back=True)
