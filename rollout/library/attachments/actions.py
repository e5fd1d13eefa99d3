"""Writes of kits' files and links."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from rollout.library.actions import locked
from rollout.library.attachments.models import Attachment, FileContent
from rollout.library.attachments.queries import uses_of
from rollout.library.attachments.reading import FileRead
from rollout.library.models import Kit

MOST_ATTACHMENTS = 30


@transaction.atomic
def add_file(*, kit: Kit, title: str, file: FileRead) -> Attachment:
    """Keep a file that was read. Raises ValidationError where the kit has its fill."""
    check_room(kit)
    attachment = Attachment(
        kit=kit, title=title, kind=file.kind, ending=file.ending, size=len(file.content)
    )
    attachment.full_clean()
    attachment.save()
    FileContent.objects.create(attachment=attachment, data=file.content)
    return attachment


@transaction.atomic
def add_link(*, kit: Kit, title: str, url: str) -> Attachment:
    """Keep a link. Raises ValidationError where the kit has its fill."""
    check_room(kit)
    attachment = Attachment(kit=kit, title=title, url=url)
    attachment.full_clean()
    attachment.save()
    return attachment


def check_room(kit: Kit) -> None:
    locked(kit.pk)
    if Attachment.objects.filter(kit=kit).count() >= MOST_ATTACHMENTS:
        full = _("This kit has %(n)s files and links already. Take one out before you add another.")
        raise ValidationError(full % {"n": MOST_ATTACHMENTS})


@transaction.atomic
def remove_attachment(*, attachment: Attachment) -> None:
    """Take a file or a link out of its kit; twice is once. Raises ValidationError for a picture
    that is shown."""
    kit = locked(attachment.kit_id)
    if uses_of([attachment], kit.owner_id)[attachment.pk]:
        raise ValidationError(
            _("This picture is shown somewhere, perhaps in a published version. It stays.")
        )
    Attachment.objects.filter(pk=attachment.pk).delete()
