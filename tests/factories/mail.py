"""Mail in the outbox, in any state."""

from django.utils import timezone

from rollout.notifications.actions.queueing import draft
from rollout.notifications.models import Message
from rollout.organisation.models import Person
from rollout.planning.models import Workshop

Status = Message.Status


def message(
    about: Workshop,
    to: Person,
    kind: str = Message.Kind.INVITATION,
    status: str = Status.QUEUED,
    **fields: object,
) -> Message:
    """A mail about a workshop, as the outbox would have it."""
    made = draft(kind, about, to)
    made.status = status
    made.sent_at = timezone.now() if status == Status.SENT else None
    for name, value in fields.items():
        setattr(made, name, value)
    made.save()
    return made
