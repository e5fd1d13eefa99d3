"""Logging, planning and correcting a session."""

import uuid

from django import forms
from django.utils.translation import gettext_lazy as _

from rollout.common.dates import today
from rollout.common.forms import DressedForm
from rollout.library.models import Kit
from rollout.logbook.models import TrainingSession
from rollout.logbook.queries import kits_for_school, roster_people, who_may_hold
from rollout.organisation.models import Person, School
from rollout.planning.models import Programme


class SessionForm(DressedForm):
    """What a superuser says of a session. `people` is drawn by its own picker."""

    kit = forms.ModelChoiceField(label=_("Kit"), queryset=Kit.objects.none(), empty_label=None)
    held_by = forms.ModelChoiceField(
        label=_("Who held it"), queryset=Person.objects.none(), empty_label=None
    )
    held_on = forms.DateField(label=_("Day"))
    minutes = forms.IntegerField(label=_("Minutes"), min_value=5, max_value=480)
    people = forms.MultipleChoiceField(label=_("Who came"), required=False)
    mode = forms.ChoiceField(label=_("How"), choices=TrainingSession.Mode.choices)
    adaptation = forms.CharField(
        label=_("What you changed in the kit"), required=False, max_length=300
    )
    reflection = forms.CharField(
        label=_("How it went"), required=False, max_length=1000, widget=forms.Textarea
    )
    client_key = forms.UUIDField(widget=forms.HiddenInput)

    DETAILS = ("minutes", "mode", "adaptation", "reflection")

    def __init__(
        self,
        *args: object,
        programme: Programme,
        school: School,
        is_planned: bool = False,
        session: TrainingSession | None = None,
        for_the_school: bool = False,
        **kwargs: object,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.is_planned = is_planned
        day = session.held_on if session else today()
        self.roster = list(roster_people(programme, school, day))
        if session:
            on_list = {person.pk for person in self.roster}
            self.roster += [p for p in session.people.all() if p.pk not in on_list]
        self.fields["kit"].queryset = kits_for_school(  # type: ignore[attr-defined]
            programme, school, session.kit_id if session else None
        )
        self.fields["people"].choices = [(str(p.pk), str(p)) for p in self.roster]  # type: ignore[attr-defined]
        self.fields["held_on"].widget.attrs["min"] = programme.starts_on.isoformat()
        if not is_planned:
            self.fields["held_on"].widget.attrs["max"] = today().isoformat()
        if is_planned:
            del self.fields["people"]
        if for_the_school:
            holders = who_may_hold(programme, school, day)
            if session:
                holders |= Person.objects.filter(pk=session.held_by_id)
            self.fields["held_by"].queryset = holders  # type: ignore[attr-defined]
        else:
            del self.fields["held_by"]

    def clean_people(self) -> list[str]:
        chosen: list[str] = self.cleaned_data["people"]
        if self.roster and not chosen:
            raise forms.ValidationError(_("Tick those who came."))
        return chosen

    def shown_fields(self) -> list[forms.BoundField]:
        names = ("kit", "held_by", "held_on", "minutes")
        return [self[name] for name in names if name in self.fields]

    def more_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in ("mode", "adaptation", "reflection")]

    def chosen(self) -> set[str]:
        """The people ticked, as the picker needs them."""
        return {str(value) for value in self["people"].value() or []}

    def details(self) -> dict[str, object]:
        return {name: self.cleaned_data[name] for name in self.DETAILS}


def first_values(kit: Kit | None) -> dict[str, object]:
    """What a new session's form is filled in with."""
    return {
        "kit": kit,
        "held_on": today(),
        "minutes": kit.minutes if kit else 45,
        "mode": TrainingSession.Mode.TOGETHER,
        "client_key": uuid.uuid4(),
    }
