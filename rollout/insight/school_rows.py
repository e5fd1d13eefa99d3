"""The table of schools: one row a school, from the figures of the day."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from rollout.common.rows import Row, Sortable, headings, matching, page_of, sort_rows
from rollout.insight.figures import ProgrammeFigures, UnitFigures
from rollout.planning.models import Programme

COLUMNS = (
    Sortable("name", _("School")),
    Sortable("coverage", _("Coverage"), True),
    Sortable("not_reached", _("Not yet reached"), True),
    Sortable("last_session", _("Last session")),
    Sortable("lag", _("Days to session"), True),
    Sortable("next_workshop", _("Next workshop")),
)

NEEDS = {
    "": _("all schools"),
    "below": _("coverage below target"),
    "late": _("session overdue"),
    "few": _("too few superusers"),
}


def school_row(school: UnitFigures, next_workshop: dt.datetime | None) -> dict[str, Any]:
    lag = school.latest_lag
    return {
        "pk": school.pk,
        "name": school.name,
        "coverage": school.coverage.value,
        "coverage_bar": round(100 * school.coverage.value, 1) if school.coverage.value else 0,
        "not_reached": school.not_yet_reached,
        "roster": school.roster,
        "last_session": school.last_session,
        "lag": lag.days if lag else None,
        "lag_is_open": bool(lag and lag.is_open),
        "superusers": school.superusers,
        "next_workshop": timezone.localdate(next_workshop) if next_workshop else None,
    }


def needs(programme: Programme, row: Row, wanted: str) -> bool:
    """Whether a row is of the kind that the filter asks for."""
    if wanted == "below":
        value = row["coverage"]
        return value is None or value * 100 < programme.coverage_target
    if wanted == "late":
        return bool(row["lag_is_open"]) and row["lag"] > programme.lag_days
    if wanted == "few":
        return bool(row["superusers"] < programme.superusers_per_school)
    return True


def school_rows(
    request: HttpRequest,
    programme: Programme,
    figures: ProgrammeFigures,
    next_workshops: Mapping[int, dt.datetime],
) -> dict[str, object]:
    """The rows that the address asks for, with the headings and the page in view."""
    rows = [school_row(s, next_workshops.get(pk)) for pk, s in figures.schools.items()]
    search = request.GET.get("q", "").strip().casefold()
    wanted = request.GET.get("needs", "")
    found = matching(
        rows, lambda row: search in row["name"].casefold() and needs(programme, row, wanted)
    )
    sort = request.GET.get("sort", "coverage")
    ordered = sort_rows(found, sort, COLUMNS)
    return {
        "rows": page_of(ordered, request.GET.get("page")),
        "all_rows": ordered,
        "headings": headings(COLUMNS, sort),
        "sort": sort,
        "q": request.GET.get("q", ""),
        "needs": wanted,
        "needs_choices": NEEDS.items(),
        "is_filtered": bool(search or wanted),
    }


def export_rows(rows: list[Row]) -> list[list[object]]:
    """The rows as a sheet: plain numbers and days, blank where a figure is missing."""
    sheet: list[list[object]] = [
        [str(column.heading) for column in COLUMNS]
        + [str(_("Roster")), str(_("Active superusers")), str(_("Session still to come"))]
    ]
    for row in rows:
        cells: list[object] = [row[column.key] for column in COLUMNS]
        still = str(_("yes")) if row["lag_is_open"] else ""
        sheet.append([*cells, row["roster"], row["superusers"], still])
    return sheet
