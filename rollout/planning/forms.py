"""Programmes, calendars, cohorts and workshops, as people fill them in."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from rollout.calendars.models import Venue
from rollout.common.dates import (
    Weekday,
    local,
    months_between,
    school_year_start,
    school_years,
)
from rollout.common.forms import (
    DressedForm,
    DressedModelForm,
    RowsField,
    check_order,
    offer_choices,
    offer_rows,
)
from rollout.competence.models import Level
from rollout.organisation.models import Person, Position, School, SchoolOwner
from rollout.planning.kits import kits_for_workshop
from rollout.planning.models import Cohort, Programme, Workshop

COMMON_TIME = ("common_weekday", "common_from", "common_to")
SPRING = (4, 5, 6, 7)  # months in which a new programme is for the school year to come


class InSections(DressedModelForm):
    """A form shown in sections, each with its heading."""

    SECTIONS: tuple[tuple[Any, tuple[str, ...]], ...] = ()

    def sections(self) -> list[tuple[Any, list[forms.BoundField]]]:
        return [
            (title, [self[name] for name in names if name in self.fields])
            for title, names in self.SECTIONS
        ]


@dataclass(frozen=True)
class SchoolYears:
    """A period that a programme is often for, to choose with one touch."""

    label: Any
    first: dt.date
    last: dt.date


def usual_periods(day: dt.date) -> list[SchoolYears]:
    """This school year, the next one, and the next two."""
    this = school_year_start(day).year
    return [
        SchoolYears(_("This school year"), *school_years(this)),
        SchoolYears(_("The next school year"), *school_years(this + 1)),
        SchoolYears(_("The next two school years"), *school_years(this + 1, 2)),
    ]


def proposed_dates(day: dt.date) -> dict[str, dt.date]:
    """A new programme’s dates to begin with: this school year’s, or in spring the next one’s."""
    period = usual_periods(day)[day.month in SPRING]
    return {"starts_on": period.first, "ends_on": period.last}


class LevelField(forms.ModelChoiceField):
    """Levels named with their framework, as only that one's suit the programme."""

    def label_from_instance(self, obj: Level) -> str:
        return f"{obj.framework.code.upper()}: {obj.code} {obj}"


class WhatForm(InSections):
    """Step 1: what is rolled out, and why."""

    SECTIONS = ((_("What you roll out"), ("name", "tool", "goal")),)

    class Meta:
        model = Programme
        fields = ("name", "tool", "goal")


