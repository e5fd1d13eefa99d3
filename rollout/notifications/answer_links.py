"""Links in mails by which somebody answers an invitation with one tap, without signing in.

The link itself is the right to answer: for one person, for one workshop, until it has ended.
"""

import datetime as dt
from dataclasses import dataclass

from django.conf import settings
from django.core import signing
from django.urls import reverse

from rollout.organisation.models import Person
from rollout.planning.models import Workshop

ANSWERS = ("yes", "no")
# The longest that a link lasts; most end sooner, with their workshop.
LASTS = dt.timedelta(days=400)
signer = signing.TimestampSigner(salt="rollout.notifications.answer", sep=".")


@dataclass(frozen=True)
class AnswerLink:
    """What a link says: whose answer it is, to which workshop, and the start they were asked of."""

    workshop_id: int
    person_id: int
    answer: str
    starts: int


def answer_url(workshop: Workshop, person: Person, answer: str) -> str:
    """An absolute address that answers `yes` or `no` for the person. Only they should get it."""
    if answer not in ANSWERS:
        raise ValueError(f"An answer is yes or no, not {answer!r}.")
    return f"{settings.BASE_URL}{reverse('answer', args=[make_token(workshop, person, answer)])}"


def make_token(workshop: Workshop, person: Person, answer: str) -> str:
    return signer.sign(f"{workshop.pk}-{person.pk}-{answer}-{moment(workshop)}")


def moment(workshop: Workshop) -> int:
    """The workshop’s start as a number: a link knows by it whether the workshop has been moved."""
    return int(workshop.starts_at.timestamp())


def read_token(token: str) -> AnswerLink | None:
    """What a link says, or None where it isn’t one of ours or is too old."""
    try:
        text = signer.unsign(token, max_age=LASTS)
    except signing.BadSignature:
        return None
    workshop, person, answer, starts = text.split("-")
    return AnswerLink(int(workshop), int(person), answer, int(starts))
