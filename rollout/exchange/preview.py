"""What a run would do, as the preview page shows it."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from rollout.calendars.rows import DayRow, plan_closed_days
from rollout.common.dates import school_year_start
from rollout.exchange.actions import count_states
from rollout.exchange.columns import HIDDEN
from rollout.exchange.models import ImportRun
from rollout.exchange.queries import rows_of
from rollout.exchange.register import municipalities, municipality_of, remark, why_not_ours
from rollout.exchange.school_files import plan_schools
from rollout.exchange.staff import UNKNOWN_SCHOOL, Outcome, known, plan_staff
from rollout.exchange.staff_cells import NOT_SHOWN
from rollout.organisation.rules import SchoolNames, fold

ASKED_AT_ONCE = 25
STATES = {
    "new": _("new"),
    "changed": _("changed"),
    "same": _("unchanged"),
    "double": _("double, merged"),
    "asked": _("to be answered"),
    "left_out": _("left out"),
    "open": _("left out"),
    "ended": _("ended"),
    "error": _("in error"),
}
ORDER = {
    "error": 0, "asked": 1, "new": 2, "changed": 3, "double": 4, "left_out": 5, "open": 5,
    "same": 6,
}  # fmt: skip


def of(run: ImportRun, asked: Mapping[str, str], day: dt.date) -> dict[str, Any]:
    """The plan of a run on a day with its outcomes, errors first, and counts by state."""
    if run.kind == ImportRun.Kind.STAFF:
        return staff(run, day)
    if run.kind == ImportRun.Kind.SCHOOLS:
        return schools(run, asked)
    return shown(closed_days(run, day))


def closed_days(run: ImportRun, day: dt.date) -> list[Any]:
    """A calendar list's rows; those that Excel hides are told, not taken."""
    rows = rows_of(run)
    hidden = [
        DayRow(number, cells.get("name", ""), "error", NOT_SHOWN)
        for number, cells in rows
        if cells.get(HIDDEN)
    ]
    seen = [row for row in rows if not row[1].get(HIDDEN)]
    planned = plan_closed_days(seen, run.owner, year_start=school_year_start(day))
    return [*hidden, *planned]


def shown(outcomes: list[Any]) -> dict[str, Any]:
    counts = count_states([outcome.state for outcome in outcomes]) | {"missing": 0}
    ordered = sorted(outcomes, key=lambda o: (ORDER[o.state], o.row))
    return {"outcomes": ordered, "counts": counts, "states": STATES}


def staff(run: ImportRun, day: dt.date) -> dict[str, Any]:
    has = known(run.owner, day)
    plan = plan_staff(rows_of(run), has, run.choices)
    result = shown(list(plan.outcomes))
    unsure = unsure_names(plan.outcomes, has.names)
    return result | {
        "plan": plan,
        "has": has,
        "counts": plan.counts(),
        "unsure": unsure,
        "asked": sorted(plan.asked, key=lambda person: bool(person.choice))[:ASKED_AT_ONCE],
        "all_schools": sorted(has.names.names.items(), key=lambda item: item[1]),
    }


def unsure_names(outcomes: list[Outcome], names: SchoolNames) -> list[dict[str, Any]]:
    """Spellings that no school is sure to have, once each, the likeliest schools first."""
    found: dict[str, dict[str, Any]] = {}
    for outcome in outcomes:
        if outcome.reason == UNKNOWN_SCHOOL:
            entry = found.setdefault(
                fold(outcome.value),
                {
                    "spelling": outcome.value,
                    "rows": 0,
                    "suggestions": [(pk, names.names[pk]) for pk in outcome.suggestions],
                },
            )
            entry["rows"] += 1
    return list(found.values())


def schools(run: ImportRun, asked: Mapping[str, str]) -> dict[str, Any]:
    """A register's rows for one municipality, the owner's own until another is asked for."""
    rows = rows_of(run)
    there = municipalities(rows)
    chosen = asked.get("municipality", "") or municipality_of(run.owner, there)
    planned = plan_schools(rows, run.owner, chosen if there else "")
    if len(there) > 1 and not chosen:
        planned = []
    for row in planned:
        row.remark = remark(row, run.owner)
        row.is_ours = not why_not_ours(row, run.owner)
    return shown(list(planned)) | {"municipalities": there, "municipality": chosen}
