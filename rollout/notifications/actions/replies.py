"""Noting the answers that people’s calendars send by mail."""

import logging
from dataclasses import dataclass

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from rollout.notifications.answer_links import moment
from rollout.notifications.languages import language_of
from rollout.notifications.replies import NotAReply, Reply, read_reply
from rollout.notifications.standing import Standing, standing_of
from rollout.organisation.models import Person
from rollout.planning.actions import answer_invitation
from rollout.planning.models import Workshop

log = logging.getLogger(__name__)
REFUSED = {
    Standing.CANCELLED: "The workshop is cancelled, so the answer wasn’t noted.",
    Standing.ENDED: "The workshop has been, so the answer wasn’t noted.",
    Standing.NOT_INVITED: "The sender has no place in the workshop.",
    Standing.MOVED: "The answer is to the workshop’s old time. The new invitation asks anew.",
}


@dataclass(frozen=True)
class Noted:
    """An answer that was read; one older than what was noted already has changed nothing."""

    workshop: Workshop
    person: Person
    answer: str
    is_news: bool


@transaction.atomic
def take_reply(*, mail: bytes) -> Noted:
    """Note the answer in a mail. Why one can’t be is a NotAReply, and is logged without names."""
    try:
        noted = note(read_reply(mail))
    except NotAReply as problem:
        log.warning("A mail to the answers’ address wasn’t used: %s", problem)
        raise
    log.info("An answer by mail to workshop %s: %s", noted.workshop.uid, noted.answer)
    return noted


def note(reply: Reply) -> Noted:
    workshops = Workshop.objects.select_related("cohort__programme__owner")
    workshop = workshops.filter(uid=reply.uid).first()
    if workshop is None:
        raise NotAReply("The workshop isn’t there any more.")
    people = Person.objects.select_related("owner").filter(email__iexact=reply.attendee)
    person = people.filter(owner=workshop.cohort.programme.owner).first()
    if person is None:
        raise NotAReply(REFUSED[Standing.NOT_INVITED])
    standing = standing_of(workshop, person, asked_about(workshop, reply))
    if standing != Standing.OPEN:
        raise NotAReply(REFUSED[standing])
    answer, reason = as_answer(reply, person)
    is_news = answer_invitation(
        workshop=workshop, person=person, answer=answer, reason=reason, at=reply.stamp
    )
    return Noted(workshop, person, reply.answer, is_news)


def asked_about(workshop: Workshop, reply: Reply) -> int:
    """The start that the answer is about: as it tells, else as it was at the answer’s SEQUENCE.

    An answer to an older SEQUENCE holds where the time is still the same: a new kit or facilitator
    doesn’t make it another question.
    """
    if reply.starts_at:
        return int(reply.starts_at.timestamp())
    if reply.sequence is None or reply.sequence == workshop.revision:
        return moment(workshop)
    was = workshop.history.filter(revision=reply.sequence).first()
    return moment(was.instance) if was else 0


def as_answer(reply: Reply, person: Person) -> tuple[str, str]:
    """A maybe is no answer yet, with the maybe as its reason: the reminder then asks again."""
    if reply.answer == "maybe":
        with translation.override(language_of(person)):
            return "", reply.comment or _("Maybe")
    return reply.answer, reply.comment
