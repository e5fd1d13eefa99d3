"""Handing out a programme's kits to the workshops to come that have none, all in one go."""

import datetime as dt
import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from rollout.common.dates import month_start, start_of
from rollout.library.models import Kit
from rollout.library.queries import kit_root
from rollout.planning.kits import kits_of, locked_order
from rollout.planning.kits_in_turn import Turn, kits_in_turn
from rollout.planning.models import Programme, Workshop
from rollout.planning.signals import kits_changed

Status = Workshop.Status


@dataclass(frozen=True)
class Given:
    """A workshop without a kit, and the one that it is to get; None where there is none left."""

    workshop: Workshop
    kit: Kit | None


@dataclass(frozen=True)
class Month:
    """A month's workshops without a kit."""

    first: dt.date
    given: list[Given]

    @property
    def kits(self) -> list[Kit | None]:
        """What they get, each once."""
        return list(dict.fromkeys(each.kit for each in self.given))

    @property
    def empty(self) -> int:
        return sum(each.kit is None for each in self.given)


@dataclass(frozen=True)
class HandOut:
    """Which workshop gets which kit, by month, and the programme's kits in order; `seen` tells
    whether it is still so when it is saved."""

    months: list[Month]
    kits: list[Kit]
    seen: str

    @property
    def given(self) -> list[Given]:
        return [each for month in self.months for each in month.given]

    @property
    def filled(self) -> int:
        """How many get one."""
        return sum(each.kit is not None for each in self.given)

    @property
    def empty(self) -> int:
        """How many stay without."""
        return sum(month.empty for month in self.months)

    @property
    def announced(self) -> int:
        """How many people are invited to already."""
        return sum(each.workshop.invited_at is not None for each in self.given)


def without_kit(programme: Programme, day: dt.date) -> QuerySet[Workshop]:
    """A programme's planned workshops from a day on that are about no kit, the soonest first."""
    workshops = Workshop.objects.filter(
        cohort__programme=programme,
        status=Status.PLANNED,
        kit__isnull=True,
        starts_at__gte=start_of(day),
    )
    return workshops.order_by("starts_at", "pk")


def fingerprint(workshops: Iterable[Workshop], kits: Iterable[int]) -> str:
    """What a page shows: the workshops without a kit, as they are, and the kits in order."""
    told = [sorted((each.pk, each.revision) for each in workshops), list(kits)]
    return hashlib.sha256(repr(told).encode()).hexdigest()[:32]


def turns(programme: Programme, waiting: Sequence[Workshop], kits: Sequence[Kit]) -> list[Turn]:
    """All the programme's workshops in order, as `kits_in_turn` reads them."""
    places = {kit.root_id: place for place, kit in enumerate(kits)}
    others = Workshop.objects.filter(cohort__programme=programme).exclude(status=Status.CANCELLED)
    others = others.exclude(pk__in=[each.pk for each in waiting])
    rows = others.values_list("pk", "cohort_id", "starts_at", kit_root())
    return [
        *(Turn(w.pk, w.cohort_id, w.day, waits=True) for w in waiting),
        *(
            Turn(pk, cohort, timezone.localdate(starts_at), places.get(kit))
            for pk, cohort, starts_at, kit in rows
        ),
    ]


def hand_out_from(
    programme: Programme, day: dt.date, chosen: Mapping[int, int | None] | None = None
) -> HandOut:
    """What handing out from a day on would give: the kits in order, month by month, but for what is
    `chosen` by hand, by workshop. Three queries."""
    waiting = list(without_kit(programme, day).select_related("cohort"))
    kits = list(kits_of(programme))
    proposed = kits_in_turn(turns(programme, waiting, kits), len(kits)) if waiting else {}
    by_id = {kit.pk: kit for kit in kits}
    by_month: dict[dt.date, list[Given]] = {}
    for workshop in waiting:
        place = proposed.get(workshop.pk)
        kit = None if place is None else kits[place]
        if chosen and workshop.pk in chosen:
            kit = by_id.get(chosen[workshop.pk] or 0)
        by_month.setdefault(month_start(workshop.day), []).append(Given(workshop, kit))
    months = [
        Month(first, sorted(given, key=lambda each: str(each.workshop.cohort)))
        for first, given in by_month.items()
    ]
    return HandOut(months, kits, fingerprint(waiting, by_id))


@transaction.atomic
def hand_out(
    *, programme: Programme, day: dt.date, chosen: Mapping[int, int | None], seen: str
) -> list[Workshop]:
    """Give workshops without a kit the one that is chosen for each: all of it, or nothing where a
    workshop or the order of the kits is no longer as it was seen.

    Gives those that got one. Nobody is mailed for the kit alone: `notifications` lets what hasn't
    gone out tell of it.
    """
    order = locked_order(programme)
    coming = without_kit(programme, day).select_related("cohort__programme")
    waiting = list(coming.select_for_update(no_key=True, of=("self",)))
    if fingerprint(waiting, order) != seen:
        raise ValidationError(
            _(
                "A workshop or the order of the kits has been changed while you had this open. "
                "Your choices are still here: look through them, and save again."
            ),
            code="stale",
        )
    filled = [workshop for workshop in waiting if chosen.get(workshop.pk) in order]
    for workshop in filled:
        workshop.kit_id = chosen[workshop.pk]
    save_kits(filled, _("Kits handed out"))
    return filled


def save_kits(workshops: Sequence[Workshop], reason: str) -> None:
    """Save workshops that have got another kit; history keeps why."""
    for workshop in workshops:
        workshop.revision += 1
        workshop._change_reason = reason
        workshop.save()
    if announced := [workshop for workshop in workshops if workshop.invited_at]:
        kits_changed.send(sender=Workshop, workshops=announced)


def given_twice(workshops: Iterable[Workshop]) -> list[tuple[str, str]]:
    """The cohorts that have some of these workshops' kits in another workshop too, and the kit."""
    cohorts = {each.pk: each.cohort_id for each in workshops}
    rows = Workshop.objects.filter(cohort__in=set(cohorts.values()), kit__isnull=False)
    rows = rows.exclude(status=Status.CANCELLED).annotate(root=kit_root())
    given = list(rows.select_related("cohort", "kit"))
    counted = Counter((row.cohort_id, row.root) for row in given)
    changed = [row for row in given if row.pk in cohorts]
    twice = {
        (str(row.cohort), str(row.kit)) for row in changed if counted[row.cohort_id, row.root] > 1
    }
    return sorted(twice)
