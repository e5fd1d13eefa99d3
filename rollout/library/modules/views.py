"""Going through a kit's module: a step a screen, at one's own pace."""

from collections.abc import Sequence

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from rollout.accounts.permissions import May
from rollout.common.dates import today
from rollout.common.forms import posted_number, whole_number
from rollout.library.models import Kit, KitStep
from rollout.library.modules.actions import complete_module, keep_place
from rollout.library.modules.queries import kept_place, module_steps
from rollout.library.modules.rules import choices_of, verdict
from rollout.library.modules.wording import VERDICTS
from rollout.library.queries import about_kit
from rollout.library.views.kits import load_kit
from rollout.organisation.access import ViewerRequest, access


@access(May.SIGNED_IN)
def kit_module(request: ViewerRequest, kit: int) -> HttpResponse:
    """A step of the module: the one asked for, or the one where the viewer goes on. An answer that
    is posted is told of, and kept nowhere."""
    found = load_kit(request, kit)
    steps = module_steps(request.viewer, found)
    viewer = request.viewer
    done = about_kit(viewer.person.completions.all(), found.root_id).exists()
    asked = whole_number(request.GET.get("step", ""))
    number = asked if asked > 0 else kept_place(viewer.person.user_id, found, steps)
    number = within(number, steps)
    context = {
        "kit": found,
        "step": steps[number - 1] if steps else None,
        "number": number,
        "count": len(steps),
        "minutes_left": sum(step.minutes for step in steps[number - 1 :]),
        "previous": address(found, number - 1) if number > 1 else "",
        "next": address(found, number + 1) if number < len(steps) else "",
        "done": done,
        "keeps": viewer.may(May.ASSESS_SELF) and not done,
        **(asking(request, steps[number - 1]) if steps else {}),
    }
    is_answer = request.htmx and request.htmx.target == "question"
    return render(request, f"library/module.html{'#question' if is_answer else ''}", context)


def within(number: int, steps: Sequence[KitStep]) -> int:
    """The nearest place that there is, from 1."""
    return max(1, min(number, len(steps)))


def address(kit: Kit, number: int) -> str:
    """The address of a step’s screen."""
    return f"{reverse('kit_module', args=[kit.pk])}?{urlencode({'step': number})}"


def asking(request: ViewerRequest, step: KitStep) -> dict[str, object]:
    """A step’s question, and what is said of the answer where there is one."""
    question = step.asks
    if question is None:
        return {"question": None, "verdict": "", "said": "", "choices": []}
    posted = {whole_number(place) for place in request.POST.getlist("option")}
    chosen = posted & set(range(len(question.options)))
    found = verdict(question, chosen) if request.method == "POST" else ""
    return {
        "question": question,
        "verdict": found,
        "said": VERDICTS[found] if found else "",
        "choices": choices_of(question, chosen),
    }


@access(May.ASSESS_SELF)
@require_POST
def module_on(request: ViewerRequest, kit: int) -> HttpResponse:
    """Go on to a step, and keep that as one's place."""
    found = load_kit(request, kit)
    steps = module_steps(request.viewer, found)
    if not steps:
        return redirect("kit", found.pk)
    number = within(posted_number(request, "step"), steps)
    account = request.viewer.person.user_id
    if account:
        keep_place(account_id=account, kit=found, step=steps[number - 1], place=number)
    return redirect(address(found, number))


@access(May.ASSESS_SELF)
@require_POST
def module_done(request: ViewerRequest, kit: int) -> HttpResponse:
    """Say that one has done a kit's module on one's own; it counts as reached."""
    found = load_kit(request, kit)
    if not (found.module_title or module_steps(request.viewer, found)):
        raise Http404
    complete_module(person=request.viewer.person, kit=found, day=today())
    messages.success(request, _("Well done. This kit has reached you from today."))
    return redirect("home")
