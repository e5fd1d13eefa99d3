"""What the outbox does when planning or organisation tells that something has happened."""

import uuid
from collections.abc import Collection
from typing import Any

from django.utils import timezone

from rollout.notifications.actions.account_queueing import queue_way_in
from rollout.notifications.actions.queueing import (
    invite,
    tell_of_cancellation,
    tell_of_change,
    tell_of_kits,
    tell_of_places,
)
from rollout.organisation.letting_in.models import WayIn
from rollout.organisation.models import Person
from rollout.organisation.signals import way_in_asked
from rollout.planning import signals
from rollout.planning.models import Workshop


def on_announced(
    sender: Any,
    workshops: list[Workshop],
    send_after: Any = None,
    as_one: bool = False,
    **kwargs: Any,
) -> None:
    now = send_after or timezone.now()
    batch = uuid.uuid4() if as_one else None
    for workshop in workshops:
        invite(workshop=workshop, send_after=now, batch=batch)


def on_changed(
    sender: Any, workshops: list[Workshop], asked_anew: Collection[int] = (), **kwargs: Any
) -> None:
    for workshop in workshops:
        tell_of_change(workshop=workshop, asked_anew=asked_anew)


def on_kits_changed(sender: Any, workshops: list[Workshop], **kwargs: Any) -> None:
    tell_of_kits(workshops=workshops)


def on_cancelled(sender: Any, workshops: list[Workshop], **kwargs: Any) -> None:
    for workshop in workshops:
        tell_of_cancellation(workshop=workshop)


def on_place_taken(sender: Any, workshop: Workshop, person: Person, **kwargs: Any) -> None:
    tell_of_places(workshop=workshop, come=[person], left=[])


def on_place_left(sender: Any, workshop: Workshop, person: Person, **kwargs: Any) -> None:
    tell_of_places(workshop=workshop, come=[], left=[person])


def on_way_in_asked(sender: Any, way: WayIn, **kwargs: Any) -> None:
    queue_way_in(way=way)


def connect() -> None:
    """Listen to planning and organisation."""
    way_in_asked.connect(on_way_in_asked, dispatch_uid="outbox-way-in")
    signals.workshops_announced.connect(on_announced, dispatch_uid="outbox-announced")
    signals.workshops_changed.connect(on_changed, dispatch_uid="outbox-changed")
    signals.kits_changed.connect(on_kits_changed, dispatch_uid="outbox-kits")
    signals.workshops_cancelled.connect(on_cancelled, dispatch_uid="outbox-cancelled")
    signals.place_taken.connect(on_place_taken, dispatch_uid="outbox-taken")
    signals.place_left.connect(on_place_left, dispatch_uid="outbox-left")
