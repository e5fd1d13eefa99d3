"""Days away, venues, places, pasted rows and subscribed calendars, as people fill them in."""

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from rollout.calendars.fetch import MOST_BYTES, FetchFailed, check_address
from rollout.calendars.models import Availability, CalendarFeed, ClosedPeriod, StartingPlace, Venue
from rollout.common.dates import (
    school_year_start,
)
from rollout.common.forms import (
    DressedForm,
    DressedModelForm,
    check_order,
    field_of,
    offer_choices,
    offer_rows,
)
from rollout.common.place_field import PlaceField
from rollout.organisation.forms import check_place
from rollout.organisation.models import School

LATITUDE_HELP = _("Such as 59.91. Right-click a place in a map to see both numbers.")
LONGITUDE_HELP = _("Such as 10.75. Without a place on the map, plans count no travel.")


class AwayForm(DressedModelForm):
    """Days when a facilitator or a venue can't be had."""

    class Meta:
        model = Availability
        fields = ("starts_on", "ends_on", "reason")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        early = _("The last day can’t come before the first.")
        check_order(self, "starts_on", "ends_on", early, may_be_same=True)
        return data


def copy_place(form: forms.BaseForm, source: School | Venue | None, address: str = "") -> None:
    """Take a school's or venue's place where the form's own is left empty; an address alone is
    enough for a form that has one."""
    data = form.cleaned_data
    typed = any(data.get(name) is not None for name in ("latitude", "longitude", "map_link"))
    if source is None or typed:
        return
    if source.latitude is None and address:
        return
    if source.latitude is None:
        form.add_error(
            "copy_from",
            gettext("%(name)s has no place on the map yet. Type one here.") % {"name": source},
        )
        return
    data["latitude"], data["longitude"] = source.latitude, source.longitude


