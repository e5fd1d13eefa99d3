"""All schools on one page, month by month: the sessions they held, and the coverage they gained."""

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils import formats

from rollout.common.dates import month_start, months_between
from rollout.insight.cache import cached, figures_on
from rollout.insight.equity import Spread, spread_of
from rollout.insight.figures import UnitFigures
from rollout.insight.movement import Week
from rollout.insight.outlook import Outlooks, outlook_on
from rollout.insight.practice import Share
from rollout.insight.way import month, state_of
from rollout.logbook.models import TrainingSession
from rollout.planning.attendance import Untaken
from rollout.planning.models import Programme

MOST_MONTHS = 12
# From which gain in coverage each shade begins, as a share.
SHADES = (0.0, 0.03, 0.08)


@dataclass(frozen=True)
class Month:
    """A month's name, short and in full."""

    short: str
    full: str


@dataclass(frozen=True)
class Cell:
    """A school's month: how many sessions it held, and how much coverage it gained, as a share of
    what was wanted at its end; None where nothing was. `shade` is 0 for nothing gained."""

    month: Month
    sessions: int
    gained: float | None

    @property
    def shade(self) -> int:
        return sum((self.gained or 0) > least for least in SHADES)


@dataclass(frozen=True)
class SchoolMonths:
    """A school's row, and when its target is met: `state` as in `way.Way`."""

    pk: int
    name: str
    coverage: Share
    state: str
    likely: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class MonthByMonth:
    months: tuple[Month, ...]
    rows: tuple[SchoolMonths, ...]
    spread: Spread | None
    untaken: tuple[Untaken, ...]


@cached
def month_by_month(programme: Programme, day: dt.date) -> MonthByMonth:
    """The schools by name, each with its last months up to a day."""
    figures, ahead = figures_on(programme, day), outlook_on(programme, day)
    begun = max(programme.starts_on, month_start(figures.day))
    firsts = months_between(programme.starts_on, begun)[-MOST_MONTHS:]
    months = {first: named(first) for first in firsts}
    held = sessions_held(programme, firsts[0], figures.day)
    schools = sorted(figures.schools.values(), key=lambda unit: unit.name)
    return MonthByMonth(
        months=tuple(months.values()),
        rows=tuple(row(unit, months, held, ahead) for unit in schools),
        spread=spread_of(schools),
        untaken=figures.untaken,
    )


def named(first: dt.date) -> Month:
    return Month(formats.date_format(first, "b").rstrip("."), month(first))


def sessions_held(
    programme: Programme, first: dt.date, last: dt.date
) -> Counter[tuple[int, dt.date]]:
    """How many sessions each school held in each month, told by its first day. One query."""
    held = TrainingSession.objects.filter(
        programme=programme, status=TrainingSession.Status.HELD, held_on__range=(first, last)
    ).order_by()
    rows = held.values_list("school_id", "held_on")
    return Counter((school, month_start(day)) for school, day in rows)


def row(
    unit: UnitFigures,
    months: Mapping[dt.date, Month],
    held: Counter[tuple[int, dt.date]],
    ahead: Outlooks,
) -> SchoolMonths:
    pk = unit.pk or 0
    outlook = ahead.schools[pk]
    return SchoolMonths(
        pk=pk,
        name=unit.name,
        coverage=unit.coverage,
        state=state_of(outlook),
        likely=month(ahead.on(outlook.forecast.likely)) if outlook.forecast else "",
        cells=tuple(
            Cell(name, held[pk, first], gained_in(unit.weeks, first))
            for first, name in months.items()
        ),
    )


def gained_in(weeks: Sequence[Week], first: dt.date) -> float | None:
    """What was gained in the weeks that ended in a month, as a share of what was wanted then."""
    found = [week for week in weeks if month_start(week.ends_on) == first]
    wanted = found[-1].wanted if found else 0
    return sum(week.gained for week in found) / wanted if wanted else None
