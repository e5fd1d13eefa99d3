"""What the logbook does when two persons are found to be one, when a workshop has been held, and
when somebody is employed who may be a newcomer at a session; and what it adds to calendars."""

import datetime as dt
from collections.abc import Iterable
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import F
from django.db.models.signals import post_save
from icalendar import Event

from rollout.common.bulk import change_rows
from rollout.common.dates import today
from rollout.common.signals import figures_source_changed
from rollout.logbook.also_came.actions import match_at_schools
from rollout.logbook.calendar_events import session_events
from rollout.logbook.models import SessionAttendance, TrainingSession, VersionHolder
from rollout.logbook.pulses.actions import open_for_workshop
from rollout.notifications.signals import feed_fetched
from rollout.organisation.access import ActingRole
from rollout.organisation.models import Employment, Person, School
from rollout.organisation.signals import persons_merged, row_dropped
from rollout.planning.models import Workshop
from rollout.planning.signals import attendance_taken


def on_row_dropped(sender: Any, row: SessionAttendance, **kwargs: Any) -> None:
    """One who was noted twice at a session came once."""
    here = TrainingSession.objects.filter(pk=row.session_id, head_count__gt=0)
    change_rows(here, owner_id=row.person.owner_id, head_count=F("head_count") - 1)


def on_persons_merged(sender: Any, kept: Person, **kwargs: Any) -> None:
    """Two who held a session together are one who held it, in each of its versions too."""
    together = TrainingSession.also_held_by.through._default_manager
    together.filter(person=kept, trainingsession__held_by=kept).delete()
    VersionHolder.objects.filter(person=kept, history__held_by=kept).delete()


def on_attendance_taken(sender: Any, workshop: Workshop, **kwargs: Any) -> None:
    """Those who came are asked how it was."""
    open_for_workshop(workshop=workshop, day=today())


def on_employed(sender: Any, instance: Employment, **kwargs: Any) -> None:
    match_once_saved([instance.school_id])


def on_many_employed(sender: Any, owner_id: int, **kwargs: Any) -> None:
    """A staff file has been read."""
    match_once_saved(School.objects.filter(owner=owner_id).values_list("pk", flat=True))


def match_once_saved(schools: Iterable[int]) -> None:
    """Look for newcomers when the employments are committed: the write of those has locked what the
    figures are made of, and whoever puts a session right locks that last. What fails here takes
    nothing of the staff list back."""
    transaction.on_commit(partial(match_at_schools, schools), robust=True)


def on_feed_fetched(
    sender: Any, acting_role: ActingRole, now: dt.datetime, **kwargs: Any
) -> list[Event]:
    return session_events(acting_role, now)


def connect() -> None:
    """Listen to organisation, planning and notifications."""
    attendance_taken.connect(on_attendance_taken, dispatch_uid="logbook-attendance-taken")
    feed_fetched.connect(on_feed_fetched, dispatch_uid="logbook-feed")
    post_save.connect(on_employed, sender=Employment, dispatch_uid="logbook-employed")
    figures_source_changed.connect(
        on_many_employed, sender=Employment, dispatch_uid="logbook-many-employed"
    )
    row_dropped.connect(on_row_dropped, sender=SessionAttendance, dispatch_uid="logbook-dropped")
    persons_merged.connect(on_persons_merged, sender=Person, dispatch_uid="logbook-merged")
