"""The kits that a programme gives out, in its own order."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from rollout.library.models import Kit
from rollout.library.queries import central_kits, kit_root, usable_kits, without_those_copied
from rollout.planning.models import Cohort, Programme, ProgrammeKit, Workshop


def kits_of(programme: Programme) -> QuerySet[Kit]:
    """A programme's kits in the order in which it gives them out."""
    return Kit.objects.filter(places__programme=programme).order_by("places__position")


def giving(programme: Programme) -> QuerySet[Any]:
    """**Which workshops give a kit out**: those of the programme with a kit, held or to come. A
    cancelled one gives nothing out. A copy is given out for its root, which each has as `root`."""
    with_kit = Workshop.objects.filter(cohort__programme=programme, kit__isnull=False)
    return with_kit.exclude(status=Workshop.Status.CANCELLED).annotate(root=kit_root())


def kits_with_workshops(programme: Programme) -> QuerySet[Kit]:
    """A programme's kits in order, each with how many workshops give it out as `given`."""
    about = giving(programme).filter(root=OuterRef("root")).order_by().values("root")
    count = about.annotate(n=Count("pk")).values("n")
    kits = kits_of(programme).alias(root=kit_root(""))
    return kits.annotate(given=Coalesce(Subquery(count), 0))


def kits_besides(programme: Programme) -> QuerySet[Kit]:
    """The owner's central kits that the programme doesn't give out; `elsewhere` tells of those that
    another programme does."""
    others = ProgrammeKit.objects.filter(kit=OuterRef("pk"))
    kits = central_kits(programme.owner_id).exclude(places__programme=programme)
    return kits.annotate(elsewhere=Exists(others))


def kits_for_workshop(workshop: Workshop) -> QuerySet[Kit]:
    """The kits that a workshop may be about: its programme's, and the one that it is about now."""
    ordered = ProgrammeKit.objects.filter(programme=workshop.cohort.programme_id)
    place = ordered.filter(kit=OuterRef("pk")).values("position")
    kits = Kit.objects.filter(Q(pk__in=ordered.values("kit")) | Q(pk=workshop.kit_id))
    return kits.order_by(Subquery(place), "pk")


def kits_for_school(programme: Programme, school_id: int, also: int | None = None) -> QuerySet[Kit]:
    """The kits that a school's session may be on: the programme's in its order, those that its
    workshops are about besides, each as the school has it: its own copy where it has one; and one
    that a session is about already."""
    place = ProgrammeKit.objects.filter(programme=programme, kit=OuterRef("root"))
    about = Workshop.objects.filter(cohort__programme=programme, kit__isnull=False)
    usable = usable_kits(programme.owner_id, [school_id])
    as_here = without_those_copied(usable, school_id) | usable.filter(pk=also or 0)
    return (
        as_here.alias(root=kit_root(""), place=Subquery(place.values("position")))
        .filter(
            Q(place__isnull=False) | Q(root__in=about.values_list(kit_root())) | Q(pk=also or 0)
        )
        .order_by(F("place").asc(nulls_last=True), "pk")
    )


def kits_to_give(
    programme: Programme,
    *,
    cohorts: Iterable[Cohort] | None = None,
    moved: Iterable[Workshop] = (),
) -> list[Kit]:
    """**Which kits aren't given out yet**: a programme's, in order, that no workshop, or none of
    some cohorts', gives out; those that are planned anew don't count."""
    given = giving(programme).exclude(pk__in=[workshop.pk for workshop in moved])
    if cohorts is not None:
        given = given.filter(cohort__in=list(cohorts))
    kits = kits_of(programme).alias(root=kit_root(""))
    return list(kits.exclude(root__in=given.values("root")))


def locked_order(programme: Programme) -> list[int]:
    """The ids of a programme's kits in order; whoever else would change it waits."""
    Programme.objects.select_for_update(no_key=True).get(pk=programme.pk)
    return list(programme.kit_places.values_list("kit_id", flat=True))


def write_order(programme: Programme, kits: Iterable[int]) -> None:
    programme.kit_places.all().delete()
    ProgrammeKit.objects.bulk_create(
        ProgrammeKit(programme=programme, kit_id=kit, position=number)
        for number, kit in enumerate(kits, start=1)
    )


@transaction.atomic
def add_kits(*, programme: Programme, kits: Iterable[Kit]) -> None:
    """Give out some kits too, after the others."""
    order = locked_order(programme)
    for kit in kits:
        ProgrammeKit(programme=programme, kit=kit, position=0).clean()
        if kit.pk not in order:
            order.append(kit.pk)
    write_order(programme, order)


@transaction.atomic
def move_kit(*, programme: Programme, kit: Kit, by: int) -> None:
    """Give a kit out earlier or later by some places; at the ends it stays."""
    order = locked_order(programme)
    if kit.pk not in order:
        raise ValidationError(_("The programme doesn’t give this kit out any more."))
    place = order.index(kit.pk)
    order.remove(kit.pk)
    order.insert(max(0, place + by), kit.pk)
    write_order(programme, order)


@transaction.atomic
def remove_kit(*, programme: Programme, kit: Kit) -> None:
    """Give a kit out no more, unless a workshop of the programme is about it."""
    order = locked_order(programme)
    if giving(programme).filter(root=kit.root_id).exists():
        raise ValidationError(
            _("A workshop is about this kit. Give the workshop another one first.")
        )
    write_order(programme, [pk for pk in order if pk != kit.pk])
