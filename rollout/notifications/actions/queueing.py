"""Putting mail into the outbox, and taking back what no longer holds. Always in the transaction of
the change that it tells of, so that neither is there without the other."""

import datetime as dt
import uuid
from collections.abc import Collection, Iterable

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
    Reader,
    expected_people,
    facts_told,
    knows_already,
    last_told,
    latest_mail,
)
from rollout.notifications.tasks import start_sending
from rollout.notifications.texts import NAME_THE_KIT, subject_of, written
from rollout.notifications.uids import new_message_id
from rollout.organisation.models import Person
from rollout.planning.models import Workshop, WorkshopAttendance

Kind = Message.Kind
Status = Message.Status
Problem = Message.Problem


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
        told=facts_told(workshop),
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
def invite(
    *, workshop: Workshop, send_after: dt.datetime | None = None, batch: uuid.UUID | None = None
) -> None:
    """Invite everyone whom a workshop is for and who hasn't been asked; those of a batch go out as
    one mail to each."""
    there = latest_mail(workshop)
    drafts = [
        draft(Kind.INVITATION, workshop, person, due_at=send_after)
        for pk, person in expected_people(workshop).items()
        if pk not in there or there[pk].kind in TAKING_OUT
    ]
    for message in drafts:
        message.batch = batch
    queue(messages=drafts)


@transaction.atomic
def tell_of_change(*, workshop: Workshop, asked_anew: Collection[int] = ()) -> None:
    """A workshop has a new time, place, link or facilitator.

    What waits is written anew; those who have been asked get an update; those who come to it now
    are invited; those who are no longer expected are told so. Nobody is told what they know: a
    workshop that moves there and back before the mail goes out is as it was. `asked_anew` are those
    whose answer was to another time.
    """
    take_back(workshop.messages.filter(kind__in=REMINDERS), Problem.CALLED_OFF)
    if workshop.ends_at <= timezone.now():
        take_back(workshop.messages.all(), Problem.CALLED_OFF)
        return
    expected = expected_people(workshop)
    answers = dict(workshop.attendances.values_list("person_id", "answer"))
    told = last_told([workshop])
    fresh: list[Message] = []
    for pk, message in latest_mail(workshop).items():
        person = expected.pop(pk, None)
        asked, answer = message.kind in ASKING, answers.get(pk, "")
        message.asks_anew |= pk in asked_anew
        if person is None and asked:
            leave(message, workshop, told.get((workshop.pk, pk)), fresh)
        elif person and not asked:
            drop([message], Problem.OVERTAKEN)
            before = told.get((workshop.pk, pk))
            kind = Kind.UPDATE if before and before.kind in ASKING else Kind.INVITATION
            fresh.append(draft(kind, workshop, person))
        elif message.status in WAITING:
            write_anew(message, workshop, answer)
        elif person:
            update = draft(Kind.UPDATE, workshop, person, answer=answer)
            update.asks_anew = pk in asked_anew
            fresh.append(update)
    fresh += [draft(Kind.INVITATION, workshop, person) for person in expected.values()]
    queue(messages=fresh)
    fold(workshops=[workshop])


def write_anew(message: Message, workshop: Workshop, answer: str) -> None:
    """A waiting mail tells of the workshop as it is now. One that somebody has edited keeps their
    words, and waits until they have been read through."""
    message.sequence, message.told = workshop.revision, facts_told(workshop)
    if message.is_edited:
        message.status, message.problem = Status.HELD, Problem.REREAD
    else:
        message.subject, message.body = written(
            message.kind, workshop, message.recipient, message.language, answer
        )
    Message.objects.filter(pk=message.pk, status__in=WAITING).update(
        sequence=message.sequence,
        told=message.told,
        asks_anew=message.asks_anew,
        status=message.status,
        problem=message.problem,
        subject=message.subject,
        body=message.body,
        revision=F("revision") + 1,
    )


@transaction.atomic
def tell_of_kits(*, workshops: Iterable[Workshop]) -> None:
    """Workshops have got other kits: mail that waits tells of them, and nobody is mailed for it.

    The kit stands among a mail’s facts as it goes out, in reminders too; only the subject has it
    in its words. What somebody has edited keeps theirs.
    """
    for workshop in workshops:
        waiting = workshop.messages.filter(
            kind__in=NAME_THE_KIT, status__in=WAITING, is_edited=False
        )
        for kind, language in set(waiting.values_list("kind", "language")):
            same = waiting.filter(kind=kind, language=language)
            subject = subject_of(kind, workshop, language)
            same.update(subject=subject, revision=F("revision") + 1)


def leave(asked: Message, workshop: Workshop, told: Message | None, fresh: list[Message]) -> None:
    """Take back what asks somebody to come, and didn't arrive; where they know of the workshop,
    tell them too."""
    drop([asked], Problem.NOT_EXPECTED)
    if not knows_already(Kind.PLACE_LEFT, workshop, told):
        fresh.append(draft(Kind.PLACE_LEFT, workshop, asked.recipient))


