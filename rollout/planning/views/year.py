"""The year: planning it by hand, and seeing it on one page."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from rollout.accounts.permissions import May
from rollout.calendars.queries import closed_periods
from rollout.common.dates import month_start, months_between, school_year_start, today
from rollout.organisation.access import ViewerRequest, access
from rollout.planning.by_hand.actions import plan_dates
from rollout.planning.by_hand.forms import CohortYear, read_dates
from rollout.planning.by_hand.queries import YearAsked, dates_by_cohort, usual_year
from rollout.planning.forms import PlanYearForm
from rollout.planning.models import Programme, Workshop
from rollout.planning.queries import facilitators, load_programme, workshops_for
from rollout.planning.views.clashing import warn_of_clashes
from rollout.planning.views.ended import has_ended


@access(May.WRITE_PLAN)
def plan_year(request: ViewerRequest, programme_id: int) -> HttpResponse:
    """Choose, see the proposed dates with their reasons, move some, save all."""
    programme = load_programme(request, programme_id)
    if has_ended(request, programme):
        return redirect("proposals", programme.pk)
    asked = "weekday" in request.GET
    data = request.POST or (request.GET if asked else None)
    form = PlanYearForm(
        data,
        programme=programme,
        facilitators=facilitators(programme, today()),
        initial=usual_year(programme, today()),
    )
    years: list[CohortYear] = []
    problems: list[str] = []
    if data and form.is_valid():
        year_asked = YearAsked(**form.cleaned_data)
        proposed = dates_by_cohort(programme, year_asked, today())
        years = [CohortYear(*each, request.POST.dict()) for each in proposed.items()]
        if request.method == "POST":
            try:
                dates = read_dates(programme, years)
                made = plan_dates(programme=programme, asked=year_asked, dates=dates)
            except ValidationError as error:
                problems = error.messages
            else:
                warn_of_clashes(request, made)
                messages.success(request, _("The year is planned."))
                return redirect("workshop_year", programme.pk)
    context = {
        "programme": programme,
        "form": form,
        "years": years,
        "problems": problems,
        "has_cohorts": programme.cohorts.exists(),
        "wish": request.GET.urlencode() if asked else "",
    }
    return render(request, "planning/plan_year.html", context)


@access(May.SEE_PLAN)
@require_safe
def workshop_year(request: ViewerRequest, programme_id: int) -> HttpResponse:
    """Months across, cohorts down; prints on one page."""
    programme = load_programme(request, programme_id)
    viewer = request.viewer
    asked = request.GET.get("year", "")
    current = min(max(today(), programme.starts_on), programme.ends_on)
    start = (
        dt.date(int(asked), 8, 1)
        if asked.isdecimal() and 2000 < int(asked) < 2100
        else (school_year_start(current))
    )
    months = months_between(start, dt.date(start.year + 1, 7, 1))
    end = dt.date(start.year + 1, 8, 1)
    rows: dict[str, dict[str, list[Workshop]]] = {}
    used: set[dt.date] = set()
    shown = workshops_for(viewer, programme).filter(
        starts_at__date__gte=start, starts_at__date__lt=end
    )
    for workshop in shown.select_related(None).select_related("cohort", "kit"):
        row = rows.setdefault(str(workshop.cohort), {m.isoformat(): [] for m in months})
        row[month_start(workshop.day).isoformat()].append(workshop)
        used.add(month_start(workshop.day))
    months = [m for m in months if min(used, default=m) <= m <= max(used, default=m)]
    table = [(name, [by_month[m.isoformat()] for m in months]) for name, by_month in rows.items()]
    context = {
        "programme": programme,
        "months": months,
        "rows": sorted(table, key=lambda row: row[0]),
        "start": start,
        "last": school_year_start(programme.ends_on).year,
        "first": school_year_start(programme.starts_on).year,
        "closed": closed_list(programme, start, end),
    }
    return render(request, "planning/workshop_year.html", context)


def closed_list(programme: Programme, start: dt.date, end: dt.date) -> list[Any]:
    """The owner's closed periods of the year, to read beside the plan."""
    return list(closed_periods(programme.owner, start, end - dt.timedelta(days=1)))
