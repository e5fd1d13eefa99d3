"""Reads about people and what they are employed and trusted with."""

import datetime as dt

from django.db.models import Prefetch, QuerySet

from rollout.organisation.models import Employment, Person, Role


def with_positions(people: QuerySet[Person], day: dt.date) -> QuerySet[Person]:
    """People with their employments and roles of a day, as `current` and `current_roles`."""
    employments = Employment.objects.on(day).select_related("school").order_by("school__name")
    roles = Role.objects.on(day).order_by("kind")
    return people.prefetch_related(
        Prefetch("employments", employments, to_attr="current"),
        Prefetch("roles", roles, to_attr="current_roles"),
    )
