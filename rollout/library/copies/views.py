"""A school's own copy of a kit: taking one, how it differs, and what is new at home."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from rollout.accounts.permissions import May
from rollout.common.forms import posted_number
from rollout.common.telling import tell_outcome
from rollout.library.copies.actions import (
    make_copy,
    settle_all,
    settle_part,
    take_home,
    take_text_home,
)
from rollout.library.copies.queries import base_of, differences_of, update_for
from rollout.library.copies.showing import Typed, offers_shown, steps_shown, texts_shown
from rollout.library.copies.words import difference_words, settled_words, update_words
from rollout.library.models import Kit
from rollout.library.queries import central_kits, may_write_kit
from rollout.library.versions.rules import plain_lines
from rollout.library.views.kits import load_kit, load_writable_kit
from rollout.organisation.access import ViewerRequest, access

ALL = "all"


def only_copy(kit: Kit) -> Kit:
    """A kit that is a school’s own copy; 404 for another."""
    if kit.school_id is None or kit.origin_id is None:
        raise Http404
    return kit


@access(May.WRITE_SESSIONS)
@require_POST
def kit_copy(request: ViewerRequest, kit: int) -> HttpResponse:
    """Make a school’s own copy: the viewer’s school’s, or that of the school which a lead chose."""
    viewer = request.viewer
    found = get_object_or_404(central_kits(viewer.owner_id), pk=kit)
    asked = posted_number(request, "school") if viewer.is_wide else viewer.school_ids[0]
    school = get_object_or_404(viewer.schools(), pk=asked)
    copy, made = make_copy(kit=found, school=school)
    if made:
        messages.success(request, _("This is the school’s own copy now. Change whatever you want."))
    else:
        messages.info(request, _("The school already has its own copy: this is it."))
    return redirect("kit", copy.pk)


@access(May.SEE_GUIDE)
@require_safe
def kit_differences(request: ViewerRequest, kit: int) -> HttpResponse:
    """A school’s copy beside its origin as the school last took it, step by step."""
    copy = only_copy(load_kit(request, kit))
    told, update = differences_of(copy), update_for(copy)
    viewer = request.viewer
    may_take_home = viewer.may(May.WRITE_SETTINGS)
    context = {
        "kit": copy,
        "texts": texts_shown(base_of(copy).content, copy, told, may_take_home=may_take_home),
        "steps": steps_shown(copy, told, with_authors=may_take_home),
        "differ": difference_words(told),
        "took": base_of(copy).version,
        "may_take_home": may_take_home,
        "may_write": may_write_kit(viewer, copy),
        "update": update,
        "update_told": update_words(update),
    }
    return render(request, "library/differences.html", context)


@access(May.WRITE_SESSIONS)
@require_safe
def kit_update(request: ViewerRequest, kit: int) -> HttpResponse:
    """What has changed at home since the school last took or declined it, part by part."""
    return update_page(request, only_copy(load_writable_kit(request, kit)), Typed())


def update_page(request: ViewerRequest, copy: Kit, typed: Typed) -> HttpResponse:
    update = update_for(copy)
    context = {
        "kit": copy,
        "update": update,
        "update_told": update_words(update),
        "offers": offers_shown(update, typed),
    }
    return render(request, "library/update.html", context)


@access(May.WRITE_SESSIONS)
@require_POST
def kit_update_settle(request: ViewerRequest, kit: int) -> HttpResponse:
    """Take or decline one change from home, or all of them. Where that can’t be done, what was
    typed stays."""
    copy = only_copy(load_writable_kit(request, kit))
    part, seen = request.POST.get("part", ""), request.POST.get("seen", "")
    takes = request.POST.get("do") == "take"
    typed = Typed(part, posted_by_field(request, "how-"), posted_by_field(request, "words-"))
    try:
        if part == ALL:
            told = settled_words(settle_all(copy=copy, seen=seen, takes=takes), takes=takes)
        else:
            settle_part(
                copy=copy, part=part, seen=seen, takes=takes, choices=typed.how, words=typed.words
            )
            told = _("Taken.") if takes else _("Left as it is. It isn’t offered again.")
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return update_page(request, copy, typed)
    messages.success(request, told)
    return redirect("kit_update", copy.pk)


def posted_by_field(request: ViewerRequest, prefix: str) -> dict[str, str]:
    """What a form says for each field, by the field’s name. Lines end as they are kept."""
    return {
        name.removeprefix(prefix): plain_lines(str(value))
        for name, value in request.POST.items()
        if name.startswith(prefix)
    }


@access(May.WRITE_SETTINGS)
@require_POST
def kit_take_home(request: ViewerRequest, kit: int) -> HttpResponse:
    """Let the central kit have a school’s version of a step, or of one of the kit’s own texts, with
    its author named."""
    copy = only_copy(load_kit(request, kit))
    told = _("The central kit has it now. Schools are offered it when you publish the kit.")
    text, seen = request.POST.get("text", ""), request.POST.get("seen", "")
    with tell_outcome(request, told):
        credit = request.POST.get("credit", "")
        if text:
            take_text_home(copy=copy, name=text, credit=credit, seen=seen)
        else:
            step = request.POST.get("step", "")
            take_home(copy=copy, key=step, credit=credit, seen=seen)
        return redirect("kit", copy.root_id)
    return redirect("kit_differences", copy.pk)
