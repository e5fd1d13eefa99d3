"""Days and times."""

import datetime as dt

from django.db import models
from django.db.models import F, OuterRef, Q
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


class Weekday(models.IntegerChoices):
    """Monday is 0, as in datetime."""

    MONDAY = 0, _("Monday")
    TUESDAY = 1, _("Tuesday")
    WEDNESDAY = 2, _("Wednesday")
    THURSDAY = 3, _("Thursday")
    FRIDAY = 4, _("Friday")


def today() -> dt.date:
    """The local day."""
    return timezone.localdate()


def start_of(day: dt.date) -> dt.datetime:
    """The moment that a local day begins: what is kept over a day reads from then on."""
    return local(day, dt.time.min)


def parse_day(text: str) -> dt.date | None:
    """A day in ISO form, as a form's hidden field or button has it; None where it is wild."""
    try:
        day = parse_date(text)
    except ValueError:
        return None
    return day if day and 2000 <= day.year <= 2100 else None


def in_force(day: dt.date | F | OuterRef, prefix: str = "") -> Q:
    """Rows whose first day has come and whose last day, where there is one, hasn't passed, on a day
    or on the day that a query's own row has."""
    starts = Q(**{f"{prefix}starts_on__lte": day})
    ends = Q(**{f"{prefix}ends_on__isnull": True}) | Q(**{f"{prefix}ends_on__gte": day})
    return starts & ends


def local(day: dt.date, time: dt.time) -> dt.datetime:
    """A local day and clock time as an aware datetime."""
    return timezone.make_aware(dt.datetime.combine(day, time))


def days_between(first: dt.date, last: dt.date) -> list[dt.date]:
    """Every day from the first to the last, both included."""
    return [first + dt.timedelta(days=n) for n in range((last - first).days + 1)]


def month_start(day: dt.date) -> dt.date:
    return day.replace(day=1)


def next_month(day: dt.date) -> dt.date:
    """The first day of the month after the day's."""
    return month_start(month_start(day) + dt.timedelta(days=32))


def month_end(day: dt.date) -> dt.date:
    return next_month(day) - dt.timedelta(days=1)


def months_between(first: dt.date, last: dt.date) -> list[dt.date]:
    """The first day of every month from the first's to the last's, both included."""
    months, month = [], month_start(first)
    while month <= last:
        months.append(month)
        month = next_month(month)
    return months


def school_year_start(day: dt.date) -> dt.date:
    """The first of August that the day's school year began on."""
    return dt.date(day.year if day.month >= 8 else day.year - 1, 8, 1)


def school_years(first: int, count: int = 1) -> tuple[dt.date, dt.date]:
    """The first and last day of so many school years, from the one that begins in a year."""
    return dt.date(first, 8, 1), dt.date(first + count, 6, 30)


def weeks_in_words(first: dt.date, last: dt.date) -> str:
    """The calendar weeks of a period: week 40, or weeks 51–1."""
    weeks = first.isocalendar().week, last.isocalendar().week
    if first.isocalendar()[:2] == last.isocalendar()[:2]:
        return gettext("week %(number)s") % {"number": weeks[0]}
    return gettext("weeks %(first)s–%(last)s") % {"first": weeks[0], "last": weeks[1]}
