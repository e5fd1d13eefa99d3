"""The cases' practices as advice: pure decisions over figures. Thresholds are the programme's."""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rollout.insight.figures import RECENT_KITS, UnitFigures


@dataclass(frozen=True)
class Thresholds:
    """A programme's own limits, from DOMAIN's practices."""

    superusers: int
    lag_days: int
    quiet_days: int


@dataclass(frozen=True)
class Advice:
    """Something to see to at a school: the weightiest first. `days` orders like with like."""

    school: int
    name: str
    text: str
    is_high: bool = False
    days: int = 0


def too_few_superusers(school: UnitFigures, limits: Thresholds) -> Advice | None:
    """Lillestrøm: at least two active superusers at a school."""
    if school.superusers >= limits.superusers:
        return None
    if not school.superusers:
        text = _("No active superuser. Ask the principal to choose some.")
        return Advice(school.pk or 0, school.name, text, is_high=True, days=999)
    text = ngettext(
        "Only %(n)s active superuser.", "Only %(n)s active superusers.", school.superusers
    ) % {"n": school.superusers}
    return Advice(school.pk or 0, school.name, text, days=1)


def no_staff(school: UnitFigures) -> Advice | None:
    """A school without anybody to reach: nothing else about it can be told yet."""
    if school.roster:
        return None
    text = _("Nobody on the roster. Load the staff list, or take the school out of the programme.")
    return Advice(school.pk or 0, school.name, text)


def session_overdue(
    school: UnitFigures, limits: Thresholds, kit_title: Callable[[int], str]
) -> Advice | None:
    """Lillestrøm: the school's own session follows within 28 days of the workshop. It tells of the
    same kit and days as the school's “days to session” do."""
    recent = school.lags[-RECENT_KITS:]
    late = [lag for lag in recent if lag.is_open and lag.days > limits.lag_days]
    pressing = school.pressing_lag
    if not late or pressing is None:
        return None
    text = _("No session yet on “%(kit)s”, %(days)s days after the workshop.") % {
        "kit": kit_title(pressing.kit),
        "days": pressing.days,
    }
    return Advice(
        school.pk or 0, school.name, text, is_high=len(late) > 1, days=sum(x.days for x in late)
    )


def gone_quiet(
    school: UnitFigures, limits: Thresholds, school_days_since: Callable[[dt.date], int]
) -> Advice | None:
    """Gävle: remind, again and again; 21 school days without activity."""
    if not school.last_session or not school.due:
        return None
    days = school_days_since(school.last_session)
    if days <= limits.quiet_days:
        return None
    text = _("No session for %(days)s school days.") % {"days": days}
    return Advice(
        school.pk or 0, school.name, text, is_high=days > 2 * limits.quiet_days, days=days
    )


def advise(
    schools: Iterable[UnitFigures],
    limits: Thresholds,
    kit_title: Callable[[int], str],
    school_days_since: Callable[[dt.date], int],
) -> list[Advice]:
    """One piece of advice a school, its weightiest; the schools in most need first."""
    chosen = []
    for school in schools:
        if empty := no_staff(school):
            chosen.append(empty)
            continue
        found = [
            advice
            for advice in (
                too_few_superusers(school, limits),
                session_overdue(school, limits, kit_title),
                gone_quiet(school, limits, school_days_since),
            )
            if advice
        ]
        if found:
            chosen.append(max(found, key=lambda advice: (advice.is_high, advice.days)))
    return sorted(chosen, key=lambda advice: (not advice.is_high, -advice.days, advice.name))
