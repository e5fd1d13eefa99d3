"""Days away: who is at a workshop when, and where a substitute teacher is needed."""

import datetime as dt
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from rollout.accounts.permissions import May
from rollout.common.dates import Weekday, parse_day, today
from rollout.common.exports import file_response
from rollout.common.forms import posted_number
from rollout.common.telling import tell_outcome
from rollout.organisation.access import ViewerRequest, access
from rollout.organisation.models import School
from rollout.planning.away.actions import arrange_substitute, undo_substitute
from rollout.planning.away.queries import SchoolAway, away, common_slot
from rollout.planning.away.rules import (
    AwayDay,
    by_month,
    count_terms,
    next_away,
    term_start,
    usual_of,
)
from rollout.planning.models import Programme
from rollout.planning.queries import load_programme, load_school, schools_in


def span(programme: Programme) -> tuple[dt.date, dt.date]:
    """From the beginning of this term to the end of the programme, at most the next two terms."""
    first = max(term_start(today()), programme.starts_on)
    return first, max(first, min(programme.ends_on, first + dt.timedelta(days=2 * 366)))


@access(May.SEE_NAMES)
@require_safe
def away_days(request: ViewerRequest, programme_id: int) -> HttpResponse:
    """The own school's days away; for those who see every school, a line for each."""
    programme = load_programme(request, programme_id)
    viewer = request.viewer
    schools = list(schools_in(programme, viewer))
    if not viewer.is_wide:
        return (
            school_page(request, programme, schools[0]) if schools else none_yet(request, programme)
        )
    rows = school_lines(programme, schools)
    export = request.GET.get("export")
    if export in ("csv", "xlsx"):
        return file_response(export, _("Days away by school"), school_sheet(rows))
    return render(request, "planning/away_schools.html", {"programme": programme, "rows": rows})


def none_yet(request: ViewerRequest, programme: Programme) -> HttpResponse:
    return render(request, "planning/away_schools.html", {"programme": programme, "rows": []})


@access(May.SEE_NAMES)
@require_safe
def school_away(request: ViewerRequest, programme_id: int, school: int) -> HttpResponse:
    """One school's days away."""
    programme = load_programme(request, programme_id)
    return school_page(request, programme, load_school(request, programme, school))


def school_page(request: ViewerRequest, programme: Programme, school: School) -> HttpResponse:
    first, last = span(programme)
    found = away(programme, [school], first, last)[school.pk]
    coming = [day for day in found.days if day.day >= today()]
    export = request.GET.get("export")
    if export in ("csv", "xlsx"):
        return file_response(export, f"{_('Days away')} {school}", day_sheet(found.days))
    viewer, common = request.viewer, common_slot(school, programme)
    usual = usual_of(coming)
    context = {
        "programme": programme,
        "school": school,
        "usual": usual,
        "months": by_month(coming, usual),
        "past": [day for day in found.days if day.day < today() and day.absences],
        "terms": count_terms(found.days, today()),
        "in_vain": [row for row in found.in_vain if row.day >= today()],
        "can_arrange": viewer.may(May.WRITE_OWN_DAYS),
        "common": common,
        "common_day": Weekday(common.weekday).label if common else "",
    }
    return render(request, "planning/away_school.html", context)


def school_lines(programme: Programme, schools: list[School]) -> list[dict[str, Any]]:
    """Each school's next day away and its substitutes from today on, those who lack most first."""
    first, last = span(programme)
    found = away(programme, schools, max(first, today()), last)
    rows = [school_line(school, found[school.pk]) for school in schools]
    return sorted(rows, key=lambda row: (-row["missing"], row["school"].name))


def school_line(school: School, found: SchoolAway) -> dict[str, Any]:
    days = found.days
    return {
        "school": school,
        "next": next_away(days, today()),
        "days": sum(day.needs_substitute for day in days),
        "missing": sum(day.missing for day in days),
        "all_away": sum(day.all_away for day in days),
        "hours": sum(day.minutes for day in days) / 60,
    }


def school_sheet(rows: list[dict[str, Any]]) -> list[list[object]]:
    head: list[object] = [
        _("School"),
        _("Next day away"),
        _("Days that need a substitute"),
        _("Hours of lessons"),
        _("Substitutes not arranged yet"),
        _("Days when all are away"),
    ]
    return [
        head,
        *[
            [
                str(row["school"]),
                row["next"].day if row["next"] else "",
                row["days"],
                row["hours"],
                row["missing"],
                row["all_away"],
            ]
            for row in rows
        ],
    ]


def day_sheet(days: list[AwayDay]) -> list[list[object]]:
    """A row for each person and day."""
    head: list[object] = [
        _("Day"),
        _("Weekday"),
        _("Who is away"),
        _("From"),
        _("To"),
        _("Place"),
        _("Cohort"),
        _("Needs a substitute"),
        _("Hours of lessons"),
        _("Arranged"),
        _("All away"),
    ]
    yes, no = _("yes"), _("no")
    return [
        head,
        *[
            [
                day.day,
                date_format(day.day, "l"),
                absence.name,
                time_format(absence.start.time()),
                time_format(absence.end.time()),
                absence.place,
                absence.cohort,
                yes if absence.needs_substitute else no,
                absence.minutes / 60,
                yes if absence.arranged else no,
                yes if day.all_away else no,
            ]
            for day in days
            for absence in day.absences
        ],
    ]


def posted_day(request: ViewerRequest) -> dt.date:
    """The day that a button named; a wild one is a day on which nobody is away."""
    return parse_day(request.POST.get("day", "")) or dt.date.min


@access(May.WRITE_OWN_DAYS)
@require_POST
def substitute_arrange(request: ViewerRequest, programme_id: int, school: int) -> HttpResponse:
    """A substitute is arranged for somebody's day."""
    programme = load_programme(request, programme_id)
    found = load_school(request, programme, school)
    with tell_outcome(request, _("Noted: a substitute is arranged.")):
        arrange_substitute(
            programme=programme,
            school=found,
            person=posted_number(request, "person"),
            day=posted_day(request),
            first=today(),
            by=request.viewer.person,
        )
    return redirect("school_away", programme.pk, found.pk)


@access(May.WRITE_OWN_DAYS)
@require_POST
def substitute_undo(request: ViewerRequest, programme_id: int, school: int) -> HttpResponse:
    """No substitute is arranged after all."""
    programme = load_programme(request, programme_id)
    found = load_school(request, programme, school)
    undo_substitute(school=found, person=posted_number(request, "person"), day=posted_day(request))
    return redirect("school_away", programme.pk, found.pk)
