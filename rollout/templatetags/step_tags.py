"""The next step of setting up, told where one has just been taken."""

from typing import Any

from django import template
from django.urls import reverse

from rollout.accounts.permissions import Kind
from rollout.common.dates import today
from rollout.home.steps import steps_for
from rollout.planning.models import Workshop
from rollout.planning.queries import current_programme

register = template.Library()


@register.inclusion_tag("home/next_step.html", takes_context=True)
def next_step(context: dict[str, Any]) -> dict[str, Any]:
    """For a lead, until a workshop has been held or the programme has ended; the front page has all
    the steps itself."""
    request = context["request"]
    viewer = getattr(request, "viewer", None)
    if not viewer or viewer.kind != Kind.PROJECT_LEAD or request.path == reverse("home"):
        return {"step": None}
    programme = getattr(request, "programme", None) or current_programme(viewer)
    if programme and programme.has_ended(today()):
        return {"step": None}
    held = Workshop.objects.filter(cohort__programme=programme, status=Workshop.Status.HELD)
    if programme and held.exists():
        return {"step": None}
    steps = steps_for(viewer.person.owner, programme, today())
    return {"step": steps.next, "done": steps.done}
