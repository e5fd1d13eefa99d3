"""How every form looks: Django's renderer with one template for a form and one for a field."""

import datetime as dt
from collections.abc import Callable
from typing import Any, TypeVar

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import transaction
from django.db.models import QuerySet
from django.forms.renderers import TemplatesSetting
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from rollout.common.typed_times import day_text, read_day, read_time, time_text

T = TypeVar("T")
F = TypeVar("F", bound=forms.Field)
LONGEST_ID = 18  # digits; more don't fit a 64-bit column


class DesignRenderer(TemplatesSetting):
    """Fields in the design system's classes, with errors beside them and in a summary."""

    form_template_name = "components/form.html"
    field_template_name = "components/field.html"


class DateInput(forms.DateInput):
    """A text field that shows and reads dd.mm.yyyy whatever the browser's language, with a calendar
    beside it where there are scripts. What can't be read stays as it was typed."""

    template_name = "components/date_input.html"
    placeholder = _("dd.mm.yyyy")
    example = _("Write the day as dd.mm.yyyy, such as 24.12.2026.")

    def __init__(self, attrs: dict[str, object] | None = None) -> None:
        usual = {"placeholder": self.placeholder, "autocomplete": "off"}
        super().__init__(usual | (attrs or {}))

    def read(self, text: str) -> dt.date | dt.time | None:
        return read_day(text)

    def write(self, value: Any) -> str:
        return day_text(value)

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        typed = data.get(name)
        return (self.read(typed) or typed) if isinstance(typed, str) else typed

    def format_value(self, value: Any) -> str | None:
        if isinstance(value, str):
            value = self.read(value) or value
        return value if isinstance(value, str) or value is None else self.write(value)


class TimeInput(DateInput):
    """A text field that shows and reads hours and minutes by the 24-hour clock."""

    template_name = "django/forms/widgets/text.html"
    placeholder = _("hh:mm")
    example = _("Write the time as hours and minutes, such as 08:30.")

    def read(self, text: str) -> dt.date | dt.time | None:
        return read_time(text)

    def write(self, value: Any) -> str:
        return time_text(value)


WIDGETS: dict[type[forms.Field], type[DateInput]] = {
    forms.DateField: DateInput,
    forms.TimeField: TimeInput,
}


# A wild year is a slip of the finger, and no calendar goes there.
DAYS_IN_USE = (
    MinValueValidator(dt.date(2000, 1, 1)),
    MaxValueValidator(dt.date(2100, 12, 31)),
)


def dress(form: forms.BaseForm) -> None:
    """The house's date and time fields, and short text areas."""
    for field in form.fields.values():
        field.localize = False
        plain = isinstance(field.widget, forms.TextInput)
        for kind, widget in WIDGETS.items():
            if isinstance(field, kind) and plain:
                field.widget = widget(dict(field.widget.attrs))
                field.error_messages["invalid"] = widget.example
        if isinstance(field, forms.DateField):
            field.validators.extend(DAYS_IN_USE)
        if isinstance(field.widget, forms.Textarea):
            field.widget.attrs["rows"] = 4


def field_of(form: forms.BaseForm, name: str, kind: type[F]) -> F:
    """A form's field, of the kind that it is declared with. Raises TypeError where it isn't."""
    field = form.fields[name]
    if not isinstance(field, kind):
        raise TypeError(f"{name} is a {type(field).__name__}")
    return field


def offer_rows(form: forms.BaseForm, name: str, rows: QuerySet[Any]) -> None:
    """Let a field choose among these rows and no others."""
    field_of(form, name, forms.ModelChoiceField).queryset = rows


def offer_choices(form: forms.BaseForm, name: str, choices: list[tuple[str, Any]]) -> None:
    """Let a field choose among these values, each with its words."""
    field_of(form, name, forms.ChoiceField).choices = choices


def check_order(
    form: forms.BaseForm, first: str, last: str, message: Any, *, may_be_same: bool = False
) -> None:
    """Tell at a form's later day or time where it comes before the earlier one, or is the same."""
    start, end = form.cleaned_data.get(first), form.cleaned_data.get(last)
    if start and end and (end < start or (end == start and not may_be_same)):
        form.add_error(last, message)


class RowsField(forms.ModelMultipleChoiceField):
    """Several rows by their ids. One longer than any id is a wrong choice like others; a database
    may refuse to look for it."""

    def clean(self, value: Any) -> QuerySet[Any]:
        for each in value if isinstance(value, list | tuple) else ():
            if len(str(each)) > LONGEST_ID:
                wrong = self.error_messages["invalid_choice"]
                said = {"value": f"{str(each)[:LONGEST_ID]}…"}
                raise ValidationError(wrong, code="invalid_choice", params=said)
        return super().clean(value)


class DressedForm(forms.Form):
    """A plain form in the house's clothes."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        dress(self)


class DressedModelForm(forms.ModelForm):
    """A model form in the house's clothes.

    Django leaves out constraints over fields that the form doesn't show, such as the owner; here
    they are told as messages too, rather than by the database.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        dress(self)

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]  # Django's own hook, which its stubs leave out
        if not self.errors:
            try:
                self.instance.validate_constraints()
            except ValidationError as error:
                self.add_error(None, ValidationError(error.messages))


def save_or_tell(form: forms.BaseForm, save: Callable[[], T]) -> T | None:
    """Save what a valid form says. What stands in the way after all, as when two save the same at
    once, becomes the form's own error, and nothing is given."""
    try:
        with transaction.atomic():
            return save()
    except ValidationError as error:
        form.add_error(None, ValidationError(error.messages))
        return None


def posted_number(request: HttpRequest, name: str) -> int:
    """A whole number from a form's own hidden field or button; -1 where it is anything else."""
    return whole_number(request.POST.get(name, ""))


def whole_number(text: str) -> int:
    """A whole number of no more digits than an id has; -1 where a text is anything else."""
    return int(text) if text.isdecimal() and len(text) <= LONGEST_ID else -1
