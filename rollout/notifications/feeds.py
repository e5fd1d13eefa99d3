"""The calendars that people fetch: their secret addresses, and whose they are."""

import datetime as dt
from typing import Any

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils.translation import gettext as _

from rollout.notifications.models import Feed
from rollout.organisation.access import ActingRole, acting_roles_of

signer = signing.Signer(salt="rollout.notifications.feed", sep=".")


def address_of(feed: Feed) -> str:
    """The secret address. It can be shown again, and isn't kept anywhere."""
    return f"{settings.BASE_URL}{reverse('own_feed', args=[signer.sign(feed.key)])}"


def find_feed(token: str) -> Feed | None:
    """The calendar of an address, a revoked one too; None where the address isn't one of ours."""
    try:
        key = signer.unsign(token)
    except signing.BadSignature:
        return None
    return Feed.objects.select_related("person__owner", "person__user").filter(key=key).first()


def scope_of(acting_role: ActingRole) -> dict[str, Any]:
    """What tells the one calendar of what somebody looks as from all others."""
    return {
        "person": acting_role.person,
        "kind": acting_role.kind,
        "school_id": acting_role.school_ids[0] if acting_role.school_ids else None,
        "programme_id": acting_role.programme_id,
        "revoked_at": None,
    }


def feed_of(acting_role: ActingRole) -> Feed | None:
    """The calendar address that somebody has for what they look as."""
    return Feed.objects.filter(**scope_of(acting_role)).first()


def acting_role_of(feed: Feed, day: dt.date) -> ActingRole | None:
    """What the calendar's owner looks as on a day; None where the role or the sign-in has ended."""
    user = feed.person.user
    if user is None or not user.is_active:
        return None
    schools = (feed.school_id,) if feed.school_id else ()
    wanted = (feed.person_id, feed.kind, schools, feed.programme_id)
    for acting_role in acting_roles_of(user.pk, day):
        if (
            acting_role.person.pk,
            acting_role.kind,
            acting_role.school_ids,
            acting_role.programme_id,
        ) == wanted:
            return acting_role
    return None


def name_of(acting_role: ActingRole) -> str:
    """What the calendar is called in the list of calendars."""
    return _("Workshops – %(place)s") % {"place": acting_role.place}
