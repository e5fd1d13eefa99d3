"""When pulses open, for whom, and when they close by themselves."""

import datetime as dt
import uuid
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from rollout.common.dates import today
from rollout.logbook.actions import cancel_session, correct_session, log_session
from rollout.logbook.models import TrainingSession
from rollout.logbook.pulses.actions import close_ended_pulses, open_due_pulses
from rollout.logbook.pulses.models import Pulse, PulseCount, PulseText
from rollout.logbook.pulses.queries import asked_of, asked_people
from rollout.logbook.pulses.rules import Asked
from rollout.management.commands.tick import JOBS
from rollout.organisation.models import Person
from rollout.planning.actions import take_attendance
from tests import factories as make
from tests.logbook.pulses.scene import (
    colleagues,
    counted,
    open_survey,
    pulse_after,
    say,
    session_with,
    survey_in,
)
from tests.personas import World

DAY = dt.timedelta(days=1)


def log(world: World, people: list[Person], day: dt.date | None = None) -> TrainingSession:
    return log_session(
        programme=world.programme,
        school=world.north,
        kit=world.kit,
        held_by=world.people["superuser"],
        held_on=day or today(),
        people=[p.pk for p in people],
        client_key=uuid.uuid4(),
    )[0]


def test_a_session_that_is_logged_asks_those_who_came(world: World) -> None:
    people = colleagues(world, 5)
    session = log(world, people)
    pulse = session.pulses.get()
    assert (pulse.kind, pulse.opens_on) == ("session", today())
    assert pulse.closes_on == today() + 13 * DAY
    assert set(asked_people(pulse)) == {p.pk for p in people}
    assert [a.pulse for a in asked_of(people[0], world.programme, today())] == [pulse]
    assert asked_of(world.teachers[0], world.programme, today()) == []


def test_all_counters_are_made_at_once_in_their_order(world: World) -> None:
    pulse = log(world, colleagues(world, 5)).pulses.get()
    rows = PulseCount.objects.order_by("pk").values_list("school", "question__key", "value", "n")
    expected = [
        (world.north.pk, key, value, 0) for key in ("mastery", "explore") for value in range(1, 6)
    ]
    assert list(rows) == expected
    assert not pulse.marks.exists()


def test_fewer_than_five_are_not_asked_until_more_are_noted(world: World) -> None:
    people = colleagues(world, 5)
    session = log(world, people[:4])
    assert not session.pulses.exists()
    correct_session(session=session, revision=0, people=[p.pk for p in people])
    assert set(asked_people(session.pulses.get())) == {p.pk for p in people}


def test_whoever_is_noted_later_may_answer_and_whoever_is_taken_off_may_not(world: World) -> None:
    people = colleagues(world, 6)
    session = log(world, people[:5])
    pulse = session.pulses.get()
    correct_session(session=session, revision=0, people=[p.pk for p in people[1:]])
    say(pulse, people[5], mastery=4)
    with pytest.raises(ValidationError):
        say(pulse, people[0], mastery=4)
    assert counted(pulse) == {(world.north.pk, 4): 1}
    assert session.pulses.count() == 1


def test_a_session_that_is_taken_back_asks_nobody(world: World) -> None:
    people = colleagues(world, 5)
    session = log(world, people)
    say(session.pulses.get(), people[0], mastery=4)
    cancel_session(session=session, revision=0)
    assert not Pulse.objects.exists()
    assert asked_of(people[0], world.programme, today()) == []


def test_what_is_logged_long_after_asks_nobody_how_it_was(world: World) -> None:
    assert not log(world, colleagues(world, 5), today() - 21 * DAY).pulses.exists()
    assert log(world, colleagues(world, 5), today() - 20 * DAY).pulses.exists()


def test_a_workshop_asks_once_it_is_noted_who_came(world: World) -> None:
    roles = [make.superuser(world.north) for _ in range(6)]
    cohort = make.cohort(world.programme, roles)
    workshop = make.workshop(cohort, today(), about=world.kit)
    came = [role.person for role in roles[:5]]
    take_attendance(workshop=workshop, revision=0, came=[p.pk for p in came])
    take_attendance(workshop=workshop, revision=1, came=[p.pk for p in came])
    pulse = workshop.pulses.get()
    assert asked_people(pulse) == {p.pk: None for p in came}
    assert asked_of(roles[5].person, world.programme, today()) == []


