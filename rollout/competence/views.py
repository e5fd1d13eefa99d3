"""Assessing oneself, an area a screen, and seeing one's own development."""

from django.contrib import messages
from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from rollout.accounts.permissions import May
from rollout.common.dates import today
from rollout.common.forms import posted_number
from rollout.competence.actions import assess_self
from rollout.competence.models import Area, Framework, Level, Statement
from rollout.competence.queries import own_history, own_levels
from rollout.competence.rules import dimension_levels, overall_level
from rollout.organisation.access import access


def framework_of(request: HttpRequest) -> Framework:
    """The framework of the viewer's programme; 404 where it has none."""
    viewer = request.viewer  # type: ignore[attr-defined]
    programme = viewer.person.owner.programmes.filter(
        participations__school__in=viewer.hat.school_ids, framework__isnull=False
    ).first()
    if programme is None:
        raise Http404
    return programme.framework  # type: ignore[no-any-return]


@access(May.ASSESS_SELF)
def my_competence(request: HttpRequest) -> HttpResponse:
    """One's own levels by area and how they have developed. Nobody else sees this page."""
    person = request.viewer.person  # type: ignore[attr-defined]
    framework = framework_of(request)
    now = own_levels(person, framework, today())
    history = own_history(person, framework)
    areas = list(framework.areas.all())
    dimension_of = {area.pk: area.dimension for area in areas}
    levels = {level.rank: level for level in framework.levels.all()}
    rows = [
        {
            "area": area,
            "level": levels.get(now.get(area.pk, 0)),
            "history": history.get(area.pk, []),
        }
        for area in areas
    ]
    overall = overall_level(now, dimension_of)
    by_dimension = dimension_levels(now, dimension_of)
    context = {
        "framework": framework,
        "rows": rows,
        "answered": len(now),
        "next": next((area for area in areas if area.pk not in now), None),
        "first": areas[0] if areas else None,
        "levels": levels,
        "overall": levels.get(overall or 0),
        "pedagogical": levels.get(by_dimension.get("pedagogical", 0)),
        "technical": levels.get(by_dimension.get("technical", 0)),
    }
    return render(request, "competence/mine.html", context)


@access(May.ASSESS_SELF)
def assess_area(request: HttpRequest, area: int) -> HttpResponse:
    """One area on a screen: choose the sentence that fits; stop whenever and go on later."""
    person = request.viewer.person  # type: ignore[attr-defined]
    framework = framework_of(request)
    areas = list(framework.areas.all())
    found = get_object_or_404(
        Area.objects.prefetch_related(
            Prefetch("statements", Statement.objects.select_related("level")), "competences"
        ),
        framework=framework,
        pk=area,
    )
    place = [a.pk for a in areas].index(found.pk)
    error = ""
    if request.method == "POST":
        level = Level.objects.filter(
            framework=framework, pk=posted_number(request, "level")
        ).first()
        if level:
            assess_self(person=person, area=found, level=level, day=today())
            return go_on(request, areas, place)
        error = _("Choose the sentence that fits you best today.")
    context = {
        "area": found,
        "place": place + 1,
        "count": len(areas),
        "chosen": own_levels(person, framework, today()).get(found.pk),
        "previous": areas[place - 1] if place else None,
        "error": error,
    }
    return render(request, "competence/assess.html", context)


def go_on(request: HttpRequest, areas: list[Area], place: int) -> HttpResponse:
    """To the next area, or to one's own page after the last or when stopping."""
    if "stop" in request.POST or place + 1 == len(areas):
        messages.success(request, _("Saved. Only you see your answers."))
        return redirect("my_competence")
    return redirect("assess_area", areas[place + 1].pk)
