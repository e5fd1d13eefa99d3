"""Running a session from a kit: one step a screen, and the plan on paper."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from rollout.accounts.permissions import May
from rollout.common.forms import whole_number
from rollout.library.models import KitStep
from rollout.library.plans import asked_part, plans_of
from rollout.library.views.kits import load_shown
from rollout.organisation.access import ViewerRequest, access

GUIDE = "guide"


@access(May.SIGNED_IN)
@require_safe
def kit_present(request: ViewerRequest, kit: int) -> HttpResponse:
    """One step of a part, large enough for a back row. The notes are shown to those who may lead,
    when they ask for them."""
    found, part = load_shown(request, kit), asked_part(request.GET.get("part", ""))
    steps = plans_of(found.steps)[part].steps
    number = max(1, min(whole_number(request.GET.get("step", "")), len(steps)))
    may_lead = request.viewer.may(May.SEE_GUIDE)
    guides = may_lead and request.GET.get("view") == GUIDE
    context = {
        "kit": found.kit,
        "step": steps[number - 1] if steps else None,
        "number": number,
        "count": len(steps),
        "may_lead": may_lead,
        "guides": guides,
        "previous": address(part, number - 1, guides) if number > 1 else "",
        "next": address(part, number + 1, guides) if number < len(steps) else "",
        "other_view": address(part, number, not guides),
    }
    return render(request, "library/present.html", context)


def address(part: KitStep.Part, number: int, guides: bool) -> str:
    """The address of a step’s screen, from another one of the same kit."""
    asked: dict[str, str | int] = {"part": part, "step": number}
    if guides:
        asked["view"] = GUIDE
    return f"?{urlencode(asked)}"


@access(May.SEE_GUIDE)
@require_safe
def kit_sheet(request: ViewerRequest, kit: int) -> HttpResponse:
    """A part’s plan on paper, with the notes, for whoever leads."""
    found = load_shown(request, kit)
    plan = plans_of(found.steps)[asked_part(request.GET.get("part", ""))]
    return render(request, "library/sheet.html", {"kit": found.kit, "plan": plan})
