"""A round, as the project lead fills it in."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from rollout.common.forms import DressedModelForm
from rollout.competence.models import Level, Round


class LevelField(forms.ModelChoiceField):
    """A level with the framework that it is of."""

    def label_from_instance(self, level: Any) -> str:
        return f"{level.code} {level} – {level.framework}"


class RoundForm(DressedModelForm):
    """When a round is open, in which framework, and what level is the target."""

    target_level = LevelField(
        Level.objects.select_related("framework"),
        label=_("Target level"),
        help_text=_("The figures show how many have reached it. It can’t be changed afterwards."),
    )

    class Meta:
        model = Round
        fields = ("name", "starts_on", "ends_on", "framework", "target_level")
        help_texts = {
            "ends_on": _("The round closes by itself when this day is over."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        last = Round.objects.filter(owner=self.instance.owner_id).first()
        if last and not self.instance.pk:
            of_last = {"framework": last.framework_id, "target_level": last.target_level_id}
            self.initial = {**self.initial, **of_last}

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        level, framework = cleaned.get("target_level"), cleaned.get("framework")
        if level and framework and level.framework_id != framework.pk:
            self.add_error("target_level", ValidationError(_("Choose a level of the framework.")))
        return cleaned
