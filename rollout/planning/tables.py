"""The table of workshops."""

import django_filters
import django_tables2 as tables
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from rollout.common.tables import SearchFilter, number, time
from rollout.planning.models import Cohort, Workshop

NOT_NOTED = _("who came isn’t noted")


class WorkshopTable(tables.Table):
    starts_at = time(
        _("When"),
        linkify=lambda record: reverse("workshop", args=[record.cohort.programme_id, record.pk]),
    )
    cohort = tables.Column(verbose_name=_("Cohort"), order_by="cohort__name")
    kit = tables.Column(verbose_name=_("Kit"), default="–", order_by="kit__title")
    facilitator = tables.Column(
        verbose_name=_("Facilitator"), default="–", order_by="facilitator__last_name"
    )
    venue = tables.Column(verbose_name=_("Venue"), default="–", order_by="venue__name")
    status = tables.Column(verbose_name=_("Status"))
    attended = number(_("Came"))

    class Meta:
        order_by = "starts_at"

    def render_status(self, value: object, record: Workshop) -> object:
        return NOT_NOTED if record.is_untaken(self.request.viewer.now) else value

    def render_attended(self, value: int, record: Workshop) -> object:
        return value if record.status == Workshop.Status.HELD else "–"


class WorkshopFilter(django_filters.FilterSet):
    TIMES = (("coming", _("still to come")), ("past", _("past")), ("all", _("all")))

    q = SearchFilter(
        "kit__title",
        "venue__name",
        "facilitator__first_name",
        "facilitator__last_name",
        "cohort__name",
        label=_("Search"),
    )
    time = django_filters.ChoiceFilter(
        label=_("When"), choices=TIMES, method="at_time", empty_label=None
    )
    cohort = django_filters.ModelChoiceFilter(
        label=_("Cohort"), queryset=Cohort.objects.none(), empty_label=_("all cohorts")
    )
    status = django_filters.ChoiceFilter(
        label=_("Status"), choices=Workshop.Status.choices, empty_label=_("all")
    )

    def at_time(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        if value == "coming":
            return queryset.filter(ends_at__gte=self.request.viewer.now)
        return queryset.filter(ends_at__lt=self.request.viewer.now) if value == "past" else queryset
