"""The areas of competence that a kit serves, on the kit's own page."""

from typing import Any

from django import template

from rollout.accounts.permissions import May
from rollout.competence.queries import areas_served
from rollout.library.models import Kit

register = template.Library()


@register.inclusion_tag("competence/served.html", takes_context=True)
def served_areas(context: dict[str, Any], kit: Kit) -> dict[str, Any]:
    """The areas by framework; who writes central kits may change which."""
    may_change = context["request"].viewer.may(May.WRITE_SETTINGS) and kit.school_id is None
    return {"kit": kit, "areas": list(areas_served(kit)), "may_change": may_change}
