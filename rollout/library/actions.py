"""Writes to the library."""

import datetime as dt

from django.db import transaction

from rollout.library.models import Kit, ModuleCompletion
from rollout.organisation.models import Person


@transaction.atomic
def complete_module(*, person: Person, kit: Kit, day: dt.date) -> ModuleCompletion:
    """A person has done a kit's module on their own; saying so twice keeps the first day."""
    completion, _made = ModuleCompletion.objects.get_or_create(
        person=person, kit=kit, defaults={"completed_on": day}
    )
    return completion
