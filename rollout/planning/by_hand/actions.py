"""Saving a year that was planned by hand."""

import datetime as dt
from collections.abc import Iterable, Mapping

from django.db import transaction

from rollout.common.dates import local
from rollout.planning.actions import check_within
from rollout.planning.by_hand.queries import YearAsked
from rollout.planning.kits import kits_to_give
from rollout.planning.models import Cohort, Programme, Workshop


@transaction.atomic
def plan_dates(
    *, programme: Programme, asked: YearAsked, dates: Mapping[Cohort, Iterable[dt.date]]
) -> list[Workshop]:
    """Save workshops on these dates, at the hours, place and with the facilitator that are asked
    for; with kits, each cohort gets one a month in the programme's order. All or none."""
    kits = kits_to_give(programme, cohorts=dates) if asked.use_kits else []
    workshops = []
    for cohort, days in dates.items():
        for number, day in enumerate(sorted(days)):
            workshop = Workshop(
                cohort=cohort,
                starts_at=local(day, asked.start),
                ends_at=local(day, asked.end),
                facilitator=asked.facilitator,
                venue=asked.venue,
                kit=kits[number] if number < len(kits) else None,
            )
            check_within(workshop)
            workshop.full_clean()
            workshop.save()
            workshops.append(workshop)
    return workshops
