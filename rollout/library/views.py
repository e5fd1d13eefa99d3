"""Kits: the list, one of them, and doing its module on one's own."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from rollout.accounts.permissions import May
from rollout.common.dates import today
from rollout.common.forms import save_or_tell
from rollout.library.actions import complete_module
from rollout.library.forms import KitForm
from rollout.library.models import Kit
from rollout.library.queries import kits_for
from rollout.organisation.access import ViewerRequest, access


@access(May.SEE_LIBRARY)
@require_safe
def kits(request: ViewerRequest) -> HttpResponse:
    """The library: all the kits that the owner has; to superusers and principals their school's own
    too, to read."""
    viewer = request.viewer
    kits = kits_for(viewer).order_by("pk")
    context = {
        "kits": kits.filter(school__isnull=True),
        "own": [] if viewer.is_wide else kits.filter(school__isnull=False),
        "may_write": viewer.may(May.WRITE_SETTINGS),
    }
    return render(request, "library/kits.html", context)


@access(May.SIGNED_IN)
@require_safe
def kit(request: ViewerRequest, kit: int) -> HttpResponse:
    """A kit's three parts."""
    viewer = request.viewer
    found = get_object_or_404(kits_for(viewer), pk=kit)
    done = viewer.person.completions.filter(kit=found).first()
    context = {
        "kit": found,
        "done": done,
        "may_write": viewer.may(May.WRITE_SETTINGS),
        "may_do": viewer.may(May.ASSESS_SELF),
    }
    return render(request, "library/kit.html", context)


@access(May.WRITE_SETTINGS)
def kit_change(request: ViewerRequest, kit: int) -> HttpResponse:
    """Change a kit's parts."""
    found = get_object_or_404(kits_for(request.viewer), pk=kit)
    return save_kit(request, found, str(found))


@access(May.WRITE_SETTINGS)
def kit_new(request: ViewerRequest) -> HttpResponse:
    """Add a kit at the end of the library."""
    owner_id = request.viewer.owner_id
    return save_kit(request, Kit(owner_id=owner_id), _("Add a kit"))


def save_kit(request: ViewerRequest, kit: Kit, title: str) -> HttpResponse:
    form = KitForm(request.POST or None, instance=kit)
    if form.is_valid() and (saved := save_or_tell(form, form.save)):
        messages.success(request, _("The kit is saved."))
        return redirect("kit", saved.pk)
    return render(request, "organisation/form_page.html", {"form": form, "title": title})


@access(May.ASSESS_SELF)
@require_POST
def module_done(request: ViewerRequest, kit: int) -> HttpResponse:
    """Say that one has done a kit's module on one's own; it counts as reached."""
    viewer = request.viewer
    found = get_object_or_404(kits_for(viewer).exclude(module_title=""), pk=kit)
    complete_module(person=viewer.person, kit=found, day=today())
    messages.success(request, _("Well done. This kit has reached you from today."))
    return redirect("home")
