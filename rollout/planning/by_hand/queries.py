"""What dates planned by hand step round, read for all the chosen cohorts at once."""

import datetime as dt
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from rollout.calendars.availability import (
    Days,
    away_by_facilitator,
    closed_by_school,
    closed_by_venue,
)
from rollout.calendars.models import Venue
from rollout.calendars.queries import closed_days
from rollout.common.dates import (
    days_between,
    month_start,
    months_between,
    next_month,
    school_year_start,
)
from rollout.organisation.models import Person
from rollout.planning.by_hand.rules import MonthDate, YearWish, dates_of_year
from rollout.planning.models import Cohort, Membership, Programme, Workshop
from rollout.planning.queries import cohorts_with_members


@dataclass(frozen=True)
class YearAsked:
    """A year as a lead asks for it: which cohorts, when in the month (`weekday` Monday 0, `week`
    1–4 for the first cohort), at what hours, from month to month, with whom, where and whether
    with kits."""

    cohorts: Collection[Cohort]
    weekday: int
    week: int
    start: dt.time
    end: dt.time
    first_month: dt.date
    last_month: dt.date
    venue: Venue | None
    facilitator: Person | None
    use_kits: bool

    @property
    def months(self) -> list[dt.date]:
        return months_between(self.first_month, self.last_month)


def usual_year(programme: Programme, day: dt.date) -> dict[str, object]:
    """What the form starts with: the common time, and the rest of a day's school year."""
    owner = programme.owner
    weekday = programme.common_weekday
    start = max(programme.starts_on, day)
    year_end = dt.date(school_year_start(start).year + 1, 6, 30)
    return {
        "weekday": owner.common_weekday if weekday is None else weekday,
        "week": 2,
        "start": programme.common_from or owner.common_from or dt.time(14, 0),
        "end": programme.common_to or owner.common_to or dt.time(16, 0),
        "first_month": month_start(start).isoformat(),
        "last_month": month_start(min(programme.ends_on, year_end)).isoformat(),
        "cohorts": programme.cohorts.values_list("pk", flat=True),
        "use_kits": True,
    }


def dates_by_cohort(
    programme: Programme, asked: YearAsked, day: dt.date
) -> dict[Cohort, list[MonthDate]]:
    """Dates for each chosen cohort, the next cohort a week after the one before; none up to a day,
    and none for a month in which the cohort has a workshop. A facilitator who is chosen leads one
    cohort a day."""
    first, last = asked.months[0], next_month(asked.months[-1])
    closed = days_to_avoid(programme, asked, first, last, day)
    there = workshop_days(programme)
    cohorts = list(cohorts_with_members(programme, first))
    closed_at = closed_by_school(programme.owner, schools_of(cohorts), first, last)
    chosen = {cohort.pk for cohort in asked.cohorts}
    found: dict[Cohort, list[MonthDate]] = {}
    for number, cohort in enumerate(cohorts):
        if cohort.pk not in chosen:
            continue
        existing = frozenset(there.get(cohort.pk, ()))
        taken = {date.day for dates in found.values() for date in dates if date.day}
        found[cohort] = dates_of_year(
            YearWish(
                months=[m for m in asked.months if m not in {month_start(d) for d in existing}],
                existing=existing,
                weekday=asked.weekday,
                week=(asked.week - 1 + number) % 4 + 1,
                gap_days=programme.gap_days,
                closed=closed,
                missing_on=missing_by_day(cohort.members, closed_at),
                taken=frozenset(taken if asked.facilitator else ()),
            )
        )
    return found


def days_to_avoid(
    programme: Programme, asked: YearAsked, first: dt.date, last: dt.date, day: dt.date
) -> dict[dt.date, str]:
    """Every day from a first to a last on which no cohort can meet, and why: where there are
    several reasons, that it is past, else that it is outside the programme, and so on."""
    outside = {
        each: _("outside the programme’s dates")
        for each in days_between(first, last)
        if not programme.starts_on <= each <= programme.ends_on
    }
    past = dict.fromkeys(days_between(first, day), _("already past"))
    closed = closed_days(programme.owner, first, last)
    return closed | days_nobody_can(asked, first, last) | outside | past


def days_nobody_can(asked: YearAsked, first: dt.date, last: dt.date) -> dict[dt.date, str]:
    """The days on which the chosen facilitator is away, or the venue can't be had, and why."""
    leader, venue = asked.facilitator, asked.venue
    taken = closed_by_venue([venue.pk], first, last)[venue.pk] if venue else ()
    away = away_by_facilitator([leader.pk], first, last)[leader.pk] if leader else ()
    can_not = dict.fromkeys(taken, _("%(name)s can’t be had") % {"name": venue})
    return can_not | dict.fromkeys(away, _("%(name)s is away") % {"name": leader})


def schools_of(cohorts: Iterable[Cohort]) -> set[int]:
    """The members' schools; `cohorts_with_members` has read the members along."""
    schools = (member.role.school_id for cohort in cohorts for member in cohort.members)
    return {school for school in schools if school is not None}


def missing_by_day(
    members: Iterable[Membership], closed_at: Mapping[int, Days]
) -> Counter[dt.date]:
    """How many of a cohort's superusers have a school that is closed, by day."""
    missing: Counter[dt.date] = Counter()
    for member in members:
        if member.role.school_id is not None:
            missing.update(closed_at[member.role.school_id])
    return missing


def workshop_days(programme: Programme) -> dict[int, list[dt.date]]:
    """By cohort, the days of its workshops that aren't cancelled."""
    days: dict[int, list[dt.date]] = {}
    workshops = Workshop.objects.filter(cohort__programme=programme)
    for workshop in workshops.exclude(status=Workshop.Status.CANCELLED):
        days.setdefault(workshop.cohort_id, []).append(workshop.day)
    return days
