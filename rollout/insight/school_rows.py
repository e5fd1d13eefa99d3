"""The table of schools: one row a school, from the figures of the day."""

import datetime as dt
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from rollout.common.dates import today
from rollout.common.rows import Row, Sortable, headings, matching, page_of, sort_rows
from rollout.common.searching import holds
from rollout.insight.figures import Lag, UnitFigures
from rollout.insight.kept import figures_today, kept
from rollout.insight.queries import Times, coming_by_school
from rollout.planning.models import Programme
from rollout.templatetags.rollout_tags import percent

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


def all_rows(programme: Programme, now: dt.datetime) -> list[dict[str, Any]]:
    """A row for every school at a moment of today, with its cells' text ready."""
    return [
        {**row, "next_workshop": day, "next_workshop_text": short_day(day)}
        for row, coming in kept_rows(programme)
        for day in [next_day(coming, now)]
    ]


def next_day(coming: list[Times], now: dt.datetime) -> dt.date | None:
    """The day of the first workshop that hasn't ended by a moment."""
    starts = (starts_at for starts_at, ends_at in coming if ends_at >= now)
    return next((timezone.localdate(starts_at) for starts_at in starts), None)


@kept
def kept_rows(programme: Programme, day: dt.date) -> list[tuple[dict[str, Any], list[Times]]]:
    """All of each school's row that holds for the day, and the workshops that it has ahead."""
    coming = coming_by_school(programme, today())
    return [
        (school_row(programme, school), coming.get(pk, []))
        for pk, school in figures_today(programme).schools.items()
    ]


def school_row(programme: Programme, school: UnitFigures) -> dict[str, Any]:
    lag = school.pressing_lag
    share = school.coverage.value
    return {
        "pk": school.pk,
        "url": reverse("school", args=[programme.pk, school.pk]),
        "name": school.name,
        "coverage": share,
        "coverage_text": percent(share),
        "coverage_bar": f"{100 * share:.1f}" if share else "0",
        "not_reached": school.not_yet_reached,
        "roster": school.roster,
        "last_session": school.last_session,
        "last_session_text": short_day(school.last_session),
        "lag": lag.days if lag else None,
        "lag_text": lag_text(lag),
        "lag_is_open": bool(lag and lag.is_open),
        "lag_is_late": bool(lag and lag.is_open and lag.days > programme.lag_days),
        "superusers": school.superusers,
    }


def short_day(day: dt.date | None) -> str:
    return date_format(day, "SHORT_DATE_FORMAT") if day else "–"


def lag_text(lag: Lag | None) -> str:
    if lag is None:
        return "–"
    return gettext("at least %(days)s") % {"days": lag.days} if lag.is_open else str(lag.days)


def needs(programme: Programme, row: Row, wanted: str) -> bool:
    """Whether a row is of the kind that the filter asks for."""
    if wanted == "below":
        value = row["coverage"]
        return value is None or value * 100 < programme.coverage_target
    if wanted == "late":
        return bool(row["lag_is_late"])
    if wanted == "few":
        return bool(row["superusers"] < programme.superusers_per_school)
    return True


def rows_asked_for(
    request: HttpRequest, programme: Programme, rows: list[dict[str, Any]]
) -> dict[str, object]:
    """The rows that the address asks for, with the headings and the page in view."""
    search = request.GET.get("q", "").strip()
    wanted = request.GET.get("needs", "")
    found = matching(rows, lambda row: holds(row["name"], search) and needs(programme, row, wanted))
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
