"""The dates that a lead plans by hand: as they are proposed, and as they are typed instead."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from rollout.common.typed_times import read_day
from rollout.planning.by_hand.queries import workshop_days
from rollout.planning.by_hand.rules import MonthDate, gap_too_short
from rollout.planning.models import Cohort, Programme


@dataclass
class CohortYear:
    """A cohort's dates as they are proposed, and all that was typed, by the fields' names."""

    cohort: Cohort
    dates: list[MonthDate]
    typed: Mapping[str, Any]

    def rows(self) -> list[dict[str, Any]]:
        """A field for each month, with what was typed in it, or else the date proposed."""
        return [
            {"proposal": date, "name": name, "value": self.typed.get(name, date_text(date))}
            for date in self.dates
            for name in (f"day-{self.cohort.pk}-{date.month:%Y-%m}",)
        ]


def date_text(date: MonthDate) -> str:
    return date.day.isoformat() if date.day else ""


def read_dates(programme: Programme, years: Iterable[CohortYear]) -> dict[Cohort, list[dt.date]]:
    """Each cohort's dates as typed, without the months that were cleared. All those that can't be
    read, and each cohort's first that comes too near another, are told in one ValidationError."""
    there = workshop_days(programme)
    dates: dict[Cohort, list[dt.date]] = {}
    problems = []
    for year in years:
        days = [read_day(row["value"]) for row in year.rows() if row["value"]]
        if None in days:
            problems.append(_("%(cohort)s: a date can’t be read.") % {"cohort": year.cohort})
            continue
        dates[year.cohort] = sorted(day for day in days if day)
        near = gap_too_short(dates[year.cohort], there.get(year.cohort.pk, ()), programme.gap_days)
        if near:
            problems.append(too_near_words(year.cohort, *near, programme.gap_days))
    if not problems and not any(dates.values()):
        problems.append(_("Choose at least one date."))
    if problems:
        raise ValidationError(problems)
    return dates


def too_near_words(cohort: Cohort, before: dt.date, after: dt.date, least: int) -> str:
    return _("%(cohort)s: only %(gap)s days between %(a)s and %(b)s; at least %(least)s.") % {
        "cohort": cohort,
        "gap": (after - before).days,
        "a": date_format(before, "SHORT_DATE_FORMAT"),
        "b": date_format(after, "SHORT_DATE_FORMAT"),
        "least": least,
    }
