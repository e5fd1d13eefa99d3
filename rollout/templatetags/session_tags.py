"""What a school may do with a kit, on the kit's own page: plan a session, and log one."""

from typing import Any

from django import template

from rollout.accounts.permissions import May
from rollout.library.models import Kit
from rollout.library.queries import about_kit
from rollout.logbook.models import TrainingSession
from rollout.planning.kits import kits_for_school
from rollout.planning.queries import current_programme, schools_in

register = template.Library()


@register.inclusion_tag("logbook/kit_session.html", takes_context=True)
def session_on(context: dict[str, Any], kit: Kit) -> dict[str, Any]:
    """For those who hold sessions at one school, where its sessions may be on this kit: the session
    that is planned, or a new one."""
    viewer = context["request"].viewer
    may_log = viewer.may(May.WRITE_SESSIONS) and not viewer.is_wide
    programme = current_programme(viewer) if may_log else None
    school = schools_in(programme, viewer).first() if programme else None
    if (
        not programme
        or not school
        or not kits_for_school(programme, school).filter(pk=kit.pk).exists()
    ):
        return {"programme": None}
    planned = TrainingSession.objects.filter(
        programme=programme, school=school, status=TrainingSession.Status.PLANNED
    )
    session = about_kit(planned, kit.root_id).order_by("held_on", "pk").first()
    may_plan = not programme.has_ended(viewer.day)
    return {"programme": programme, "kit": kit, "session": session, "may_plan": may_plan}
