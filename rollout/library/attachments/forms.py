"""Adding a file or a link to a kit."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import URLValidator
from django.utils.translation import gettext_lazy as _

from rollout.common.apart import ReadingFailed, TooHeavy, read_apart
from rollout.common.forms import DressedForm
from rollout.library.attachments.reading import MOST_BYTES, FileRead, NotTaken, read_file

TAKEN = ".png,.jpg,.jpeg,.webp,.gif,.pdf,.docx,.pptx,.xlsx,.odt,.odp,.ods"
WHY_NOT = {
    "large": _("The file is larger than 8 MB. Make it smaller, or link to where it lies."),
    "macros": _("The file has macros in it. Save it without them, and add it again."),
    "moving": _("Moving pictures can’t be added. Link to a film instead."),
    "picture": _("The picture can’t be read. Save it as PNG or JPEG, and add it again."),
    "unknown": _("Add a picture, a PDF, or a document of Office or OpenDocument."),
}


class AttachmentForm(DressedForm):
    """A file or a link, and what it is. `read` is the file once the form is clean."""

    title = forms.CharField(
        label=_("What it is"),
        max_length=120,
        help_text=_("Of a picture, what is seen in it: those who don’t see it hear this."),
    )
    file = forms.FileField(
        label=_("File"),
        required=False,
        help_text=_("A picture, a PDF or a document, at most 8 MB."),
        widget=forms.FileInput(attrs={"accept": TAKEN}),
    )
    url = forms.URLField(
        label=_("or address"),
        required=False,
        max_length=500,
        assume_scheme="https",
        validators=[URLValidator(schemes=["http", "https"])],
    )
    read: FileRead | None = None

    def clean_file(self) -> UploadedFile | None:
        file: UploadedFile | None = self.cleaned_data["file"]
        if file:
            if (file.size or 0) > MOST_BYTES:
                raise forms.ValidationError(WHY_NOT["large"])
            try:
                self.read = read_apart(read_file, file.read())
            except NotTaken as error:
                raise forms.ValidationError(WHY_NOT[error.why]) from error
            except (TooHeavy, ReadingFailed) as error:
                raise forms.ValidationError(WHY_NOT["picture"]) from error
        return file

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        if "file" in given and "url" in given and bool(given["file"]) == bool(given["url"]):
            raise forms.ValidationError(_("Choose a file or write an address: one of them."))
        return given
