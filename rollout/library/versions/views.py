"""Publishing a kit, and looking at what was published."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from rollout.accounts.permissions import May
from rollout.common.telling import tell_outcome
from rollout.library.plans import plans_of
from rollout.library.versions.actions import publish
from rollout.library.versions.queries import as_published
from rollout.library.views.kits import load_central_kit, load_kit, paths_of
from rollout.organisation.access import ViewerRequest, access


@access(May.WRITE_SETTINGS)
@require_POST
def kit_publish(request: ViewerRequest, kit: int) -> HttpResponse:
    """Publish a central kit as the page showed it."""
    found = load_central_kit(request, kit)
    told = _("The kit is published. Schools meet the new version from now.")
    with tell_outcome(request, told):
        publish(
            kit=found,
            by=request.viewer.person,
            news=request.POST.get("news", ""),
            seen=request.POST.get("seen", ""),
        )
    return redirect("kit", found.pk)


@access(May.SEE_GUIDE)
@require_safe
def kit_versions(request: ViewerRequest, kit: int) -> HttpResponse:
    """A kit’s published versions, the latest first; of a copy its origin’s."""
    found = load_kit(request, kit)
    versions = found.versions.select_related("published_by").defer("content")
    context = {"kit": found, "versions": versions, "sees_names": request.viewer.may(May.SEE_NAMES)}
    return render(request, "library/versions.html", context)


@access(May.SEE_GUIDE)
@require_safe
def kit_version(request: ViewerRequest, kit: int, number: int) -> HttpResponse:
    """A kit as it was published once."""
    found = load_kit(request, kit)
    version = get_object_or_404(found.versions, number=number)
    shown = as_published(found, version)
    context = {
        "kit": shown.kit,
        "version": version,
        "latest": found.versions.order_by("-number").values_list("number", flat=True)[0],
        "plans": [plan for plan in plans_of(shown.steps).values() if plan.steps],
        "paths": paths_of(shown.kit),
        "sees_notes": True,
    }
    return render(request, "library/version.html", context)
