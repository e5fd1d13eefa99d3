"""Reads of schools' own copies: what they took, what waits for them, and what each made its own."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field

from rollout.library.copies.merging import Kind, Offer, offers
from rollout.library.copies.models import CopyBase
from rollout.library.models import Kit, KitStep
from rollout.library.versions.differences import Differences, StepDifference, differences
from rollout.library.versions.models import KitVersion
from rollout.library.versions.queries import content_of, latest_version
from rollout.library.versions.rules import (
    Content,
    Values,
    by_key,
    empty_content,
    mark,
    same,
    value_of,
)
from rollout.organisation.models import School

# What others see of a colleague’s version of a step.
SEEN = ("title", "text")


def copies_of(kit_id: int) -> list[Kit]:
    """The schools’ own copies of a central kit, by the schools’ names. Two queries."""
    copies = Kit.objects.filter(origin=kit_id, school__isnull=False)
    found = copies.select_related("school", "base").prefetch_related("steps")
    return list(found.order_by("school__name", "pk"))


def base_of(copy: Kit) -> CopyBase:
    """What a copy last took; nothing yet for one that was made in another way than from its kit’s
    page, so that everything is asked about."""
    found = getattr(copy, "base", None)
    return found or CopyBase(kit=copy, content=empty_content())


@dataclass(frozen=True)
class Update:
    """The origin’s latest version, and what of it waits for a copy."""

    copy: Kit
    base: CopyBase
    ours: Content
    version: KitVersion | None = None
    offers: list[Offer] = field(default_factory=list)

    @property
    def theirs(self) -> Content:
        """What the origin says; what the copy took where it has published nothing."""
        content: Content = self.version.content if self.version else self.base.content
        return content

    @property
    def follow(self) -> int:
        """How many parts follow by themselves, merged or not, once somebody takes them."""
        return sum(offer.kind in (Kind.FOLLOWS, Kind.MERGES) for offer in self.offers)

    @property
    def to_choose(self) -> int:
        return sum(offer.needs_choice for offer in self.offers)

    @property
    def kept(self) -> int:
        return sum(offer.kind == Kind.KEPT for offer in self.offers)

    @property
    def mark(self) -> str:
        """Tells whether a page shows all offers as they are now."""
        return mark([offer.mark for offer in self.offers])

    def offer(self, part: str) -> Offer | None:
        return next((offer for offer in self.offers if offer.part == part), None)


def update_for(copy: Kit, steps: Iterable[KitStep] | None = None) -> Update:
    """What waits for a copy. At most three queries."""
    version = latest_version(copy.origin_id) if copy.origin_id else None
    return update_from(copy, version, content_of(copy, steps))


def update_from(copy: Kit, version: KitVersion | None, ours: Content) -> Update:
    base = base_of(copy)
    if version is None:
        return Update(copy, base, ours)
    return Update(copy, base, ours, version, offers(base.content, ours, version.content))


@dataclass(frozen=True)
class Adaptation:
    """A school’s copy, how it differs from what it took, and what waits for it."""

    copy: Kit
    differences: Differences
    update: Update


def adaptations_of(kit: Kit, copies: list[Kit]) -> list[Adaptation]:
    """What each school has made of a central kit in its copy. One query, where there are any."""
    latest = latest_version(kit.pk) if copies else None
    found = []
    for copy in copies:
        ours = content_of(copy, copy.steps.all())
        told = differences(base_of(copy).content, ours)
        found.append(Adaptation(copy, told, update_from(copy, latest, ours)))
    return found


def changed_copies(owner_id: int, day: dt.date) -> set[int]:
    """The schools’ own copies that **differ from what they follow**: which say anything else, in
    texts, steps or their order, than their school last took. One that was only taken is none, nor
    is one of which the school has changed nothing. Only those that a session was held on by a day.
    As they are now: nobody keeps what a copy said before. Two queries."""
    held = {"sessions__status": "held", "sessions__held_on__lte": day}
    copies = Kit.objects.filter(owner=owner_id, school__isnull=False, **held).distinct()
    found = copies.select_related("base").prefetch_related("steps")
    return {copy.pk for copy in found if is_changed(copy)}


def is_changed(copy: Kit) -> bool:
    """Whether a copy, whose base and steps are read, differs from what it follows."""
    return differences(base_of(copy).content, content_of(copy, copy.steps.all())).is_any


def differences_of(copy: Kit) -> Differences:
    """How a copy differs from its origin as the school last took it. Two queries."""
    return differences(base_of(copy).content, content_of(copy))


@dataclass(frozen=True)
class OthersWay:
    """How another school has a step."""

    school: School
    step: KitStep


def others_ways(
    kit: Kit, steps: Iterable[KitStep], copies: Iterable[Kit], besides: Iterable[int] = ()
) -> dict[str, list[OthersWay]]:
    """How other schools of the owner, besides the viewer’s own, have changed each step of a kit in
    their copies, by its key; only what differs from what they took and from what is shown here."""
    own = set(besides)
    here = {step.key: step for step in steps}
    found: dict[str, list[OthersWay]] = {}
    for copy in copies:
        if copy.pk == kit.pk or copy.school is None or copy.school.pk in own:
            continue
        took = by_key(base_of(copy).content)
        for step in copy.steps.all():
            if step.key in here and is_own_way(step, here[step.key], took.get(step.key)):
                found.setdefault(step.key, []).append(OthersWay(copy.school, step))
    return found


def is_own_way(step: KitStep, here: KitStep, took: dict[str, object] | None) -> bool:
    """Whether a school has a step its own way: another than it took, and than it is here."""
    told, shown = ({name: getattr(each, name) for name in SEEN} for each in (step, here))
    was = {name: took.get(name) for name in SEEN} if took else None
    return not same(told, shown) and not same(told, was)


def own_copy(kit: Kit, schools: Iterable[int]) -> Kit | None:
    """The copy that one of some schools has of a central kit; None where none has."""
    return Kit.objects.filter(origin=kit.pk, school__in=list(schools)).order_by("pk").first()


def step_difference(copy: Kit, key: str) -> StepDifference | None:
    """How one step of a copy differs from what the school took."""
    return next((step for step in differences_of(copy).steps if step.key == key), None)


@dataclass(frozen=True)
class TextDifference:
    """One of the kit’s own texts as the school took it and as it has it now."""

    name: str
    was: Values
    now: Values

    @property
    def mark(self) -> str:
        """Tells whether a page shows the text as it is now."""
        return mark([self.was, self.now])


def text_differences(copy: Kit) -> list[TextDifference]:
    """The kit’s own texts that the school has changed, but for minutes that the steps make up."""
    was, now = base_of(copy).content, content_of(copy)
    return [
        TextDifference(
            name, {name: value_of(was["texts"], name)}, {name: value_of(now["texts"], name)}
        )
        for name in differences(was, now).texts
        if was["texts"].get(name) is not None and now["texts"][name] is not None
    ]


def version_used(kit: Kit) -> int | None:
    """The version that a session on a kit uses now: the kit's latest, or of a copy the one that it
    last took; None where there is none."""
    if kit.school_id:
        return base_of(kit).version_id
    latest = latest_version(kit.pk)
    return latest.pk if latest else None
