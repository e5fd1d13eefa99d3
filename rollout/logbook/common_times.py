"""When a school can next hold a session: its next free common time."""

import datetime as dt
from dataclasses import dataclass

from rollout.calendars.queries import closed_days
from rollout.common.dates import days_between
from rollout.logbook.models import TrainingSession
from rollout.organisation.models import School
from rollout.planning.away.queries import common_slot
from rollout.planning.models import Programme

LOOKS_AHEAD = dt.timedelta(days=120)


@dataclass(frozen=True)
class CommonTimeAhead:
    """A day with common time, and when it begins."""

    day: dt.date
    begins_at: dt.time


def next_common_time(
    programme: Programme, school: School, after: dt.date
) -> CommonTimeAhead | None:
    """The school's next common time after a day that is free: the school is open, the programme
    runs, and no other session is planned or held then. None where no such day is near, or the
    school has no common time."""
    slot = common_slot(school, programme)
    first = max(after + dt.timedelta(days=1), programme.starts_on)
    last = min(first + LOOKS_AHEAD, programme.ends_on)
    if slot is None or last < first:
        return None
    closed = closed_days(programme.owner, first, last, school.pk)
    sessions = TrainingSession.objects.filter(school=school, held_on__range=(first, last))
    taken = set(
        sessions.exclude(status=TrainingSession.Status.CANCELLED).values_list("held_on", flat=True)
    )
    days = (d for d in days_between(first, last) if d.weekday() == slot.weekday)
    free = next((day for day in days if day not in closed and day not in taken), None)
    return CommonTimeAhead(free, slot.start) if free else None
