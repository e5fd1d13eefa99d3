"""Who is expected against who was asked: those who come are asked, those who don't are told.

Roles and memberships begin and end in more ways than planning tells of: an import, a person who
leaves, a plan that is accepted.
"""

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from rollout.notifications.actions.queueing import fold, tell_of_places
from rollout.notifications.models import Message
from rollout.notifications.outbox import ASKING, CALENDAR, Reader, expected_people, latest_mail
from rollout.planning.guests.queries import rooms
from rollout.planning.models import Programme, Workshop

Status = Message.Status


@transaction.atomic
def tell_those_concerned(*, programme: Programme | None = None) -> int:
    """See to it that those expected are asked, and that the others are told; of one programme or of
    all. Gives how many people that concerned, once for each workshop."""
    coming = Workshop.objects.filter(
        status=Workshop.Status.PLANNED, invited_at__isnull=False, starts_at__gt=timezone.now()
    ).select_related("cohort__programme__owner", "venue", "kit", "facilitator")
    workshops = list(coming if programme is None else coming.filter(cohort__programme=programme))
    number = sum(tell_those_concerned_at(workshop=workshop) for workshop in unsettled(workshops))
    fold(workshops=workshops)
    return number


def unsettled(workshops: list[Workshop]) -> list[Workshop]:
    """Those at which somebody is expected who wasn't asked, or was asked and isn't expected. Five
    queries, however many workshops."""
    who, asked, by_hand = rooms(workshops), asked_people(workshops), taken_back_by_hand(workshops)

    def differs(workshop: Workshop) -> bool:
        leader = {workshop.facilitator_id} - {None}
        wanted = {(workshop.pk, person) for person in who[workshop.pk].placed | leader}
        there = {reader for reader in asked if reader[0] == workshop.pk}
        return bool((wanted ^ there) - by_hand)

    return [workshop for workshop in workshops if differs(workshop)]


def asked_people(workshops: Iterable[Workshop]) -> set[Reader]:
    """Who was asked to which workshop, by the latest calendar mail that wasn't taken back."""
    rows = (
        Message.objects.filter(workshop__in=workshops, kind__in=CALENDAR)
        .exclude(status=Status.CANCELLED)
        .order_by("pk")
        .values_list("workshop_id", "recipient_id", "kind")
    )
    latest = {(workshop, person): kind for workshop, person, kind in rows}
    return {reader for reader, kind in latest.items() if kind in ASKING}


def taken_back_by_hand(workshops: Iterable[Workshop]) -> set[Reader]:
    """What somebody has taken back by hand isn't sent after all."""
    rows = Message.objects.filter(
        workshop__in=workshops, status=Status.CANCELLED, problem="", kind__in=CALENDAR
    )
    return set(rows.values_list("workshop_id", "recipient_id"))


def tell_those_concerned_at(*, workshop: Workshop) -> int:
    """The same for one workshop."""
    expected, last = expected_people(workshop), latest_mail(workshop)
    asked = {pk for pk, message in last.items() if message.kind in ASKING}
    settled = {person for _workshop, person in taken_back_by_hand([workshop])}
    left = [last[pk].recipient for pk in sorted(asked - set(expected) - settled)]
    come = [expected[pk] for pk in sorted(set(expected) - asked - settled)]
    tell_of_places(workshop=workshop, come=come, left=left)
    return len(left) + len(come)
