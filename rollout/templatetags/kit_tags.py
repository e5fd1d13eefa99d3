"""How many workshops still wait for a kit, on the pages where a lead can put it right."""

from typing import Any

from django import template

from rollout.accounts.permissions import May
from rollout.common.dates import today
from rollout.planning.handing_out import without_kit
from rollout.planning.models import Programme

register = template.Library()


@register.inclusion_tag("planning/without_kit.html", takes_context=True)
def without_kit_notice(context: dict[str, Any], programme: Programme) -> dict[str, Any]:
    """For those who plan, where workshops to come have no kit."""
    may_plan = context["request"].viewer.may(May.WRITE_PLAN)
    count = without_kit(programme, today()).count() if may_plan else 0
    return {"programme": programme, "count": count}
