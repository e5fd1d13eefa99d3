"""The tables of people and schools."""

from typing import Any

import django_filters
import django_tables2 as tables
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from rollout.accounts.permissions import Kind
from rollout.common.dates import in_force
from rollout.common.tables import SearchFilter, number
from rollout.organisation.models import Person, Position, School
from rollout.organisation.queries import superusers_of


class PersonTable(tables.Table):
    name = tables.Column(
        verbose_name=_("Name"),
        accessor="pk",
        order_by=("last_name", "first_name"),
        linkify=lambda record: reverse("person", args=[record.pk]),
    )
    at = tables.Column(verbose_name=_("School"), accessor="current", orderable=False)
    position = tables.Column(verbose_name=_("Position"), accessor="current", orderable=False)
    superuser = tables.Column(verbose_name=_("Roles"), accessor="current_roles", orderable=False)
    email = tables.Column(verbose_name=_("E-mail"))

    class Meta:
        order_by = "name"

    def render_name(self, record: Person) -> str:
        return ", ".join(filter(None, (record.last_name, record.first_name)))

    value_name = render_name

    def render_at(self, value: list) -> str:
        return ", ".join(employment.school.name for employment in value)

    def render_position(self, value: list) -> str:
        return ", ".join(dict.fromkeys(e.get_position_display() for e in value))

    def render_superuser(self, value: list) -> str:
        return ", ".join(dict.fromkeys(role.get_kind_display() for role in value))


class PersonFilter(django_filters.FilterSet):
    q = SearchFilter("first_name", "last_name", "email", label=_("Search for a name"))
    school = django_filters.ModelChoiceFilter(
        label=_("School"),
        queryset=School.objects.none(),
        method="at_school",
        empty_label=_("all schools"),
    )
    position = django_filters.ChoiceFilter(
        label=_("Position"),
        choices=Position.choices,
        method="with_position",
        empty_label=_("all positions"),
    )
    kind = django_filters.ChoiceFilter(
        label=_("Role"),
        choices=[(k.value, k.label) for k in (Kind.SUPERUSER, Kind.FACILITATOR, Kind.PROJECT_LEAD,
                                              Kind.IT_COORDINATOR, Kind.READER)],
        method="with_role",
        empty_label=_("all"),
    )  # fmt: skip

    superusers_of = django_filters.ModelChoiceFilter(
        label=_("Superusers in"),
        queryset=School.objects.none(),
        method="in_programme",
        empty_label=_("all programmes"),
    )

    def at_school(self, queryset: QuerySet, name: str, value: School) -> QuerySet:
        here = in_force(self.request.viewer.day, "employments__") & Q(employments__school=value)
        return queryset.filter(here).distinct()

    def in_programme(self, queryset: QuerySet, name: str, value: Any) -> QuerySet:
        superusers = superusers_of(value, self.request.viewer.day)
        return queryset.filter(pk__in=superusers.values("person"))

    def with_position(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        such = in_force(self.request.viewer.day, "employments__") & Q(employments__position=value)
        return queryset.filter(such).distinct()

    def with_role(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        such = in_force(self.request.viewer.day, "roles__") & Q(roles__kind=value)
        return queryset.filter(such).distinct()


class SchoolTable(tables.Table):
    name = tables.Column(
        verbose_name=_("Name"), linkify=lambda record: reverse("school_change", args=[record.pk])
    )
    organisation_number = tables.Column(verbose_name=_("Organisation number"), default="–")
    grades = tables.Column(verbose_name=_("Grades"), accessor="pk", order_by="grade_from")
    pupils = number(_("Pupils"))
    address = tables.Column(verbose_name=_("Address"), default="–")

    class Meta:
        order_by = "name"

    def render_grades(self, record: School) -> str:
        if record.grade_from is None:
            return "–"
        return f"{record.grade_from}–{record.grade_to}"

    value_grades = render_grades


class SchoolFilter(django_filters.FilterSet):
    q = SearchFilter("name", label=_("Search for a school"))
