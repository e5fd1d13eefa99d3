"""What the lead wishes, as filled in."""

import datetime as dt
from collections import Counter
from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from rollout.calendars.models import Venue
from rollout.common.dates import Weekday, month_end, month_start, months_between
from rollout.common.forms import DressedForm, RowsField, check_order, offer_choices, offer_rows
from rollout.organisation.models import Person
from rollout.planning.models import Programme
from rollout.planning.queries import facilitators, superuser_roles
from rollout.proposals.rules import LEVELS, MATTERS, Wishes
from rollout.proposals.wording import MATTER_NAMES
from rollout.scheduler.problem import Mode

MODES = [
    (Mode.TOGETHER, _("Together: a school’s superusers are in one cohort")),
    (Mode.SPLIT, _("Never all at once: somebody is always left at the school")),
]
TIMES = [(10, _("10 seconds")), (30, _("30 seconds")), (60, _("1 minute")), (300, _("5 minutes"))]
MOST_COHORTS = 200


class Slider(forms.NumberInput):
    """How much something matters, from not at all to most."""

    input_type = "range"

    def __init__(self) -> None:
        super().__init__({"min": 0, "max": len(LEVELS) - 1, "step": 1, "list": "levels"})


class VenueChoice(RowsField):
    """Venues with their seats."""

    def label_from_instance(self, obj: Venue) -> str:
        return f"{obj} ({obj.seats})" if obj.seats else str(obj)


class WishesForm(DressedForm):
    """A year's wishes: when, with whom, where, and what matters."""

    name = forms.CharField(label=_("Name of the proposal"), max_length=80, required=False)
    first = forms.TypedChoiceField(label=_("First month"), coerce=dt.date.fromisoformat)
    last = forms.TypedChoiceField(label=_("Last month"), coerce=dt.date.fromisoformat)
    weekday = forms.TypedChoiceField(
        label=_("Common time: weekday"),
        coerce=int,
        choices=[("", _("no common time")), *Weekday.choices],
        required=False,
        empty_value=None,
    )
    starts = forms.TimeField(label=_("Workshops start"))
    ends = forms.TimeField(label=_("Workshops end"))
    cohorts = forms.IntegerField(label=_("Number of cohorts"), min_value=1, max_value=MOST_COHORTS)
    mode = forms.ChoiceField(
        label=_("A school’s superusers"), choices=MODES, widget=forms.RadioSelect
    )
    least_gap = forms.IntegerField(
        label=_("Days between workshops, at least"), min_value=1, max_value=90
    )
    ideal_gap = forms.IntegerField(
        label=_("Days between workshops, best"), min_value=1, max_value=120
    )
    most_gap = forms.IntegerField(
        label=_("Days between workshops, at most"), min_value=1, max_value=180
    )
    notice = forms.IntegerField(
        label=_("Days from now to the first workshop, at least"),
        min_value=1,
        max_value=120,
        help_text=_("So that people are invited in good time."),
    )
    venues = VenueChoice(
        label=_("Venues (seats)"), queryset=None, widget=forms.CheckboxSelectMultiple
    )
    facilitators = RowsField(
        label=_("Facilitators"), queryset=None, widget=forms.CheckboxSelectMultiple
    )
    seconds = forms.TypedChoiceField(
        label=_("Let the planner work for, at most"), coerce=int, choices=TIMES
    )

    def __init__(
        self, *args: Any, programme: Programme, wishes: Wishes, day: dt.date, **kwargs: Any
    ) -> None:
        initial = {
            **wishes.to_json(),
            "first": month_of(wishes.first),
            "last": month_of(wishes.last),
        }
        initial |= {f"matters_{key}": level for key, level in wishes.matters.items()}
        super().__init__(*args, initial=initial | kwargs.pop("initial", {}), **kwargs)
        self.programme, self.begins = programme, max(wishes.first, day)
        months = months_between(
            min(programme.starts_on, wishes.first), max(programme.ends_on, wishes.last)
        )
        choices = [(m.isoformat(), date_format(m, "YEAR_MONTH_FORMAT")) for m in months]
        offer_choices(self, "first", choices)
        offer_choices(self, "last", choices)
        offer_rows(self, "venues", programme.owner.venues.all())
        offer_rows(self, "facilitators", facilitators(programme, day))
        for key in MATTERS:
            self.fields[f"matters_{key}"] = forms.IntegerField(
                label=MATTER_NAMES[key], min_value=0, max_value=len(LEVELS) - 1, widget=Slider()
            )

    def sliders(self) -> list[forms.BoundField]:
        return [self[f"matters_{key}"] for key in MATTERS]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        self.check_enough_people(data.get("cohorts") or 0)
        if data.get("mode") == Mode.SPLIT:
            self.check_two_at_each()
        early = _("The last month can’t come before the first.")
        check_order(self, "first", "last", early, may_be_same=True)
        check_order(self, "starts", "ends", _("The end must come after the start."))
        gaps = [data[name] for name in ("least_gap", "ideal_gap", "most_gap") if name in data]
        if len(gaps) == 3 and gaps != sorted(gaps):
            self.add_error("ideal_gap", _("The best gap lies between the least and the most."))
        return data

    def check_enough_people(self, cohorts: int) -> None:
        """A cohort without superusers is a workshop for nobody."""
        superusers = superuser_roles(self.programme, self.begins).count()
        if cohorts > superusers:
            text = _("There are %(n)s superusers, so no more cohorts than that.")
            self.add_error("cohorts", text % {"n": superusers})

    def check_two_at_each(self) -> None:
        """A school with one superuser has all of them away at every workshop."""
        roles = superuser_roles(self.programme, self.begins)
        counts = Counter(str(role.school) for role in roles)
        alone = sorted(name for name, n in counts.items() if n == 1)
        if alone:
            text = _(
                "These have one superuser only, who can’t be both away and there: %(schools)s."
            )
            self.add_error("mode", text % {"schools": ", ".join(alone)})

    def wishes(self, seed: int = 1) -> Wishes:
        """What was filled in."""
        data = self.cleaned_data
        return Wishes(
            first=data["first"],
            last=month_end(data["last"]),
            weekday=data["weekday"],
            starts=data["starts"],
            ends=data["ends"],
            cohorts=data["cohorts"],
            mode=Mode(data["mode"]),
            least_gap=data["least_gap"],
            ideal_gap=data["ideal_gap"],
            most_gap=data["most_gap"],
            venues=pks(data["venues"]),
            facilitators=pks(data["facilitators"]),
            matters={key: data[f"matters_{key}"] for key in MATTERS},
            seconds=data["seconds"],
            seed=seed,
            notice=data["notice"],
        )


def pks(rows: Any) -> tuple[int, ...]:
    chosen: list[Venue | Person] = list(rows)
    return tuple(row.pk for row in chosen)


def month_of(day: dt.date) -> str:
    return month_start(day).isoformat()
