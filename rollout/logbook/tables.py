"""The table of sessions."""

import django_filters
import django_tables2 as tables
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from rollout.common.tables import SearchFilter, day, number
from rollout.logbook.models import TrainingSession
from rollout.organisation.models import School


class SessionTable(tables.Table):
    kit = tables.Column(
        verbose_name=_("Kit"),
        order_by="kit__title",
        linkify=lambda record: reverse("session", args=[record.programme_id, record.pk]),
    )
    school = tables.Column(verbose_name=_("School"), order_by="school__name")
    held_on = day(_("Day"))
    held_by = tables.Column(
        verbose_name=_("Superuser"), order_by=("held_by__last_name", "held_by__first_name")
    )
    head_count = number(_("Came"))
    minutes = number(_("Minutes"))
    status = tables.Column(verbose_name=_("Status"))

    class Meta:
        order_by = "-held_on"

    def render_head_count(self, value: int, record: TrainingSession) -> object:
        return value if record.status == TrainingSession.Status.HELD else "–"

    def value_head_count(self, value: int, record: TrainingSession) -> object:
        return value if record.status == TrainingSession.Status.HELD else ""


class SessionFilter(django_filters.FilterSet):
    q = SearchFilter(
        "kit__title",
        "school__name",
        "held_by__first_name",
        "held_by__last_name",
        label=_("Search"),
    )
    school = django_filters.ModelChoiceFilter(
        label=_("School"), queryset=School.objects.none(), empty_label=_("all schools")
    )
    status = django_filters.ChoiceFilter(
        label=_("Status"), choices=TrainingSession.Status.choices, empty_label=_("all")
    )