def drop(messages: Iterable[Message], problem: str) -> None:
    """Mail that waits, or failed, is of no use any more."""
    idle = [m.pk for m in messages if m.status in (*WAITING, Status.FAILED)]
    if idle:
        Message.objects.filter(pk__in=idle, status__in=(*WAITING, Status.FAILED)).update(
            status=Status.CANCELLED, problem=problem, revision=F("revision") + 1
        )


@transaction.atomic
def tell_of_cancellation(*, workshop: Workshop) -> None:
    """Take back everything that waits, and tell those who may have been asked."""
    may_know = {
        message.recipient_id for message in last_told([workshop]).values() if message.kind in ASKING
    }
    take_back(workshop.messages.all(), Problem.CALLED_OFF)
    if workshop.starts_at > timezone.now():
        people = Person.objects.select_related("owner").filter(pk__in=may_know).order_by("pk")
        queue(messages=[draft(Kind.CANCELLATION, workshop, person) for person in people])


@transaction.atomic
def tell_of_places(
    *, workshop: Workshop, come: Collection[Person], left: Collection[Person]
) -> None:
    """Some have come to have a place at a workshop that is announced, others no longer have one.

    Who never heard that they were out holds to what they were asked, if it is still so. A constant
    number of queries, but for invitations that wait again."""
    latest, told = latest_mail(workshop), last_told([workshop])
    leaving = [latest[p.pk] for p in left if p.pk in latest and latest[p.pk].kind in ASKING]
    mail = Message.objects.filter(workshop=workshop)
    if left:
        gone = mail.filter(kind=Kind.REMINDER, recipient__in=left)
        take_back(gone, Problem.NOT_EXPECTED)
    drop(leaving, Problem.NOT_EXPECTED)
    fresh = [
        draft(Kind.PLACE_LEFT, workshop, asked.recipient)
        for asked in leaving
        if not knows_already(Kind.PLACE_LEFT, workshop, told.get((workshop.pk, asked.recipient_id)))
    ]
    coming = [p for p in come if p.pk not in latest or latest[p.pk].kind in TAKING_OUT]
    drop([latest[p.pk] for p in coming if p.pk in latest], Problem.OVERTAKEN)
    again = ask_after_all(workshop, coming, told)
    for person in coming:
        before = told.get((workshop.pk, person.pk))
        if person.pk not in again and not knows_already(Kind.UPDATE, workshop, before):
            kind = Kind.UPDATE if before and before.kind in ASKING else Kind.PLACE_TAKEN
            fresh.append(draft(kind, workshop, person))
    queue(messages=fresh)


def ask_after_all(
    workshop: Workshop, people: Collection[Person], told: dict[Reader, Message]
) -> set[int]:
    """Let invitations wait again that were taken back when people left before they went out: they
    go when they were to go, and are held where others are. Gives whose those are."""
    mail = Message.objects.filter(workshop=workshop)
    asked = mail.filter(recipient__in=people, kind__in=ASKING).select_related("recipient")
    latest = {message.recipient_id: message for message in asked.order_by("pk")}
    again = [
        message
        for pk, message in latest.items()
        if (workshop.pk, pk) not in told
        and (message.status, message.problem) == (Status.CANCELLED, Problem.NOT_EXPECTED)
    ]
    if not again:
        return set()
    any_held = mail.filter(status=Status.HELD).exists()
    for message in again:
        is_held = message.is_edited or any_held
        message.status, message.problem = Status.HELD if is_held else Status.QUEUED, ""
        Message.objects.filter(pk=message.pk).update(status=message.status, problem="")
        write_anew(message, workshop, "")
    transaction.on_commit(start_sending)
    return {message.recipient_id for message in again}


@transaction.atomic
def fold(*, workshops: Iterable[Workshop]) -> int:
    """Take back mail that waits and would tell its reader nothing new, after what they were last
    told, or what they were last sent in vain: that is for a lead to send again. Never touches a
    mail that is on its way. Four queries; gives how many there were."""
    found = {workshop.pk: workshop for workshop in workshops}
    waiting = Message.objects.filter(
        workshop__in=found, kind__in=CALENDAR, status__in=WAITING
    ).only("workshop_id", "recipient_id", "kind", "asks_anew")
    rows = list(waiting)
    if not rows:
        return 0
    told, tried = last_told(found.values()), last_told(found.values(), tried=True)
    unanswered = set(
        WorkshopAttendance.objects.filter(workshop__in=found, answer="").values_list(
            "workshop_id", "person_id"
        )
    )
    needless = []
    for message in rows:
        reader = (message.workshop_id, message.recipient_id)
        anew = message.asks_anew and reader in unanswered
        last = (told if message.kind in TAKING_OUT else tried).get(reader)
        if knows_already(message.kind, found[message.workshop_id], last, asks_anew=anew):
            needless.append(message.pk)
    return take_back(Message.objects.filter(pk__in=needless), Problem.FOLDED) if needless else 0
