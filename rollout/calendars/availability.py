"""When each school, facilitator and venue can’t: what plans step round, in few queries.

Every function asks one query or two, whatever the number of schools or days.
"""

import datetime as dt
from collections.abc import Iterable, Iterator

from django.db.models import QuerySet

from rollout.calendars.models import Availability, MeetingWeekday
from rollout.calendars.queries import why_closed
from rollout.common.dates import Weekday, days_between
from rollout.organisation.models import SchoolOwner

Days = frozenset[dt.date]
ALL_WEEKDAYS = frozenset(int(day) for day in Weekday)


def days_within(period: Availability, first: dt.date, last: dt.date) -> Iterator[dt.date]:
    """The days of a period that lie from the first to the last."""
    return iter(days_between(max(first, period.starts_on), min(last, period.ends_on)))


def days_by(
    ids: Iterable[int],
    periods: Iterable[tuple[int | None, Availability]],
    first: dt.date,
    last: dt.date,
) -> dict[int, set[dt.date]]:
    """The days of periods that lie from the first to the last, by whose they are."""
    days: dict[int, set[dt.date]] = {pk: set() for pk in ids}
    for pk, period in periods:
        if pk in days:
            days[pk].update(days_within(period, first, last))
    return days


def closed_by_school(
    owner: SchoolOwner, schools: Iterable[int], first: dt.date, last: dt.date
) -> dict[int, Days]:
    """Every day on which each of some schools is closed, by the school's id: public holidays, what
    is closed for all of the owner's schools, and the school's own days."""
    closed: dict[int, set[dt.date]] = {school: set() for school in schools}
    for school, day in why_closed(owner, closed, first, last):
        closed[school].add(day)
    return frozen(closed)


def away_by_facilitator(people: Iterable[int], first: dt.date, last: dt.date) -> dict[int, Days]:
    """The days on which each of some facilitators can't, by the person's id."""
    people = list(people)
    rows = in_period(first, last).filter(facilitator__in=people)
    return frozen(days_by(people, ((row.facilitator_id, row) for row in rows), first, last))


def closed_by_venue(venues: Iterable[int], first: dt.date, last: dt.date) -> dict[int, Days]:
    """The days on which each of some venues can't be had, by the venue's id."""
    venues = list(venues)
    rows = in_period(first, last).filter(venue__in=venues)
    return frozen(days_by(venues, ((row.venue_id, row) for row in rows), first, last))


def in_period(first: dt.date, last: dt.date) -> QuerySet[Availability]:
    """Days away that touch a period."""
    return Availability.objects.filter(starts_on__lte=last, ends_on__gte=first)


def frozen(days: dict[int, set[dt.date]]) -> dict[int, Days]:
    return {pk: frozenset(found) for pk, found in days.items()}


def weekdays_of(schools: Iterable[int]) -> dict[int, frozenset[int]]:
    """The weekdays (Monday 0) on which each of some schools can meet, by the school's id. A school
    that hasn't chosen any can on all five."""
    chosen: dict[int, set[int]] = {pk: set() for pk in schools}
    rows = MeetingWeekday.objects.filter(school__in=list(chosen))
    for school, weekday in rows.values_list("school_id", "weekday"):
        chosen[school].add(weekday)
    return {pk: frozenset(days) or ALL_WEEKDAYS for pk, days in chosen.items()}
