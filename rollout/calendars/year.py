"""A school year on one page: months of weeks, and what each closed day is."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from rollout.calendars.models import ClosedPeriod
from rollout.calendars.words import Kind
from rollout.common.dates import days_between, months_between

HOLIDAY = "holiday"
SOME = "some"
LABELS: dict[str, str | Promise] = {
    HOLIDAY: _("holiday"),
    Kind.BREAK: Kind.BREAK.label,
    Kind.PLANNING: Kind.PLANNING.label,
    Kind.EXAM: Kind.EXAM.label,
    Kind.OTHER: Kind.OTHER.label,
    SOME: _("some schools only"),
}


@dataclass(frozen=True)
class Mark:
    """What a closed day is: its kind, and in words. A school's `own` isn't the owner's."""

    kind: str
    text: str
    own: bool = False

    @property
    def letter(self) -> str:
        """The kind's first letter, so that colour isn't all that tells."""
        letter = str(LABELS[self.kind])[:1].upper()
        return f"{letter}*" if self.own else letter


@dataclass(frozen=True)
class YearDay:
    """A weekday in a month's week; None as day where the week reaches outside the month."""

    day: dt.date | None
    mark: Mark | None = None

    @property
    def number(self) -> str:
        """The day's number in its month; text, as a template writes it faster than a number."""
        return str(self.day.day) if self.day else ""


@dataclass
class YearWeek:
    """A week's days from Monday to Friday that lie in one month."""

    number: int
    days: list[YearDay] = field(default_factory=list)


@dataclass
class YearMonth:
    """A month by its weeks."""

    first: dt.date
    weeks: list[YearWeek]


def year_months(start: dt.date, marks: Mapping[dt.date, Mark]) -> list[YearMonth]:
    """The twelve months from a school year's first, each with its weeks."""
    last = dt.date(start.year + 1, start.month, 1) - dt.timedelta(days=1)
    return [YearMonth(month, weeks_of(month, marks)) for month in months_between(start, last)]


def weeks_of(month: dt.date, marks: Mapping[dt.date, Mark]) -> list[YearWeek]:
    """A month's weeks that have a weekday in it."""
    weeks = []
    monday = month - dt.timedelta(days=month.weekday())
    while monday.replace(day=1) <= month:
        days = [monday + dt.timedelta(days=n) for n in range(5)]
        own = [YearDay(d, marks.get(d)) if d.month == month.month else YearDay(None) for d in days]
        if any(day.day for day in own):
            weeks.append(YearWeek(monday.isocalendar().week, own))
        monday += dt.timedelta(weeks=1)
    return weeks


def marks_of(
    periods: Iterable[ClosedPeriod], holidays: Mapping[dt.date, str], school_id: int | None
) -> dict[dt.date, Mark]:
    """What each closed day is. A holiday comes before the owner's days, and these before a school's
    own; with no school chosen, days of single schools are marked as some schools' only."""
    marks: dict[dt.date, Mark] = {}
    for period in sorted(periods, key=lambda p: p.school_id is not None):
        for day in days_between(period.starts_on, period.ends_on):
            marks[day] = with_period(marks.get(day), period, school_id)
    return marks | {day: Mark(HOLIDAY, name) for day, name in holidays.items()}


def with_period(mark: Mark | None, period: ClosedPeriod, school_id: int | None) -> Mark:
    if period.school_id is None:
        return mark or Mark(period.kind, period.name)
    if period.school_id == school_id:
        return mark or Mark(period.kind, period.name, own=True)
    text = f"{period.school}: {period.name}"
    if mark is None:
        return Mark(SOME, text)
    return Mark(SOME, f"{mark.text}. {text}") if mark.kind == SOME else mark


def legend(marks: Iterable[Mark]) -> list[Mark]:
    """The kinds that a year shows, in their order."""
    shown = {(mark.kind, mark.own) for mark in marks}
    return [
        Mark(kind, str(LABELS[kind]), own)
        for kind in LABELS
        for own in (False, True)
        if (kind, own) in shown
    ]