class VenueForm(DressedModelForm):
    """A place to meet, with its seats and where it is."""

    map_link = PlaceField()
    copy_from = forms.ModelChoiceField(
        label=_("Copy address and place from a school"),
        queryset=School.objects.none(),
        required=False,
        help_text=_("Fills in what is left empty."),
    )

    field_order = ("name", "address", "seats", "copy_from", "map_link")

    class Meta:
        model = Venue
        fields = ("name", "address", "seats", "latitude", "longitude")
        help_texts = {
            "seats": _("Plans put no more people in the room."),
            "latitude": LATITUDE_HELP,
            "longitude": LONGITUDE_HELP,
        }

    def __init__(self, *args: Any, schools: QuerySet[School], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_rows(self, "copy_from", schools)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        school = data.get("copy_from")
        if isinstance(school, School):
            data["address"] = data.get("address") or school.address[:160]
            copy_place(self, school, str(data["address"]))
        check_place(self)
        return data


class StartingPlaceForm(DressedModelForm):
    """Where a facilitator sets out from; a school or a venue may lend its place."""

    map_link = PlaceField()
    copy_from = forms.ChoiceField(
        label=_("Same place as"), required=False, help_text=_("Fills in what is left empty.")
    )

    field_order = ("name", "copy_from", "map_link")

    class Meta:
        model = StartingPlace
        fields = ("name", "latitude", "longitude")
        help_texts = {
            "name": _("A town or an office is enough; no need for a home address."),
            "latitude": LATITUDE_HELP,
            "longitude": LONGITUDE_HELP,
        }

    def __init__(
        self, *args: Any, schools: list[School], venues: list[Venue], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.places: dict[str, School | Venue] = {
            **{f"venue-{venue.pk}": venue for venue in venues},
            **{f"school-{school.pk}": school for school in schools},
        }
        choices = [("", _("choose one")), *((key, str(p)) for key, p in self.places.items())]
        offer_choices(self, "copy_from", choices)
        for name in ("name", "latitude", "longitude"):
            self.fields[name].required = False

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        source = self.places.get(str(data.get("copy_from", "")))
        copy_place(self, source)
        if source is not None and not data.get("name"):
            data["name"] = str(source)[:80]
        check_place(self)
        if not self.errors and data.get("latitude") is None:
            self.add_error("latitude", _("Type a place, or choose one to copy."))
        if not self.errors and not data.get("name"):
            self.add_error("name", _("Give the place a name."))
        return data


def normal_address(text: str) -> str:
    """A calendar's address as it is fetched: webcal is another word for https."""
    scheme, _mark, rest = text.strip().partition("://")
    return f"https://{rest}" if scheme.casefold() in ("webcal", "webcals") else text.strip()


class FeedForm(DressedModelForm):
    """A calendar to subscribe to. Its address may be a secret: once saved, it isn't shown again."""

    url = forms.CharField(
        label=_("The calendar’s address"),
        max_length=2000,
        help_text=_("The iCal or .ics address; it begins with https:// or webcal://."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    class Meta:
        model = CalendarFeed
        fields = ("name", "url", "takes_all", "is_active")
        help_texts = {
            "takes_all": _(
                "Otherwise only events that are named as a break, a planning day, an exam or a "
                "day off close the school."
            ),
            "is_active": _("The calendar is read four times a day."),
        }

    def __init__(self, *args: Any, is_new: bool, for_school: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not for_school:
            del self.fields["takes_all"]
        if is_new:
            del self.fields["is_active"]
        else:
            self.initial["url"] = ""
            self.fields["url"].required = False
            self.fields["url"].help_text = _("Leave it empty to keep the one there is.")

    def clean_url(self) -> str:
        text = str(self.cleaned_data["url"])
        if not text and self.instance.pk:
            return str(self.instance.url)
        url = normal_address(text)
        try:
            check_address(url)
        except FetchFailed as failed:
            raise ValidationError(gettext(str(failed))) from failed
        return url


def offer_schools(form: forms.BaseForm, schools: QuerySet[School], may_choose_all: bool) -> None:
    """Let a form's days be for one of these schools, or for all of them."""
    field = field_of(form, "school", forms.ModelChoiceField)
    field.queryset = schools
    field.required = not may_choose_all
    field.empty_label = _("all schools") if may_choose_all else None


class PasteForm(DressedForm):
    """Rows pasted from a table, or read from a calendar file, to look at before they are saved."""

    MOST_LETTERS = 60_000

    school = forms.ModelChoiceField(
        label=_("Whose days"), queryset=School.objects.none(), required=False
    )
    year = forms.TypedChoiceField(
        label=_("School year"),
        coerce=dt.date.fromisoformat,
        help_text=_("For days and weeks that are written without a year."),
    )
    rows = forms.CharField(
        label=_("Rows"),
        required=False,
        max_length=MOST_LETTERS,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 10, "spellcheck": "false"}),
    )
    file = forms.FileField(
        label=_("Or a calendar file (.ics)"),
        required=False,
        help_text=_("Its events become rows above, to look at first. At most 2 MB."),
        widget=forms.FileInput(attrs={"accept": ".ics,text/calendar"}),
    )
    takes_all = forms.BooleanField(
        label=_("Take in every event of the file, not only breaks and other days off"),
        required=False,
    )

    def __init__(
        self,
        *args: Any,
        schools: QuerySet[School] | None,
        may_choose_all: bool,
        day: dt.date,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        start = school_year_start(day)
        years = [start.replace(year=start.year + n) for n in (0, 1, 2, -1)]
        named = [(year.isoformat(), f"{year.year}–{year.year + 1}") for year in years]
        offer_choices(self, "year", named)
        if schools is None:
            del self.fields["school"], self.fields["takes_all"]
        else:
            offer_schools(self, schools, may_choose_all)
        self.fields["rows"].widget.attrs["rows"] = 10

    def clean_file(self) -> object:
        file = self.cleaned_data["file"]
        if file and file.size > MOST_BYTES:
            raise ValidationError(_("The file is larger than 2 MB."))
        return file


class ClosedPeriodForm(DressedModelForm):
    """A break, a planning day or another closed day; a principal's is the own school's."""

    class Meta:
        model = ClosedPeriod
        fields = ("kind", "name", "starts_on", "ends_on", "school")

    def __init__(
        self, *args: Any, schools: QuerySet[School], may_choose_all: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["school"].label = _("School")
        offer_schools(self, schools, may_choose_all)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        early = _("The last day can’t come before the first.")
        check_order(self, "starts_on", "ends_on", early, may_be_same=True)
        return data
