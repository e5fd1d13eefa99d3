"""Reads about people and what they are employed and trusted with."""

import datetime as dt
from typing import Any

from django.db.models import Prefetch, Q, QuerySet

from rollout.accounts.permissions import Kind
from rollout.common.dates import in_force
from rollout.organisation.models import Employment, Person, Role, SchoolOwner
from rollout.organisation.rules import KnownSchool, SchoolNames


def with_names(history: QuerySet) -> QuerySet:
    """History rows with the persons behind their users, for those who may see names."""
    return history.select_related("history_user").prefetch_related("history_user__people")


def school_names(owner: SchoolOwner) -> SchoolNames:
    """Finds an owner's schools by the names that its files use, chosen spellings too."""
    rows = owner.schools.values_list("pk", "name", "organisation_number", "grade_from", "grade_to")
    return SchoolNames(
        (KnownSchool(*row) for row in rows),
        owner.aliases.values_list("spelling", "school_id"),
    )


def superusers_of(programme: Any, day: dt.date) -> QuerySet[Role]:
    """The superusers of a programme on a day, at schools that take part then: those whose role is
    for this one and, where it shares them, for all. Before a programme begins, as of its first
    day."""
    on = max(day, programme.starts_on)
    whose = Q(programme=programme.pk)
    if programme.shares_superusers:
        whose |= Q(programme__isnull=True)
    return Role.objects.filter(
        whose,
        in_force(on),
        in_force(on, "school__participations__"),
        kind=Kind.SUPERUSER,
        school__participations__programme=programme.pk,
    )


def with_positions(people: QuerySet[Person], day: dt.date) -> QuerySet[Person]:
    """People with their employments and roles of a day, as `current` and `current_roles`."""
    employments = Employment.objects.on(day).select_related("school").order_by("school__name")
    roles = Role.objects.on(day).order_by("kind")
    return people.prefetch_related(
        Prefetch("employments", employments, to_attr="current"),
        Prefetch("roles", roles, to_attr="current_roles"),
    )
