"""Letting the workshops to come follow the order of the programme's kits, when that has changed."""

import datetime as dt
import itertools
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from rollout.common.dates import month_start, start_of
from rollout.library.models import Kit
from rollout.library.queries import lacking_in
from rollout.planning.handing_out import fingerprint, save_kits
from rollout.planning.kits import giving, kits_of, locked_order
from rollout.planning.kits_in_turn import Turn, kits_in_new_order
from rollout.planning.models import Programme, Workshop


@dataclass(frozen=True)
class KitChange:
    """A workshop to come whose kit would be another."""

    workshop: Workshop
    was: Kit
    becomes: Kit

    @property
    def is_announced(self) -> bool:
        return self.workshop.invited_at is not None


@dataclass(frozen=True)
class NewOrder:
    """What changes where the workshops to come follow the order; `seen` tells whether it is still
    so when it is saved."""

    changes: list[KitChange]
    seen: str

    @property
    def months(self) -> list[tuple[dt.date, list[KitChange]]]:
        """The changes by month, the first one first."""
        grouped = itertools.groupby(self.changes, key=lambda c: month_start(c.workshop.day))
        return [(month, list(changes)) for month, changes in grouped]

    @property
    def announced(self) -> int:
        return sum(change.is_announced for change in self.changes)

    @property
    def incomplete(self) -> list[tuple[Kit, dt.date]]:
        """The kits that come earlier than they were to and lack something, with their first day."""
        first: dict[int, dt.date] = {}
        was: dict[int, dt.date] = {}
        for change in self.changes:
            first.setdefault(change.becomes.pk, change.workshop.day)
            was.setdefault(change.was.pk, change.workshop.day)
        kits = {change.becomes.pk: change.becomes for change in self.changes}
        earlier = [kits[pk] for pk, day in first.items() if day < was.get(pk, day)]
        lacks = lacking_in(earlier)
        return [(kit, first[kit.pk]) for kit in earlier if lacks[kit.pk]]


def to_come(programme: Programme, day: dt.date) -> QuerySet[Workshop]:
    """A programme's planned workshops from the day after `day` on that are about one of its kits,
    the soonest first. What is planned for today may have been prepared."""
    workshops = Workshop.objects.filter(
        cohort__programme=programme,
        status=Workshop.Status.PLANNED,
        kit__isnull=False,
        starts_at__gte=start_of(day + dt.timedelta(days=1)),
    )
    return workshops.select_related("cohort__programme", "kit").order_by("starts_at", "pk")


def new_order(programme: Programme, day: dt.date) -> NewOrder:
    """What would change, as of a day, were the workshops to come to follow the order."""
    return compared(list(to_come(programme, day)), list(kits_of(programme)))


def compared(coming: list[Workshop], kits: list[Kit]) -> NewOrder:
    """What changes where these workshops follow the order of these kits. A workshop about another
    kit keeps it."""
    places = {kit.root_id: place for place, kit in enumerate(kits)}
    now = {w.pk: places[w.kit.root_id] for w in coming if w.kit and w.kit.root_id in places}
    turns = [Turn(w.pk, w.cohort_id, w.day, now[w.pk]) for w in coming if w.pk in now]
    becomes = kits_in_new_order(turns)
    changes = [
        KitChange(w, kits[now[w.pk]], kits[becomes[w.pk]])
        for w in coming
        if w.pk in now and becomes[w.pk] != now[w.pk]
    ]
    return NewOrder(changes, fingerprint(coming, [kit.pk for kit in kits]))


@transaction.atomic
def follow_order(*, programme: Programme, day: dt.date, seen: str) -> list[Workshop]:
    """Let the workshops to come after a day follow the order: all of them, or nothing where one of
    them or the order is no longer as it was seen. Gives those whose kit changed.

    Nobody is mailed for the kit alone: `notifications` lets what hasn't gone out tell of it.
    """
    locked_order(programme)
    coming = to_come(programme, day).select_for_update(no_key=True, of=("self",))
    order = compared(list(coming), list(kits_of(programme)))
    if order.seen != seen:
        raise ValidationError(
            _(
                "A workshop or the order of the kits has been changed while you had this open. "
                "Look through it as it is now, and save again."
            ),
            code="stale",
        )
    for change in order.changes:
        change.workshop.kit = change.becomes
    changed = [change.workshop for change in order.changes]
    save_kits(changed, _("Kits in a new order"))
    return changed


def months_of_kits(programme: Programme) -> dict[int, list[dt.date]]:
    """By a kit's root, the first days of the months in which the programme gives it out."""
    months: dict[int, list[dt.date]] = {}
    for workshop in giving(programme).order_by("starts_at"):
        month = month_start(workshop.day)
        own = months.setdefault(workshop.root, [])
        if month not in own:
            own.append(month)
    return months
