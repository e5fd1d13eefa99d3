"""The table of pulses."""

import django_filters
import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rollout.common.tables import SearchFilter, day
from rollout.logbook.pulses.models import Pulse
from rollout.logbook.tables import cell_css


class PulseTable(tables.Table):
    # On a narrow screen a row is two lines, made of the parts below.
    narrow = "lines"

    heading = tables.Column(
        verbose_name=gettext_lazy("About"),
        orderable=False,
        linkify=lambda record: reverse("pulse", args=[record.programme_id, record.pk]),
        attrs=cell_css("line__title"),
    )
    kind = tables.Column(verbose_name=gettext_lazy("Kind"), attrs=cell_css("line__more"))
    asked = tables.Column(
        verbose_name=gettext_lazy("Who is asked"),
        empty_values=(),
        orderable=False,
        attrs=cell_css("line__more"),
    )
    opens_on = day(gettext_lazy("First day"), attrs=cell_css("line__more"))
    closes_on = day(gettext_lazy("Last day"), attrs=cell_css("line__wide"))
    state = tables.Column(
        verbose_name=gettext_lazy("State"),
        empty_values=(),
        orderable=False,
        attrs=cell_css("line__status"),
    )

    class Meta:
        order_by = "-opens_on"

    def render_asked(self, record: Pulse) -> str:
        return asked_in_words(record)

    def value_asked(self, record: Pulse) -> str:
        return asked_in_words(record)

    def render_state(self, record: Pulse) -> str:
        words, colour = state_of(record)
        tag = '<span class="ds-tag" data-size="sm" data-color="{}">{}</span>'
        return format_html(tag, colour, words)

    def value_state(self, record: Pulse) -> str:
        return state_of(record)[0]


def asked_in_words(pulse: Pulse) -> str:
    """Who is asked: a cohort, a school, or a survey's audience."""
    if pulse.workshop:
        return str(pulse.workshop.cohort)
    return str(pulse.session.school) if pulse.session else pulse.get_audience_display()


def state_of(pulse: Pulse) -> tuple[str, str]:
    """What has become of a pulse, and the colour of its tag. Its `is_shown` is looked up."""
    if pulse.closed_at:
        if pulse.is_shown:
            return _("closed, with results"), "success"
        return _("closed, nothing to show"), "neutral"
    return (_("open"), "info") if pulse.has_begun else (_("planned"), "neutral")


class PulseFilter(django_filters.FilterSet):
    q = SearchFilter(
        "title", "session__kit__title", "workshop__kit__title", "session__school__name",
        label=gettext_lazy("Search"),
    )  # fmt: skip
    kind = django_filters.ChoiceFilter(
        label=gettext_lazy("Kind"), choices=Pulse.Kind.choices, empty_label=gettext_lazy("all")
    )
