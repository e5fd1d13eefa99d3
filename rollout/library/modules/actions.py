"""Keeping one's place in a module, and having done it."""

import datetime as dt

from django.db import transaction

from rollout.library.models import Kit, KitStep, ModuleCompletion
from rollout.library.modules.models import ModuleProgress
from rollout.organisation.models import Person


@transaction.atomic
def keep_place(*, account_id: int, kit: Kit, step: KitStep, place: int) -> None:
    """Note at which step of a module an account goes on, and that step's place, from 1."""
    ModuleProgress.objects.update_or_create(
        account_id=account_id, kit=kit, defaults={"step_key": step.key, "place": place}
    )


@transaction.atomic
def complete_module(*, person: Person, kit: Kit, day: dt.date) -> ModuleCompletion:
    """A person has done a kit's module on their own; saying so twice keeps the first day. Where
    they were in it is forgotten."""
    completion, _made = ModuleCompletion.objects.get_or_create(
        person=person, kit=kit, defaults={"completed_on": day}
    )
    ModuleProgress.objects.filter(account=person.user_id, kit=kit).delete()
    return completion
