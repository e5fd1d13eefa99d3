"""A kit and its steps, as people fill them in."""

from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from rollout.common.forms import DressedModelForm
from rollout.library.models import Kit, KitStep
from rollout.library.queries import has_steps
from rollout.library.versions.rules import MADE_BY_STEPS, STEP_FORM, plain_lines

MARKDOWN = _("Markdown: **bold**, - for a list, [words](https://…) for a link.")


QUESTION = format_lazy(
    "{how}\n{example}",
    how=_(
        "For a module’s step: the question first, then a line for each option, + before a right one"
        " and - before the others. What is said of it comes after a |. Such as:"
    ),
    example=_(
        "Where does the week’s plan belong?\n"
        "+ In the channel | Yes: there everybody finds it again.\n"
        "- In a chat | There it is soon out of sight."
    ),
)


def with_plain_lines(told: dict[str, Any]) -> dict[str, Any]:
    """What a form says, its lines ended as they are kept."""
    return {name: plain_lines(value) for name, value in told.items()}


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
        for part, name in MADE_BY_STEPS:
            if self.instance.pk and has_steps(self.instance, KitStep.Part(part)):
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        return with_plain_lines(super().clean() or self.cleaned_data)


class KitStepForm(DressedModelForm):
    """A step of a kit."""

    class Meta:
        model = KitStep
        fields = STEP_FORM
        help_texts = {
            "text": MARKDOWN,
            "notes": _("What to say, ask or have ready. Never on colleagues’ screen."),
            "film": _("A page that shows it, at an address that begins with https://."),
            "question": QUESTION,
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, rows in (("text", 10), ("notes", 6), ("question", 6)):
            self.fields[name].widget.attrs["rows"] = rows

    def clean(self) -> dict[str, Any]:
        """A question is asked where one goes through the steps by oneself."""
        told = with_plain_lines(super().clean() or self.cleaned_data)
        if told.get("question") and told.get("part") != KitStep.Part.MODULE:
            self.add_error("question", _("Questions are for the steps of the e-learning module."))
        return told
