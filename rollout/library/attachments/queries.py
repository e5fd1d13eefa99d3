"""Reads of kits' files and links."""

from django.db.models import QuerySet

from rollout.common.markdown import PICTURE
from rollout.library.attachments.models import Attachment
from rollout.library.models import Kit, KitStep
from rollout.organisation.access import Viewer


def attachments_for(viewer: Viewer) -> QuerySet[Attachment]:
    """The files that a viewer may fetch by their keys: those of all the owner's kits, as a text
    that shows a picture goes from a school's copy to the centre, and back, with its key."""
    if viewer.acting_role is None:
        return Attachment.objects.none()
    return Attachment.objects.filter(kit__owner=viewer.owner_id)


def steps_showing(attachments: list[Attachment], owner_id: int) -> dict[int, int]:
    """How many steps of any of the owner's kits show each picture, by the attachment's id. One
    query."""
    texts = list(
        KitStep.objects.filter(kit__owner=owner_id, text__contains=f"({PICTURE}").values_list(
            "text", flat=True
        )
    )
    return {each.pk: sum(each.picture_address in text for text in texts) for each in attachments}


def attachments_of(kit: Kit) -> list[Attachment]:
    """A kit's files and links: its own, and those of the kit that it is a copy of."""
    return list(Attachment.objects.filter(kit__in=[kit.pk, kit.root_id]))
