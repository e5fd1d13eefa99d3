"""Invitations that go out in one mail for the year: claimed, handed over and noted together."""

import datetime as dt

from django.db import transaction
from django.db.models import F

from rollout.notifications.models import Message

Status = Message.Status
# Tried again together: each was put off at its own moment of the same try.
ABOUT_NOW = dt.timedelta(minutes=1)


@transaction.atomic
def claim_with(message: Message) -> list[Message]:
    """Take along what waits to go out in the same mail as a claimed one, under the same claim."""
    if message.batch is None or message.claimed_at is None:
        return []
    waiting = Message.objects.select_for_update(skip_locked=True).filter(
        batch=message.batch,
        recipient=message.recipient_id,
        status=Status.QUEUED,
        due_at__lte=message.claimed_at + ABOUT_NOW,
        is_edited=False,
    )
    taken = list(waiting.values_list("pk", flat=True))
    Message.objects.filter(pk__in=taken).update(
        status=Status.SENDING,
        claim=message.claim,
        claimed_at=message.claimed_at,
        claimed_by=message.claimed_by,
        attempts=F("attempts") + 1,
        revision=F("revision") + 1,
    )
    # Read after the claim, as the first one is: a move or a cancellation comes before it or after.
    found = Message.objects.filter(pk__in=taken).select_related(
        "programme",
        "recipient__owner",
        "workshop__cohort__programme__owner",
        "workshop__venue",
        "workshop__kit",
        "workshop__facilitator",
    )
    return list(found.order_by("workshop__starts_at", "pk"))
