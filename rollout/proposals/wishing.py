"""What a lead most likely wishes for the next year, to begin from."""

import datetime as dt
import math

from rollout.calendars.queries import school_days
from rollout.common.dates import month_end, month_start, next_month
from rollout.planning.models import Programme, Workshop
from rollout.planning.queries import facilitators, schools_in, superuser_roles
from rollout.proposals.problems import seats_at
from rollout.proposals.rules import (
    MATTERS,
    ORDINARY,
    USUAL_NOTICE,
    Beginning,
    OffMap,
    Room,
    Wishes,
    first_possible,
)
from rollout.scheduler.problem import Mode

USUAL_SIZE = 15
IDEAL_GAP, MOST_GAP = 28, 42
STARTS, ENDS = dt.time(12, 30), dt.time(15, 30)


def usual_wishes(programme: Programme, day: dt.date) -> Wishes:
    """The months that aren't planned yet on a day, the common time, every venue and facilitator,
    and as many cohorts as there are."""
    first, last = unplanned_months(programme, day)
    common = next(
        (thing for thing in (programme, programme.owner) if thing.common_weekday is not None), None
    )
    count = programme.cohorts.count() or usual_count(programme, max(first, day))
    return Wishes(
        first=first,
        last=last,
        weekday=None if common is None else common.common_weekday,
        starts=(common and common.common_from) or STARTS,
        ends=(common and common.common_to) or ENDS,
        cohorts=count,
        mode=Mode.TOGETHER,
        least_gap=programme.gap_days,
        ideal_gap=max(IDEAL_GAP, programme.gap_days),
        most_gap=max(MOST_GAP, programme.gap_days),
        venues=tuple(programme.owner.venues.values_list("pk", flat=True)),
        facilitators=tuple(facilitators(programme, day).values_list("pk", flat=True)),
        matters=dict.fromkeys(MATTERS, ORDINARY),
    )


def usual_count(programme: Programme, day: dt.date) -> int:
    """How many cohorts of the usual size the superusers make."""
    return max(1, math.ceil(superusers_on(programme, day) / USUAL_SIZE))


def superusers_on(programme: Programme, day: dt.date) -> int:
    """How many there are on a day."""
    return superuser_roles(programme, day).count()


def unplanned_months(programme: Programme, day: dt.date) -> tuple[dt.date, dt.date]:
    """From the month after the last planned workshop to June, within the programme; a month that
    the usual notice leaves little of isn't the first."""
    workshops = Workshop.objects.filter(cohort__programme=programme).exclude(
        status=Workshop.Status.CANCELLED
    )
    latest = workshops.order_by("starts_at").last()
    after = next_month(latest.day if latest else day)
    first = max(after, month_start(day), month_start(programme.starts_on))
    if beginning_of(programme, first, USUAL_NOTICE, day).is_short:
        first = next_month(first)
    if first.month in (6, 7):
        first = dt.date(first.year, 8, 1)
    if first > programme.ends_on:
        first = max(month_start(day), month_start(programme.starts_on))
    june = dt.date(first.year + (first.month > 6), 6, 30)
    return first, max(min(june, programme.ends_on), first)


def beginning_of(programme: Programme, month: dt.date, notice: int, day: dt.date) -> Beginning:
    """When a year whose first month is chosen can begin, with so many days' notice from a day."""
    usual = max(month, programme.starts_on)
    soonest = first_possible(notice, day)
    days = school_days(programme.owner, max(soonest, usual), month_end(month))
    return Beginning(days[0] if days else max(soonest, usual), soonest > usual, len(days))


def room_for(
    programme: Programme, cohorts: int, venues: list[int], first: dt.date, day: dt.date
) -> Room:
    """Seats against the superusers when the year begins, or on a day after that, for so many
    cohorts and these venues."""
    chosen = programme.owner.venues.filter(pk__in=venues)
    seats = [seats_at(venue) for venue in chosen]
    return Room(superusers_on(programme, max(first, day)), cohorts, max(seats, default=0))


def off_map(programme: Programme) -> OffMap:
    """The schools and venues of a programme whose ways can't be counted."""
    schools = list(schools_in(programme).values_list("latitude", flat=True))
    venues = list(programme.owner.venues.values_list("latitude", flat=True))
    return OffMap(schools.count(None), len(schools), venues.count(None), len(venues))
