"""The table of mail."""

import django_filters
import django_tables2 as tables
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from rollout.common.tables import SearchFilter, time
from rollout.notifications.models import Message
from rollout.notifications.models.outbox import STATE_LABELS, WRITTEN
from rollout.notifications.outbox import STATES, WAS_WRITTEN


class MailTable(tables.Table):
    recipient = tables.Column(
        verbose_name=_("To"),
        order_by=("recipient__last_name", "recipient__first_name"),
        linkify=lambda record: reverse("mail_message", args=[record.programme_id, record.pk]),
    )
    subject = tables.Column(verbose_name=_("Subject"))
    kind = tables.Column(verbose_name=_("Kind"))
    workshop = tables.Column(
        verbose_name=_("Workshop"),
        order_by="workshop__starts_at",
        linkify=lambda record: reverse("workshop", args=[record.programme_id, record.workshop_id]),
    )
    status = tables.Column(verbose_name=_("Status"), order_by="urgency")
    when = time(_("When"))

    class Meta:
        order_by = ("status", "-when")

    def render_status(self, record: Message) -> str:
        return record.state_label

    value_status = render_status


class MailFilter(django_filters.FilterSet):
    q = SearchFilter(
        "recipient__first_name", "recipient__last_name", "address", "subject", label=_("Search")
    )
    status = django_filters.ChoiceFilter(
        label=_("Status"),
        choices=[(state, STATE_LABELS[state]) for state in STATES],
        method="in_state",
        empty_label=_("all"),
    )
    kind = django_filters.ChoiceFilter(
        label=_("Kind"), choices=Message.Kind.choices, empty_label=_("all")
    )

    def in_state(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        if value == WRITTEN:
            return queryset.filter(WAS_WRITTEN)
        return queryset.filter(status=value).exclude(WAS_WRITTEN)
