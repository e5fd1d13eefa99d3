"""Pulses that are open, and people who answer them."""

import datetime as dt
from collections.abc import Iterable
from random import Random

from rollout.common.dates import start_of, today
from rollout.logbook.models import TrainingSession
from rollout.logbook.pulses.actions import answer_pulse, close_pulse, open_for_session
from rollout.logbook.pulses.models import Pulse, PulseCount
from rollout.logbook.pulses.rules import EXPLORE, MASTERY, Asked
from rollout.logbook.pulses.surveys import save_survey
from rollout.organisation.models import Person
from rollout.planning.models import Programme
from tests import factories as make
from tests.personas import World

WEEK = dt.timedelta(days=7)


def open_survey(
    world: World,
    asked: Iterable[Asked] = (Asked("own_1", words="Er dette nyttig?"),),
    audience: str = Pulse.Audience.ROSTER,
    opens_on: dt.date | None = None,
) -> Pulse:
    """A survey of the lead's that is open from today."""
    return survey_in(world.programme, asked, audience, opens_on)


def survey_in(
    programme: Programme,
    asked: Iterable[Asked],
    audience: str = Pulse.Audience.ROSTER,
    opens_on: dt.date | None = None,
) -> Pulse:
    first = opens_on or today()
    survey = Pulse(
        programme=programme,
        kind=Pulse.Kind.SURVEY,
        title="Hvordan går det?",
        audience=audience,
        opens_on=first,
        closes_on=first + WEEK,
    )
    return save_survey(survey=survey, asked=tuple(asked), revision=0, day=today())


def session_with(world: World, people: Iterable[Person], **fields: object) -> TrainingSession:
    return make.session(
        world.programme,
        world.north,
        world.kit,
        fields.pop("day", today()),
        people=people,
        by=world.people["superuser"],
        **fields,
    )


def colleagues(world: World, count: int, *, sign_in: bool = False) -> list[Person]:
    return [make.employee(world.north, signs_in=sign_in) for _ in range(count)]


def pulse_after(session: TrainingSession) -> Pulse:
    """The pulse that asks those who came how it was."""
    open_for_session(session=session, day=today())
    return session.pulses.get(kind=Pulse.Kind.SESSION)


def say(pulse: Pulse, person: Person, **values: object) -> None:
    """Answer questions by their keys."""
    keys = dict(pulse.questions.values_list("key", "pk"))
    answers = {keys[key]: str(value) for key, value in values.items()}
    answer_pulse(pulse=pulse, person=person, answers=answers, day=today())


def say_mastery(pulse: Pulse, people: Iterable[Person], values: Iterable[int]) -> None:
    for person, value in zip(people, values, strict=True):
        say(pulse, person, **{MASTERY: value, EXPLORE: 6 - value})


def close(pulse: Pulse, seed: int = 1) -> Pulse:
    return close_pulse(pulse=pulse, now=start_of(today()), chance=Random(seed))  # noqa: S311


def counted(pulse: Pulse, key: str = MASTERY) -> dict[tuple[int | None, int], int]:
    """The counters of a question that aren't 0, by school and value."""
    rows = PulseCount.objects.filter(pulse=pulse, question__key=key, n__gt=0)
    return {(school, value): n for school, value, n in rows.values_list("school", "value", "n")}
