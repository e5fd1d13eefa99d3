"""Letting a kit say what a content does."""

from rollout.common.bulk import make_rows, save_rows
from rollout.library.actions import note_order
from rollout.library.models import Kit, KitStep
from rollout.library.versions.rules import MADE_BY_STEPS, STEP_FIELDS, Content, Values, by_key

WRITTEN = [*STEP_FIELDS, "position", "revision"]


def write_content(kit: Kit, content: Content) -> None:
    """Write what a content says into a kit that the caller has locked. A step that says the same
    already stays untouched, so that a page on which it is open stays good."""
    made_by_steps = {name for _part, name in MADE_BY_STEPS}
    for name, value in content["texts"].items():
        if name not in made_by_steps or value is not None:
            setattr(kit, name, value)
    kit.save()
    there = {step.key: step for step in kit.steps.all()}
    for step in there.values():
        step.kit = kit
    gone = there.keys() - by_key(content).keys()
    for step in [there.pop(key) for key in gone]:
        step.delete()
    new, changed = [], []
    for position, values in positions(content):
        step = there.get(values["key"]) or KitStep(kit=kit, key=values["key"])
        if not write_step(step, values, position):
            continue
        if step.pk:
            changed.append(step)
        else:
            new.append(step)
    make_rows(new, owner_id=kit.owner_id)
    save_rows(changed, WRITTEN, owner_id=kit.owner_id)
    note_order(kit)


def positions(content: Content) -> list[tuple[int, Values]]:
    """Each step with its place in its part, from 1."""
    last: dict[str, int] = {}
    found = []
    for values in content["steps"]:
        last[values["part"]] = last.get(values["part"], 0) + 1
        found.append((last[values["part"]], values))
    return found


def write_step(step: KitStep, values: Values, position: int) -> bool:
    """Let a step say what it is to, in its place; whether that is anything new."""
    told = {name: values[name] for name in STEP_FIELDS if name in values}
    is_new_text = any(getattr(step, name) != value for name, value in told.items())
    if step.pk and not is_new_text and step.position == position:
        return False
    for name, value in told.items():
        setattr(step, name, value)
    step.position = position
    if step.pk and is_new_text:
        step.revision += 1
    return True
