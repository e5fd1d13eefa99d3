"""Which workshop gets which kit: handed out to those without, and anew when the order changes."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rollout.accounts.permissions import May
from rollout.common.dates import today
from rollout.common.forms import whole_number
from rollout.organisation.access import ViewerRequest, access
from rollout.planning.following_order import follow_order, new_order
from rollout.planning.handing_out import given_twice, hand_out, hand_out_from
from rollout.planning.models import Programme, Workshop
from rollout.planning.queries import load_programme

FIELD = "kit-"


@access(May.WRITE_PLAN)
def kits_hand_out(request: ViewerRequest, programme_id: int) -> HttpResponse:
    """Show which workshop gets which kit, let single ones be chosen, and save all of it at once."""
    programme = load_programme(request, programme_id)
    chosen, problem = choices_in(request), ""
    if request.method == "POST":
        try:
            filled = hand_out(
                programme=programme, day=today(), chosen=chosen, seen=request.POST.get("seen", "")
            )
        except ValidationError as error:
            problem = " ".join(error.messages)
        else:
            tell_handed_out(request, programme, filled)
            return redirect("workshop_year" if filled else "kits_hand_out", programme.pk)
    context = {
        "programme": programme,
        "problem": problem,
        "hand_out": hand_out_from(programme, today(), chosen),
    }
    return render(request, "planning/kits_hand_out.html", context)


def choices_in(request: ViewerRequest) -> dict[int, int | None]:
    """The kit chosen for each workshop, by their ids; None where it is to stay without one."""
    return {
        whole_number(name.removeprefix(FIELD)): whole_number(value) if value else None
        for name, value in request.POST.items()
        if name.startswith(FIELD) and isinstance(value, str)
    }


def tell_handed_out(request: ViewerRequest, programme: Programme, filled: list[Workshop]) -> None:
    """Say how many got a kit, which kit a cohort now gets twice, and how many still have none."""
    if not filled:
        messages.warning(request, _("No workshop got a kit: none was chosen."))
        return
    said = ngettext(
        "%(n)s workshop has got its kit.", "%(n)s workshops have got their kit.", len(filled)
    )
    messages.success(request, said % {"n": len(filled)})
    for cohort, kit in given_twice(filled):
        twice = _("%(cohort)s gets “%(kit)s” at more than one workshop.")
        messages.warning(request, twice % {"cohort": cohort, "kit": kit})


@access(May.WRITE_PLAN)
def kits_follow(request: ViewerRequest, programme_id: int) -> HttpResponse:
    """Show what changes where the workshops to come follow the order of the kits, and do it."""
    programme = load_programme(request, programme_id)
    problem = ""
    if request.method == "POST":
        seen = request.POST.get("seen", "")
        try:
            changed = follow_order(programme=programme, day=today(), seen=seen)
        except ValidationError as error:
            problem = " ".join(error.messages)
        else:
            said = ngettext(
                "%(n)s workshop has another kit now.",
                "%(n)s workshops have another kit now.",
                len(changed),
            )
            messages.success(request, said % {"n": len(changed)})
            return redirect("workshop_year", programme.pk)
    order = new_order(programme, today())
    context = {"programme": programme, "order": order, "problem": problem}
    return render(request, "planning/kits_follow.html", context)
