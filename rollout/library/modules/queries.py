"""Reads of modules: their steps, and where an account goes on with them."""

from collections.abc import Collection
from dataclasses import dataclass

from rollout.library.models import Kit, KitStep
from rollout.library.modules.models import ModuleProgress
from rollout.library.modules.rules import nearest_place
from rollout.library.queries import may_write_kit
from rollout.library.versions.queries import latest_contents, shown
from rollout.organisation.access import Viewer


@dataclass(frozen=True)
class Module:
    """A kit's module as an account finds it: how long it takes, how many steps it has, and at which
    of them the account goes on, from 1; at 0 it hasn't begun."""

    minutes: int
    count: int
    place: int


def module_steps(viewer: Viewer, kit: Kit) -> list[KitStep]:
    """The steps of a kit's module as a viewer is shown it, in order."""
    steps = shown(kit, as_it_is=may_write_kit(viewer, kit)).steps
    return [step for step in steps if step.part == KitStep.Part.MODULE]


def modules_for(account_id: int | None, kits: Collection[int]) -> dict[int, Module]:
    """By kit, the modules that have steps, as they were last published. Three queries. What this
    tells is for the account alone, so it is never kept with what others see."""
    steps: dict[int, list[tuple[str, int]]] = {}
    rows = KitStep.objects.filter(kit__in=kits, part=KitStep.Part.MODULE)
    for kit, key, minutes in rows.values_list("kit", "key", "minutes"):
        steps.setdefault(kit, []).append((key, minutes))
    for kit, content in latest_contents(kits).items():
        published = [(s["key"], s["minutes"]) for s in content["steps"] if s["part"] == "module"]
        steps.pop(kit, None)
        if published:
            steps[kit] = published
    places = ModuleProgress.objects.filter(account=account_id, kit__in=kits)
    begun = {row.kit_id: row for row in places}
    return {
        kit: Module(
            sum(minutes for _key, minutes in found),
            len(found),
            place_of(begun.get(kit), [key for key, _minutes in found]),
        )
        for kit, found in steps.items()
    }


def place_of(progress: ModuleProgress | None, keys: list[str]) -> int:
    """The step at which somebody goes on, from 1; 0 where they haven't begun."""
    return nearest_place(keys, progress.step_key, progress.place) if progress else 0


def kept_place(account_id: int | None, kit: Kit, steps: list[KitStep]) -> int:
    """Where an account goes on with a module of these steps, from 1; 0 where it hasn't begun."""
    progress = ModuleProgress.objects.filter(account=account_id, kit=kit).first()
    return place_of(progress, [step.key for step in steps])
