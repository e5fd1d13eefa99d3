"""At which pace a programme moves, and when its coverage target will be met at that pace: read from
the figures, the plan and the school calendar."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from rollout.calendars.queries import closed_days, public_holidays
from rollout.insight.cache import cached, figures_on
from rollout.insight.figures import ProgrammeFigures, UnitFigures
from rollout.insight.forecast import Forecast, Standing, forecasts
from rollout.insight.movement import Week
from rollout.logbook.queries import read_coming
from rollout.organisation.models import SchoolOwner
from rollout.planning.models import Programme

WEEK = dt.timedelta(days=7)
YEAR = 52 * WEEK
AHEAD = dt.timedelta(days=3 * 365)
# A week with fewer open days than this is no school week.
LEAST_DAYS = 3
# Pace: the last so many school weeks, told for four of them.
PACE_WEEKS, PACE_OVER = 8, 4


@dataclass(frozen=True)
class Outlook:
    """How fast a school moves, or the owner, and when it will be there.

    `pace` is how many persons and kits come to be reached in four school weeks; None where there
    are fewer than eight of those yet. `planned` is how many persons and kits are wanted once all
    planned workshops are held. `forecast` is None where it can't be told.
    """

    planned: int
    reached: int
    pace: float | None = None
    forecast: Forecast | None = None


@dataclass(frozen=True)
class Outlooks:
    """The outlook of each school and of the owner, and the school weeks ahead by their Sundays."""

    day: dt.date
    target: float
    weeks: list[dt.date]
    owner: Outlook
    schools: dict[int, Outlook] = field(default_factory=dict)

    def on(self, place: int | None) -> dt.date | None:
        """The Sunday of a week ahead; None where there is none in the years looked at."""
        return None if place is None else self.weeks[place]


@cached
def outlook_on(programme: Programme, day: dt.date) -> Outlooks:
    """What a programme’s pages tell of the way ahead on a day."""
    figures = figures_on(programme, day)
    return outlooks(programme, figures, read_coming(programme, figures.day))


def outlooks(
    programme: Programme,
    figures: ProgrammeFigures,
    coming: dict[int, dict[int, dt.date]],
) -> Outlooks:
    """The outlook from some figures; `coming` has by school the kits of planned workshops and the
    day of each. One query."""
    day = figures.day
    weeks = school_weeks(programme.owner, programme.starts_on, day + AHEAD)
    ahead = [sunday for sunday in weeks if sunday > day]
    known = {sunday for sunday in weeks if sunday <= day}
    schools = list(figures.schools.values())
    standings = [standing(unit, known, coming.get(unit.pk or 0, {})) for unit in schools]
    target = programme.coverage_target / 100
    told, together = forecasts(standings, target, len(ahead))
    by_school = {
        unit.pk: Outlook(each.planned, each.reached, pace(each.gained), found)
        for unit, each, found in zip(schools, standings, told, strict=True)
        if unit.pk
    }
    gained = [week.gained for week in in_weeks(figures.owner.weeks, known)]
    owner = Outlook(
        planned=sum(each.planned for each in standings),
        reached=sum(each.reached for each in standings),
        pace=pace(gained),
        forecast=together,
    )
    return Outlooks(day, target, ahead, owner, by_school)


def standing(unit: UnitFigures, known: set[dt.date], coming: dict[int, dt.date]) -> Standing:
    """Where a school stands, by the school weeks behind it; `coming` has the kits of its planned
    workshops."""
    weeks = [week for week in in_weeks(unit.weeks, known) if week.wanted]
    planned = unit.coverage.denominator + unit.roster * len(coming.keys() - {*unit.due})
    return Standing(
        reached=unit.coverage.numerator,
        planned=planned,
        gained=[week.gained for week in weeks],
        left=[max(planned - week.reached + week.gained, 0) for week in weeks],
    )


def in_weeks(weeks: Iterable[Week], known: set[dt.date]) -> list[Week]:
    """The school weeks among the weeks so far. What was gained between two of them counts in the
    later one; the week that has just begun isn't told yet."""
    found, before = [], 0
    for week in weeks:
        before += week.gained
        if week.ends_on in known:
            found.append(Week(week.ends_on, week.wanted, week.reached, before))
            before = 0
    return found


def pace(gained: Sequence[int]) -> float | None:
    if len(gained) < PACE_WEEKS:
        return None
    return sum(gained[-PACE_WEEKS:]) * PACE_OVER / PACE_WEEKS


def school_weeks(owner: SchoolOwner, first: dt.date, last: dt.date) -> list[dt.date]:
    """The Sundays of the weeks in which an owner's schools are open for some days. Where the school
    calendar isn't known yet, a week is as it was a year before. One query."""
    closed = closed_days(owner, first - YEAR, last)
    own = closed.keys() - public_holidays(first - YEAR, last, owner.country).keys()
    known_until = max(own, default=last)

    def is_open(sunday: dt.date) -> bool:
        while sunday > known_until and sunday - YEAR > first:
            sunday -= YEAR
        days = [sunday - dt.timedelta(days=n) for n in range(2, 7)]
        return sum(day not in closed for day in days) >= LEAST_DAYS

    sunday = first + dt.timedelta(days=6 - first.weekday())
    count = max(0, (last - sunday).days // 7 + 1)
    return [day for n in range(count) if is_open(day := sunday + n * WEEK)]
