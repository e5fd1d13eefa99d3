"""The figures as plain data, for other programs."""

import datetime as dt
from typing import Any

from rollout.competence.models import Round
from rollout.insight.equity import Spread, spread_of
from rollout.insight.figures import Levels, ProgrammeFigures, UnitFigures
from rollout.insight.outlook import Outlook, Outlooks
from rollout.insight.practice import Practice, Share
from rollout.planning.attendance import Untaken


def share_data(share: Share, is_hidden: bool = False) -> dict[str, Any]:
    if is_hidden:
        return {"numerator": None, "denominator": None, "value": None, "hidden": True}
    return {
        "numerator": share.numerator,
        "denominator": share.denominator,
        "value": share.value,
        "hidden": False,
    }


def levels_data(levels: Levels, figures: ProgrammeFigures) -> dict[str, Any]:
    codes = {rank: level.code for rank, level in figures.level_names.items()}
    counts = {code: levels.counts.get(rank, 0) for rank, code in codes.items()}
    return {
        "assessed": None if levels.is_hidden else levels.assessed,
        "counts": None if levels.is_hidden else counts,
        "hidden": levels.is_hidden,
    }


def unit_data(unit: UnitFigures, figures: ProgrammeFigures) -> dict[str, Any]:
    """One school's figures, or the owner's; kits by id."""
    data: dict[str, Any] = {
        "id": unit.pk,
        "name": unit.name,
        "roster": unit.roster,
        "due_kits": list(unit.due),
        "reached": {str(kit): n for kit, n in unit.reached.items()},
        "coverage": share_data(unit.coverage),
        "not_yet_reached": unit.not_yet_reached,
        "superusers": unit.superusers,
        "sessions": unit.sessions,
        "last_session": unit.last_session.isoformat() if unit.last_session else None,
        "practice": practice_data(unit.practice),
        "level": levels_data(unit.level, figures),
        "assessed_share": share_data(unit.assessed_share, unit.level.is_hidden),
        "at_target": share_data(unit.at_target, unit.level.is_hidden),
        "areas": {
            area.code: levels_data(unit.area_levels.get(area.pk, Levels()), figures)
            for area in figures.areas
        },
    }
    if unit.pk is not None:
        data["lag"] = {
            str(lag.kit): {
                "workshop": lag.workshop_on.isoformat(),
                "session": lag.session_on.isoformat() if lag.session_on else None,
                "days": lag.days,
                "open": lag.is_open,
            }
            for lag in unit.lags
        }
    return data


def practice_data(practice: Practice) -> dict[str, Any]:
    """How a school, or all of them, pass on; mastery is a mean of 1 to 5 with its answers."""
    return {
        "technical_share": share_data(practice.technical),
        "adapted": share_data(practice.adapted),
        "entered_in_time": share_data(practice.in_time),
        "used_after_8_weeks": share_data(practice.used),
        "reached_by_mode": dict(sorted(practice.by_mode.items())),
        "hours": {
            "minutes": practice.minutes,
            "people": practice.people,
            "value": practice.hours,
        },
        "dilution": {
            str(row.kit): {
                "after_workshops": mastery_data(row.workshops),
                "after_sessions": mastery_data(row.sessions),
                "value": row.value,
            }
            for row in practice.dilution
        },
    }


def mastery_data(mastery: tuple[float, int] | None) -> dict[str, Any] | None:
    return {"mean": mastery[0], "answers": mastery[1]} if mastery else None


def round_data(round_: Round | None) -> dict[str, Any] | None:
    if round_ is None:
        return None
    return {"name": round_.name, "closed_on": str(round_.closed_on)}


def equity_data(spread: Spread | None) -> dict[str, float] | None:
    """The spread of the schools' coverage, as shares; None where fewer than two have one."""
    if spread is None:
        return None
    return {
        "minimum": spread.lowest,
        "p10": spread.low,
        "median": spread.middle,
        "p90": spread.high,
        "maximum": spread.highest,
        "gap": spread.gap,
    }


def outlook_data(outlook: Outlook, outlooks: Outlooks) -> dict[str, Any]:
    """The pace, and by when the target is met; `met_by` is None where more than half of the draws
    don't arrive within three years, and the whole forecast where it can't be told."""
    found = outlook.forecast
    return {
        "planned": outlook.planned,
        "reached": outlook.reached,
        "per_4_school_weeks": outlook.pace,
        "forecast": found
        and {
            "is_met": found.is_there,
            "early": text_of(outlooks.on(found.early)),
            "met_by": text_of(outlooks.on(found.likely)),
            "late": text_of(outlooks.on(found.late)),
        },
    }


def text_of(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None


def outlooks_data(outlooks: Outlooks) -> dict[str, Any]:
    """The way ahead of the owner, and of each school by its id."""
    schools = {str(pk): outlook_data(each, outlooks) for pk, each in outlooks.schools.items()}
    return {
        "target": outlooks.target,
        "owner": outlook_data(outlooks.owner, outlooks),
        "schools": schools,
    }


def untaken_data(row: Untaken) -> dict[str, Any]:
    """A workshop that the figures lack, and the schools that it concerns."""
    workshop = row.workshop
    return {
        "workshop": workshop.pk,
        "cohort": str(workshop.cohort),
        "on": workshop.day.isoformat(),
        "kit": row.kit,
        "schools": sorted(row.schools),
    }


def figures_data(figures: ProgrammeFigures, now: dt.datetime | None = None) -> dict[str, Any]:
    """All figures of a programme as of its day; levels are those of the round that is named. Of the
    workshops without attendance, those over by a moment, or else by the end of the day."""
    outstanding = figures.untaken if now is None else figures.outstanding(now)
    return {
        "programme": figures.programme,
        "on": figures.day.isoformat(),
        "round": round_data(figures.round),
        "attendance_outstanding": [untaken_data(row) for row in outstanding],
        "kits": {str(pk): title for pk, title in figures.kits.items()},
        "owner": unit_data(figures.owner, figures),
        "equity": equity_data(spread_of(figures.schools.values())),
        "schools": [unit_data(school, figures) for school in figures.schools.values()],
    }
