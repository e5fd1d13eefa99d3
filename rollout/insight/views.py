"""Pages of figures: the schools of a programme, and one school."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from rollout.accounts.permissions import Kind, May
from rollout.common.dates import today
from rollout.common.exports import file_response
from rollout.insight.bringing import what_to_bring
from rollout.insight.bringing_words import say
from rollout.insight.cache import figures_on
from rollout.insight.explanations import EXPLAINED
from rollout.insight.months import month_by_month
from rollout.insight.opening import read_opening
from rollout.insight.practice_shown import practice_sheet, practice_shown
from rollout.insight.queries import Reach, reach_of_roster
from rollout.insight.school_facts import school_facts
from rollout.insight.school_rows import cached_rows, export_rows, rows_asked_for
from rollout.organisation.access import ViewerRequest, access
from rollout.organisation.models import School
from rollout.planning.attendance import over
from rollout.planning.models import Programme
from rollout.planning.queries import load_programme, load_school, may_write_workshop
from rollout.planning.views.workshops import load_workshop

NAMES_SHOWN = 8
# How a kit has reached somebody, in words; the last one where it hasn’t.
WAYS = {
    "session": _("session"),
    "workshop": _("workshop"),
    "module": _("module"),
    "": _("not yet"),
}


@access(May.SEE_OWNER_FIGURES)
@require_safe
def schools(request: ViewerRequest, programme_id: int) -> HttpResponse:
    """The programme's schools, to sort, search and download."""
    programme = load_programme(request, programme_id)
    now = timezone.now()
    found = cached_rows(programme, today())
    context = rows_asked_for(request, programme, found.at(now))
    export = request.GET.get("export")
    if export in ("csv", "xlsx"):
        return file_response(export, programme.name, export_rows(context["all_rows"]))
    part = "#list" if request.htmx and request.htmx.target == "list" else ""
    context |= {"programme": programme, "outstanding": over(found.untaken, now)}
    return render(request, f"insight/schools.html{part}", context)


@access(May.SEE_OWNER_FIGURES)
@require_safe
def practice(request: ViewerRequest, programme_id: int) -> HttpResponse:
    """How the kits are passed on: all schools together, and each by its name."""
    programme = load_programme(request, programme_id)
    figures = figures_on(programme, today())
    export = request.GET.get("export")
    if export in ("csv", "xlsx"):
        return file_response(export, programme.name, practice_sheet(figures))
    context = {
        "programme": programme,
        "shown": practice_shown(figures.owner, figures.kits),
        "units": sorted(figures.schools.values(), key=lambda unit: unit.name),
        "outstanding": over(figures.untaken, timezone.now()),
        "explained": EXPLAINED,
    }
    return render(request, "insight/practice.html", context)


@access(May.SEE_OWNER_FIGURES)
@require_safe
def school_months(request: ViewerRequest, programme_id: int) -> HttpResponse:
    """All schools on one page, month by month, and how alike they are."""
    programme = load_programme(request, programme_id)
    found = month_by_month(programme, today())
    context = {
        "programme": programme,
        "found": found,
        "outstanding": over(found.untaken, timezone.now()),
        "explained": EXPLAINED,
    }
    return render(request, "insight/months.html", context)


def school_context(
    request: ViewerRequest, programme: Programme, school: School
) -> dict[str, object]:
    """Everything on a school's page; names only for those who may see them."""
    viewer = request.viewer
    facts = school_facts(programme, today(), school.pk)
    sees_names = viewer.may(May.SEE_NAMES)
    lacking = facts.lacking if sees_names else []
    now = timezone.now()
    coming = facts.next(now)
    return {
        "programme": programme,
        "school": school,
        "unit": facts.unit,
        "facts": facts,
        "way": facts.way,
        "outstanding": facts.outstanding(now),
        "lacking": lacking[:NAMES_SHOWN],
        "lacking_more": max(0, len(lacking) - NAMES_SHOWN),
        "workshop": coming.workshop if coming else None,
        "away": coming.away if coming and sees_names else [],
        "moved": coming.moved if coming and sees_names else [],
        "next_away": facts.next_away if sees_names else None,
        "shown": practice_shown(facts.unit, facts.figures.kits) if facts.unit else None,
        "explained": EXPLAINED,
        # Whoever lands here is asked in pulses besides: `home` says what.
        "asked": (),
        "show_average": viewer.kind != Kind.SUPERUSER,
    }


@access(May.SEE_SCHOOL_FIGURES)
@require_safe
def school(request: ViewerRequest, programme_id: int, school: int) -> HttpResponse:
    """One school: who is reached, who isn't yet, what now."""
    programme = load_programme(request, programme_id)
    found = load_school(request, programme, school)
    return render(request, "insight/school.html", school_context(request, programme, found))


@access(May.SEE_NAMES)
@require_safe
def school_people(request: ViewerRequest, programme_id: int, school: int) -> HttpResponse:
    """The rows behind a school's figures: everyone on the roster and how each kit reached them."""
    programme = load_programme(request, programme_id)
    found = load_school(request, programme, school)
    figures = figures_on(programme, today())
    unit = figures.schools.get(found.pk)
    due = unit.due if unit else ()
    reach = reach_of_roster(programme, found, due, figures.day)
    only_lacking = request.GET.get("show") == "lacking"
    shown = [r for r in reach if r.ways and not r.is_reached] if only_lacking else reach
    kits = [figures.kits.get(kit, "") for kit in due]
    context = {
        "programme": programme,
        "school": found,
        "unit": unit,
        "kits": kits,
        "reach": shown,
        "marked": [(r, marks_of(r, kits)) for r in shown],
        "legend": WAYS.items(),
        "only_lacking": only_lacking,
        "outstanding": figures.outstanding(timezone.now(), found.pk),
        "explained": EXPLAINED,
    }
    export = request.GET.get("export")
    if export in ("csv", "xlsx"):
        return file_response(export, found.name, people_sheet(kits, shown))
    return render(request, "insight/school_people.html", context)


def marks_of(reach: Reach, kits: list[str]) -> list[dict[str, object]]:
    """Each due kit in order, and how it has reached a person."""
    return [
        {"kit": kit, "way": way, "label": WAYS[way]}
        for kit, way in zip(kits, reach.ways, strict=True)
    ]


def people_sheet(kits: list[str], reach: list[Reach]) -> list[list[object]]:
    rows: list[list[object]] = [["", *kits]]
    rows.extend([str(r.person), *r.ways] for r in reach)
    return rows


@access(May.WRITE_OWN_WORKSHOPS)
@require_safe
def workshop_opening(request: ViewerRequest, programme_id: int, workshop: int) -> HttpResponse:
    """What each school has done since the cohort's last workshop, and what to bring to this one.
    Nobody at the schools is named."""
    programme = load_programme(request, programme_id)
    found = load_workshop(request, programme, workshop)
    opening = read_opening(programme, found, request.viewer.now)
    kit = str(opening.previous.kit or "") if opening.previous else ""
    context = {
        "programme": programme,
        "workshop": found,
        "opening": opening,
        "can_note": opening.untaken is not None
        and may_write_workshop(request.viewer, opening.untaken),
        "bring": [say(each, kit) for each in what_to_bring([s.told for s in opening.schools])],
    }
    return render(request, "insight/opening.html", context)
