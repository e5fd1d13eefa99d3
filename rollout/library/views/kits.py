"""Kits: the list, one of them, and writing it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from rollout.accounts.permissions import May
from rollout.common.forms import posted_number, save_or_tell
from rollout.library.actions import change_kit
from rollout.library.attachments.queries import attachments_of
from rollout.library.copies.facts import copy_facts
from rollout.library.forms import KitForm
from rollout.library.models import Kit, ModuleCompletion
from rollout.library.modules.queries import kept_place
from rollout.library.plans import Plan, plans_of
from rollout.library.queries import (
    about_kit,
    central_kits,
    kits_for,
    lacking_in,
    may_write_kit,
    parts_of,
)
from rollout.library.rules import PATHS, lacking, unserved
from rollout.library.versions.facts import publishing
from rollout.library.versions.queries import Shown, shown, told_as_published
from rollout.library.wording import LACKING, UNSERVED, WHOSE_PATH
from rollout.organisation.access import Viewer, ViewerRequest, access


def load_kit(request: ViewerRequest, pk: int) -> Kit:
    """A kit that the viewer may see; 404 otherwise."""
    return get_object_or_404(kits_for(request.viewer), pk=pk)


def load_central_kit(request: ViewerRequest, pk: int) -> Kit:
    """One of the owner's own kits, no school's copy; 404 otherwise."""
    return get_object_or_404(central_kits(request.viewer.owner_id), pk=pk)


def load_writable_kit(request: ViewerRequest, pk: int) -> Kit:
    """A kit that the viewer may write; one that they may only see is refused."""
    found = load_kit(request, pk)
    if not may_write_kit(request.viewer, found):
        raise PermissionDenied
    return found


def load_shown(request: ViewerRequest, pk: int) -> Shown:
    """A kit as the viewer is shown it; 404 where they may not see it."""
    found = load_kit(request, pk)
    return shown(found, as_it_is=may_write_kit(request.viewer, found))


@access(May.SEE_LIBRARY)
@require_safe
def kits(request: ViewerRequest) -> HttpResponse:
    """The library: all the kits that the owner has; to superusers and principals their school's own
    too, to read."""
    viewer = request.viewer
    seen = kits_for(viewer).order_by("pk")
    central = list(seen.filter(school__isnull=True))
    may_write = viewer.may(May.WRITE_SETTINGS)
    context = {
        "kits": central if may_write else told_as_published(central),
        "own": [] if viewer.is_wide else seen.filter(school__isnull=False),
        "may_write": may_write,
        "lacking": lacking_in(central) if may_write else {},
    }
    return render(request, "library/kits.html", context)


@access(May.SIGNED_IN)
@require_safe
def kit(request: ViewerRequest, kit: int) -> HttpResponse:
    """A kit: why, its three parts, a path for everyone, and what it lacks to those who write it."""
    viewer = request.viewer
    found = load_kit(request, kit)
    is_writer = may_write_kit(viewer, found)
    to_show = shown(found, as_it_is=is_writer)
    plans = plans_of(to_show.steps)
    is_central = found.school_id is None
    may_do = viewer.may(May.ASSESS_SELF)
    done = completion_of(viewer, found) if may_do else None
    context = {
        "kit": to_show.kit,
        "version": to_show.version,
        "is_central": is_central,
        **plans,
        "paths": paths_of(to_show.kit),
        "done": done,
        "attachments": attachments_of(found),
        "may_write": is_writer,
        "sees_notes": viewer.may(May.SEE_GUIDE),
        "may_do": may_do,
        "module_place": module_place(viewer, found, plans) if may_do and not done else 0,
        "publishing": publishing(to_show) if is_writer and is_central else None,
        **copy_facts(viewer, found, to_show, is_writer=is_writer),
        **(what_it_lacks(found, plans) if is_writer else {"lacks": [], "unserved": []}),
    }
    return render(request, "library/kit.html", context)


def completion_of(viewer: Viewer, kit: Kit) -> ModuleCompletion | None:
    return about_kit(viewer.person.completions.all(), kit.root_id).first()


def module_place(viewer: Viewer, kit: Kit, plans: dict[str, Plan]) -> int:
    """Where the viewer goes on with the kit's module; 0 where they haven't begun."""
    steps = plans["module"].steps
    return kept_place(viewer.person.user_id, kit, steps) if steps else 0


def paths_of(kit: Kit) -> list[tuple[object, str]]:
    """A kit’s three paths, those that are written, each with whom it is for."""
    return [(WHOSE_PATH[name], text) for name in PATHS if (text := getattr(kit, name))]


def what_it_lacks(kit: Kit, plans: dict[str, Plan]) -> dict[str, object]:
    """In words, what the kit lacks before it is complete, and which mechanisms no step serves."""
    steps = {(step.part, step.practice) for plan in plans.values() for step in plan.steps}
    parts = parts_of(kit, steps)
    return {
        "lacks": [LACKING[name] for name in lacking(parts)],
        "unserved": [UNSERVED[name] for name in unserved(parts)],
    }


@access(May.WRITE_SESSIONS)
def kit_change(request: ViewerRequest, kit: int) -> HttpResponse:
    """Change a kit's texts. A page that was opened before another change says so."""
    found = load_writable_kit(request, kit)
    shown, title = found.revision, str(found)
    form = KitForm(request.POST or None, instance=found)
    if form.is_valid():
        revision = posted_number(request, "revision")
        saved = save_or_tell(form, lambda: change_kit(kit=found, revision=revision, save=form.save))
        if saved:
            messages.success(request, _("The kit is saved."))
            return redirect("kit", saved.pk)
    context = {"form": form, "title": title, "kit": found, "revision": shown}
    return render(request, "library/kit_form.html", context)


@access(May.WRITE_SETTINGS)
def kit_new(request: ViewerRequest) -> HttpResponse:
    """Add a kit at the end of the library."""
    form = KitForm(request.POST or None, instance=Kit(owner_id=request.viewer.owner_id))
    if form.is_valid() and (saved := save_or_tell(form, form.save)):
        messages.success(request, _("The kit is saved."))
        return redirect("kit", saved.pk)
    return render(request, "organisation/form_page.html", {"form": form, "title": _("Add a kit")})