@pytest.mark.parametrize(("kind", "days"), [("use_3", 21), ("use_8", 56)])
def test_use_is_asked_about_after_weeks(world: World, kind: str, days: int) -> None:
    people = colleagues(world, 5)
    session = session_with(world, people, day=today() - dt.timedelta(days=days))
    too_soon = session_with(world, people, day=today() - dt.timedelta(days=days - 1))
    too_late = session_with(world, people, day=today() - dt.timedelta(days=days + 14))
    few = session_with(world, people[:4], day=today() - dt.timedelta(days=days))
    assert open_due_pulses(day=today()) == 1
    assert open_due_pulses(day=today()) == 0
    pulse = session.pulses.get()
    assert pulse.kind == kind
    assert [q.key for q in pulse.questions.all()] == ["use"]
    assert not any(s.pulses.exists() for s in (too_soon, too_late, few))


def test_a_pulse_closes_when_its_last_day_is_over_and_once(world: World) -> None:
    pulse = pulse_after(session_with(world, colleagues(world, 5)))
    now = timezone.now()
    assert close_ended_pulses(now=now + 13 * DAY) == 0
    assert close_ended_pulses(now=now + 14 * DAY) == 1
    assert close_ended_pulses(now=now + 15 * DAY) == 0
    pulse.refresh_from_db()
    assert pulse.closed_at == now + 14 * DAY


def test_tick_opens_and_closes() -> None:
    assert {"pulses opened", "pulses closed"} <= {label for label, _job in JOBS}


def test_a_survey_opens_on_its_day(world: World) -> None:
    survey = open_survey(world, opens_on=today() + DAY)
    assert not survey.has_begun
    assert open_due_pulses(day=today()) == 0
    assert asked_of(world.people["teacher"], world.programme, today() + DAY) == []
    assert open_due_pulses(day=today() + DAY) == 1
    asked = asked_of(world.people["teacher"], world.programme, today() + DAY)
    assert [a.pulse for a in asked] == [survey]
    assert open_due_pulses(day=today() + DAY) == 0


def test_each_counts_at_the_school_where_they_work_most(world: World) -> None:
    both = make.employee(world.north)
    both.employments.update(percentage=40)
    make.employ(both, world.south)
    survey = open_survey(world)
    assert asked_people(survey)[both.pk] == world.south.pk
    assert asked_people(survey, both.pk) == {both.pk: world.south.pk}


def test_a_survey_of_superusers_is_of_all_together(world: World) -> None:
    survey = open_survey(world, audience=Pulse.Audience.SUPERUSERS)
    people = {world.people["superuser"].pk, world.people["southern"].pk}
    assert asked_people(survey) == dict.fromkeys(people)
    assert set(survey.counts.values_list("school", flat=True)) == {None}


def test_texts_have_one_list_for_all(world: World) -> None:
    survey = open_survey(world, [Asked("own_1", "text", "Hva hindrer deg?")])
    for who, text in (("teacher", "Tid"), ("superuser", "Nett"), ("southern", "Anna")):
        say(survey, world.people[who], own_1=text)
    assert PulseText.objects.get().texts == ["Anna", "Nett", "Tid"]


def test_two_surveys_to_the_same_people_keep_their_distance(world: World) -> None:
    open_survey(world)
    with pytest.raises(ValidationError, match="28"):
        survey_in(world.programme, [Asked("own_1", words="Og nå?")])
    open_survey(world, audience=Pulse.Audience.SUPERUSERS)


def test_asking_costs_two_queries(world: World, django_assert_num_queries: Any) -> None:
    people = colleagues(world, 5)
    with django_assert_num_queries(1):
        asked_of(people[0], world.programme, today())
    for _ in range(3):
        kit = make.kit(world.owner)
        pulse_after(make.session(world.programme, world.north, kit, people=people))
    with django_assert_num_queries(2):
        assert len(asked_of(people[0], world.programme, today())) == 3
