"""Why no plan is possible, in words that a lead can act on."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.dates import WEEKDAYS
from django.utils.formats import date_format
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rollout.proposals.wording import short_day
from rollout.scheduler.problem import Problem

MOST_NAMED = 6


@dataclass(frozen=True)
class Explained:
    """The clash, and each change that alone would make a plan possible. `is_proven` says that there
    is no plan; else none was found in the time."""

    clash: list[str]
    loosenings: list[str]
    is_complete: bool
    is_proven: bool


def explained(
    problem: Problem, diagnosis: Mapping[str, Any], names: Mapping[str, str]
) -> Explained:
    """What the planner found, in words."""
    return Explained(
        [demand_words(each, problem, names) for each in diagnosis["clash"]],
        [loosening_words(each, names) for each in diagnosis["loosenings"]],
        diagnosis["complete"],
        diagnosis["feasible"] is False,
    )


def demand_words(demand: Mapping[str, Any], problem: Problem, names: Mapping[str, str]) -> str:
    facts = {
        "whom": named(demand["whom"], names),
        "schools": listed(names.get(school, "–") for school in demand["schools"]),
        "least": problem.least_gap,
        "most": problem.most_gap,
        "cohorts": problem.cohorts,
    }
    said = DEMANDS[demand["kind"]]() % facts
    if demand["needed"]:
        numbers = {"needed": demand["needed"], "available": demand["available"]}
        said += " " + _("(%(needed)s needed, %(available)s there)") % numbers
    return said


DEMANDS = {
    "venue_closed": lambda: _("%(whom)s can’t be had on some days"),
    "venue_once": lambda: _("%(whom)s takes one workshop a day"),
    "venue_seats": lambda: _("there are only so many seats"),
    "facilitator_away": lambda: _("%(whom)s is away on some days"),
    "facilitators": lambda: _("each facilitator leads one workshop a day"),
    "period": lambda: _("every cohort meets in %(whom)s"),
    "closed_days": lambda: _("nobody meets on days that are closed for all"),
    "weekday_rule": lambda: _("schools meet only on their weekdays: %(schools)s"),
    "gap_least": lambda: _("at least %(least)s days between workshops"),
    "gap_most": lambda: _("at most %(most)s days between workshops"),
    "cohort_count": lambda: _("there are to be %(cohorts)s cohorts"),
    "split": lambda: _("never all of a school’s superusers away at once: %(schools)s"),
    "together": lambda: _("a school’s superusers are in one cohort: %(schools)s"),
}


def loosening_words(change: Mapping[str, Any], names: Mapping[str, str]) -> str:
    weekday = change["weekday"]
    facts = {
        "whom": named(change["whom"], names),
        "days": listed(short_day(dt.date.fromisoformat(day)) for day in change["days"]),
        "schools": listed(names.get(school, "–") for school in change["schools"]),
        "weekday": "" if weekday is None else str(WEEKDAYS[weekday]),
        "before": change["before"],
        "after": change["after"],
        "first": short_day(dt.date.fromisoformat(change["first"])) if change["first"] else "",
        "last": short_day(dt.date.fromisoformat(change["last"])) if change["last"] else "",
    }
    return LOOSENINGS[change["kind"]](change) % facts


LOOSENINGS = {
    "venue_closed": lambda c: _("get %(whom)s free on %(days)s"),
    "venue_once": lambda c: _("have one more room at %(whom)s"),
    "venue_seats": lambda c: _("have %(after)s seats at %(whom)s instead of %(before)s"),
    "facilitator_away": lambda c: _("get %(whom)s free on %(days)s"),
    "facilitators": lambda c: _("have one more facilitator on %(days)s"),
    "period": lambda c: _("let %(whom)s last from %(first)s to %(last)s"),
    "closed_days": lambda c: _("open %(days)s for workshops"),
    "weekday_rule": lambda c: ngettext(
        "let %(schools)s meet on a %(weekday)s",
        "let these meet on a %(weekday)s: %(schools)s",
        len(c["schools"]),
    ),
    "gap_least": lambda c: _("accept %(after)s days between workshops instead of %(before)s"),
    "gap_most": lambda c: _("accept up to %(after)s days between workshops, not %(before)s"),
    "cohort_count": lambda c: _("have %(after)s cohorts instead of %(before)s"),
    "split": lambda c: _("make an exception for %(schools)s: all may be away on one day"),
    "together": lambda c: _("let %(schools)s have superusers in two cohorts"),
}


def named(whom: str, names: Mapping[str, str]) -> str:
    """A venue's or facilitator's name, or a month's."""
    try:
        month = dt.date.fromisoformat(f"{whom}-01")
    except ValueError:
        return names.get(whom, whom)
    return date_format(month, "YEAR_MONTH_FORMAT")


def listed(items: Any) -> str:
    """The first few of a list, and how many more."""
    every = list(items)
    if len(every) > MOST_NAMED:
        more = len(every) - MOST_NAMED + 1
        every = [*every[: MOST_NAMED - 1], _("%(n)s more") % {"n": more}]
    return str(get_text_list(every, _("and")))
