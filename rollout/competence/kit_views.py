"""Marking a kit with the areas of competence that it serves."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from rollout.accounts.permissions import May
from rollout.competence.actions import mark_kit
from rollout.competence.models import Area, Framework
from rollout.competence.queries import areas_served
from rollout.library.views.kits import load_central_kit
from rollout.organisation.access import ViewerRequest, access


@access(May.WRITE_SETTINGS)
def kit_areas(request: ViewerRequest, kit: int) -> HttpResponse:
    """Tick the areas that a kit serves, framework by framework."""
    found = load_central_kit(request, kit)
    if request.method == "POST":
        ticked = [pk for pk in request.POST.getlist("area") if pk.isdecimal() and len(pk) < 10]
        mark_kit(kit=found, areas=list(Area.objects.filter(pk__in=ticked)))
        messages.success(request, _("Saved."))
        return redirect("kit", found.pk)
    context = {
        "kit": found,
        "frameworks": Framework.objects.prefetch_related("areas"),
        "served": set(areas_served(found).values_list("pk", flat=True)),
    }
    return render(request, "competence/kit_areas.html", context)
