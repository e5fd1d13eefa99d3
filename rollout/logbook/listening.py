"""What the logbook does when two persons are found to be one, and when a workshop has been held."""

from typing import Any

from django.db.models import F

from rollout.common.bulk import change_rows
from rollout.common.dates import today
from rollout.logbook.models import SessionAttendance, TrainingSession
from rollout.logbook.pulses.actions import open_for_workshop
from rollout.organisation.signals import row_dropped
from rollout.planning.models import Workshop
from rollout.planning.signals import attendance_taken


def on_row_dropped(sender: Any, row: SessionAttendance, **kwargs: Any) -> None:
    """One who was noted twice at a session came once."""
    here = TrainingSession.objects.filter(pk=row.session_id, head_count__gt=0)
    change_rows(here, owner_id=row.person.owner_id, head_count=F("head_count") - 1)


def on_attendance_taken(sender: Any, workshop: Workshop, **kwargs: Any) -> None:
    """Those who came are asked how it was."""
    open_for_workshop(workshop=workshop, day=today())


def connect() -> None:
    """Listen to organisation and planning."""
    attendance_taken.connect(on_attendance_taken, dispatch_uid="logbook-attendance-taken")
    row_dropped.connect(on_row_dropped, sender=SessionAttendance, dispatch_uid="logbook-dropped")
