"""What stops the schools: who may see which of it."""

import datetime as dt

from django.db.models import Q, QuerySet

from rollout.accounts.permissions import Kind
from rollout.logbook.models import SessionNeed, TrainingSession
from rollout.organisation.access import Viewer
from rollout.planning.models import Programme

# Days for which a school is shown what was seen to.
ANSWERS_SHOWN = dt.timedelta(days=30)


def needs_for(viewer: Viewer, programme: Programme) -> QuerySet[SessionNeed]:
    """What a viewer may see of a programme: all of it, what goes to their role, or what is told at
    their own schools. A facilitator reads every school’s sessions, and so all that is told there.
    Nothing of sessions that were cancelled."""
    needs = SessionNeed.objects.filter(session__programme=programme).exclude(
        session__status=TrainingSession.Status.CANCELLED
    )
    if viewer.kind == Kind.IT_COORDINATOR:
        needs = needs.filter(goes_to=viewer.kind)
    elif viewer.kind not in (Kind.PROJECT_LEAD, Kind.FACILITATOR):
        needs = needs.filter(session__school__in=viewer.school_ids)
    return needs.select_related("session__school", "session__kit", "answered_by")


def open_needs(viewer: Viewer, programme: Programme) -> QuerySet[SessionNeed]:
    """What nobody has seen to yet, the oldest first."""
    still_open = needs_for(viewer, programme).filter(answered_at=None)
    return still_open.order_by("session__held_on", "pk")


def needs_waiting(viewer: Viewer, programme: Programme) -> QuerySet[SessionNeed]:
    """What waits for a viewer: what they may see that is open; of a facilitator’s only what goes to
    facilitators."""
    found = open_needs(viewer, programme)
    return found.filter(goes_to=viewer.kind) if viewer.kind == Kind.FACILITATOR else found


def told_lately(programme: Programme, school_id: int, now: dt.datetime) -> list[SessionNeed]:
    """What a school has told that is open, or was seen to lately: the latest first."""
    lately = Q(answered_at=None) | Q(answered_at__gte=now - ANSWERS_SHOWN)
    needs = SessionNeed.objects.filter(
        lately, session__programme=programme, session__school=school_id
    ).exclude(session__status=TrainingSession.Status.CANCELLED)
    return list(needs.select_related("session__kit", "answered_by")[:5])


def may_see_to(viewer: Viewer, need: SessionNeed) -> bool:
    """Whether a viewer may note a need as seen to: the role that it goes to, and the lead."""
    return viewer.kind in (Kind.PROJECT_LEAD, need.goes_to)
