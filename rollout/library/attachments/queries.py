"""Reads of kits' files and links."""

from functools import reduce
from operator import or_

from django.db.models import Q, QuerySet, TextField
from django.db.models.functions import Cast

from rollout.common.markdown import PICTURE
from rollout.library.attachments.models import Attachment
from rollout.library.models import Kit, KitStep
from rollout.library.versions.models import KitVersion
from rollout.library.versions.rules import KIT_TEXTS, LONG_TEXTS, STEP_FIELDS
from rollout.organisation.access import Viewer


def attachments_for(viewer: Viewer) -> QuerySet[Attachment]:
    """The files that a viewer may fetch by their keys: those of all the owner's kits, as a text
    that shows a picture goes from a school's copy to the centre, and back, with its key."""
    if viewer.acting_role is None:
        return Attachment.objects.none()
    return Attachment.objects.filter(kit__owner=viewer.owner_id)


def uses_of(attachments: list[Attachment], owner_id: int) -> dict[int, int]:
    """How many steps, kits and published versions of the owner's show each picture, by the
    attachment's id. Three queries."""
    steps = KitStep.objects.filter(kit__owner=owner_id)
    versions = KitVersion.objects.filter(kit__owner=owner_id)
    texts = [
        *with_pictures(steps, [name for name in STEP_FIELDS if name in LONG_TEXTS]),
        *with_pictures(Kit.objects.filter(owner=owner_id), sorted(LONG_TEXTS & {*KIT_TEXTS})),
        *with_pictures(versions.annotate(told=Cast("content", TextField())), ["told"]),
    ]
    return {each.pk: sum(each.picture_address in text for text in texts) for each in attachments}


def with_pictures(rows: QuerySet, names: list[str]) -> list[str]:
    """What each of those rows says in some fields that shows a picture in any of them."""
    has_any = reduce(or_, (Q(**{f"{name}__contains": f"({PICTURE}"}) for name in names))
    return [" ".join(texts) for texts in rows.filter(has_any).values_list(*names)]


def attachments_of(kit: Kit) -> list[Attachment]:
    """A kit's files and links: its own, and those of the kit that it is a copy of."""
    return list(Attachment.objects.filter(kit__in=[kit.pk, kit.root_id]))
