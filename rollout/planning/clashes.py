"""Planned workshops on days when their facilitator or venue can’t."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from rollout.calendars.availability import in_period
from rollout.calendars.models import Availability
from rollout.planning.models import Workshop


@dataclass(frozen=True)
class Clash:
    """A planned workshop on a day when its facilitator or its venue can't."""

    workshop: Workshop
    away: Availability

    @property
    def is_of_facilitator(self) -> bool:
        return self.away.facilitator_id is not None


def clashes(workshops: Iterable[Workshop]) -> list[Clash]:
    """Which of some planned workshops can't be held as planned, in the workshops' order: once for
    the facilitator and once for the venue at most. One query beside the workshops' own."""
    planned = [w for w in workshops if w.status == Workshop.Status.PLANNED]
    if not planned:
        return []
    days = [workshop.day for workshop in planned]
    whose = Q(facilitator__in={w.facilitator_id for w in planned if w.facilitator_id})
    whose |= Q(venue__in={w.venue_id for w in planned if w.venue_id})
    rows = list(in_period(min(days), max(days)).filter(whose))
    found: dict[tuple[int, bool], Clash] = {}
    for workshop, day in zip(planned, days, strict=True):
        for row in rows:
            if row.starts_on <= day <= row.ends_on and concerns(row, workshop):
                clash = Clash(workshop, row)
                found.setdefault((workshop.pk, clash.is_of_facilitator), clash)
    return list(found.values())


def concerns(row: Availability, workshop: Workshop) -> bool:
    """Whether days away are those of a workshop's facilitator or venue."""
    if row.facilitator_id:
        return row.facilitator_id == workshop.facilitator_id
    return row.venue_id is not None and row.venue_id == workshop.venue_id


def planned_workshops(owner_id: int, now: dt.datetime) -> QuerySet[Workshop]:
    """An owner's workshops that are still to come at a moment, to look for clashes among."""
    return (
        Workshop.objects.filter(
            cohort__programme__owner=owner_id,
            status=Workshop.Status.PLANNED,
            ends_at__gte=now,
        )
        .select_related("cohort__programme", "facilitator", "venue")
        .order_by("starts_at", "pk")
    )
