"""Publishing a kit."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from rollout.library.actions import locked
from rollout.library.models import Kit
from rollout.library.versions.models import KitVersion
from rollout.library.versions.queries import content_of, latest_version
from rollout.library.versions.rules import mark, same_content
from rollout.organisation.models import Person


@transaction.atomic
def publish(
    *,
    kit: Kit,
    by: Person | None = None,
    news: str = "",
    seen: str | None = None,
    at: dt.datetime | None = None,
) -> KitVersion:
    """Publish a central kit as it is: its next version. `seen` is the mark of what the page showed,
    and `at` the moment where it isn’t now.

    Raises ValidationError for a school’s copy, for what has changed since it was shown, and where
    there is nothing new.
    """
    now = locked(kit.pk)
    if now.school_id:
        raise ValidationError(_("A school’s own copy is in use as it is, and isn’t published."))
    content, latest = content_of(now), latest_version(now.pk)
    if latest and same_content(latest.content, content):
        raise ValidationError(_("This is published already: nothing has changed since."))
    if seen is not None and seen != mark(content):
        raise ValidationError(
            _("Somebody changed the kit while you had it open. Look at it as it is now."),
            code="stale",
        )
    version = KitVersion(
        kit=now,
        number=latest.number + 1 if latest else 1,
        published_by=by,
        news=news,
        content=content,
    )
    version.published_at = at or version.published_at
    version.full_clean()
    version.save()
    return version
