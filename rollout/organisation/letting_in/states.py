"""How it stands with somebody’s access."""

import datetime as dt

from django.db import models
from django.utils.translation import gettext_lazy as _

from rollout.accounts.models import User
from rollout.organisation.letting_in.models import WayIn
from rollout.organisation.models import Person


class State(models.TextChoices):
    """From no access to having it; `ENDED` where it was taken away."""

    NONE = "none", _("no access yet")
    QUEUED = "queued", _("mail on its way")
    SENT = "sent", _("link made, not used yet")
    FAILED = "failed", _("mail didn’t get through")
    EXPIRED = "expired", _("link ran out")
    IN = "in", _("has access")
    ENDED = "ended", _("access taken away")


WAITING = (State.QUEUED, State.SENT, State.FAILED, State.EXPIRED)


def way_of(person: Person) -> WayIn | None:
    """A person’s way in, where they have been let in by mail."""
    return getattr(person, "way_in", None)


def signs_in(user: User | None) -> bool:
    """Whether an account can be used: a password has been chosen for it, and it isn’t closed."""
    return user is not None and user.is_active and user.has_usable_password()


def state_of(person: Person, now: dt.datetime) -> State:
    """How it stands with a person’s access at a moment."""
    way = way_of(person)
    if way and way.ended_at:
        return State.ENDED
    if signs_in(person.user):
        return State.IN
    if way is None:
        return State.NONE
    if now > way.lasts_until:
        return State.EXPIRED
    if way.failed_at:
        return State.FAILED
    return State.SENT if way.sent_at else State.QUEUED
