"""A survey, as the project lead composes it."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from rollout.common.forms import DressedModelForm, check_order
from rollout.common.names import seen
from rollout.logbook.pulses.models import Pulse, PulseQuestion
from rollout.logbook.pulses.rules import SCALES, Asked, scale_items

OWN_QUESTIONS = (1, 2, 3)
MOST_CHOICES = 8
LONGEST_CHOICE = 80


class SurveyForm(DressedModelForm):
    """When a survey is open, who is asked, which ready scales it has, and up to three questions of
    one's own."""

    scales = forms.MultipleChoiceField(
        label=_("Ready scales, four statements each"),
        choices=list(SCALES.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("After the ideas in Weiner and others, 2017, in our own words."),
    )

    class Meta:
        model = Pulse
        fields = ("title", "audience", "opens_on", "closes_on")
        help_texts = {
            "opens_on": _("From this day on it stands on the home page of those who are asked."),
            "closes_on": _("It closes by itself when this day is over."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["title"].required = True
        self.fields["audience"] = forms.ChoiceField(
            label=_("Who is asked"), choices=Pulse.Audience.choices
        )
        for number in OWN_QUESTIONS:
            self.add_question(number)
        if self.instance.pk:
            self.initial = {**self.initial, **said_of(self.instance.questions.all())}

    def add_question(self, number: int) -> None:
        """The fields of a question of one's own."""
        self.fields[f"words_{number}"] = forms.CharField(
            label=_("Question %(number)s") % {"number": number}, required=False, max_length=200
        )
        self.fields[f"kind_{number}"] = forms.ChoiceField(
            label=_("How question %(number)s is answered") % {"number": number},
            choices=PulseQuestion.Kind.choices,
            required=False,
        )
        self.fields[f"choices_{number}"] = forms.CharField(
            label=_("What one chooses among in question %(number)s") % {"number": number},
            required=False,
            max_length=MOST_CHOICES * LONGEST_CHOICE,
            widget=forms.Textarea(attrs={"rows": 3}),
            help_text=_("One a line, for questions where one chooses."),
        )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        check_order(self, "opens_on", "closes_on", _("The last day can’t come before the first."),
                    may_be_same=True)  # fmt: skip
        for number in OWN_QUESTIONS:
            is_choice = cleaned.get(f"kind_{number}") == PulseQuestion.Kind.CHOICE
            lines = self.lines(number)
            if cleaned.get(f"words_{number}") and is_choice:
                fits = 2 <= len(lines) <= MOST_CHOICES
                if not fits or max(map(len, lines)) > LONGEST_CHOICE:
                    self.add_error(f"choices_{number}", ValidationError(WHICH_CHOICES))
        return cleaned

    def lines(self, number: int) -> list[str]:
        """The choices of a question of one's own: each once, without empty lines."""
        lines = map(seen, self.cleaned_data.get(f"choices_{number}", "").splitlines())
        return list(dict.fromkeys(line for line in lines if line))

    def asked(self) -> list[Asked]:
        """What a clean form asks, the ready scales first."""
        items = [item for scale in self.cleaned_data["scales"] for item in scale_items(scale)]
        return items + [
            Asked(
                f"own_{number}",
                self.cleaned_data[f"kind_{number}"] or PulseQuestion.Kind.SCALE,
                words,
                tuple(self.lines(number))
                if self.cleaned_data[f"kind_{number}"] == PulseQuestion.Kind.CHOICE
                else (),
            )
            for number in OWN_QUESTIONS
            if (words := seen(self.cleaned_data[f"words_{number}"]))
        ]


WHICH_CHOICES = _("Write from two to eight choices of at most 80 letters, one a line.")


def said_of(questions: Iterable[PulseQuestion]) -> dict[str, Any]:
    """What the form was filled in with, from the questions of a survey."""
    said: dict[str, Any] = {"scales": []}
    for question in questions:
        name, _line, number = question.key.rpartition("_")
        if name == "own":
            said[f"words_{number}"] = question.words
            said[f"kind_{number}"] = question.kind
            said[f"choices_{number}"] = "\n".join(question.choices)
        elif name not in said["scales"]:
            said["scales"].append(name)
    return said
