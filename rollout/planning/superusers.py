"""A programme's own superusers, chosen among those of others."""

import datetime as dt
from collections.abc import Iterable

from django.db import transaction

from rollout.accounts.permissions import Kind
from rollout.common.dates import in_force
from rollout.organisation.actions import grant_role
from rollout.organisation.models import Role
from rollout.organisation.queries import superusers_of
from rollout.planning.models import Programme


def superusers_to_choose(programme: Programme, day: dt.date) -> list[Role]:
    """The superusers at the programme's schools who aren't in it: one role a person and school."""
    there = set(superusers_of(programme, day).values_list("person", "school"))
    on = max(day, programme.starts_on)
    roles = Role.objects.filter(
        in_force(on),
        in_force(on, "school__participations__"),
        kind=Kind.SUPERUSER,
        school__participations__programme=programme,
    ).select_related("person", "school")
    found = {(role.person_id, role.school_id): role for role in roles}
    left = [role for key, role in found.items() if key not in there]
    return sorted(left, key=lambda role: (str(role.school), str(role.person)))


@transaction.atomic
def choose_superusers(*, programme: Programme, roles: Iterable[Role], day: dt.date) -> None:
    """Make superusers elsewhere superusers of this programme too, at the same school."""
    for role in roles:
        grant_role(
            person=role.person,
            kind=Kind.SUPERUSER,
            school=role.school,
            programme=programme,
            starts_on=day,
        )
