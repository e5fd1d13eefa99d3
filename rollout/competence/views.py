"""Assessing oneself, an area a screen, one's own development, and the rounds in which it counts.

The programme in view says in which framework one assesses oneself. Programmes come later in the
house, so `home` looks it up and tells `show_own` and `ask_about_area`.
"""

from django.contrib import messages
from django.db.models import Prefetch
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from rollout.accounts.permissions import May
from rollout.common.dates import today
from rollout.common.forms import posted_number, save_or_tell
from rollout.common.telling import tell_outcome
from rollout.competence.actions import assess_self, close_round, save_round
from rollout.competence.forms import RoundForm
from rollout.competence.models import Area, Framework, Level, Round, Statement
from rollout.competence.queries import kits_by_area, open_round, own_history, own_levels
from rollout.competence.rules import dimension_levels, overall_level
from rollout.library.queries import central_kits
from rollout.organisation.access import ViewerRequest, access

KITS_AN_AREA = 3


def show_own(request: ViewerRequest, framework: Framework | None) -> HttpResponse:
    """One's own levels by area and how they have developed; None is a programme without levels."""
    person = request.viewer.person
    if framework is None:
        return render(request, "competence/none.html")
    now = own_levels(person, framework, today())
    history = own_history(person, framework)
    areas = list(framework.areas.all())
    dimension_of = {area.pk: area.dimension for area in areas}
    levels = {level.rank: level for level in framework.levels.all()}
    kits = kits_by_area(framework, central_kits(person.owner_id))
    rows = [
        {
            "area": area,
            "kits": kits.get(area.pk, [])[:KITS_AN_AREA],
            "level": levels.get(now.get(area.pk, 0)),
            "history": history.get(area.pk, []),
        }
        for area in areas
    ]
    overall = overall_level(now, dimension_of)
    by_dimension = dimension_levels(now, dimension_of)
    context = {
        "framework": framework,
        "round": open_round(person.owner_id, framework.pk, today()),
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


def ask_about_area(request: ViewerRequest, framework: Framework | None, area: int) -> HttpResponse:
    """One area of the framework on a screen: choose the sentence that fits. Another's is a 404."""
    person = request.viewer.person
    if framework is None:
        raise Http404
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


def go_on(request: ViewerRequest, areas: list[Area], place: int) -> HttpResponse:
    """To the next area, or to one's own page after the last or when stopping."""
    if "stop" in request.POST or place + 1 == len(areas):
        messages.success(request, _("Saved. Only you see your answers."))
        return redirect("my_competence")
    return redirect("assess_area", areas[place + 1].pk)


@access(May.WRITE_SETTINGS)
@require_safe
def rounds(request: ViewerRequest) -> HttpResponse:
    """The owner's rounds of self-assessment: planned, open and closed."""
    owner_id = request.viewer.owner_id
    found = Round.objects.filter(owner=owner_id).select_related("framework", "target_level")
    context = {"rounds": found, "today": today()}
    return render(request, "competence/rounds.html", context)


@access(May.WRITE_SETTINGS)
def round_new(request: ViewerRequest) -> HttpResponse:
    """Plan a round."""
    owner_id = request.viewer.owner_id
    return edit_round(request, Round(owner_id=owner_id), _("Plan a round"))


@access(May.WRITE_SETTINGS)
def round_change(request: ViewerRequest, round: int) -> HttpResponse:
    """Change a round that isn't closed yet."""
    found = load_round(request, round)
    if found.closed_on:
        return to_rounds(request)
    return edit_round(request, found, found.name)


def edit_round(request: ViewerRequest, round_: Round, title: str) -> HttpResponse:
    form = RoundForm(request.POST or None, instance=round_)
    saved = None
    if form.is_valid():
        typed = form.save(commit=False)
        saved = save_or_tell(form, lambda: save_round(round_=typed, day=today()))
    if saved is not None:
        messages.success(request, _("Saved."))
        return redirect("rounds")
    context = {"form": form, "title": title}
    return render(request, "competence/round_form.html", context)


@access(May.WRITE_SETTINGS)
def round_close(request: ViewerRequest, round: int) -> HttpResponse:
    """Ask before a round is closed, then close it."""
    found = load_round(request, round)
    if request.method == "POST":
        with tell_outcome(request, _("“%(name)s” is closed.") % {"name": found.name}):
            close_round(round_=found, day=today())
        return redirect("rounds")
    if found.closed_on:
        return to_rounds(request)
    return render(request, "competence/round_close.html", {"round": found})


def to_rounds(request: ViewerRequest) -> HttpResponse:
    """To the list, with why: a stale page may still offer to change a round that is closed."""
    messages.info(request, _("This round is closed. What it shows stays as it is."))
    return redirect("rounds")


def load_round(request: ViewerRequest, pk: int) -> Round:
    """A round of the viewer's owner; else 404."""
    owner_id = request.viewer.owner_id
    return get_object_or_404(Round, pk=pk, owner=owner_id)
