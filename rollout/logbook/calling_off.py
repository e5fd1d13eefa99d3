"""Planned sessions that go because their school leaves the programme, or its days are others."""

import datetime as dt

from django.db import transaction
from django.db.models import Q

from rollout.logbook.actions import By
from rollout.logbook.models import TrainingSession
from rollout.planning.models import Programme


def at_schools_that_leave(schools: list[int], day: dt.date) -> Q:
    """In a query for sessions: those after a day at schools that take part until then."""
    return Q(school__in=schools, held_on__gt=day)


def outside_days(programme: Programme, day: dt.date) -> Q:
    """In a query for sessions: those from a day on that lie outside a programme's days."""
    late, early = Q(held_on__gt=programme.ends_on), Q(held_on__lt=programme.starts_on)
    return Q(held_on__gte=day) & (late | early)


@transaction.atomic
def call_off_sessions(*, programme: Programme, which: Q, by: By) -> list[TrainingSession]:
    """Cancel those of a programme's planned sessions, and give them, the soonest first. They stay
    in the schools' lists as cancelled, as if somebody had taken each back."""
    planned = TrainingSession.objects.filter(
        which, programme=programme, status=TrainingSession.Status.PLANNED
    )
    sessions = list(
        planned.select_for_update(of=("self",))
        .select_related("programme", "school", "kit", "held_by")
        .order_by("held_on", "pk")
    )
    for session in sessions:
        session.status = TrainingSession.Status.CANCELLED
        session.revision += 1
        by.sign(session)
        session.save()
    return sessions
