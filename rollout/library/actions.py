"""Writes to the library."""

from collections.abc import Callable

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max, Sum
from django.utils.translation import gettext as _

from rollout.common.bulk import save_rows
from rollout.common.revisions import check_fresh
from rollout.library.models import Kit, KitStep
from rollout.library.versions.rules import MADE_BY_STEPS

MOST_STEPS = 40  # in a part


def locked(kit_id: int) -> Kit:
    """A kit as it is now; whoever else would change it or its steps waits."""
    return Kit.objects.select_for_update(no_key=True).get(pk=kit_id)


@transaction.atomic
def change_kit(*, kit: Kit, revision: int, save: Callable[[], Kit]) -> Kit:
    """Save what a form says of a kit that was shown at a revision."""
    check_fresh(locked(kit.pk), revision)
    kit.revision = revision + 1
    saved = save()
    take_minutes(saved)
    return saved


@transaction.atomic
def add_step(*, step: KitStep) -> KitStep:
    """Add a step at the end of its part."""
    kit = locked(step.kit_id)
    step.position = next_position(step)
    step.save()
    note_order(kit)
    return step


@transaction.atomic
def change_step(*, step: KitStep, revision: int) -> KitStep:
    """Save a step that was shown at a revision. In another part than before it comes last."""
    kit = locked(step.kit_id)
    was = step_now(step)
    check_fresh(was, revision)
    step.revision = revision + 1
    step.position = was.position
    if step.part != was.part:
        step.position = next_position(step)
        note_order(kit)
    step.save()
    take_minutes(kit)
    return step


@transaction.atomic
def move_step(*, step: KitStep, by: int, revision: int) -> None:
    """Move a step some places up or down in its part, in a kit that was shown at a revision; at the
    ends it stays."""
    kit = locked(step.kit_id)
    check_fresh(kit, revision)
    part = list(kit.steps.filter(part=step.part))
    place = part.index(step_now(step))
    part.insert(max(0, place + by), part.pop(place))
    for number, each in enumerate(part, start=1):
        each.position = number
    save_rows(part, ["position"], owner_id=kit.owner_id)
    note_order(kit)


@transaction.atomic
def remove_step(*, step: KitStep, revision: int) -> None:
    """Take out a step that was shown at a revision."""
    kit = locked(step.kit_id)
    now = step_now(step)
    check_fresh(now, revision)
    now.delete()
    note_order(kit)


def step_now(step: KitStep) -> KitStep:
    """A step as it is now. Raises ValidationError where it has been taken out."""
    found = KitStep.objects.filter(pk=step.pk).first()
    if found is None:
        raise ValidationError(_("Somebody has taken this step out."))
    return found


def next_position(step: KitStep) -> int:
    """The place after the last one of a step's part. Raises ValidationError where it is full."""
    others = KitStep.objects.filter(kit=step.kit_id, part=step.part)
    if others.count() >= MOST_STEPS:
        full = _("This part has %(n)s steps already. Put some together before you add another.")
        raise ValidationError(full % {"n": MOST_STEPS})
    return (others.aggregate(last=Max("position"))["last"] or 0) + 1


def note_order(kit: Kit) -> None:
    """Which steps there are, or their order, has changed."""
    kit.revision += 1
    kit.save(update_fields=["revision"])
    take_minutes(kit)


def take_minutes(kit: Kit) -> None:
    """Where there is a session plan or a module of steps, each takes as long as its steps."""
    sums = kit.steps.order_by().values_list("part").annotate(minutes=Sum("minutes"))
    taken = dict(sums)
    for part, name in MADE_BY_STEPS:
        minutes = taken.get(part)
        if minutes and minutes != getattr(kit, name):
            setattr(kit, name, minutes)
            kit.save(update_fields=[name])
