"""The demo’s sessions are as a school holds them: on school days, on kits it has been given."""

import datetime as dt

import pytest
import time_machine

from rollout.calendars.availability import closed_by_school
from rollout.common.dates import days_between, today
from rollout.demo.build import build
from rollout.demo.personas import email_of
from rollout.logbook.doubts import kit_doubt
from rollout.logbook.models import TrainingSession
from rollout.organisation.models import Person
from rollout.planning.models import Programme


def off_days(programme: Programme) -> list[str]:
    """The sessions on a day when their school is closed."""
    sessions = list(programme.sessions.select_related("school"))
    first, last = min(s.held_on for s in sessions), max(s.held_on for s in sessions)
    schools = {session.school_id for session in sessions}
    closed = closed_by_school(programme.owner, schools, first, last)
    return [
        f"{session} {session.status}"
        for session in sessions
        if session.held_on.weekday() > 4 or session.held_on in closed[session.school_id]
    ]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "day", ["2026-11-10", "2027-01-03", "2027-03-29", "2027-05-18", "2027-07-15", "2027-10-11"]
)
def test_sessions_are_on_school_days_and_after_their_workshop(day: str) -> None:
    with time_machine.travel(f"{day}T09:00+00:00"):
        programme = build("small", seed=3)
        assert off_days(programme) == []
        sessions = programme.sessions.select_related("programme__owner", "school", "kit")
        assert [str(s) for s in sessions if kit_doubt(s)] == []
        held = sessions.filter(status="held")
        assert all(session.held_on <= today() for session in held)
        common = [s for s in sessions if s.held_on.weekday() == programme.owner.common_weekday]
        assert len(common) > 0.9 * len(sessions)


@pytest.mark.django_db
def test_a_superuser_has_one_to_confirm() -> None:
    programme = build("small", seed=3)
    person = Person.objects.get(user__email=email_of("superbruker2"))
    planned = TrainingSession.objects.get(held_by=person, status="planned")
    day = dt.timedelta(days=1)
    since = days_between(planned.held_on + day, today() - day)
    closed = closed_by_school(programme.owner, [planned.school_id], planned.held_on, today())
    assert planned.held_on < today()
    assert all(each.weekday() > 4 or each in closed[planned.school_id] for each in since)
    assert planned.school.sessions.filter(kit=planned.kit, status="held").count() == 0
    assert programme == planned.programme
