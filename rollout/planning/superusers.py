"""A programme's own superusers, chosen among those of others."""

import datetime as dt
from collections.abc import Iterable

from django.db import transaction

from rollout.accounts.permissions import Kind
from rollout.organisation.actions import grant_role
from rollout.organisation.models import Role
from rollout.planning.models import Programme


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
