"""What a school's page shows, made once and kept until a row behind it changes."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.utils import formats

from rollout.common.charts import Column, columns, stacked
from rollout.competence.models import Round
from rollout.insight.cache import cached, figures_on
from rollout.insight.figures import ProgrammeFigures, UnitFigures
from rollout.insight.outlook import outlook_on
from rollout.insight.queries import (
    Reach,
    away_from,
    moved_from_school,
    next_during,
    reach_of_roster,
    sessions_by_month,
)
from rollout.insight.way import Way, way_of
from rollout.organisation.models import School
from rollout.planning.attendance import Untaken
from rollout.planning.away.queries import away
from rollout.planning.away.rules import AwayDay, next_away
from rollout.planning.models import GuestPlace, Programme, Workshop, WorkshopAttendance

AWAY_AHEAD = dt.timedelta(days=120)
# So many of the newest kits are shown, and whatever awaits its session; the others are folded.
KITS_SHOWN = 6


@dataclass
class Coming:
    """A workshop of the school's superusers: who can't come, and who comes with another cohort."""

    workshop: Workshop
    away: list[WorkshopAttendance]
    moved: list[GuestPlace]


@dataclass
class SchoolFacts:
    """A school's figures with charts and names. Who may see names is the page's to ask."""

    figures: ProgrammeFigures
    unit: UnitFigures | None
    kits: list[dict[str, Any]] = field(default_factory=list)
    areas: list[dict[str, Any]] = field(default_factory=list)
    level_names: dict[int, tuple[str, str]] = field(default_factory=dict)
    target: str = ""
    round: Round | None = None
    months: list[Column] = field(default_factory=list)
    coming: list[Coming] = field(default_factory=list)
    next_away: AwayDay | None = None
    way: Way | None = None
    lacking: list[Reach] = field(default_factory=list)

    @property
    def kits_first(self) -> list[dict[str, Any]]:
        return [kit for n, kit in enumerate(self.kits) if n < KITS_SHOWN or kit["is_open"]]

    @property
    def kits_more(self) -> list[dict[str, Any]]:
        return [kit for n, kit in enumerate(self.kits) if n >= KITS_SHOWN and not kit["is_open"]]

    @property
    def owner(self) -> UnitFigures:
        return self.figures.owner

    def outstanding(self, now: dt.datetime) -> list[Untaken]:
        """The workshops over by a moment that the school's figures lack."""
        return self.figures.outstanding(now, self.unit.pk) if self.unit else []

    def next(self, now: dt.datetime) -> Coming | None:
        """The first workshop that hasn't ended by a moment of the day."""
        return next((each for each in self.coming if each.workshop.ends_at >= now), None)


def kit_rows(
    school: UnitFigures, figures: ProgrammeFigures, most_days: int
) -> list[dict[str, Any]]:
    """Coverage by due kit, the newest first, with the days to its session and whether they are more
    than the programme aims for."""
    rows = []
    for lag in reversed(school.lags):
        reached = school.reached[lag.kit]
        rows.append(
            {
                "title": figures.kits.get(lag.kit, ""),
                "reached": reached,
                "share": reached / school.roster if school.roster else None,
                "bar": round(100 * reached / school.roster, 2) if school.roster else 0,
                "days": f"≥ {lag.days}" if lag.is_open else str(lag.days),
                "is_open": lag.is_open,
                "is_over": lag.days > most_days,
            }
        )
    return rows


def area_chart(unit: UnitFigures, figures: ProgrammeFigures) -> list[dict[str, Any]]:
    """Levels by area as stacked bars, with a line where the target level begins."""
    names = {rank: str(level) for rank, level in figures.level_names.items()}
    bars = []
    for area in figures.areas:
        levels = unit.area_levels.get(area.pk)
        counts = levels.counts if levels else {}
        bars.append(
            {
                "name": str(area),
                "bar": stacked(str(area), counts, names, figures.target_rank),
                "counts": [counts.get(rank, 0) for rank in names],
            }
        )
    return bars


def month_columns(programme: Programme, school: School, day: dt.date) -> list[Column]:
    """Held sessions by month, as upright bars."""
    months = sessions_by_month(programme, school, day)
    return columns(
        [
            (formats.date_format(m, "b").rstrip("."), formats.date_format(m, "F Y"), n)
            for m, n in months
        ]
    )


def next_away_day(programme: Programme, school: School, day: dt.date) -> AwayDay | None:
    """When superusers of the school are at a workshop next, as far as is planned."""
    last = min(programme.ends_on, day + AWAY_AHEAD)
    days = away(programme, [school], day, last)[school.pk].days if day <= last else []
    return next_away(days, day)


@cached
def school_facts(programme: Programme, day: dt.date, school_id: int) -> SchoolFacts:
    """Everything about one school on a day."""
    figures = figures_on(programme, day)
    unit = figures.schools.get(school_id)
    if unit is None:
        return SchoolFacts(figures, None)
    school = School.objects.get(pk=school_id)
    coming = next_during(programme, school, day)
    reach = reach_of_roster(programme, school, unit.due, figures.day) if unit.due else []
    ahead = outlook_on(programme, day)
    target = figures.level_names.get(figures.target_rank or 0)
    return SchoolFacts(
        figures=figures,
        unit=unit,
        kits=kit_rows(unit, figures, programme.lag_days),
        areas=area_chart(unit, figures),
        level_names={rank: (level.code, str(level)) for rank, level in figures.level_names.items()},
        target=str(target) if target else "",
        round=figures.round,
        months=month_columns(programme, school, figures.day),
        coming=[Coming(w, away_from(w, school), moved_from_school(w, school)) for w in coming],
        next_away=next_away_day(programme, school, figures.day),
        way=way_of(ahead, ahead.schools[school_id], unit.weeks),
        lacking=[r for r in reach if not r.is_reached],
    )
