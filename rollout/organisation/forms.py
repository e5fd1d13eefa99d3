"""Schools, people and roles, as people fill them in."""

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from rollout.accounts.permissions import Kind
from rollout.common.dates import today
from rollout.common.forms import DressedForm, DressedModelForm, offer_rows
from rollout.common.place_field import PlaceField
from rollout.organisation.keeping.queries import is_taken
from rollout.organisation.models import Employment, Person, Role, School, SchoolOwner
from rollout.organisation.rules import fold, place_problem


def check_place(form: forms.BaseForm) -> None:
    """Take the place from a pasted link, and tell of one that isn’t where schools are."""
    data = form.cleaned_data
    if data.get("map_link"):
        data["latitude"], data["longitude"] = data["map_link"]
    if "latitude" not in data or "longitude" not in data:
        return
    if problem := place_problem(data["latitude"], data["longitude"]):
        form.add_error("latitude" if data["latitude"] is None else "longitude", gettext(problem))


class OwnerForm(DressedModelForm):
    """The owner's own details and common time."""

    class Meta:
        model = SchoolOwner
        fields = ("name", "kind", "number", "country", "common_weekday", "common_from", "common_to")


class SchoolForm(DressedModelForm):
    """A school's details; a common time of its own is an exception from the owner's."""

    map_link = PlaceField()

    field_order = (
        "name", "organisation_number", "grade_from", "grade_to", "pupils", "address", "map_link",
    )  # fmt: skip

    class Meta:
        model = School
        fields = (
            "name",
            "organisation_number",
            "grade_from",
            "grade_to",
            "pupils",
            "address",
            "latitude",
            "longitude",
            "network",
            "common_weekday",
            "common_from",
            "common_to",
        )
        help_texts = {
            "latitude": _("Such as 59.91. Plans keep the ways short where they know the places."),
            "longitude": _("Such as 10.75."),
        }

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        check_place(self)
        return data

    def clean_name(self) -> str:
        """The database compares letters of the alphabet only; here Ø and ø are one as well."""
        name = str(self.cleaned_data["name"])
        others = School.objects.filter(owner=self.instance.owner).exclude(pk=self.instance.pk)
        if fold(name) in map(fold, others.values_list("name", flat=True)):
            raise ValidationError(_("The owner already has a school of this name."))
        return name


class PersonForm(DressedModelForm):
    """Somebody's name and e-mail."""

    class Meta:
        model = Person
        fields = ("first_name", "last_name", "email")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        email = str(data.get("email", ""))
        if is_taken(self.instance.owner_id, email, self.instance.pk):
            self.add_error("email", _("Somebody at this owner already has this e-mail."))
        return data


class EmploymentForm(DressedModelForm):
    """What somebody is employed as at a school, from a day to a day."""

    class Meta:
        model = Employment
        fields = ("school", "position", "percentage", "starts_on", "ends_on")
        help_texts = {"ends_on": _("The last day. Empty where it goes on.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        schools = School.objects.filter(owner=self.instance.person.owner_id)
        offer_rows(self, "school", schools)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        first, last = data.get("starts_on"), data.get("ends_on")
        others = self.instance.person.employments.exclude(pk=self.instance.pk)
        same = others.filter(school=data.get("school")).exclude(ends_on__lt=first or dt.date.min)
        if first and (same.filter(starts_on__lte=last) if last else same).exists():
            self.add_error("starts_on", _("They already work at this school in that time."))
        return data


class AddressForm(DressedForm):
    """Another address that somebody writes from."""

    email = forms.EmailField(label=_("E-mail"))


# The commonest first; nobody becomes a project lead by not choosing.
ROLES = sorted(Role.GRANTED, key=lambda kind: (kind != Kind.SUPERUSER, kind == Kind.PROJECT_LEAD))


class RoleForm(DressedForm):
    """A role from a day. A superuser belongs to a school, a facilitator to a programme."""

    kind = forms.ChoiceField(
        label=_("Role"), choices=[("", _("choose one")), *((k.value, k.label) for k in ROLES)]
    )
    school = forms.ModelChoiceField(
        label=_("School"),
        queryset=School.objects.none(),
        required=False,
        help_text=_("For superusers."),
    )
    programme: forms.ModelChoiceField = forms.ModelChoiceField(
        label=_("Programme"),
        queryset=None,
        required=False,
        help_text=_("For facilitators; others may have the whole owner."),
    )
    starts_on = forms.DateField(label=_("From"), initial=today)

    def __init__(
        self, *args: Any, schools: QuerySet[School], programmes: QuerySet[Any], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        offer_rows(self, "school", schools)
        offer_rows(self, "programme", programmes)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("kind") == Kind.SUPERUSER and not data.get("school"):
            self.add_error("school", _("A superuser belongs to a school."))
        if data.get("kind") == Kind.FACILITATOR and not data.get("programme"):
            self.add_error("programme", _("A facilitator belongs to a programme."))
        if data.get("kind") != Kind.SUPERUSER:
            data["school"] = None
        return data


class EndRoleForm(DressedForm):
    """The last day of a role, and why it ends."""

    ends_on = forms.DateField(label=_("Last day"), initial=today)
    reason = forms.CharField(label=_("Why"), max_length=200)
