"""A kit, as people fill it in."""

from rollout.common.forms import DressedModelForm
from rollout.library.models import Kit


class KitForm(DressedModelForm):
    """A central kit's three parts and its goals."""

    class Meta:
        model = Kit
        fields = (
            "title",
            "dimension",
            "purpose",
            "technical_goal",
            "guide",
            "module_title",
            "module_url",
            "module_minutes",
            "best_practice",
            "minutes",
        )
