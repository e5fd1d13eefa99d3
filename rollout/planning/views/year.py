"""The year: planning it in one action, and seeing it on one page."""

import datetime as dt
import itertools
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from rollout.accounts.permissions import May
from rollout.calendars.availability import away_by_facilitator, closed_by_venue
from rollout.calendars.models import ClosedPeriod
from rollout.calendars.queries import closed_days
from rollout.common.dates import (
    days_between,
    month_start,
    months_between,
    school_year_start,
    today,
)
from rollout.common.typed_times import read_day
from rollout.organisation.access import ViewerRequest, access
from rollout.planning.actions import plan_year as save_year
from rollout.planning.forms import PlanYearForm
from rollout.planning.kits import kits_to_give
from rollout.planning.models import Cohort, Programme, Workshop
from rollout.planning.queries import (
    cohorts_with_members,
    facilitators,
    load_programme,
    missing_by_day,
    workshops_for,
)
from rollout.planning.rules import Proposal, YearWish, propose_year
from rollout.planning.views.clashing import warn_of_clashes
from rollout.planning.views.ended import has_ended


@dataclass
class CohortYear:
    """A cohort's proposed dates, and what the lead has typed instead."""

    cohort: Cohort
    proposals: list[Proposal]
    typed: dict[str, str]

    def rows(self) -> list[dict[str, Any]]:
        return [
            {
                "proposal": proposal,
                "name": f"day-{self.cohort.pk}-{proposal.month:%Y-%m}",
                "value": self.typed.get(
                    f"day-{self.cohort.pk}-{proposal.month:%Y-%m}",
                    proposal.day.isoformat() if proposal.day else "",
                ),
            }
            for proposal in self.proposals
        ]


def first_wish(programme: Programme) -> dict[str, object]:
    """What the form starts with: the common time, and the rest of the school year."""
    owner = programme.owner
    weekday = programme.common_weekday
    start = max(programme.starts_on, today())
    year_end = dt.date(school_year_start(start).year + 1, 6, 30)
    return {
        "weekday": owner.common_weekday if weekday is None else weekday,
        "week": 2,
        "start": programme.common_from or owner.common_from or dt.time(14, 0),
        "end": programme.common_to or owner.common_to or dt.time(16, 0),
        "first_month": start.replace(day=1).isoformat(),
        "last_month": min(programme.ends_on, year_end).replace(day=1).isoformat(),
        "cohorts": programme.cohorts.values_list("pk", flat=True),
        "use_kits": True,
    }


def propose(programme: Programme, wish: dict[str, Any], typed: dict[str, str]) -> list[CohortYear]:
    """Dates for each chosen cohort, the next cohort a week after the one before."""
    months = months_between(wish["first_month"], wish["last_month"])
    first, last = months[0], (months[-1] + dt.timedelta(days=31)).replace(day=1)
    closed = closed_days(programme.owner, first, last)
    outside = {
        day: _("outside the programme’s dates")
        for month in months
        for day in (month + dt.timedelta(days=n) for n in range(31))
        if not programme.starts_on <= day <= programme.ends_on
    }
    away = days_nobody_can(wish, first, last)
    past = {day: _("already past") for day in days_between(first, today())}
    chosen = {cohort.pk for cohort in wish["cohorts"]}
    there = existing_days(programme)
    years: list[CohortYear] = []
    for number, cohort in enumerate(cohorts_with_members(programme, first)):
        if cohort.pk not in chosen:
            continue
        taken = {w.day for y in years for w in y.proposals if w.day} if wish["facilitator"] else {}
        existing = frozenset(there.get(cohort.pk, ()))
        proposals = propose_year(
            YearWish(
                months=[m for m in months if m not in {month_start(d) for d in existing}],
                existing=existing,
                weekday=wish["weekday"],
                week=(wish["week"] - 1 + number) % 4 + 1,
                gap_days=programme.gap_days,
                closed=closed | away | outside | past,
                missing_on=missing_by_day(cohort.members, first, last),  # type: ignore[attr-defined]
                taken=frozenset(taken),
            )
        )
        years.append(CohortYear(cohort, proposals, typed))
    return years


def days_nobody_can(wish: dict[str, Any], first: dt.date, last: dt.date) -> dict[dt.date, str]:
    """The days on which the chosen facilitator is away, or the venue can't be had, and why."""
    leader, venue = wish["facilitator"], wish["venue"]
    taken = closed_by_venue([venue.pk], first, last)[venue.pk] if venue else ()
    away = away_by_facilitator([leader.pk], first, last)[leader.pk] if leader else ()
    can_not = dict.fromkeys(taken, _("%(name)s can’t be had") % {"name": venue})
    return can_not | dict.fromkeys(away, _("%(name)s is away") % {"name": leader})


