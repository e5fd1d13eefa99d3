"""Reads of kits: which one a copy counts for, and which of them a school may use."""

from collections.abc import Collection, Iterable
from typing import TypeVar

from django.db.models import F, Model, Q, QuerySet
from django.db.models.functions import Coalesce
from django.db.models.lookups import Exact

from rollout.accounts.permissions import May
from rollout.library.models import Kit, KitStep
from rollout.library.rules import PATHS, KitParts, lacking
from rollout.library.versions.queries import Shown, shown
from rollout.organisation.access import Viewer

Row = TypeVar("Row", bound=Model)
TEXTS = ("purpose", "guide", "module_title", "best_practice", *PATHS)


def kit_root(way: str = "kit") -> Coalesce:
    """The id of a kit's root in a query, by the way to the kit; of kits themselves where there is
    no way. `Kit.root_id` is the same for a kit that is read."""
    return Coalesce(F(f"{way}__origin"), F(way)) if way else Coalesce(F("origin"), F("pk"))


def about_kit(rows: QuerySet[Row], root: int) -> QuerySet[Row]:
    """Those of the rows that are about a kit, told by its root's id, or about a copy of it."""
    return rows.filter(Exact(kit_root(), root))


def central_kits(owner_id: int) -> QuerySet[Kit]:
    """The owner's own kits: no school's copies."""
    return Kit.objects.filter(owner=owner_id, school__isnull=True)


def usable_kits(owner_id: int, schools: Iterable[int]) -> QuerySet[Kit]:
    """The kits that schools may use: the owner's central ones, and these schools' own copies."""
    usable = Q(school__isnull=True) | Q(school__in=schools)
    return Kit.objects.filter(usable, owner=owner_id)


def kits_for(viewer: Viewer) -> QuerySet[Kit]:
    """The kits that a viewer may see: what their schools may use, or all of the owner's."""
    if viewer.acting_role is None:
        return Kit.objects.none()
    if viewer.is_wide:
        return Kit.objects.filter(owner=viewer.owner_id)
    return usable_kits(viewer.owner_id, viewer.school_ids)


def may_write_kit(viewer: Viewer, kit: Kit) -> bool:
    """Whether a viewer may write a kit: a central one with the owner's settings; a school's own
    copy as one who runs sessions there."""
    if kit.school_id is None:
        return viewer.may(May.WRITE_SETTINGS)
    return viewer.may(May.WRITE_SESSIONS) and viewer.schools().filter(pk=kit.school_id).exists()


def copies_at(school_id: int) -> QuerySet[Kit]:
    """A school's own copies."""
    return Kit.objects.filter(school=school_id, origin__isnull=False)


def as_the_school_has_it(kit: Kit, school_id: int) -> Kit:
    """A school's own copy of a kit, where it has one; otherwise the kit."""
    own = copies_at(school_id).filter(origin=kit.root_id).first()
    return own or kit


def without_those_copied(kits: QuerySet[Kit], school_id: int) -> QuerySet[Kit]:
    """Kits without the central ones of which the school has its own copy."""
    return kits.exclude(school__isnull=True, pk__in=copies_at(school_id).values("origin"))


def lacking_in(kits: Iterable[Kit]) -> dict[int, list[str]]:
    """What each kit lacks before it is complete, by its id. One query."""
    found = list(kits)
    steps: dict[int, set[tuple[str, str]]] = {kit.pk: set() for kit in found}
    rows = KitStep.objects.filter(kit__in=found).order_by().distinct()
    for kit_id, part, mechanism in rows.values_list("kit", "part", "practice"):
        steps[kit_id].add((part, mechanism))
    return {kit.pk: lacking(parts_of(kit, steps[kit.pk])) for kit in found}


def parts_of(kit: Kit, steps: Collection[tuple[str, str]]) -> KitParts:
    """What there is of a kit, as the rules ask for it."""
    written = {name for name in TEXTS if getattr(kit, name).strip()}
    return KitParts(written, steps)


def has_steps(kit: Kit, part: KitStep.Part) -> bool:
    """Whether a part of a kit has steps to go through."""
    return kit.steps.filter(part=part).exists()


def has_session_plan(kit: Kit) -> bool:
    """Whether there are steps to take colleagues through, as the kit was last published."""
    return has_session_steps(shown(kit, as_it_is=False))


def has_session_steps(kit: Shown) -> bool:
    return any(step.part == KitStep.Part.SESSION for step in kit.steps)
