"""What a lead or a facilitator does with mail: edit, hold, let go, take back, try again.

Each takes the revision that the page showed, so that nobody acts on a mail that has moved on.
"""

from collections.abc import Callable, Iterable

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from rollout.common.revisions import check_fresh
from rollout.notifications.delivery import delivers
from rollout.notifications.models import Message
from rollout.notifications.models.outbox import WRITTEN
from rollout.notifications.outbox import WAITING
from rollout.notifications.tasks import start_sending
from rollout.planning.models import Workshop

Status = Message.Status


def locked(message: Message, revision: int, allowed: Iterable[str]) -> Message:
    """The mail under lock, where it is still as the page showed it and this can be done with it."""
    fresh = Message.objects.select_for_update().get(pk=message.pk)
    check_fresh(fresh, revision)
    if fresh.status not in allowed:
        raise ValidationError(_("This can’t be done with a mail that is %(status)s.")
                              % {"status": fresh.get_status_display()})  # fmt: skip
    fresh.revision += 1
    return fresh


@transaction.atomic
def edit_message(*, message: Message, revision: int, subject: str, body: str) -> Message:
    """Give a mail that waits other words."""
    fresh = locked(message, revision, WAITING)
    fresh.subject, fresh.body = subject, body
    fresh.is_edited = True
    fresh.full_clean(exclude=["key", "message_id"])
    fresh.save()
    return fresh


@transaction.atomic
def hold_message(*, message: Message, revision: int) -> Message:
    """Keep a mail back until somebody lets it go."""
    fresh = locked(message, revision, [Status.QUEUED])
    fresh.status = Status.HELD
    fresh.save()
    return fresh


@transaction.atomic
def release_message(*, message: Message, revision: int) -> Message:
    """Let a mail go that was held back; it goes out when it is due, or at once."""
    fresh = locked(message, revision, [Status.HELD])
    return send_soon(fresh)


@transaction.atomic
def cancel_message(*, message: Message, revision: int) -> Message:
    """Take back a mail that waits, or give up one that failed."""
    fresh = locked(message, revision, [*WAITING, Status.FAILED])
    fresh.status, fresh.problem = Status.CANCELLED, ""
    fresh.save()
    return fresh


@transaction.atomic
def retry_message(*, message: Message, revision: int) -> Message:
    """Try a mail that failed again, from the start, to the person's address of now."""
    fresh = locked(message, revision, [Status.FAILED])
    fresh.due_at = timezone.now()
    fresh.address = fresh.recipient.email
    return send_soon(fresh)


@transaction.atomic
def send_message_again(*, message: Message, revision: int) -> Message:
    """Send a mail that may or may not have arrived once more, or one that was only written to a
    file; it keeps its Message-ID, by which a mail program can see that it is the same."""
    written = [Status.SENT] if message.state == WRITTEN and delivers() else []
    fresh = locked(message, revision, [Status.UNCERTAIN, *written])
    fresh.due_at, fresh.sent_at = timezone.now(), None
    return send_soon(fresh)


@transaction.atomic
def mark_arrived(*, message: Message, revision: int) -> Message:
    """Somebody knows that a mail arrived."""
    fresh = locked(message, revision, [Status.UNCERTAIN])
    fresh.status, fresh.problem, fresh.detail = Status.SENT, "", ""
    fresh.sent_at = fresh.claimed_at or timezone.now()
    fresh.save()
    return fresh


def send_soon(fresh: Message) -> Message:
    """Back in the queue, with the tries counted from the start."""
    fresh.status, fresh.problem, fresh.detail = Status.QUEUED, "", ""
    fresh.attempts, fresh.claim = 0, None
    fresh.save()
    transaction.on_commit(start_sending)
    return fresh


ACTS: dict[str, Callable[..., Message]] = {
    "hold": hold_message,
    "release": release_message,
    "cancel": cancel_message,
    "retry": retry_message,
    "again": send_message_again,
    "arrived": mark_arrived,
}
# What can be done with a mail, by its status.
POSSIBLE: dict[str, tuple[str, ...]] = {
    Status.QUEUED: ("hold", "cancel"),
    Status.HELD: ("release", "cancel"),
    Status.FAILED: ("retry", "cancel"),
    Status.UNCERTAIN: ("again", "arrived"),
}


def acts_for(message: Message) -> tuple[str, ...]:
    """What can be done with a mail now: what was only written to a file can be sent after all, once
    there is a mail server."""
    if message.state == WRITTEN:
        return ("again",) if delivers() else ()
    return POSSIBLE.get(message.status, ())


@transaction.atomic
def hold_messages(*, workshop: Workshop) -> int:
    """Keep back everything about a workshop that waits."""
    waiting = workshop.messages.filter(status=Status.QUEUED)
    return waiting.update(status=Status.HELD, revision=F("revision") + 1)


@transaction.atomic
def release_messages(*, workshop: Workshop) -> int:
    """Let everything about a workshop go that was held back, but what has to be read through."""
    held = workshop.messages.filter(status=Status.HELD).exclude(problem=Message.Problem.REREAD)
    let_go = held.update(
        status=Status.QUEUED, problem="", detail="", attempts=0, revision=F("revision") + 1
    )
    if let_go:
        transaction.on_commit(start_sending)
    return let_go