@access(May.WRITE_PLAN)
def plan_year(request: ViewerRequest, programme: int) -> HttpResponse:
    """Choose, see the proposed dates with their reasons, move some, save all."""
    rollout = load_programme(request, programme)
    if has_ended(request, rollout):
        return redirect("proposals", rollout.pk)
    asked = "weekday" in request.GET
    data = request.POST or (request.GET if asked else None)
    form = PlanYearForm(
        data, programme=rollout, facilitators=facilitators(rollout), initial=first_wish(rollout)
    )
    years, problems = [], []
    if data and form.is_valid():
        years = propose(rollout, form.cleaned_data, request.POST.dict())
        if request.method == "POST":
            problems, made = save(rollout, form.cleaned_data, years)
            if not problems:
                warn_of_clashes(request, made)
                messages.success(request, _("The year is planned."))
                return redirect("workshop_year", rollout.pk)
    context = {
        "programme": rollout,
        "form": form,
        "years": years,
        "problems": problems,
        "has_cohorts": rollout.cohorts.exists(),
        "wish": request.GET.urlencode() if asked else "",
    }
    return render(request, "planning/plan_year.html", context)


def save(
    programme: Programme, wish: dict[str, Any], years: list[CohortYear]
) -> tuple[list[str], list[Workshop]]:
    """Save the dates as typed; what can't be is told, and nothing is saved."""
    dates: dict[Cohort, list[dt.date]] = {}
    there = existing_days(programme)
    problems = []
    for year in years:
        days = [read_day(row["value"]) for row in year.rows() if row["value"]]
        if None in days:
            problems.append(_("%(cohort)s: a date can’t be read.") % {"cohort": year.cohort})
            continue
        chosen = sorted(day for day in days if day)
        problems += check_days(programme, year.cohort, chosen, there.get(year.cohort.pk, []))
        dates[year.cohort] = chosen
    if not problems and not any(dates.values()):
        problems.append(_("Choose at least one date."))
    if problems:
        return problems, []
    kits = kits_to_give(programme, cohorts=dates) if wish["use_kits"] else []
    try:
        made = save_year(
            dates=dates,
            start=wish["start"],
            end=wish["end"],
            facilitator=wish["facilitator"],
            venue=wish["venue"],
            kits=kits,
        )
    except ValidationError as error:
        return list(error.messages), []
    return [], made


def existing_days(programme: Programme) -> dict[int, list[dt.date]]:
    """By cohort, the days of its workshops that aren't cancelled."""
    days: dict[int, list[dt.date]] = {}
    workshops = Workshop.objects.filter(cohort__programme=programme)
    for workshop in workshops.exclude(status=Workshop.Status.CANCELLED):
        days.setdefault(workshop.cohort_id, []).append(workshop.day)
    return days


def check_days(
    programme: Programme, cohort: Cohort, days: list[dt.date], there: list[dt.date]
) -> list[str]:
    """The gap holds for dates moved by hand too, and towards workshops already there."""
    every = sorted([*days, *there])
    for before, after in itertools.pairwise(every):
        if after in days or before in days:
            gap = (after - before).days
            if gap < programme.gap_days:
                return [
                    _("%(cohort)s: only %(gap)s days between %(a)s and %(b)s; at least %(least)s.")
                    % {
                        "cohort": cohort,
                        "gap": gap,
                        "a": date_format(before, "SHORT_DATE_FORMAT"),
                        "b": date_format(after, "SHORT_DATE_FORMAT"),
                        "least": programme.gap_days,
                    }
                ]
    return []


@access(May.SEE_PLAN)
def workshop_year(request: ViewerRequest, programme: int) -> HttpResponse:
    """Months across, cohorts down; prints on one page."""
    rollout = load_programme(request, programme)
    viewer = request.viewer
    asked = request.GET.get("year", "")
    current = min(max(today(), rollout.starts_on), rollout.ends_on)
    start = (
        dt.date(int(asked), 8, 1)
        if asked.isdecimal() and 2000 < int(asked) < 2100
        else (school_year_start(current))
    )
    months = months_between(start, dt.date(start.year + 1, 7, 1))
    end = dt.date(start.year + 1, 8, 1)
    rows: dict[str, dict[str, list[Workshop]]] = {}
    used: set[dt.date] = set()
    shown = workshops_for(viewer, rollout).filter(
        starts_at__date__gte=start, starts_at__date__lt=end
    )
    for workshop in shown.select_related(None).select_related("cohort", "kit"):
        row = rows.setdefault(str(workshop.cohort), {m.isoformat(): [] for m in months})
        row[month_start(workshop.day).isoformat()].append(workshop)
        used.add(month_start(workshop.day))
    months = [m for m in months if min(used, default=m) <= m <= max(used, default=m)]
    table = [(name, [by_month[m.isoformat()] for m in months]) for name, by_month in rows.items()]
    context = {
        "programme": rollout,
        "months": months,
        "rows": sorted(table, key=lambda row: row[0]),
        "start": start,
        "last": school_year_start(rollout.ends_on).year,
        "first": school_year_start(rollout.starts_on).year,
        "closed": closed_list(rollout, start, end),
    }
    return render(request, "planning/workshop_year.html", context)


def closed_list(programme: Programme, start: dt.date, end: dt.date) -> list[Any]:
    """The owner's closed periods of the year, to read beside the plan."""
    return list(
        ClosedPeriod.objects.filter(
            owner=programme.owner_id, school__isnull=True, starts_on__lt=end, ends_on__gte=start
        )
    )
