"""Pages of figures: the schools of a programme, and one school."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import formats

from rollout.accounts.permissions import Kind, May
from rollout.common.charts import columns, stacked
from rollout.common.dates import today
from rollout.common.exports import file_response
from rollout.insight.explanations import EXPLAINED
from rollout.insight.figures import ProgrammeFigures, UnitFigures
from rollout.insight.kept import figures_today
from rollout.insight.queries import (
    away_from,
    next_workshop,
    next_workshop_by_school,
    reach_of_roster,
    sessions_by_month,
)
from rollout.insight.school_rows import export_rows, school_rows
from rollout.organisation.access import access
from rollout.organisation.models import School
from rollout.planning.models import Programme
from rollout.planning.queries import load_programme, load_school

NAMES_SHOWN = 8


@access(May.SEE_OWNER_FIGURES)
def schools(request: HttpRequest, programme: int) -> HttpResponse:
    """The programme's schools, to sort, search and download."""
    rollout = load_programme(request, programme)
    figures = figures_today(rollout)
    context = school_rows(request, rollout, figures, next_workshop_by_school(rollout))
    export = request.GET.get("export")
    if export in ("csv", "xlsx"):
        return file_response(export, rollout.name, export_rows(context["all_rows"]))  # type: ignore[arg-type]
    part = "#list" if request.htmx and request.htmx.target == "list" else ""  # type: ignore[attr-defined]
    return render(
        request,
        f"insight/schools.html{part}",
        {**context, "programme": rollout, "figures": figures, "explained": EXPLAINED},
    )


def kit_rows(school: UnitFigures, figures: ProgrammeFigures) -> list[dict[str, object]]:
    """Coverage by due kit, the newest first, beside the same for all schools."""
    rows = []
    for lag in reversed(school.lags):
        reached = school.reached[lag.kit]
        rows.append(
            {
                "title": figures.kits.get(lag.kit, ""),
                "reached": reached,
                "share": reached / school.roster if school.roster else None,
                "bar": round(100 * reached / school.roster, 2) if school.roster else 0,
                "lag": lag,
            }
        )
    return rows


def area_chart(unit: UnitFigures, figures: ProgrammeFigures, target: int | None) -> list[object]:
    """Levels by area as stacked bars, with a line where the target level begins."""
    names = {rank: str(level) for rank, level in figures.level_names.items()}
    bars = []
    for area in figures.areas:
        levels = unit.area_levels.get(area.pk)
        counts = levels.counts if levels else {}
        bars.append(
            {
                "area": area,
                "bar": stacked(str(area), counts, names, target),
                "is_hidden": bool(levels and levels.is_hidden),
                "counts": [counts.get(rank, 0) for rank in names],
            }
        )
    return bars


def month_columns(programme: Programme, school: School | None) -> list[object]:
    months = sessions_by_month(programme, school, today())
    return list(
        columns(
            [
                (formats.date_format(m, "b").rstrip("."), formats.date_format(m, "F Y"), n)
                for m, n in months
            ]
        )
    )


def school_context(request: HttpRequest, programme: Programme, school: School) -> dict[str, object]:
    """Everything on a school's page; names only for those who may see them."""
    viewer = request.viewer  # type: ignore[attr-defined]
    figures = figures_today(programme)
    unit = figures.schools.get(school.pk)
    if unit is None:
        return {"programme": programme, "school": school, "unit": None, "explained": EXPLAINED}
    target = programme.target_level.rank if programme.target_level else None
    workshop = next_workshop(programme, school)
    own_school = viewer.kind in (Kind.SUPERUSER, Kind.PRINCIPAL)
    context = {
        "programme": programme,
        "school": school,
        "unit": unit,
        "owner": figures.owner,
        "kits": kit_rows(unit, figures),
        "areas": area_chart(unit, figures, target),
        "level_names": figures.level_names,
        "months": month_columns(programme, school),
        "workshop": workshop,
        "away": away_from(workshop, school) if workshop and viewer.may(May.SEE_NAMES) else [],
        "explained": EXPLAINED,
        "own_school": own_school,
        "show_average": viewer.kind != Kind.SUPERUSER,
    }
    if viewer.may(May.SEE_NAMES) and unit.due:
        reach = reach_of_roster(programme, school, unit.due, today())
        lacking = [r for r in reach if not r.is_reached]
        context["lacking"] = lacking[:NAMES_SHOWN]
        context["lacking_more"] = max(0, len(lacking) - NAMES_SHOWN)
    return context


@access(May.SEE_SCHOOL_FIGURES)
def school(request: HttpRequest, programme: int, school: int) -> HttpResponse:
    """One school: who is reached, who isn't yet, what now."""
    rollout = load_programme(request, programme)
    found = load_school(request, rollout, school)
    return render(request, "insight/school.html", school_context(request, rollout, found))


@access(May.SEE_NAMES)
def school_people(request: HttpRequest, programme: int, school: int) -> HttpResponse:
    """The rows behind a school's figures: everyone on the roster and how each kit reached them."""
    rollout = load_programme(request, programme)
    found = load_school(request, rollout, school)
    figures = figures_today(rollout)
    unit = figures.schools.get(found.pk)
    due = unit.due if unit else ()
    reach = reach_of_roster(rollout, found, due, today())
    only_lacking = request.GET.get("show") == "lacking"
    shown = [r for r in reach if not r.is_reached] if only_lacking else reach
    context = {
        "programme": rollout,
        "school": found,
        "unit": unit,
        "kits": [figures.kits.get(kit, "") for kit in due],
        "reach": shown,
        "only_lacking": only_lacking,
        "explained": EXPLAINED,
    }
    export = request.GET.get("export")
    if export in ("csv", "xlsx"):
        return file_response(export, found.name, people_sheet(context))
    return render(request, "insight/school_people.html", context)


def people_sheet(context: dict[str, object]) -> list[list[object]]:
    rows: list[list[object]] = [["", *context["kits"]]]  # type: ignore[misc]
    rows += [[str(r.person), *r.ways] for r in context["reach"]]  # type: ignore[attr-defined]
    return rows
