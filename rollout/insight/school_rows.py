"""The table of schools: one row a school, from the figures of the day."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from rollout.common.display import percent
from rollout.common.rows import Row, Sortable, headings, matching, page_of, sort_rows
from rollout.common.searching import holds
from rollout.insight.cache import cached, figures_on
from rollout.insight.figures import Lag, UnitFigures
from rollout.insight.queries import coming_by_school
from rollout.organisation.access import ViewerRequest
from rollout.planning.attendance import Untaken, over
from rollout.planning.expected import Times
from rollout.planning.models import Programme

COLUMNS = (
    Sortable("name", _("School")),
    Sortable("coverage", _("Coverage"), True),
    Sortable("not_reached", _("Not yet reached"), True),
    Sortable("last_session", _("Last session")),
    Sortable("lag", _("Days to session"), True),
    Sortable("next_workshop", _("Next workshop")),
)

# Before a workshop has been held: who is to be reached, by whom, and when it begins.
FIRST_COLUMNS = (
    Sortable("name", _("School")),
    Sortable("roster", _("Roster"), True),
    Sortable("superusers", _("Active superusers"), True),
    Sortable("next_workshop", _("Next workshop")),
)

NEEDS = {
    "": _("all schools"),
    "below": _("coverage below target"),
    "late": _("session overdue"),
    "few": _("too few superusers"),
}
FIRST_NEEDS = {name: NEEDS[name] for name in ("", "few")}
# A home shows so many schools, and on a phone so many that need help, before it leads on to all.
ON_HOME = 10
ON_PHONE = 5


@dataclass
class CachedRows:
    """Each school's row as it holds for the day, with the workshops that it has ahead; and those
    without attendance."""

    rows: list[tuple[dict[str, Any], list[Times]]]
    untaken: tuple[Untaken, ...]

    def at(self, now: dt.datetime) -> list[dict[str, Any]]:
        """A row for every school at a moment of the day, with its cells' text ready."""
        since = self.outstanding_since(now)
        return [
            {
                **row,
                "next_workshop": day,
                "next_workshop_text": short_day(day),
                "outstanding_since": since.get(row["pk"]),
            }
            for row, coming in self.rows
            for day in [next_day(coming, now)]
        ]

    def outstanding_since(self, now: dt.datetime) -> dict[int, dt.date]:
        """By school, the day of the first workshop that its figures lack at a moment."""
        since: dict[int, dt.date] = {}
        for row in over(self.untaken, now):
            for school in row.schools:
                since.setdefault(school, row.workshop.day)
        return since


def next_day(coming: list[Times], now: dt.datetime) -> dt.date | None:
    """The day of the first workshop that hasn't ended by a moment."""
    starts = (starts_at for starts_at, ends_at in coming if ends_at >= now)
    return next((timezone.localdate(starts_at) for starts_at in starts), None)


@cached
def cached_rows(programme: Programme, day: dt.date) -> CachedRows:
    """The schools' rows of a day."""
    coming, figures = coming_by_school(programme, day), figures_on(programme, day)
    rows = [
        (school_row(programme, school), coming.get(pk, []))
        for pk, school in figures.schools.items()
    ]
    return CachedRows(rows, figures.untaken)


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
        "lag_is_over": bool(lag and lag.days > programme.lag_days),
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


def needs_help(programme: Programme, row: Row) -> bool:
    return any(needs(programme, row, wanted) for wanted in NEEDS if wanted)


def rows_asked_for(
    request: ViewerRequest,
    programme: Programme,
    rows: list[dict[str, Any]],
    *,
    is_home: bool = False,
) -> dict[str, Any]:
    """The rows that the address asks for, with the headings and the page in view. On a home where
    nothing is asked for, the first ones; on a phone those of them that need help."""
    search = request.GET.get("q", "").strip()
    wanted = request.GET.get("needs", "")
    found = matching(rows, lambda row: holds(row["name"], search) and needs(programme, row, wanted))
    has_begun = any(row["not_reached"] is not None for row in rows)
    columns = COLUMNS if has_begun else FIRST_COLUMNS
    sort = request.GET.get("sort", columns[1].key if has_begun else columns[0].key)
    ordered = sort_rows(found, sort, columns)
    is_short = is_home and not request.GET.keys() - {"programme"}
    shown = ordered[:ON_HOME] if is_short else ordered
    in_need = [row["pk"] for row in shown if has_begun and needs_help(programme, row)]
    return {
        "rows": page_of(shown, request.GET.get("page")),
        "all_rows": ordered,
        "headings": headings(columns, sort),
        "has_begun": has_begun,
        "sort": sort,
        "q": request.GET.get("q", ""),
        "needs": wanted,
        "needs_choices": (NEEDS if has_begun else FIRST_NEEDS).items(),
        "is_filtered": bool(search or wanted),
        "is_short": is_short,
        "on_phone": in_need[:ON_PHONE],
    }


def export_rows(rows: list[Row]) -> list[list[object]]:
    """The rows as a sheet: plain numbers and days, blank where a figure is missing."""
    sheet: list[list[object]] = [
        [
            *(str(column.heading) for column in COLUMNS),
            *(str(_("Roster")), str(_("Active superusers")), str(_("Session still to come"))),
            str(_("Attendance not taken since")),
        ]
    ]
    for row in rows:
        cells: list[object] = [row[column.key] for column in COLUMNS]
        still = str(_("yes")) if row["lag_is_open"] else ""
        since = row["outstanding_since"]
        sheet.append([*cells, row["roster"], row["superusers"], still, since])
    return sheet
