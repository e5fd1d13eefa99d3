"""Sending what is due: a mail is claimed, handed over and noted, each in its own transaction.

A claim is a number that only its sender knows. Every later step is taken only where the claim still
stands, so a sender that was given up for dead can't hand over a mail that another has taken.
"""

import datetime as dt
import logging
import uuid

from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from rollout.common.dates import today
from rollout.common.processes import is_gone, this_process
from rollout.notifications.actions.together import claim_with
from rollout.notifications.delivery import CannotConnect, Postman, Refusal, delivers
from rollout.notifications.letters import email_for, letter_for
from rollout.notifications.models import Message
from rollout.notifications.outbox import ASKING, CALENDAR, knows_already, last_told
from rollout.notifications.rules import next_try
from rollout.notifications.texts import written
from rollout.notifications.year_mail import year_letter
from rollout.planning.expected import expects
from rollout.planning.models import Workshop, WorkshopAttendance

Kind = Message.Kind
Status = Message.Status
Problem = Message.Problem
# A claim older than this is given up, even where nobody can tell if its sender is alive.
CLAIM_LASTS = dt.timedelta(minutes=15)
# So much in one go, so that other work gets its turn.
BATCH = 200
UNDER_WAY = (Status.SENDING, Status.HANDING_OVER)
log = logging.getLogger(__name__)


class ClaimLost(Exception):
    """Somebody else has taken the mail over."""


@transaction.atomic
def claim_next() -> Message | None:
    """Take the mail that has waited longest out of the queue, for this sender alone."""
    due = Message.objects.filter(status=Status.QUEUED, due_at__lte=timezone.now())
    found = due.select_for_update(skip_locked=True).order_by("due_at", "pk").first()
    if found is None:
        return None
    now, claim = timezone.now(), uuid.uuid4()
    Message.objects.filter(pk=found.pk).update(
        status=Status.SENDING,
        claim=claim,
        claimed_at=now,
        claimed_by=this_process(),
        attempts=F("attempts") + 1,
        revision=F("revision") + 1,
    )
    # Read after the claim, in its transaction: a move or a cancellation comes wholly before it, and
    # is seen, or wholly after it, and finds the mail on its way.
    related = Message.objects.select_related(
        "programme",
        "recipient__owner",
        "workshop__cohort__programme__owner",
        "workshop__venue",
        "workshop__kit",
        "workshop__facilitator",
    )
    return related.get(pk=found.pk)


def step(message: Message, was: tuple[str, ...], **values: object) -> None:
    """Take one step with a mail, where this sender's claim on it still stands."""
    mine = Message.objects.filter(pk=message.pk, claim=message.claim, status__in=was)
    if not mine.update(revision=F("revision") + 1, **values):
        raise ClaimLost


def why_not(message: Message) -> str:
    """Why a mail in the queue should no longer go out, if that is so."""
    workshop: Workshop = message.workshop
    if message.kind in (*ASKING, Kind.REMINDER):
        if workshop.status != Workshop.Status.PLANNED or workshop.ends_at <= timezone.now():
            return Problem.CALLED_OFF
        leads = message.recipient_id == workshop.facilitator_id
        if not leads and not expects(workshop, message.recipient_id):
            return Problem.NOT_EXPECTED
    if message.kind == Kind.REMINDER:
        if workshop.starts_at <= timezone.now():
            return Problem.CALLED_OFF
        if answer_of(message) == WorkshopAttendance.Answer.NO:
            return Problem.NOT_EXPECTED
    if message.kind == Kind.TAKE_ATTENDANCE and workshop.status != Workshop.Status.PLANNED:
        return Problem.CALLED_OFF
    return why_no_news(message) if message.kind in CALENDAR else ""


def why_no_news(message: Message) -> str:
    """Why a calendar mail has nothing to tell: a later one does, or its reader knows."""
    calendar = message.workshop.messages.filter(recipient=message.recipient, kind__in=CALENDAR)
    if calendar.filter(pk__gt=message.pk).exclude(status=Status.CANCELLED).exists():
        return Problem.OVERTAKEN
    return Problem.FOLDED if tells_nothing(message) else ""


def answer_of(message: Message) -> str:
    """What the reader of a mail has answered by now."""
    noted = message.workshop.attendances.filter(person=message.recipient).first()
    return noted.answer if noted else ""


def as_it_is_now(message: Message) -> None:
    """A reminder that waited asks nobody for an answer that has come meanwhile, and who has left a
    cohort hears why as it is now."""
    if message.kind in (Kind.REMINDER, Kind.PLACE_LEFT) and not message.is_edited:
        message.subject, message.body = written(
            message.kind,
            message.workshop,
            message.recipient,
            message.language,
            answer_of(message),
        )
        Message.objects.filter(pk=message.pk).update(subject=message.subject, body=message.body)


def tells_nothing(message: Message) -> bool:
    """Whether its reader knows already what a claimed calendar mail says."""
    workshop: Workshop = message.workshop
    told = last_told([workshop], but=message.pk).get((workshop.pk, message.recipient_id))
    noted = workshop.attendances.filter(person=message.recipient_id).first()
    anew = message.asks_anew and noted is not None and not noted.answer
    return knows_already(message.kind, workshop, told, asks_anew=anew)


