"""What the planner counts, in words that a lead uses."""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from rollout.scheduler.changes import ChangeKind, PlanChange
from rollout.scheduler.price import Broken, Rule
from rollout.scheduler.problem import Problem

NAMES: dict[str, str | Promise] = {
    "substitute": gettext_lazy("Stand-ins"),
    "travel": gettext_lazy("Superusers’ travel"),
    "facilitator_travel": gettext_lazy("Facilitators’ travel"),
    "other_weekday": gettext_lazy("Outside the common time"),
    "spacing": gettext_lazy("Uneven gaps"),
    "missed": gettext_lazy("Closed schools"),
    "imbalance": gettext_lazy("Uneven cohorts"),
    "one_off": gettext_lazy("Exceptions"),
}

MATTER_NAMES = {
    "common_time": gettext_lazy("Meet in the common time"),
    "travel": gettext_lazy("Short ways"),
    "open_schools": gettext_lazy("Nobody misses out because the own school is closed"),
    "steady_facilitator": gettext_lazy("The same facilitator all year"),
    "evenness": gettext_lazy("Cohorts of the same size"),
    "rhythm": gettext_lazy("An even rhythm"),
}


@dataclass(frozen=True)
class Kind:
    """One kind of cost: what it counts, in words, and its points."""

    key: str
    name: str
    words: str
    count: int
    points: int


def count_words(kind: str, n: int) -> str:
    """What a count of a kind means: "12 superusers meet outside their common time"."""
    if n == 0:
        return NO_SUCH[kind]()
    return SOME[kind](n) % {"n": n}


NO_SUCH = {
    "substitute": lambda: _("every cohort keeps its facilitator all year"),
    "travel": lambda: _("no travel is counted"),
    "facilitator_travel": lambda: _("no travel is counted"),
    "other_weekday": lambda: _("everybody meets in the common time"),
    "spacing": lambda: _("every gap is as wished"),
    "missed": lambda: _("nobody’s school is closed on a workshop day"),
    "imbalance": lambda: _("all cohorts are of the same size"),
    "one_off": lambda: _("no workshop is an exception"),
}
SOME = {
    "substitute": lambda n: ngettext(
        "%(n)s workshop is led by a stand-in", "%(n)s workshops are led by a stand-in", n
    ),
    "travel": lambda n: ngettext(
        "superusers travel %(n)s km to a workshop, one way, all together",
        "superusers travel %(n)s km to a workshop, one way, all together",
        n,
    ),
    "facilitator_travel": lambda n: ngettext(
        "facilitators travel %(n)s km, one way, all together",
        "facilitators travel %(n)s km, one way, all together",
        n,
    ),
    "other_weekday": lambda n: ngettext(
        "%(n)s superuser meets outside the common time",
        "%(n)s superusers meet outside the common time",
        n,
    ),
    "spacing": lambda n: ngettext(
        "gaps are %(n)s week off the wish, all together",
        "gaps are %(n)s weeks off the wish, all together",
        n,
    ),
    "missed": lambda n: ngettext(
        "%(n)s time a superuser’s own school is closed that day",
        "%(n)s times a superuser’s own school is closed that day",
        n,
    ),
    "imbalance": lambda n: ngettext(
        "the largest cohort has %(n)s more than the smallest",
        "the largest cohort has %(n)s more than the smallest",
        n,
    ),
    "one_off": lambda n: ngettext(
        "%(n)s superuser has a workshop at another place or weekday for once",
        "%(n)s times a superuser has a workshop at another place or weekday for once",
        n,
    ),
}


def kinds_in_words(
    points: Mapping[str, int], counts: Mapping[str, int], unknown: Collection[str] = ()
) -> list[Kind]:
    """Every kind of which anything is known, the dearest first; those that cost nothing last."""
    kinds = [
        Kind(kind, str(NAMES[kind]), count_words(kind, counts[kind]), counts[kind], points[kind])
        for kind in points
        if kind not in unknown
    ]
    return sorted(kinds, key=lambda kind: -kind.points)


def unknown_kinds(problem: Problem) -> set[str]:
    """What can't be told of: travel without places on the map, a common time that isn't set."""
    silent = set() if problem.counts_travel else {"travel", "facilitator_travel"}
    return silent if problem.has_common_time else silent | {"other_weekday"}


def change_words(by_kind: Mapping[str, int]) -> str:
    """What a change does to each kind: "Uneven gaps +3, Superusers’ travel −12"."""
    parts = [f"{NAMES[kind]} {signed(n)}" for kind, n in by_kind.items() if n]
    return ", ".join(parts) or _("nothing changes")


def signed(n: int) -> str:
    """A difference with its sign, and a proper minus."""
    return f"+{n}" if n > 0 else f"−{-n}" if n else "0"


def short_day(day: dt.date) -> str:
    return date_format(day, "D j.n.")


def broken_words(broken: Broken, names: Mapping[str, str], cohorts: list[str]) -> str:
    """A broken rule, with whom it is about. `names` are schools’, venues’ and facilitators’."""
    facts = {
        "cohort": "" if broken.cohort is None else cohorts[broken.cohort],
        "day": short_day(broken.day) if broken.day else "",
        "whom": names.get(broken.whom, broken.whom),
        "found": broken.found,
        "allowed": broken.allowed,
    }
    return RULES[broken.rule]() % facts


