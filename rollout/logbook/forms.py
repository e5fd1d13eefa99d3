"""Logging, planning and correcting a session."""

import datetime as dt
import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from rollout.common.forms import DressedForm, field_of, offer_choices, offer_rows
from rollout.library.models import Kit
from rollout.logbook.actions import check_day
from rollout.logbook.doubts import Doubt, double_doubt, doubts_of
from rollout.logbook.models import TrainingSession
from rollout.logbook.queries import who_may_hold
from rollout.organisation.models import Person, School
from rollout.planning.kits import kits_for_school
from rollout.planning.models import Programme
from rollout.planning.roster import roster_people


class SessionForm(DressedForm):
    """What a superuser says of a session. `people` is drawn by its own picker.

    What speaks against the session is in `doubts` once the form is clean: it is asked about before
    anything is saved. `sure` tells what has been asked about, so that the next answer is yes.
    """

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
    sure = forms.CharField(required=False, max_length=300, widget=forms.HiddenInput)

    DETAILS = ("minutes", "mode", "adaptation", "reflection")

    def __init__(
        self,
        *args: object,
        programme: Programme,
        school: School,
        is_planned: bool = False,
        session: TrainingSession | None = None,
        for_the_school: bool = False,
        day: dt.date,
        **kwargs: object,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.programme, self.school, self.session = programme, school, session
        self.is_planned, self.day = is_planned, day
        self.doubts: list[Doubt] = []
        on = session.held_on if session else day
        self.roster = list(roster_people(programme, school, on))
        if session:
            on_list = {person.pk for person in self.roster}
            self.roster += [p for p in session.people.all() if p.pk not in on_list]
        kits = kits_for_school(programme, school, session.kit_id if session else None)
        offer_rows(self, "kit", kits)
        offer_choices(self, "people", [(str(p.pk), str(p)) for p in self.roster])
        self.fields["held_on"].widget.attrs["min"] = programme.starts_on.isoformat()
        if not is_planned:
            self.fields["held_on"].widget.attrs["max"] = day.isoformat()
        if is_planned:
            del self.fields["people"]
            self.fields["held_by"].label = _("Who will hold it")
        if for_the_school:
            holders = who_may_hold(programme, school, on)
            if session:
                holders |= Person.objects.filter(pk=session.held_by_id)
            offer_rows(self, "held_by", holders)
        else:
            del self.fields["held_by"]

    def clean_people(self) -> list[str]:
        chosen: list[str] = self.cleaned_data["people"]
        if self.roster and not chosen:
            raise forms.ValidationError(_("Tick those who came."))
        return chosen

    def clean(self) -> dict[str, Any]:
        if not self.errors:
            typed = self.typed()
            check_day(typed, self.day)
            asked = self.cleaned_data["sure"].split()
            self.doubts = [doubt for doubt in self.all_doubts(typed) if doubt.key not in asked]
        return self.cleaned_data

    def typed(self) -> TrainingSession:
        """The session that the form tells of, as far as its day and kit go."""
        status = TrainingSession.Status
        return TrainingSession(
            programme=self.programme,
            school=self.school,
            kit=self.cleaned_data["kit"],
            held_on=self.cleaned_data["held_on"],
            status=status.PLANNED if self.is_planned else status.HELD,
            client_key=self.session.client_key if self.session else self.cleaned_data["client_key"],
        )

    def all_doubts(self, typed: TrainingSession) -> list[Doubt]:
        """What speaks against the session, but for what was so before: of one whose kit and day
        stay there is only a double to look for, when it is noted as held."""
        was = self.session
        if was is None or (was.kit_id, was.held_on) != (typed.kit_id, typed.held_on):
            return doubts_of(typed)
        double = double_doubt(typed) if self.holds_planned else None
        return [double] if double else []

    @property
    def holds_planned(self) -> bool:
        """Whether a planned session is being noted as held."""
        planned = TrainingSession.Status.PLANNED
        return bool(self.session and self.session.status == planned and not self.is_planned)

    @property
    def asked(self) -> str:
        """The keys of all that has been asked about by now, for the hidden field."""
        before = str(self["sure"].value() or "")
        return " ".join([*before.split(), *(doubt.key for doubt in self.doubts)])

    @property
    def kit_shown(self) -> Kit | None:
        """The kit that the form has chosen as it is shown, to look into."""
        kits = list(field_of(self, "kit", forms.ModelChoiceField).queryset or ())
        chosen = self["kit"].value()
        pk = getattr(chosen, "pk", chosen)
        return next((kit for kit in kits if str(kit.pk) == str(pk)), kits[0] if kits else None)

    def shown_fields(self) -> list[forms.BoundField]:
        names = ("kit", "held_by", "held_on", "minutes", *(("mode",) if self.is_planned else ()))
        return [self[name] for name in names if name in self.fields]

    def more_fields(self) -> list[forms.BoundField]:
        """What may be said besides of a session that was held."""
        names = () if self.is_planned else ("mode", "adaptation", "reflection")
        return [self[name] for name in names]

    def came(self) -> list[int]:
        """The ids of those who came."""
        return [int(pk) for pk in self.cleaned_data.get("people", [])]

    def chosen(self) -> set[str]:
        """The people ticked, as the picker needs them."""
        return {str(value) for value in self["people"].value() or []}

    def details(self) -> dict[str, object]:
        return {name: self.cleaned_data[name] for name in self.DETAILS}


def first_values(kit: Kit | None, day: dt.date) -> dict[str, object]:
    """What a new session's form is filled in with on a day."""
    return {
        "kit": kit,
        "held_on": day,
        "minutes": kit.minutes if kit else 45,
        "mode": TrainingSession.Mode.TOGETHER,
        "client_key": uuid.uuid4(),
    }
