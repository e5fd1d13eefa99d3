"""The demo is as a school’s year is, on whatever day it is made."""

import datetime as dt

import pytest
import time_machine
from django.utils import timezone

from rollout.calendars.availability import closed_by_school
from rollout.common.dates import days_between, today
from rollout.demo.build import build
from rollout.demo.personas import email_of
from rollout.logbook.doubts import kit_doubt
from rollout.logbook.models import TrainingSession
from rollout.logbook.scanning.queries import ticked_at_first
from rollout.logbook.scanning.rules import Standing
from rollout.organisation.models import Person
from rollout.planning.models import Programme, Workshop


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


# A public holiday, the Saturday before Easter’s week, Easter Monday, two days at the end of a
# school year, the middle of the summer, a day soon after the start of the next, and a leap day.
DAYS = (
    "2027-01-01", "2027-03-20", "2027-03-29", "2027-05-31", "2027-06-12", "2027-07-15",
    "2027-10-11", "2028-02-29",
)  # fmt: skip


def test_it_is_as_it_should_be_on_the_day_of_the_tests(programme: Programme) -> None:
    check_sessions(programme)
    check_mail(programme)


@pytest.mark.django_db
@pytest.mark.parametrize("day", DAYS)
def test_it_is_as_it_should_be_whenever_it_is_made(day: str) -> None:
    with time_machine.travel(f"{day}T09:00+00:00"):
        programme = build("small", seed=3)
        check_sessions(programme)
        check_mail(programme)


def check_sessions(programme: Programme) -> None:
    """They are on school days and after their workshop."""
    assert off_days(programme) == []
    sessions = programme.sessions.select_related("programme__owner", "school", "kit")
    assert [str(s) for s in sessions if kit_doubt(s)] == []
    held = sessions.filter(status="held")
    assert all(session.held_on <= today() for session in held)
    common = [s for s in sessions if s.held_on.weekday() == programme.owner.common_weekday]
    assert len(common) > 0.9 * len(sessions)


def check_mail(programme: Programme) -> None:
    """Some has gone out, and a workshop lies ahead that nobody is invited to yet."""
    waiting = Workshop.objects.filter(cohort__programme=programme, invited_at__isnull=True)
    assert programme.messages.filter(status="sent").exists()
    assert waiting.filter(status="planned", starts_at__date__gt=today()).exists()


def test_a_superuser_has_one_to_confirm(programme: Programme) -> None:
    person = Person.objects.get(user__email=email_of("superbruker2"))
    planned = TrainingSession.objects.get(held_by=person, status="planned")
    day = dt.timedelta(days=1)
    since = days_between(planned.held_on + day, today() - day)
    closed = closed_by_school(programme.owner, [planned.school_id], planned.held_on, today())
    assert planned.held_on < today()
    assert all(each.weekday() > 4 or each in closed[planned.school_id] for each in since)
    assert planned.school.sessions.filter(kit=planned.kit, status="held").count() == 0
    assert programme == planned.programme


def test_a_superuser_has_scans_to_confirm_where_there_is_school(programme: Programme) -> None:
    person = Person.objects.get(user__email=email_of("superbruker"))
    sessions = TrainingSession.objects.filter(held_by=person, status="planned")
    school = person.roles.get().school
    closed = closed_by_school(programme.owner, [school.pk], today(), today())
    if today().weekday() > 4 or today() in closed[school.pk]:
        assert not sessions.exists()
        return
    session = sessions.get()
    assert (session.held_on, session.school) == (today(), school)
    assert session.scan_window.standing_at(timezone.now()) == Standing.OPEN
    assert len(ticked_at_first(session)) >= 5
