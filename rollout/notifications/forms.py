"""Mail, invitations and reminders, as people fill them in."""

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from rollout.common.dates import local
from rollout.common.forms import DressedForm, DressedModelForm, RowsField
from rollout.notifications.models import Message, ReminderTimes
from rollout.planning.models import Workshop


class WordsForm(DressedModelForm):
    """The words of a mail that hasn't gone out."""

    revision = forms.IntegerField(widget=forms.HiddenInput)

    class Meta:
        model = Message
        fields = ("subject", "body")
        help_texts = {
            "body": _(
                "Time, place, buttons and calendar file are added to these words by themselves."
            ),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["revision"] = self.instance.revision
        self.fields["body"].widget.attrs["rows"] = 8

    def clean_subject(self) -> str:
        return " ".join(self.cleaned_data["subject"].split())


class InviteForm(DressedForm):
    """Which workshops to announce, and from when the invitations go out."""

    workshops = RowsField(
        queryset=Workshop.objects.none(),
        error_messages={"required": _("Choose at least one workshop.")},
    )
    EACH, YEAR = "each", "year"
    mails = forms.ChoiceField(
        label=_("How many mails?"),
        choices=[
            (EACH, _("One for each workshop, which puts it into the calendar")),
            (YEAR, _("One for the year, with all the dates and links to answer each")),
        ],
        initial=EACH,
        required=False,
        widget=forms.RadioSelect,
        help_text=_(
            "Calendars take one event from a mail. The year’s mail leads to a subscription."
        ),
    )
    day = forms.DateField(label=_("Not before (day)"), required=False)
    time = forms.TimeField(label=_("Not before (time)"), required=False)

    def __init__(self, *args: Any, now: dt.datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.now = now

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        day, time = data.get("day"), data.get("time")
        if time and not day:
            raise ValidationError({"day": _("Choose a day for this time.")})
        if isinstance(day, dt.date):
            clock = time if isinstance(time, dt.time) else dt.time(7)
            data["send_after"] = local(day, clock)
            if data["send_after"] < self.now:
                raise ValidationError({"day": _("Choose a time that is still to come.")})
            self.check_in_time(data)
        return data

    def check_in_time(self, data: dict[str, Any]) -> None:
        """Invitations that would go out after the workshop has begun are of no use."""
        chosen = data.get("workshops") or []
        if any(w.starts_at <= data["send_after"] for w in chosen):
            raise ValidationError({"day": _("Some of the workshops have begun by then.")})


class ReminderTimesForm(DressedModelForm):
    """When the programme reminds."""

    class Meta:
        model = ReminderTimes
        fields = (
            "is_on",
            "before_first",
            "before_last",
            "attendance_after",
            "session_after",
            "earliest",
        )
        help_texts = {
            "before_first": _("Leave a number out to leave that reminder out."),
            "earliest": _(
                "Reminders go out on school days, from this time on and not in the evening."
            ),
        }
