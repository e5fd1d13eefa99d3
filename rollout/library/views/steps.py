"""Writing a kit's steps: added, changed, moved and taken out, with a look at how they will be. A
central kit's are the lead's to write, and those of a school's own copy the school's."""

from collections.abc import Iterable

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from rollout.accounts.permissions import May
from rollout.common.forms import posted_number, save_or_tell
from rollout.common.telling import tell_outcome
from rollout.library.actions import add_step, change_step, move_step, remove_step
from rollout.library.forms import KitStepForm
from rollout.library.models import Kit, KitStep
from rollout.library.modules.wording import mistakes_in
from rollout.library.plans import asked_part, plans_of
from rollout.library.views.kits import load_writable_kit
from rollout.organisation.access import ViewerRequest, access

SHOWN = ("title", "text", "notes", "film", "question")  # of a step, when one looks at it
WAYS = {"up": -1, "down": 1}


@access(May.WRITE_SESSIONS)
@require_safe
def kit_steps(request: ViewerRequest, kit: int) -> HttpResponse:
    """The steps of a kit's three parts, in order."""
    found = load_writable_kit(request, kit)
    context = {"kit": found, "plans": plans_of(found.steps.all()).values()}
    return render(request, "library/steps.html", context)


def to_steps(step: KitStep) -> HttpResponseRedirect:
    return redirect(f"{reverse('kit_steps', args=[step.kit_id])}#step-{step.pk}")


@access(May.WRITE_SESSIONS)
def kit_step_new(request: ViewerRequest, kit: int) -> HttpResponse:
    """Write a step that comes last in its part."""
    found = load_writable_kit(request, kit)
    part = asked_part(request.GET.get("part", ""))
    step = KitStep(kit=found, part=part, changed_by=request.viewer.person)
    if "look" in request.POST:
        return look(request, step)
    form = KitStepForm(request.POST or None, instance=step)
    if form.is_valid() and (saved := save_or_tell(form, lambda: add_step(step=step))):
        messages.success(request, _("The step is added."))
        return to_steps(saved)
    return step_page(request, form, revision=0)


@access(May.WRITE_SESSIONS)
def kit_step(request: ViewerRequest, kit: int, step: int) -> HttpResponse:
    """Change a step. Who saves over somebody else’s words is shown those first."""
    found = load_step(load_writable_kit(request, kit), step)
    if "look" in request.POST:
        return look(request, found)
    form = KitStepForm(request.POST or None, instance=found)
    revision = posted_number(request, "revision")

    def save() -> KitStep:
        found.changed_by = request.viewer.person
        return change_step(step=found, revision=revision)

    if form.is_valid() and (saved := save_or_tell(form, save)):
        messages.success(request, _("The step is saved."))
        return to_steps(saved)
    now = KitStep.objects.filter(pk=found.pk).first() or KitStep(revision=revision)
    is_stale = request.method == "POST" and now.revision != revision
    return step_page(request, form, revision=now.revision, shown=now, is_others=is_stale)


def load_step(kit: Kit, pk: int) -> KitStep:
    """A kit’s step; 404 where it has none such."""
    return get_object_or_404(kit.steps.select_related("kit"), pk=pk)


def look(request: ViewerRequest, step: KitStep) -> HttpResponse:
    """How a step would be shown as it is typed; nothing is saved, and nothing typed is lost."""
    typed = {name: request.POST.get(name, "") for name in KitStepForm.Meta.fields}
    form = KitStepForm(initial=typed, instance=step)
    shown = KitStep(**{name: typed[name] for name in SHOWN})
    revision = posted_number(request, "revision")
    mistakes = mistakes_in(shown.question)
    if not shown.film.startswith("https://"):
        shown.film = ""
    return step_page(request, form, revision=revision, shown=shown, mistakes=mistakes)


def step_page(
    request: ViewerRequest,
    form: KitStepForm,
    *,
    revision: int,
    shown: KitStep | None = None,
    is_others: bool = False,
    mistakes: Iterable[str] = (),
) -> HttpResponse:
    """The form, and beside it a step as it is shown to colleagues and to whoever leads."""
    step = form.instance
    context = {
        "form": form,
        "kit": step.kit,
        "step": step if step.pk else None,
        "revision": revision,
        "shown": shown,
        "is_others": is_others,
        "mistakes": mistakes,
    }
    fragment = "#look" if request.htmx and request.htmx.target == "look" else ""
    return render(request, f"library/step_form.html{fragment}", context)


@access(May.WRITE_SESSIONS)
@require_POST
def kit_step_move(request: ViewerRequest, kit: int, step: int) -> HttpResponse:
    """A step one place up or down."""
    found = load_step(load_writable_kit(request, kit), step)
    revision = posted_number(request, "revision")
    with tell_outcome(request):
        by = WAYS.get(request.POST.get("to", ""), 0)
        move_step(step=found, by=by, revision=revision)
    return to_steps(found)


@access(May.WRITE_SESSIONS)
@require_POST
def kit_step_remove(request: ViewerRequest, kit: int, step: int) -> HttpResponse:
    """Take a step out."""
    found = load_step(load_writable_kit(request, kit), step)
    removed = _("“%(step)s” is taken out.") % {"step": found}
    with tell_outcome(request, removed):
        remove_step(step=found, revision=posted_number(request, "revision"))
    return redirect("kit_steps", found.kit_id)
