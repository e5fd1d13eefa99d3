"""Choosing a file, its columns and what its unsure spellings mean."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from rollout.common.forms import DressedForm
from rollout.exchange.columns import FIELDS


class UploadForm(DressedForm):
    """A file to import."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("XLSX or CSV, at most 5 MB. Nothing is changed until you have seen it."),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv,.txt"}),
    )


class ColumnsForm(DressedForm):
    """Which column of the file holds what."""

    def __init__(
        self,
        *args: Any,
        kind: str,
        header: Sequence[str],
        columns: Mapping[str, int],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("not in the file"))] + [
            (str(at), text) for at, text in enumerate(header) if text
        ]
        for field in FIELDS[kind]:
            self.fields[field.name] = forms.ChoiceField(
                label=str(field.label).capitalize(),
                choices=choices,
                required=field.required,
                initial=str(columns.get(field.name, "")),
            )

    def columns(self) -> dict[str, int]:
        return {name: int(at) for name, at in self.cleaned_data.items() if at}
