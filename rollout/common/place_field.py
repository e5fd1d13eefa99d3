"""A form's field for a place on the map: a link from a map, or two numbers."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from rollout.common.map_links import read_place
from rollout.common.places import Place


class PlaceField(forms.CharField):
    """Reads a pasted link from a map service, or two numbers, as latitude and longitude."""

    def __init__(self) -> None:
        super().__init__(
            label=_("Map link or coordinates"),
            required=False,
            max_length=2000,
            help_text=_(
                "Paste a link from Norgeskart, Google Maps, OpenStreetMap or Apple Maps, or write "
                "such as 59.95, 11.05. It fills in latitude and longitude."
            ),
            widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        )

    def clean(self, value: object) -> Place | None:
        text = super().clean(value)
        place = read_place(text) if text else None
        if text and place is None:
            raise ValidationError(NOT_IN_LINK)
        return place


NOT_IN_LINK = _(
    "There is no place in this. A short link holds none: open it, and copy the address that the "
    "map then has."
)