def send_batch(*, limit: int) -> int:
    """Send what is due, at most so many. Gives how many mails were seen to.

    Where the mail server can't be reached, all that is due waits, and nothing is tried in vain.
    """
    postman = Postman()
    done = 0
    try:
        while done < limit and has_due():
            try:
                postman.open()
            except CannotConnect as error:
                put_off_due(error.detail)
                break
            message = claim_next()
            if message is None:
                break
            done += 1
            send_one(postman, message)
    finally:
        postman.close()
    return done


def send_all_due() -> int:
    """Send everything that is due."""
    total = 0
    while done := send_batch(limit=BATCH):
        total += done
    return total


def has_due() -> bool:
    return Message.objects.filter(status=Status.QUEUED, due_at__lte=timezone.now()).exists()


def send_one(postman: Postman, message: Message) -> None:
    """Send a claimed mail and note what became of it."""
    together: list[Message] = []
    try:
        together = still_wanted([message, *claim_with(message)])
        mail = made(together) if together else None
        if mail is None:
            return
        refusal = postman.send(mail, lambda: hand_over(together))
        for each in together:
            note_outcome(each, refusal)
    except ClaimLost:
        postman.close()
        log.warning("Mail %s was taken over by another sender.", message.pk)
    except CannotConnect as error:
        for each in together:
            note_outcome(each, Refusal(Problem.UNREACHABLE, error.detail))


def still_wanted(messages: list[Message]) -> list[Message]:
    """Those that should still go out; the others are taken back, with why."""
    wanted = []
    for message in messages:
        if problem := why_not(message):
            step(message, UNDER_WAY, status=Status.CANCELLED, problem=problem)
        else:
            wanted.append(message)
    return wanted


@transaction.atomic
def hand_over(messages: list[Message]) -> None:
    """From here on nobody can tell, if the sending stops, whether the mail arrived."""
    for message in messages:
        step(message, UNDER_WAY, status=Status.HANDING_OVER, address=message.address)


def made(messages: list[Message]) -> EmailMessage | None:
    """The mail itself, of one message or of several, to the address that the person has now. One
    that can't be made has failed, and stops no other."""
    first = messages[0]
    for message in messages:
        message.address = message.recipient.email
    try:
        as_it_is_now(first)
        day = today()
        letter = year_letter(messages, day) if len(messages) > 1 else letter_for(first, day)
        mail = email_for(first, letter)
        mail.message()
    except Exception as error:
        log.exception("Mail %s couldn’t be made.", first.pk)
        detail = f"{type(error).__name__}: {error}"
        for each in messages:
            step(each, UNDER_WAY, status=Status.FAILED, problem=Problem.NOT_MADE, detail=detail)
        return None
    return mail


def note_outcome(message: Message, refusal: Refusal | None) -> None:
    """Note that a mail is sent, or only written where no server is set up, or what it ran into.

    One that was marked uncertain while it was being handed over is known again now.
    """
    if refusal is None:
        step(
            message,
            (*UNDER_WAY, Status.UNCERTAIN),
            status=Status.SENT,
            sent_at=timezone.now(),
            problem="" if delivers() else Problem.WRITTEN,
            detail="",
        )
        return
    values = {"problem": refusal.problem, "detail": refusal.detail}
    again = next_try(message.attempts, timezone.now())
    if refusal.is_uncertain:
        step(message, UNDER_WAY, status=Status.UNCERTAIN, **values)
    elif refusal.is_final or again is None:
        step(message, UNDER_WAY, status=Status.FAILED, **values)
    else:
        step(message, UNDER_WAY, status=Status.QUEUED, due_at=again, **values)


@transaction.atomic
def put_off_due(detail: str) -> int:
    """The server isn't there: that counts as a try for all that is due, and it is tried later."""
    now = timezone.now()
    due = Message.objects.filter(status=Status.QUEUED, due_at__lte=now)
    put_off = 0
    for attempts in list(due.values_list("attempts", flat=True).distinct().order_by()):
        again = next_try(attempts + 1, now)
        put_off += due.filter(attempts=attempts).update(
            attempts=F("attempts") + 1,
            status=Status.QUEUED if again else Status.FAILED,
            due_at=again or now,
            problem=Problem.UNREACHABLE,
            detail=detail,
            revision=F("revision") + 1,
        )
    return put_off


def next_due() -> dt.datetime | None:
    """When the next mail in the queue is due; None where there is none."""
    waiting = Message.objects.filter(status=Status.QUEUED).order_by("due_at")
    return waiting.values_list("due_at", flat=True).first()


@transaction.atomic
def put_right() -> dict[str, int]:
    """See to what a sender left that has ended: what hadn't been handed over is queued again, what
    was being handed over is uncertain."""
    now = timezone.now()
    left = Message.objects.filter(status__in=UNDER_WAY).values_list(
        "pk", "claim", "claimed_by", "claimed_at"
    )
    gone = [
        (pk, claim)
        for pk, claim, sender, claimed_at in left
        if claimed_at is None or claimed_at < now - CLAIM_LASTS or is_gone(sender)
    ]
    queued = uncertain = 0
    for pk, claim in gone:
        one = Message.objects.filter(pk=pk, claim=claim)
        queued += one.filter(status=Status.SENDING).update(
            status=Status.QUEUED, due_at=now, claim=None, revision=F("revision") + 1
        )
        uncertain += one.filter(status=Status.HANDING_OVER).update(
            status=Status.UNCERTAIN, problem=Problem.STOPPED, revision=F("revision") + 1
        )
    return {"queued": queued, "uncertain": uncertain}
