"""Putting mail into the outbox, and taking back what no longer holds. Always in the transaction of
the change that it tells of, so that neither is there without the other."""

import datetime as dt
import uuid
from collections.abc import Iterable
from email.utils import parseaddr

from django.conf import settings
from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from rollout.notifications.languages import language_of
from rollout.notifications.models import Message
from rollout.notifications.outbox import (
    ASKING,
    CALENDAR,
    REMINDERS,
    TAKING_OUT,
    WAITING,
    expected_people,
    latest_mail,
)
from rollout.notifications.tasks import start_sending
from rollout.notifications.texts import written
from rollout.organisation.models import Person
from rollout.planning.models import Workshop

Kind = Message.Kind
Status = Message.Status
Problem = Message.Problem


def new_message_id() -> str:
    """A mail's name, the same however often it is tried, so that a repeat can be recognised."""
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
    return f"<{uuid.uuid4()}@{domain}>"


def draft(
    kind: str,
    workshop: Workshop,
    person: Person,
    *,
    due_at: dt.datetime | None = None,
    answer: str = "",
    key: str = "",
) -> Message:
    """A mail in its reader's language, not yet in the outbox. `key` is what it may be there once
    for."""
    language = language_of(person)
    subject, body = written(kind, workshop, person, language, answer)
    return Message(
        programme=workshop.cohort.programme,
        workshop=workshop,
        recipient=person,
        address=person.email,
        kind=kind,
        language=language,
        sequence=workshop.revision,
        subject=subject,
        body=body,
        due_at=due_at or timezone.now(),
        message_id=new_message_id(),
        key=key or str(uuid.uuid4()),
    )


@transaction.atomic
def queue(*, messages: Iterable[Message]) -> list[Message]:
    """Put mail into the outbox; what is there already, by its key, isn't put there again.

    Sending starts when the transaction is through. Gives what was new.
    """
    drafts = list(messages)
    there = Message.objects.filter(key__in=[m.key for m in drafts]).values_list("key", flat=True)
    known = set(there)
    fresh = [message for message in drafts if message.key not in known]
    # Two at once: the database's own rule on the key lets one in.
    Message.objects.bulk_create(fresh, ignore_conflicts=True)
    if fresh:
        transaction.on_commit(start_sending)
    return fresh


def take_back(messages: QuerySet[Message], problem: str) -> int:
    """Take back what hasn't begun to go out, and say why."""
    return messages.filter(status__in=WAITING).update(
        status=Status.CANCELLED, problem=problem, revision=F("revision") + 1
    )


@transaction.atomic
def invite(*, workshop: Workshop, send_after: dt.datetime | None = None) -> None:
    """Invite everyone whom a workshop is for and who hasn't been asked."""
    there = latest_mail(workshop)
    queue(
        messages=[
            draft(Kind.INVITATION, workshop, person, due_at=send_after)
            for pk, person in expected_people(workshop).items()
            if pk not in there or there[pk].kind in TAKING_OUT
        ]
    )


@transaction.atomic
def tell_of_change(*, workshop: Workshop) -> None:
    """A workshop has a new time, place, link or facilitator.

    What waits is written anew; those who have been asked get an update; those who come to it now
    are invited; those who are no longer expected are told so.
    """
    take_back(workshop.messages.filter(kind__in=REMINDERS), Problem.CALLED_OFF)
    if workshop.ends_at <= timezone.now():
        take_back(workshop.messages.all(), Problem.CALLED_OFF)
        return
    expected = expected_people(workshop)
    answers = dict(workshop.attendances.values_list("person_id", "answer"))
    fresh: list[Message] = []
    for pk, message in latest_mail(workshop).items():
        person = expected.pop(pk, None)
        asked = message.kind in ASKING
        if person is None and asked:
            leave(message, workshop, fresh)
        elif person and not asked:
            fresh.append(draft(Kind.INVITATION, workshop, person))
        elif person and message.status in WAITING:
            write_anew(message, workshop, answers.get(pk, ""))
        elif person:
            fresh.append(draft(Kind.UPDATE, workshop, person, answer=answers.get(pk, "")))
    fresh += [draft(Kind.INVITATION, workshop, person) for person in expected.values()]
    queue(messages=fresh)


