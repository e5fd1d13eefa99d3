"""The cases' practices as advice: pure decisions over figures. Thresholds are the programme's; how
each rule is said is in `words.py`."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from rollout.insight.figures import UnitFigures

Facts = Mapping[str, int | str | dt.date]


class Rule(StrEnum):
    """The rules by their keys. A key may be stored: it stays as it is when its words change."""

    NO_STAFF = "no-staff"
    NO_SUPERUSER = "no-superuser"
    FEW_SUPERUSERS = "few-superusers"
    SESSION_LATE = "session-late"
    GONE_QUIET = "gone-quiet"


@dataclass(frozen=True)
class Thresholds:
    """A programme's own limits, from DOMAIN's practices."""

    superusers: int
    lag_days: int
    quiet_days: int


class Weight(NamedTuple):
    """How much an advice presses: what is urgent before the rest, then by days."""

    is_urgent: bool = False
    days: int = 0


@dataclass(frozen=True)
class Advice:
    """Something to see to. The rule and the school say which advice it is, today and tomorrow.

    `school` is a school's id, or None where it is the owner's to see to; `facts` are the plain
    numbers, names and days that its words need.
    """

    rule: Rule
    school: int | None
    facts: Facts
    weight: Weight


def no_staff(school: UnitFigures) -> Advice | None:
    """A school without anybody to reach: nothing else about it can be told yet."""
    if school.roster:
        return None
    return Advice(Rule.NO_STAFF, school.pk, {}, Weight())


def too_few_superusers(school: UnitFigures, limits: Thresholds) -> Advice | None:
    """Lillestrøm: at least two active superusers at a school."""
    if school.superusers >= limits.superusers:
        return None
    if not school.superusers:
        return Advice(Rule.NO_SUPERUSER, school.pk, {}, Weight(is_urgent=True, days=999))
    facts = {"superusers": school.superusers}
    return Advice(Rule.FEW_SUPERUSERS, school.pk, facts, Weight(days=1))


def session_late(
    school: UnitFigures, limits: Thresholds, kit_title: Callable[[int], str]
) -> Advice | None:
    """Lillestrøm: the school's own session follows within 28 days of the workshop. It tells of the
    same kit and days as the school's “days to session” do."""
    late = [lag for lag in school.awaited_lags if lag.days > limits.lag_days]
    pressing = school.pressing_lag
    if not late or pressing is None:
        return None
    facts: Facts = {"kit": kit_title(pressing.kit), "days": pressing.days}
    weight = Weight(is_urgent=len(late) > 1, days=sum(lag.days for lag in late))
    return Advice(Rule.SESSION_LATE, school.pk, facts, weight)


def gone_quiet(
    school: UnitFigures, limits: Thresholds, school_days_since: Callable[[dt.date], int]
) -> Advice | None:
    """Gävle: remind, again and again; 21 school days without activity."""
    if not school.last_session or not school.due:
        return None
    days = school_days_since(school.last_session)
    if days <= limits.quiet_days:
        return None
    weight = Weight(is_urgent=days > 2 * limits.quiet_days, days=days)
    return Advice(Rule.GONE_QUIET, school.pk, {"school_days": days}, weight)


def advise(
    schools: Iterable[UnitFigures],
    limits: Thresholds,
    kit_title: Callable[[int], str],
    school_days_since: Callable[[dt.date], int],
) -> list[Advice]:
    """One piece of advice a school, its weightiest; the schools in most need first, and those in
    like need by name."""
    chosen = []
    for school in sorted(schools, key=lambda school: school.name):
        if empty := no_staff(school):
            chosen.append(empty)
            continue
        found = [
            advice
            for advice in (
                too_few_superusers(school, limits),
                session_late(school, limits, kit_title),
                gone_quiet(school, limits, school_days_since),
            )
            if advice
        ]
        if found:
            chosen.append(max(found, key=lambda advice: advice.weight))
    return sorted(chosen, key=lambda advice: advice.weight, reverse=True)
