"""Kits from files, one a file: the starters that a new owner gets, and the demo's."""

import datetime as dt
import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from rollout.common.bulk import make_rows
from rollout.library.actions import take_minutes
from rollout.library.models import Kit, KitStep
from rollout.library.queries import central_kits
from rollout.library.versions.actions import publish
from rollout.library.versions.rules import KIT_TEXTS, MADE_BY_STEPS, STEP_FIELDS
from rollout.organisation.models import SchoolOwner

STARTERS = Path(__file__).parent / "starters"
STEP_NAMES = {"key", *STEP_FIELDS}


@dataclass(frozen=True)
class KitFile:
    """What a file says of a kit: its fields, and those of each step in order."""

    fields: dict[str, Any]
    steps: tuple[dict[str, Any], ...]

    @property
    def title(self) -> str:
        return str(self.fields["title"])


def read_kits(folder: Path) -> list[KitFile]:
    """Every kit in a folder, by file name; none where there is no such folder. Raises
    ValidationError as `read_kit` does."""
    return [read_kit(path) for path in sorted(folder.glob("*.json"))]


def read_kit(path: Path) -> KitFile:
    """A file's kit. Raises ValidationError with the file's name and what is wrong with it."""
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
        found = KitFile(
            {name: value for name, value in told.items() if name not in ("slug", "steps")},
            tuple(told["steps"]),
        )
        check(found)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ValidationError(f"{path.name}: {error}") from error
    except ValidationError as error:
        raise ValidationError(f"{path.name}: {' '.join(error.messages)}") from error
    return found


def check(kit: KitFile) -> None:
    """Raise ValidationError for what the library wouldn't take."""
    wrong = [
        f"It has an unknown field: {name}." for name in sorted(kit.fields.keys() - {*KIT_TEXTS})
    ]
    for step in kit.steps:
        wrong += [f"A step has an unknown field: {n}." for n in sorted(step.keys() - STEP_NAMES)]
    keys = [step["key"] for step in kit.steps]
    wrong += [
        f"Two steps have the key {key}." for key in sorted({k for k in keys if keys.count(k) > 1})
    ]
    for part, name in MADE_BY_STEPS:
        taken = sum(step["minutes"] for step in kit.steps if step["part"] == part)
        if taken and taken != kit.fields.get(name, taken):
            wrong.append(f"Its {part} takes {taken} minutes by its steps.")
    if wrong:
        raise ValidationError(wrong)
    Kit(**kit.fields).clean_fields(exclude=["owner"])
    for step in kit.steps:
        KitStep(**step).clean_fields(exclude=["kit"])


@transaction.atomic
def make_kit(*, owner: SchoolOwner, file: KitFile, at: dt.datetime | None = None) -> Kit:
    """The owner's kit of a file's title, with the file's steps where it is new, and published, now
    or at a moment. One that is there already stays as it is: somebody may have changed it."""
    known = central_kits(owner.pk).filter(title=file.title).first()
    if known:
        return known
    kit = Kit.objects.create(owner=owner, **file.fields)
    make_rows(steps_in_order(kit, file.steps), owner_id=owner.pk)
    take_minutes(kit)
    publish(kit=kit, at=at)
    return kit


def steps_in_order(kit: Kit, steps: Iterable[dict[str, Any]]) -> list[KitStep]:
    """A new kit's steps, placed within each part as they come."""
    return [KitStep(kit=kit, position=n, **step) for n, step in enumerate(steps, start=1)]


@transaction.atomic
def give_starters(*, owner: SchoolOwner) -> list[Kit]:
    """The starters, for an owner who has no kit yet."""
    if central_kits(owner.pk).exists():
        return []
    return [make_kit(owner=owner, file=file) for file in read_kits(STARTERS)]
