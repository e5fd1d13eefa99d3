"""Keeping answers that nobody can tell whose they are, and settling them."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from rollout.notifications.answer_links import moment
from rollout.notifications.languages import language_of
from rollout.notifications.models import UnclearAnswer
from rollout.notifications.replies import Reply
from rollout.notifications.standing import Standing, standing_of
from rollout.organisation.keeping.actions import add_address
from rollout.organisation.models import Person
from rollout.planning.actions import answer_invitation
from rollout.planning.models import Workshop

# More than these aren't answers: somebody fills the list.
MOST_KEPT = 100


@transaction.atomic
def note_unclear_answer(*, workshop: Workshop, reply: Reply, why: str, asked_start: int) -> bool:
    """Keep an unclear answer for a lead; the same one twice is one. Gives whether it is kept."""
    waiting = UnclearAnswer.objects.filter(workshop=workshop, settled_at__isnull=True)
    if waiting.count() >= MOST_KEPT:
        return False
    UnclearAnswer.objects.get_or_create(
        workshop=workshop,
        sender=reply.sender,
        attendee=reply.attendee,
        said_at=reply.stamp or timezone.now(),
        defaults={
            "why": why,
            "sender_name": reply.sender_name,
            "answer": reply.answer,
            "reason": reply.comment,
            "asked_start": asked_start,
        },
    )
    return True


@transaction.atomic
def assign_answer(
    *, unclear: UnclearAnswer, person: Person, by: Person, remembers: bool = False
) -> None:
    """Say whose an answer is: it counts as theirs, from when it was said."""
    fresh = take_unclear_answer(unclear, by)
    workshop = Workshop.objects.select_related("cohort__programme").get(pk=fresh.workshop_id)
    standing = standing_of(workshop, person, fresh.asked_start, timezone.now())
    if standing != Standing.OPEN:
        raise ValidationError(why_it_cannot_count(standing))
    answer, reason = fresh.answer, fresh.reason
    if answer == "maybe":
        with translation.override(language_of(person)):
            answer, reason = "", reason or _("Maybe")
    answer_invitation(
        workshop=workshop, person=person, answer=answer, reason=reason, at=fresh.said_at
    )
    if remembers and not is_own(person, fresh.sender):
        add_address(person=person, email=fresh.sender)
    fresh.person = person
    fresh.save()


def is_own(person: Person, email: str) -> bool:
    return person.email == email or person.other_addresses.filter(email=email).exists()


@transaction.atomic
def leave_out(*, unclear: UnclearAnswer, by: Person) -> None:
    """Say that an answer is nobody’s."""
    take_unclear_answer(unclear, by).save()


def take_unclear_answer(unclear: UnclearAnswer, by: Person) -> UnclearAnswer:
    """The answer, for whoever settles it first."""
    fresh = UnclearAnswer.objects.select_for_update().get(pk=unclear.pk)
    if fresh.settled_at:
        raise ValidationError(_("This answer has been settled already."))
    fresh.settled_at, fresh.settled_by = timezone.now(), by
    return fresh


def why_it_cannot_count(standing: Standing) -> str:
    """Why an answer can’t be noted."""
    return {
        Standing.CANCELLED: _("The workshop is cancelled, so the answer can’t be noted."),
        Standing.ENDED: _("The workshop has been, so the answer can’t be noted."),
        Standing.NOT_INVITED: _("They have no place in the workshop."),
        Standing.MOVED: _("The workshop has been moved since. Everybody is asked anew."),
    }[standing]


def still_asks(workshop: Workshop, starts: int, now: dt.datetime) -> Standing:
    """How it stands with an invitation, whoever answers it."""
    if workshop.status == Workshop.Status.CANCELLED:
        return Standing.CANCELLED
    if workshop.status == Workshop.Status.HELD or workshop.ends_at <= now:
        return Standing.ENDED
    return Standing.OPEN if starts == moment(workshop) else Standing.MOVED
