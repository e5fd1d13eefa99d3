"""The table of sessions."""

import datetime as dt

import django_filters
import django_tables2 as tables
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from rollout.common.tables import SearchFilter, day
from rollout.logbook.models import TrainingSession
from rollout.logbook.queries import holders_of
from rollout.organisation.models import School


def cell_css(css: str) -> dict[str, dict[str, str]]:
    """What a cell is in a session's two lines on a narrow screen, by its classes."""
    return {"th": {"class": css}, "td": {"class": css}}


class SessionTable(tables.Table):
    # On a narrow screen a row is two lines, made of the parts below.
    narrow = "lines"

    kit = tables.Column(
        verbose_name=_("Kit"),
        order_by="kit__title",
        linkify=lambda record: reverse("session", args=[record.programme_id, record.pk]),
        attrs=cell_css("line__title"),
    )
    school = tables.Column(
        verbose_name=_("School"), order_by="school__name", attrs=cell_css("line__more line__first")
    )
    held_on = day(_("Day"), attrs=cell_css("line__more"))
    held_by = tables.Column(
        verbose_name=_("Superuser"),
        order_by=("held_by__last_name", "held_by__first_name"),
        attrs=cell_css("line__more line__less"),
    )
    head_count = tables.Column(verbose_name=_("Came"), attrs=cell_css("number line__came"))
    minutes = tables.Column(verbose_name=_("Minutes"), attrs=cell_css("number line__wide"))
    status = tables.Column(verbose_name=_("Status"), attrs=cell_css("line__status"))

    class Meta:
        order_by = "-held_on"

    def render_held_on(self, value: dt.date, record: TrainingSession) -> object:
        """The day, and whether the session was entered well after it."""
        shown = date_format(value, "SHORT_DATE_FORMAT")
        if record.entered_later_on is None:
            return shown
        entered = date_format(record.entered_later_on, "SHORT_DATE_FORMAT")
        text = _("entered %(day)s") % {"day": entered}
        return format_html('{} <span class="subtle small">({})</span>', shown, text)

    def render_held_by(self, record: TrainingSession) -> str:
        return holders_of(record)

    def value_held_by(self, record: TrainingSession) -> str:
        return holders_of(record)

    def render_head_count(self, value: int, record: TrainingSession) -> object:
        if record.status != TrainingSession.Status.HELD:
            return "–"
        word = _("came, only counted") if record.counted_only else _("came")
        came = format_html('{}<span class="line__word"> {}</span>', value, word)
        if not record.counted_only:
            return came
        return format_html('{} <span class="subtle small line__wide">{}</span>', came, _("counted"))

    def value_head_count(self, value: int, record: TrainingSession) -> object:
        return value if record.status == TrainingSession.Status.HELD else ""

    def render_status(self, value: str, record: TrainingSession) -> str:
        """Most are held: what isn't so stands out."""
        if record.status == TrainingSession.Status.HELD:
            return value
        tag = '<span class="ds-tag" data-size="sm" data-color="{}">{}</span>'
        is_planned = record.status == TrainingSession.Status.PLANNED
        return format_html(tag, "info" if is_planned else "danger", value)

    def value_status(self, value: str) -> str:
        return value


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
