"""The mail that came of accepting a proposal."""

from typing import Any

from django.db.models import Count, Min, QuerySet

from rollout.notifications.models import Message
from rollout.notifications.outbox import CALENDAR, WAITING
from rollout.proposals.accepting.record import Applied
from rollout.proposals.models import Proposal


def mail_since(proposal: Proposal, applied: Applied) -> QuerySet[Message]:
    """Mail about the workshops that accepting made or changed, written since."""
    return all_mail_since(proposal).filter(workshop__in=applied.workshops)


def waiting_since(proposal: Proposal) -> dict[str, Any]:
    """The mail that waits since the proposal was accepted, how much and until when: undone before
    then, nobody hears of it."""
    waiting = all_mail_since(proposal).filter(kind__in=CALENDAR, status__in=WAITING)
    return waiting.aggregate(n=Count("pk"), due=Min("due_at"))


def all_mail_since(proposal: Proposal) -> QuerySet[Message]:
    """The programme's mail that was written since the proposal was accepted."""
    return Message.objects.filter(
        programme=proposal.programme_id, made_at__gte=proposal.accepted_at
    )
