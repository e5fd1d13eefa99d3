"""What the session’s forms are given in tests."""

import uuid
from typing import Any

from django.urls import reverse

from rollout.common.dates import today
from rollout.logbook.models import TrainingSession
from tests.personas import World


def filled_in(world: World, **changes: object) -> dict[str, Any]:
    """A form that has been asked about its day: today may be a Sunday."""
    given = {
        "kit": world.kit.pk,
        "held_on": today().isoformat(),
        "minutes": 45,
        "mode": "common_time",
        "people": [person.pk for person in world.teachers],
        "client_key": str(uuid.uuid4()),
        **changes,
    }
    return {"sure": f"day:{given['held_on']}", **given}


def address(world: World, name: str, session: TrainingSession | None = None) -> str:
    return reverse(name, args=[world.programme.pk, *([session.pk] if session else [])])


def newest() -> TrainingSession:
    return TrainingSession.objects.order_by("-pk")[0]
