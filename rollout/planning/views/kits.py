"""A programme's kits: which it gives out, and in which order."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from rollout.accounts.permissions import May
from rollout.common.dates import today
from rollout.common.forms import save_or_tell
from rollout.common.telling import tell_outcome
from rollout.library.forms import KitForm
from rollout.library.models import Kit
from rollout.organisation.access import ViewerRequest, access
from rollout.planning.following_order import months_of_kits, new_order
from rollout.planning.kits import (
    add_kits,
    kits_besides,
    kits_of,
    kits_with_workshops,
    move_kit,
    remove_kit,
)
from rollout.planning.queries import load_programme

STEPS = {"up": -1, "down": 1}


@access(May.WRITE_PLAN)
@require_safe
def programme_kits(request: ViewerRequest, programme_id: int) -> HttpResponse:
    """The programme's kits in order, and the owner's others."""
    programme = load_programme(request, programme_id)
    months = months_of_kits(programme)
    kits = [(kit, months.get(kit.root_id, [])) for kit in kits_with_workshops(programme)]
    context = {
        "programme": programme,
        "kits": kits,
        "changes": len(new_order(programme, today()).changes),
        "others": list(kits_besides(programme)),
    }
    return render(request, "planning/programme_kits.html", context)


@access(May.WRITE_PLAN)
@require_POST
def programme_kits_add(request: ViewerRequest, programme_id: int) -> HttpResponse:
    """Give out the ticked kits too, after the others."""
    programme = load_programme(request, programme_id)
    ticked = [pk for pk in request.POST.getlist("kit") if pk.isdecimal() and len(pk) < 10]
    chosen = list(kits_besides(programme).filter(pk__in=ticked))
    if chosen:
        with tell_outcome(request, _("Added at the end of the order.")):
            add_kits(programme=programme, kits=chosen)
    else:
        messages.error(request, _("Tick the kits to add."))
    return redirect("programme_kits", programme.pk)


@access(May.WRITE_SETTINGS)
def programme_kit_new(request: ViewerRequest, programme_id: int) -> HttpResponse:
    """Write a new kit, which the programme gives out last."""
    programme = load_programme(request, programme_id)
    form = KitForm(request.POST or None, instance=Kit(owner_id=programme.owner_id))
    if form.is_valid() and (kit := save_or_tell(form, form.save)):
        with tell_outcome(request, _("The kit is saved, at the end of the order.")):
            add_kits(programme=programme, kits=[kit])
        return redirect("programme_kits", programme.pk)
    return render(request, "organisation/form_page.html", {"form": form, "title": _("Add a kit")})


@access(May.WRITE_PLAN)
@require_POST
def programme_kit_move(request: ViewerRequest, programme_id: int, kit: int) -> HttpResponse:
    """A kit one place up or down."""
    programme = load_programme(request, programme_id)
    found = get_object_or_404(kits_of(programme), pk=kit)
    with tell_outcome(request):
        move_kit(programme=programme, kit=found, by=STEPS.get(request.POST.get("to", ""), 0))
    return redirect(f"{reverse('programme_kits', args=[programme.pk])}#kit-{found.pk}")


@access(May.WRITE_PLAN)
@require_POST
def programme_kit_remove(request: ViewerRequest, programme_id: int, kit: int) -> HttpResponse:
    """Give a kit out no more."""
    programme = load_programme(request, programme_id)
    found = get_object_or_404(kits_of(programme), pk=kit)
    removed = _("“%(kit)s” is out of the order. It is still in the library.") % {"kit": found}
    with tell_outcome(request, removed):
        remove_kit(programme=programme, kit=found)
    return redirect("programme_kits", programme.pk)
