"""What needs attention, from the figures and the plan."""

import bisect
import datetime as dt
from collections.abc import Callable
from dataclasses import replace

from rollout.calendars.queries import school_days
from rollout.guidance.rules import Advice, Thresholds, advise
from rollout.insight.figures import ProgrammeFigures
from rollout.planning.models import Programme, Workshop
from rollout.planning.queries import within_programme


def open_days_since(programme: Programme, day: dt.date) -> Callable[[dt.date], int]:
    """Counts school days after one day up to another, with one look at the calendar."""
    days = school_days(programme.owner, programme.starts_on, day)
    return lambda since: len(days) - bisect.bisect_right(days, since)


def advice_for(programme: Programme, day: dt.date, figures: ProgrammeFigures) -> list[Advice]:
    """What to see to at the programme's schools on a day, by their figures of that day: the
    weightiest first. Nothing is urgent on a day outside the programme."""
    limits = Thresholds(programme.superusers_per_school, programme.lag_days, programme.quiet_days)
    found = advise(
        figures.schools.values(),
        limits,
        lambda kit: figures.kits.get(kit, ""),
        open_days_since(programme, day),
    )
    if programme.starts_on <= day <= programme.ends_on:
        return found
    return [replace(each, weight=each.weight._replace(is_urgent=False)) for each in found]


def cancelled_without_date(programme: Programme, day: dt.date) -> list[Workshop]:
    """Cancelled workshops that have no new date yet, in order of time, while the programme may give
    them one."""
    if programme.has_ended(day):
        return []
    return list(
        Workshop.objects.filter(
            within_programme(),
            cohort__programme=programme,
            status=Workshop.Status.CANCELLED,
            replaced_by__isnull=True,
        )
        .select_related("cohort")
        .order_by("starts_at")
    )
