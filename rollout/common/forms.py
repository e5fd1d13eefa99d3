"""How every form looks: Django's renderer with one template for a form and one for a field."""

import datetime as dt
from collections.abc import Callable
from typing import Any, TypeVar

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import transaction
from django.forms.renderers import TemplatesSetting
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from rollout.common.typed_times import day_text, read_day, read_time, time_text

T = TypeVar("T")
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


WIDGETS: dict[type[forms.Field], type[forms.Widget]] = {
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
                field.error_messages["invalid"] = widget.example  # type: ignore[attr-defined]
        if isinstance(field, forms.DateField):
            field.validators.extend(DAYS_IN_USE)
        if isinstance(field.widget, forms.Textarea):
            field.widget.attrs["rows"] = 4


class RowsField(forms.ModelMultipleChoiceField):
    """Several rows by their ids. One longer than any id is a wrong choice like others; a database
    may refuse to look for it."""

    def clean(self, value: object) -> object:
        for each in value if isinstance(value, list | tuple) else ():
            if len(str(each)) > LONGEST_ID:
                wrong = self.error_messages["invalid_choice"]
                said = {"value": f"{str(each)[:LONGEST_ID]}…"}
                raise ValidationError(wrong, code="invalid_choice", params=said)
        return super().clean(value)


class DressedForm(forms.Form):
    """A plain form in the house's clothes."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        dress(self)


class DressedModelForm(forms.ModelForm):
    """A model form in the house's clothes.

    Django leaves out constraints over fields that the form doesn't show, such as the owner; here
    they are told as messages too, rather than by the database.
    """

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        dress(self)

    def _post_clean(self) -> None:
        super()._post_clean()
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
