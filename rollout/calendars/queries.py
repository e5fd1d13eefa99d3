"""Which days are closed, for an owner’s schools together."""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from functools import lru_cache
from types import MappingProxyType

import holidays
from django.db.models import Q, QuerySet
from django.utils.translation import get_language

from rollout.calendars.models import ClosedPeriod
from rollout.common.dates import days_between
from rollout.organisation.models import Country, SchoolOwner

# The library's own language for a country, and which of its kinds of holiday close the schools.
HOLIDAYS: dict[str, tuple[str, tuple[str, ...]]] = {
    Country.NORWAY: ("no", (holidays.PUBLIC,)),
    Country.SWEDEN: ("sv", (holidays.PUBLIC, holidays.DE_FACTO)),
}


def public_holidays(first: dt.date, last: dt.date, country: str) -> dict[dt.date, str]:
    """A country's public holidays by day, named in the reader's language where it can be.

    Sweden's are with midsummer's, Christmas's and New Year's eve, which its law counts as holidays;
    eves that are free from two o'clock on aren't. Sweden's names are Swedish to Norwegian readers.
    """
    return {
        day: name
        for year in range(first.year, last.year + 1)
        for day, name in holidays_of(country, year, get_language() or "nb").items()
        if first <= day <= last
    }


@lru_cache(maxsize=64)
def holidays_of(country: str, year: int, language: str) -> Mapping[dt.date, str]:
    """One year's public holidays; the library works them out anew each time it is asked."""
    own, categories = HOLIDAYS[country]
    found = holidays.country_holidays(
        country,
        years=year,
        language="en_US" if language == "en" else own,
        categories=categories,
    )
    return MappingProxyType(dict(found))


def closed_periods(
    owner: SchoolOwner, first: dt.date, last: dt.date, schools: Iterable[int] = ()
) -> QuerySet[ClosedPeriod]:
    """What closes all of an owner's schools between two days, and what closes some of them; public
    holidays are no rows."""
    whose = Q(school__isnull=True) | Q(school__in=list(schools))
    return ClosedPeriod.objects.filter(whose, owner=owner, starts_on__lte=last, ends_on__gte=first)


def closed_days(
    owner: SchoolOwner, first: dt.date, last: dt.date, school_id: int | None = None
) -> dict[dt.date, str]:
    """Why each closed day is closed, for all of an owner's schools or for one."""
    closed = {
        day: period.name
        for period in closed_periods(owner, first, last, [school_id] if school_id else [])
        for day in days_between(max(first, period.starts_on), min(last, period.ends_on))
    }
    return closed | public_holidays(first, last, owner.country)


def why_closed(
    owner: SchoolOwner, schools: Collection[int], first: dt.date, last: dt.date
) -> dict[tuple[int, dt.date], str]:
    """Why each of some schools is closed, by school and day: public holidays, what closes all of
    the owner's schools, and the school's own days. One query."""
    closed = {
        (school, day): name
        for day, name in public_holidays(first, last, owner.country).items()
        for school in schools
    }
    for period in closed_periods(owner, first, last, schools):
        span = days_between(max(first, period.starts_on), min(last, period.ends_on))
        for school in [period.school_id] if period.school_id else schools:
            closed |= {(school, day): period.name for day in span}
    return closed


def has_closed_days(owner: SchoolOwner, first: dt.date, last: dt.date) -> bool:
    """Whether any break, planning day or the like that closes all schools is known between two
    days; public holidays always are."""
    return closed_periods(owner, first, last).exists()


def school_days(owner: SchoolOwner, first: dt.date, last: dt.date) -> list[dt.date]:
    """The days on which the owner's schools are open, from the first to the last."""
    closed = closed_days(owner, first, last)
    return [d for d in days_between(first, last) if d.weekday() < 5 and d not in closed]