RULES = {
    Rule.SEATS: lambda: _("%(cohort)s: %(found)s people, %(allowed)s seats at %(whom)s"),
    Rule.TOO_FEW: lambda: _("%(cohort)s: %(found)s people, at least %(allowed)s"),
    Rule.PERIOD: lambda: _("%(cohort)s: %(day)s is outside the month"),
    Rule.CLOSED_DAY: lambda: _("%(cohort)s: %(day)s is closed for all"),
    Rule.WEEKDAY: lambda: _("%(cohort)s: %(day)s isn’t on the cohort’s weekday"),
    Rule.VENUE_CLOSED: lambda: _("%(cohort)s: %(whom)s can’t be had on %(day)s"),
    Rule.FACILITATOR_AWAY: lambda: _("%(cohort)s: %(whom)s is away on %(day)s"),
    Rule.VENUE_TWICE: lambda: _("%(whom)s is used by two cohorts on %(day)s"),
    Rule.FACILITATOR_TWICE: lambda: _("%(whom)s leads two workshops on %(day)s"),
    Rule.GAP: lambda: _("%(cohort)s: %(found)s days before %(day)s; the limit is %(allowed)s"),
    Rule.SCHOOL_WEEKDAY: lambda: _("%(cohort)s: %(whom)s can’t on that weekday"),
    Rule.UNPLACED: lambda: _("%(whom)s: %(found)s of %(allowed)s superusers have a place"),
    Rule.APART: lambda: _("%(whom)s: superusers in %(found)s cohorts, to be in one"),
    Rule.ALL_AWAY: lambda: _("%(whom)s: all superusers away on %(day)s"),
    Rule.COHORT_COUNT: lambda: _("cohorts: %(found)s, wanted: %(allowed)s"),
}


def alike(changes: Iterable[PlanChange]) -> list[list[PlanChange]]:
    """Changes in their order, a cohort's same stand-in or venue of several months together."""
    groups: dict[object, list[PlanChange]] = {}
    for number, change in enumerate(changes):
        key = (change.kind, change.cohort, change.before, change.after)
        groups.setdefault(key if change.kind in MONTHLY else number, []).append(change)
    return list(groups.values())


def plan_change_words(
    change: PlanChange, names: Mapping[str, str], cohorts: list[str], period: str
) -> str:
    """One difference between two plans, with whom it concerns."""
    school = change.kind in PEOPLE and names.get(change.schools[0], "–")
    facts = {
        "cohort": cohorts[change.cohort],
        "period": period,
        "before": end_words(change.before, names, cohorts),
        "after": end_words(change.after, names, cohorts),
        "school": school,
        "n": change.superusers,
    }
    return CHANGES[change.kind](change.superusers) % facts


def end_words(end: object, names: Mapping[str, str], cohorts: list[str]) -> str:
    """A date, a facilitator, a venue or a cohort that something changes from or to."""
    if isinstance(end, dt.date):
        return short_day(end)
    if isinstance(end, int):
        return cohorts[end]
    return names.get(str(end), "–")


PEOPLE = {
    ChangeKind.MEMBER_MOVED,
    ChangeKind.MEMBER_JOINED,
    ChangeKind.MEMBER_LEFT,
    ChangeKind.GUEST,
    ChangeKind.GUEST_BACK,
}
MONTHLY = {ChangeKind.CHANGED_LEADER, ChangeKind.CHANGED_VENUE}
CHANGES = {
    ChangeKind.MOVED_DATE: lambda n: ngettext(
        "%(cohort)s: %(before)s moves to %(after)s (%(n)s superuser)",
        "%(cohort)s: %(before)s moves to %(after)s (%(n)s superusers)",
        n,
    ),
    ChangeKind.CHANGED_LEADER: lambda n: _(
        "%(cohort)s, %(period)s: %(after)s leads instead of %(before)s"
    ),
    ChangeKind.CHANGED_VENUE: lambda n: _(
        "%(cohort)s, %(period)s: at %(after)s instead of %(before)s"
    ),
    ChangeKind.MEMBER_MOVED: lambda n: ngettext(
        "%(school)s: %(n)s superuser moves from %(before)s to %(after)s",
        "%(school)s: %(n)s superusers move from %(before)s to %(after)s",
        n,
    ),
    ChangeKind.MEMBER_JOINED: lambda n: ngettext(
        "%(school)s: %(n)s superuser joins %(after)s",
        "%(school)s: %(n)s superusers join %(after)s",
        n,
    ),
    ChangeKind.MEMBER_LEFT: lambda n: ngettext(
        "%(school)s: %(n)s superuser leaves %(before)s",
        "%(school)s: %(n)s superusers leave %(before)s",
        n,
    ),
    ChangeKind.GUEST: lambda n: ngettext(
        "%(school)s: %(n)s superuser meets with %(after)s in %(period)s only",
        "%(school)s: %(n)s superusers meet with %(after)s in %(period)s only",
        n,
    ),
    ChangeKind.GUEST_BACK: lambda n: ngettext(
        "%(school)s: %(n)s superuser meets with the own cohort in %(period)s again",
        "%(school)s: %(n)s superusers meet with the own cohort in %(period)s again",
        n,
    ),
}
