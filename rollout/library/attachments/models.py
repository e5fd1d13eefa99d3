"""Files and links that belong to a kit."""

from django.db import models
from django.db.models import Q
from django.utils.crypto import get_random_string
from django.utils.translation import gettext_lazy as _

from rollout.common.markdown import PICTURE
from rollout.common.names import NameField
from rollout.library.models import Kit


def new_file_key() -> str:
    """What a file is fetched and shown by: the texts of a kit's copies name it as well."""
    return get_random_string(12, "abcdefghijkmnpqrstuvwxyz23456789")


class Attachment(models.Model):
    """A file or a link of a kit. A file lies in the database, so that a copy of the database has
    it, and so that it is saved or not saved with all else. `kind` is its media type."""

    kit = models.ForeignKey(Kit, models.CASCADE, related_name="attachments")
    key = models.CharField(max_length=12, default=new_file_key, unique=True, editable=False)
    title = NameField(_("what it is"), max_length=120)
    url = models.URLField(_("address"), blank=True, max_length=500)
    kind = models.CharField(max_length=100, blank=True, editable=False)
    ending = models.CharField(max_length=6, blank=True, editable=False)
    size = models.PositiveIntegerField(_("bytes"), default=0, editable=False)

    class Meta:
        verbose_name = _("attachment")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=(Q(url="") & Q(size__gt=0) & ~Q(kind="")) | (~Q(url="") & Q(size=0)),
                name="attachment_is_file_or_link",
                violation_error_message=_("Choose a file or write an address: one of them."),
            ),
            models.CheckConstraint(
                condition=~Q(title=""),
                name="attachment_has_title",
                violation_error_message=_("Say what it is."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_picture(self) -> bool:
        return self.kind.startswith("image/")

    @property
    def picture_address(self) -> str:
        """How a text names the picture: what `common.markdown` shows it by."""
        return f"({PICTURE}{self.key})"


class FileContent(models.Model):
    """A file's bytes, apart from the rows that lists read."""

    attachment = models.OneToOneField(
        Attachment, models.CASCADE, primary_key=True, related_name="content"
    )
    data = models.BinaryField()

    class Meta:
        verbose_name = _("a file’s content")

    def __str__(self) -> str:
        return str(self.attachment_id)
