"""Making and stopping the calendars that people fetch."""

import datetime as dt
import secrets

from django.db import transaction
from django.utils import timezone

from rollout.notifications.feeds import scope_of
from rollout.notifications.models import Feed
from rollout.organisation.access import ActingRole
from rollout.organisation.models import Person

# How exactly the page tells when a calendar was last fetched.
NOTED_EVERY = dt.timedelta(minutes=5)


@transaction.atomic
def make_feed(*, acting_role: ActingRole) -> Feed:
    """The calendar address of what somebody looks as; asked for twice, it is the same one."""
    Person.objects.select_for_update().get(pk=acting_role.person.pk)
    key = secrets.token_urlsafe(32)
    return Feed.objects.get_or_create(**scope_of(acting_role), defaults={"key": key})[0]


@transaction.atomic
def revoke_feed(*, feed: Feed) -> None:
    """The address opens nothing from now on."""
    Feed.objects.filter(pk=feed.pk, revoked_at=None).update(revoked_at=timezone.now())


@transaction.atomic
def renew_feed(*, feed: Feed, acting_role: ActingRole) -> Feed:
    """A new address instead of one that others may know. Asked for twice, it is renewed once."""
    revoke_feed(feed=feed)
    return make_feed(acting_role=acting_role)


def note_fetch(*, feed: Feed, fingerprint: str) -> dt.datetime:
    """Remember that the calendar was fetched, and since when it has looked as it does."""
    now = timezone.now()
    is_new = feed.fingerprint != fingerprint
    if is_new or feed.changed_at is None:
        feed.fingerprint, feed.changed_at = fingerprint, now
    if is_new or feed.fetched_at is None or now - feed.fetched_at > NOTED_EVERY:
        feed.fetched_at = now
        feed.save(update_fields=["fingerprint", "changed_at", "fetched_at"])
    return feed.changed_at
