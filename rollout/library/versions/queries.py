"""Reads of what kits say, and of their published versions."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from rollout.library.models import Kit, KitStep
from rollout.library.versions.differences import Differences, differences
from rollout.library.versions.models import KitVersion
from rollout.library.versions.rules import KIT_TEXTS, MADE_BY_STEPS, STEP_FIELDS, Content, Values


@dataclass(frozen=True)
class Shown:
    """A kit as somebody is shown it. `version` is the published one that they see; None where they
    see the kit as it is."""

    kit: Kit
    steps: list[KitStep]
    version: KitVersion | None = None


def content_of(kit: Kit, steps: Iterable[KitStep] | None = None) -> Content:
    """What a kit says now. One query where its steps aren’t given."""
    found = list(kit.steps.all() if steps is None else steps)
    texts = {name: getattr(kit, name) for name in KIT_TEXTS}
    for part, name in MADE_BY_STEPS:
        if any(step.part == part for step in found):
            texts[name] = None
    return {
        "texts": texts,
        "steps": [
            {"key": step.key, **{name: getattr(step, name) for name in STEP_FIELDS}}
            for step in found
        ],
    }


def latest_version(kit_id: int) -> KitVersion | None:
    """The latest published version of a central kit; None where it has none."""
    return KitVersion.objects.filter(kit=kit_id).order_by("-number").first()


def latest_contents(kits: Collection[int]) -> dict[int, Content]:
    """What each of some kits says as it was last published; those that never were aren't there. One
    query."""
    rows = KitVersion.objects.filter(kit__in=kits).order_by("number")
    return dict(rows.values_list("kit", "content"))


def not_published(kit: Kit, latest: KitVersion, steps: Iterable[KitStep] | None) -> Differences:
    """What has changed of a central kit since its latest version."""
    return differences(latest.content, content_of(kit, steps))


def shown(kit: Kit, *, as_it_is: bool) -> Shown:
    """**What of a kit is shown**: a central one as it was last published, so that what is half
    written is with those alone who write it. A copy, one that was never published, and any to those
    who write it, are shown as they are."""
    version = None if as_it_is or kit.school_id else latest_version(kit.pk)
    return as_published(kit, version) if version else Shown(kit, list(kit.steps.all()))


def told_as_published(kits: Iterable[Kit]) -> list[Kit]:
    """Kits as lists tell them to those who don’t write them: central ones are given the texts that
    were last published, as `shown` has it. Only for showing: nothing of it is saved. One query."""
    found = list(kits)
    contents = latest_contents([kit.pk for kit in found if kit.school_id is None])
    for kit in found:
        for name, value in texts_of(contents[kit.pk]).items() if kit.pk in contents else ():
            setattr(kit, name, value)
    return found


def texts_of(content: Content) -> Values:
    """A content's texts, with how long it takes where its steps say that."""
    texts = {name: content["texts"].get(name, "") for name in KIT_TEXTS}
    for part, name in MADE_BY_STEPS:
        if texts[name] is None:
            taken = sum(step["minutes"] for step in content["steps"] if step["part"] == part)
            texts[name] = taken or (None if name == "module_minutes" else 0)
    return texts


def as_published(kit: Kit, version: KitVersion) -> Shown:
    """A kit with its steps as a version has it, made for showing: nothing of it is saved."""
    content: Content = version.content
    steps = [
        KitStep(
            kit=kit,
            key=step["key"],
            **{name: step[name] for name in STEP_FIELDS if name in step},
        )
        for step in content["steps"]
    ]
    told = Kit(pk=kit.pk, owner_id=kit.owner_id, revision=kit.revision, **texts_of(content))
    return Shown(told, steps, version)
