"""What the logbook does when two persons are found to be one."""

from typing import Any

from django.db.models import F

from rollout.common.bulk import change_rows
from rollout.logbook.models import SessionAttendance, TrainingSession
from rollout.organisation.signals import row_dropped


def on_row_dropped(sender: Any, row: SessionAttendance, **kwargs: Any) -> None:
    """One who was noted twice at a session came once."""
    here = TrainingSession.objects.filter(pk=row.session_id, head_count__gt=0)
    change_rows(here, owner_id=row.person.owner_id, head_count=F("head_count") - 1)


def connect() -> None:
    """Listen to organisation."""
    row_dropped.connect(on_row_dropped, sender=SessionAttendance, dispatch_uid="logbook-dropped")