def write_anew(message: Message, workshop: Workshop, answer: str) -> None:
    """A waiting mail tells of the workshop as it is now. One that somebody has edited keeps their
    words, and waits until they have been read through."""
    message.sequence = workshop.revision
    if message.is_edited:
        message.status, message.problem = Status.HELD, Problem.REREAD
    else:
        message.subject, message.body = written(
            message.kind, workshop, message.recipient, message.language, answer
        )
    Message.objects.filter(pk=message.pk, status__in=WAITING).update(
        sequence=message.sequence,
        status=message.status,
        problem=message.problem,
        subject=message.subject,
        body=message.body,
        revision=F("revision") + 1,
    )


def leave(asked: Message, workshop: Workshop, fresh: list[Message]) -> None:
    """Take back what asks somebody to come; where they may know of the workshop, tell them too.

    Behind an update there is an invitation that has gone out.
    """
    taken_back = take_back(Message.objects.filter(pk=asked.pk), Problem.NOT_EXPECTED)
    if asked.kind == Kind.UPDATE or not taken_back:
        fresh.append(draft(Kind.PLACE_LEFT, workshop, asked.recipient))


@transaction.atomic
def tell_of_cancellation(*, workshop: Workshop) -> None:
    """Take back everything that waits, and tell those who may have been asked."""
    asked = [message for message in latest_mail(workshop).values() if message.kind in ASKING]
    may_know = {m.recipient_id for m in asked if m.status not in WAITING}
    # An update that waits was written to somebody who has had an invitation.
    may_know |= {m.recipient_id for m in asked if m.kind == Kind.UPDATE}
    take_back(workshop.messages.all(), Problem.CALLED_OFF)
    if workshop.starts_at > timezone.now():
        queue(
            messages=[
                draft(Kind.CANCELLATION, workshop, m.recipient)
                for m in asked
                if m.recipient_id in may_know
            ]
        )


@transaction.atomic
def tell_of_place_taken(*, workshop: Workshop, person: Person) -> None:
    """Somebody has come to have a place at a workshop that is announced."""
    last = latest_mail(workshop).get(person.pk)
    if last and last.kind in ASKING:
        return
    kind = Kind.PLACE_TAKEN
    if last and take_back(Message.objects.filter(pk=last.pk), Problem.OVERTAKEN):
        # They never heard that they were out: what they were asked before holds, if it is still so.
        before = latest_mail(workshop).get(person.pk)
        if before and before.sequence == workshop.revision:
            return
        kind = Kind.UPDATE if before else kind
    queue(messages=[draft(kind, workshop, person)])


@transaction.atomic
def tell_of_place_left(*, workshop: Workshop, person: Person) -> None:
    """Somebody no longer has a place at a workshop that is announced."""
    of_person = workshop.messages.filter(recipient=person)
    take_back(of_person.filter(kind=Kind.REMINDER), Problem.NOT_EXPECTED)
    last = latest_mail(workshop).get(person.pk)
    if last and last.kind in ASKING:
        fresh: list[Message] = []
        leave(last, workshop, fresh)
        queue(messages=fresh)


def settle_places() -> int:
    """Roles and memberships begin and end in more ways than planning tells of: an import, a person
    who leaves. See to it that those expected are asked, and that the others are told. Gives how
    many people that concerned."""
    coming = Workshop.objects.filter(
        status=Workshop.Status.PLANNED, invited_at__isnull=False, starts_at__gt=timezone.now()
    ).select_related("cohort__programme__owner", "venue", "kit", "facilitator")
    return sum(settle_places_at(workshop=workshop) for workshop in coming)


@transaction.atomic
def settle_places_at(*, workshop: Workshop) -> int:
    """The same for one workshop."""
    expected, last = expected_people(workshop), latest_mail(workshop)
    asked = {pk for pk, message in last.items() if message.kind in ASKING}
    # What somebody has taken back by hand isn't sent after all.
    by_hand = workshop.messages.filter(
        status=Status.CANCELLED, problem="", kind__in=CALENDAR
    ).values_list("recipient_id", flat=True)
    settled = set(by_hand)
    left = [last[pk].recipient for pk in asked - set(expected) - settled]
    come = [expected[pk] for pk in set(expected) - asked - settled]
    for person in left:
        tell_of_place_left(workshop=workshop, person=person)
    for person in come:
        tell_of_place_taken(workshop=workshop, person=person)
    return len(left) + len(come)
