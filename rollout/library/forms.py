"""A kit and its steps, as people fill them in."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from rollout.common.forms import DressedModelForm
from rollout.library.models import Kit, KitStep
from rollout.library.queries import has_session_plan

MARKDOWN = _("Markdown: **bold**, - for a list, [words](https://…) for a link.")


class KitForm(DressedModelForm):
    """A central kit's goals and texts. Its steps make up how long its session takes."""

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
            "for_new",
            "for_on_the_way",
            "for_keen",
            "evidence",
            "minutes",
        )
        help_texts = {
            "purpose": _("What pupils and colleagues gain from it, in a sentence or two."),
            "guide": MARKDOWN,
            "for_new": _("What to begin with, and what can wait."),
            "for_on_the_way": _("What to do for those who have begun."),
            "for_keen": _("What to go on with, and how they can help others."),
            "evidence": _(
                "Research, the curriculum or experience that it builds on, with sources."
            ),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk and has_session_plan(self.instance):
            del self.fields["minutes"]


class KitStepForm(DressedModelForm):
    """A step of a kit."""

    class Meta:
        model = KitStep
        fields = ("part", "title", "minutes", "practice", "text", "notes")
        help_texts = {
            "text": MARKDOWN,
            "notes": _("What to say, ask or have ready. Never on colleagues’ screen."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, rows in (("text", 10), ("notes", 6)):
            self.fields[name].widget.attrs["rows"] = rows
