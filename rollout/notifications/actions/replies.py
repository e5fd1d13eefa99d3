"""Noting the answers that people’s calendars send by mail."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from rollout.notifications.actions.unclear import note_unclear_answer, still_asks
from rollout.notifications.answer_links import moment
from rollout.notifications.languages import language_of
from rollout.notifications.models import UnclearAnswer
from rollout.notifications.replies import SOMEBODY_ELSE, NotAReply, Reply, read_reply
from rollout.notifications.reply_addresses import signed_person
from rollout.notifications.standing import Standing, standing_of
from rollout.organisation.keeping.models import MergedPerson
from rollout.organisation.keeping.queries import people_with_address
from rollout.organisation.models import Person
from rollout.planning.actions import answer_invitation
from rollout.planning.models import Workshop

Why = UnclearAnswer.Why
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


class Unclear(NotAReply):
    """Nobody can tell whose an answer is; it is kept for a lead."""

    def __init__(self, why: str, text: str) -> None:
        super().__init__(text)
        self.why = why


def take_reply(*, mail: bytes) -> Noted:
    """Note the answer in a mail. Why one can’t be is a NotAReply, and is logged without names; one
    that nobody can tell whose it is, is kept."""
    try:
        reply = read_reply(mail)
        try:
            noted = note_answer(reply)
        except Unclear as unclear:
            keep_unclear(reply, unclear)
            raise
    except NotAReply as problem:
        log.warning("A mail to the answers’ address wasn’t used: %s", problem)
        raise
    log.info("An answer by mail to workshop %s: %s", noted.workshop.uid, noted.answer)
    return noted


@transaction.atomic
def note_answer(reply: Reply) -> Noted:
    workshop = answered(reply)
    person = whose(workshop.cohort.programme.owner_id, reply)
    standing = standing_of(workshop, person, asked_about(workshop, reply), timezone.now())
    if standing != Standing.OPEN:
        raise NotAReply(REFUSED[standing])
    answer, reason = as_answer(reply, person)
    is_news = answer_invitation(
        workshop=workshop, person=person, answer=answer, reason=reason, at=reply.stamp
    )
    return Noted(workshop, person, reply.answer, is_news)


def answered(reply: Reply) -> Workshop:
    """The workshop that an answer is about."""
    workshops = Workshop.objects.select_related("cohort__programme__owner")
    workshop = workshops.filter(uid=reply.uid).first()
    if workshop is None:
        raise NotAReply("The workshop isn’t there any more.")
    return workshop


def whose(owner_id: int, reply: Reply) -> Person:
    """Whose an answer is. The signed address that it went to tells, whatever address it came from,
    unless that one is somebody else’s; without a signed address the sender’s own must answer."""
    people = people_with_address(owner_id, reply.sender).select_related("owner")
    sender = people.first()
    attendee = people_with_address(owner_id, reply.attendee).first()
    if reply.tokens:
        person = signed_for(owner_id, reply.tokens)
        if person is None:
            raise Unclear(Why.NOT_SIGNED, "The mail went to an address that is nobody’s.")
        if any(other and other.pk != person.pk for other in (sender, attendee)):
            raise Unclear(Why.FORWARDED, "The answer is somebody else’s than the address’s.")
        return person
    if reply.attendee != reply.sender and (not sender or sender != attendee):
        raise Unclear(Why.SOMEBODY_ELSE, reply.doubt or SOMEBODY_ELSE)
    if sender is None:
        raise Unclear(Why.UNKNOWN, REFUSED[Standing.NOT_INVITED])
    return sender


def signed_for(owner_id: int, tokens: Iterable[str]) -> Person | None:
    """The one person at the owner that the signed addresses of a mail name, if they do."""
    named = {signed_person(token) for token in tokens}
    number = named.pop() if len(named) == 1 else None
    if number is None:
        return None
    now = MergedPerson.objects.filter(was_id=number).values_list("person_id", flat=True).first()
    return Person.objects.select_related("owner").filter(owner=owner_id, pk=now or number).first()


def keep_unclear(reply: Reply, unclear: Unclear) -> None:
    """Keep an answer that a lead can still settle."""
    workshop = answered(reply)
    start = asked_about(workshop, reply)
    standing = still_asks(workshop, start, timezone.now())
    if standing != Standing.OPEN:
        raise NotAReply(REFUSED[standing])
    note_unclear_answer(workshop=workshop, reply=reply, why=unclear.why, asked_start=start)


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