class WhoForm(InSections):
    """Step 2: to whom, and when."""

    SECTIONS = (
        (_("When"), ("starts_on", "ends_on")),
        (_("Who"), ("audience", "shares_superusers")),
        (_("Which schools"), ("schools",)),
    )

    audience = forms.MultipleChoiceField(
        label=_("Who is to be reached"),
        choices=Position.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Coverage counts all of these, part-timers too."),
    )
    schools = RowsField(
        label=_("Schools that take part"),
        queryset=School.objects.none(),
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = Programme
        fields = ("starts_on", "ends_on", "audience", "shares_superusers")
        labels = {"shares_superusers": _("Take along those who are superusers for all programmes")}
        help_texts = {
            "shares_superusers": _(
                "Otherwise the programme has superusers of its own: choose them under Cohorts."
            )
        }

    def __init__(self, *args: Any, owner: SchoolOwner, day: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.periods = usual_periods(day)
        offer_rows(self, "schools", owner.schools.all())
        others = owner.programmes.exclude(pk=self.instance.pk)
        if self.instance.shares_superusers and not others.exists():
            del self.fields["shares_superusers"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        check_order(self, "starts_on", "ends_on", _("The last day must come after the first."))
        return data


class TargetForm(InSections):
    """Step 3: what is enough, by when, and the weekly time when all can meet."""

    SECTIONS = (
        (_("How far"), ("coverage_target", "target_level", "target_share", "target_on")),
        (_("When all can meet"), COMMON_TIME),
    )

    target_level = LevelField(
        label=_("Target level"),
        queryset=Level.objects.select_related("framework"),
        required=False,
        help_text=_("The framework follows from the level. Leave it out to start without levels."),
    )

    class Meta:
        model = Programme
        fields = ("coverage_target", "target_level", "target_share", "target_on", *COMMON_TIME)
        help_texts = {
            "coverage_target": _("Schools under it are found by a filter in the list of schools."),
            "target_share": _("So many of those who answer are to be at the target level."),
            "target_on": _("For you to steer by; nothing is reckoned from it yet."),
            "common_weekday": _("Plans keep to it where they can; other days cost points."),
        }


class ThresholdForm(InSections):
    """What counts as late, few or quiet in the programme."""

    SECTIONS = (
        (_("Limits"), ("reached_share", "lag_days", "gap_days", "quiet_days",
                       "superusers_per_school")),
        (_("The partner"), ("contract_ends_on",)),
    )  # fmt: skip

    class Meta:
        model = Programme
        fields = (
            "reached_share",
            "lag_days",
            "gap_days",
            "quiet_days",
            "superusers_per_school",
            "contract_ends_on",
        )
        help_texts = {
            "reached_share": _(
                "A person is “not yet reached” until so much of what is due has reached them."
            ),
            "lag_days": _(
                "A school that has waited longer with its own session stands under “Needs "
                "attention”. Superusers see the number in the mail about the workshop."
            ),
            "gap_days": _("Plans put no two workshops of a cohort nearer than this."),
            "quiet_days": _(
                "A school that has been quiet for longer stands under “Needs attention”, and as "
                "most urgent after twice as long."
            ),
            "superusers_per_school": _("A school with fewer stands under “Needs attention”."),
            "contract_ends_on": _("For you to steer by; nothing is reckoned from it yet."),
        }


class CohortsForm(DressedForm):
    """How many cohorts to divide the superusers into."""

    count = forms.IntegerField(label=_("How many cohorts?"), min_value=1, max_value=26)


class PlanYearForm(DressedForm):
    """The year in one go: when, for whom, how often."""

    WEEKS = ((1, _("first")), (2, _("second")), (3, _("third")), (4, _("fourth")))

    cohorts = RowsField(
        label=_("Cohorts"), queryset=Cohort.objects.none(), widget=forms.CheckboxSelectMultiple
    )
    weekday = forms.TypedChoiceField(label=_("Weekday"), choices=Weekday.choices, coerce=int)
    week = forms.TypedChoiceField(
        label=_("Which of them in the month"),
        choices=WEEKS,
        coerce=int,
        help_text=_("For the first cohort; the next ones follow a week later each."),
    )
    start = forms.TimeField(label=_("From"))
    end = forms.TimeField(label=_("To"))
    first_month = forms.TypedChoiceField(label=_("First month"), coerce=dt.date.fromisoformat)
    last_month = forms.TypedChoiceField(label=_("Last month"), coerce=dt.date.fromisoformat)
    venue = forms.ModelChoiceField(label=_("Venue"), queryset=Venue.objects.none(), required=False)
    facilitator = forms.ModelChoiceField(
        label=_("Facilitator"), queryset=Person.objects.none(), required=False
    )
    use_kits = forms.BooleanField(
        label=_("Give each month the programme’s next kit"), required=False
    )

    def __init__(
        self, *args: Any, programme: Programme, facilitators: QuerySet[Person], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        offer_rows(self, "cohorts", programme.cohorts.all())
        months = [
            (month.isoformat(), date_format(month, "YEAR_MONTH_FORMAT"))
            for month in months_between(programme.starts_on, programme.ends_on)
        ]
        offer_choices(self, "first_month", months)
        offer_choices(self, "last_month", months)
        offer_rows(self, "venue", Venue.objects.filter(owner=programme.owner_id))
        offer_rows(self, "facilitator", facilitators)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        early = _("The last month can’t come before the first.")
        check_order(self, "first_month", "last_month", early, may_be_same=True)
        first, last = data.get("first_month"), data.get("last_month")
        if first and last and (last - first).days > 550:
            self.add_error("last_month", _("Plan at most 18 months at a time."))
        check_order(self, "start", "end", _("The end must come after the start."))
        return data


class WorkshopForm(DressedModelForm):
    """One workshop's time, place, facilitator and kit."""

    day = forms.DateField(label=_("Day"))
    start = forms.TimeField(label=_("From"))
    end = forms.TimeField(label=_("To"))
    why = forms.CharField(label=_("Why it is changed"), required=False, max_length=100)
    revision = forms.IntegerField(widget=forms.HiddenInput)

    field_order = ("day", "start", "end")

    class Meta:
        model = Workshop
        fields = ("venue", "link", "facilitator", "kit")
        labels = {"link": _("Teams link or other meeting link")}
        help_texts = {
            "link": _("The whole address, as Teams gives it. Those invited see it on this page.")
        }

    def __init__(self, *args: Any, facilitators: QuerySet[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        workshop: Workshop = self.instance
        owner = workshop.cohort.programme.owner_id
        start, end = timezone.localtime(workshop.starts_at), timezone.localtime(workshop.ends_at)
        self.initial = {
            **self.initial,
            "day": start.date(),
            "start": start.time(),
            "end": end.time(),
            "revision": workshop.revision,
        }
        offer_rows(self, "venue", Venue.objects.filter(owner=owner))
        offer_rows(self, "kit", kits_for_workshop(workshop))
        offer_rows(self, "facilitator", facilitators)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        day, start, end = data.get("day"), data.get("start"), data.get("end")
        if isinstance(day, dt.date) and isinstance(start, dt.time) and isinstance(end, dt.time):
            if end <= start:
                raise ValidationError({"end": _("The end must come after the start.")})
            programme = self.instance.cohort.programme
            if not programme.starts_on <= day <= programme.ends_on:
                raise ValidationError({"day": _("The day is outside the programme’s dates.")})
            self.instance.starts_at, self.instance.ends_at = local(day, start), local(day, end)
        return data


class NewDateForm(DressedForm):
    """A new date for a cancelled workshop, from a day on."""

    day = forms.DateField(label=_("New date"))
    start = forms.TimeField(label=_("From"))

    def __init__(self, *args: object, day: dt.date, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.first = day

    def clean_day(self) -> dt.date:
        day: dt.date = self.cleaned_data["day"]
        if day < self.first:
            raise ValidationError(_("Choose a day that is still to come."))
        return day


class CancelForm(DressedForm):
    """Why a workshop is cancelled."""

    reason = forms.CharField(label=_("Why"), max_length=200)
    revision = forms.IntegerField(widget=forms.HiddenInput)


class FacilitatorForm(DressedForm):
    """Somebody who is to lead a programme's workshops."""

    first_name = Person._meta.get_field("first_name").formfield(label=_("First name"))
    last_name = Person._meta.get_field("last_name").formfield(label=_("Last name"))
    email = forms.EmailField(label=_("E-mail"))

    def __init__(self, *args: Any, programmes: QuerySet[Programme], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["programme"] = forms.ModelChoiceField(
            label=_("Programme"), queryset=programmes, empty_label=None
        )
