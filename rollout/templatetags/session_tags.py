"""What a school may do with a kit, on the kit's own page: plan a session, and log one."""

from typing import Any

from django import template
from django.db.models import Subquery

from rollout.accounts.permissions import May
from rollout.library.models import Kit
from rollout.library.queries import about_kit
from rollout.logbook.models import TrainingSession
from rollout.planning.kits import kits_for_school
from rollout.planning.queries import current_programme

register = template.Library()


@register.inclusion_tag("logbook/kit_session.html", takes_context=True)
def session_on(context: dict[str, Any], kit: Kit) -> dict[str, Any]:
    """For those who hold sessions at one school, where its sessions may be on this kit: the session
    that is planned, or a new one. Their programmes are those that the school is in."""
    viewer = context["request"].viewer
    may_log = viewer.may(May.WRITE_SESSIONS) and not viewer.is_wide
    programme = current_programme(viewer) if may_log else None
    if programme is None:
        return {"programme": None}
    (school,) = viewer.school_ids
    planned = TrainingSession.objects.filter(
        programme=programme, school=school, status=TrainingSession.Status.PLANNED
    )
    first = about_kit(planned, kit.root_id).order_by("held_on", "pk")
    here = (
        kits_for_school(programme, school)
        .filter(pk=kit.pk)
        .annotate(
            session=Subquery(first.values("pk")[:1]), held_on=Subquery(first.values("held_on")[:1])
        )
    )
    found = here.values("session", "held_on").first()
    return {
        "programme": programme if found else None,
        "kit": kit,
        "session": found,
        "may_plan": not programme.has_ended(viewer.day),
    }
