"""A workshop’s mail, for pages of areas that come before the outbox."""

from typing import Any

from django import template
from django.conf import settings
from django.utils import timezone

from rollout.notifications.actions.acting import acts_for
from rollout.notifications.delivery import delivers
from rollout.notifications.models import Message
from rollout.notifications.models.outbox import WRITTEN
from rollout.notifications.outbox import NEED_A_PERSON, URGENCY, counts_by_kind, workshop_mail
from rollout.planning.models import Programme, Workshop
from rollout.planning.queries import unannounced

register = template.Library()
COLORS = {
    Message.Status.SENT: "success",
    Message.Status.FAILED: "danger",
    Message.Status.UNCERTAIN: "warning",
    Message.Status.HELD: "warning",
    Message.Status.CANCELLED: "neutral",
    WRITTEN: "neutral",
}


@register.filter
def status_color(status: str) -> str:
    """The colour of a mail's status; its words say the same."""
    return COLORS.get(status, "info")


@register.inclusion_tag("notifications/workshop_mail.html", takes_context=True)
def workshop_mail_section(context: dict[str, Any], workshop: Workshop) -> dict[str, Any]:
    """A workshop's mail by kind and one by one, with what can be done with each."""
    mails = workshop_mail(workshop)
    for mail in mails:
        mail.acts = acts_for(mail)
    return {
        "programme": context["programme"],
        "workshop": workshop,
        "mails": mails,
        "urgent": [mail for mail in mails if mail.status in URGENCY[:NEED_A_PERSON]],
        "others": [mail for mail in mails if mail.status not in URGENCY[:NEED_A_PERSON]],
        "counts": counts_by_kind(mails),
        "queued": sum(mail.status == Message.Status.QUEUED for mail in mails),
        "held": sum(mail.status == Message.Status.HELD for mail in mails),
        "csrf_token": context.get("csrf_token", ""),
        "request": context["request"],
    }


@register.inclusion_tag("notifications/no_server.html")
def mail_server_notice() -> dict[str, Any]:
    """Where no mail server is set up: that nobody gets what is sent here; quietly in the demo."""
    return {"delivers": delivers(), "is_demo": settings.DEMO}


@register.simple_tag
def unannounced_count(programme: Programme) -> int:
    """How many coming workshops nobody has been invited to yet."""
    return unannounced(programme, timezone.now()).count()
