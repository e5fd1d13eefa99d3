"""Two at once: an answer that is sent twice counts once, and a pulse opens and closes once."""

from collections.abc import Callable

import pytest
from django.apps import apps

from rollout.common.dates import today
from rollout.competence.frameworks import load_frameworks
from rollout.logbook.pulses.actions import answer_pulse, open_for_session
from rollout.logbook.pulses.models import Pulse, PulseAnswered, PulseCount, PulseMark
from rollout.organisation.models import Person
from tests.logbook.pulses.scene import close, colleagues, counted, pulse_after, session_with
from tests.personas import World, make_world
from tests.planning.test_guest_races import at_once


@pytest.fixture
def lasting(transactional_db: None) -> World:
    load_frameworks(apps)
    return make_world()


def tapping(pulse: Pulse, person: Person, value: int) -> Callable[[], object]:
    question = pulse.questions.get(key="mastery").pk
    return lambda: answer_pulse(
        pulse=pulse, person=person, answers={question: str(value)}, day=today()
    )


def test_a_double_tap_counts_once_and_others_are_not_lost(lasting: World) -> None:
    people = colleagues(lasting, 5)
    pulse = pulse_after(session_with(lasting, people))
    taps = [tapping(pulse, person, 4) for person in [*people[:3], people[0], people[0]]]
    assert at_once(*taps) == ["done"] * 5
    assert counted(pulse) == {(lasting.north.pk, 4): 3}
    assert PulseMark.objects.count() == 3


def test_an_answer_while_it_closes_is_in_or_refused(lasting: World) -> None:
    people = colleagues(lasting, 6)
    pulse = pulse_after(session_with(lasting, people))
    for person, value in zip(people, [1, 2, 3, 4, 5], strict=False):
        tapping(pulse, person, value)()
    ended = at_once(tapping(pulse, people[5], 5), lambda: close(pulse), lambda: close(pulse))
    assert ended in (["done"] * 3, ["done", "done", "refused"])
    answered = 5 + (ended.count("done") == 3)
    assert sum(counted(pulse).values()) == answered
    assert PulseAnswered.objects.count() == answered
    assert not PulseMark.objects.exists()


def test_two_who_save_a_session_open_one_pulse(lasting: World) -> None:
    session = session_with(lasting, colleagues(lasting, 5))
    ended = at_once(*[lambda: open_for_session(session=session, day=today())] * 2)
    assert ended == ["done", "done"]
    assert Pulse.objects.count() == 1
    assert PulseCount.objects.count() == 10
