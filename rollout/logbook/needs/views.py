"""What stops the schools, for those who can solve it."""

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from rollout.accounts.permissions import May
from rollout.common.names import seen
from rollout.common.telling import tell_outcome
from rollout.logbook.needs.actions import see_to
from rollout.logbook.needs.queries import may_see_to, needs_for, open_needs
from rollout.organisation.access import ViewerRequest, access
from rollout.planning.queries import load_programme

ANSWERED_SHOWN = 30


@access(May.SEE_NEEDS)
@require_safe
def needs(request: ViewerRequest, programme_id: int) -> HttpResponse:
    """What stopped sessions, and help that is wanted; below it what was seen to lately."""
    programme = load_programme(request, programme_id)
    viewer = request.viewer
    answered = needs_for(viewer, programme).filter(answered_at__isnull=False)
    found = [(need, may_see_to(viewer, need)) for need in open_needs(viewer, programme)]
    context = {
        "programme": programme,
        # What others see to comes after.
        "needs": sorted(found, key=lambda told: not told[1]),
        "answered": answered.order_by("-answered_at", "-pk")[:ANSWERED_SHOWN],
    }
    return render(request, "logbook/needs.html", context)


@access(May.SEE_NEEDS)
@require_POST
def need_seen(request: ViewerRequest, programme_id: int, need: int) -> HttpResponse:
    """Note by one tap that it was seen to, with a line of answer if there is one."""
    programme = load_programme(request, programme_id)
    viewer = request.viewer
    found = get_object_or_404(needs_for(viewer, programme), pk=need)
    if not may_see_to(viewer, found):
        raise PermissionDenied
    with tell_outcome(request, _("Seen to. The school sees it on its session.")):
        see_to(need=found, by=viewer.person, answer=seen(request.POST.get("answer", "")))
    return redirect("needs", programme.pk)
