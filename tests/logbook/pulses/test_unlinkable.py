"""The attack: from all tables, logs, mail and sessions nobody can tell who answered what.

The attacker has two dumps of everything that is stored, before and after a group has answered, with
the hidden row ids of SQLite, all that was logged and all mail. They don't have the secret key.
"""

import logging
from collections.abc import Iterator
from itertools import pairwise
from random import Random
from typing import Any

import pytest
from django.apps import apps
from django.contrib.sessions.models import Session
from django.core import mail
from django.db import connection
from django.urls import reverse

from rollout.logbook.pulses.marks import mark_of
from rollout.logbook.pulses.models import Pulse, PulseMark
from rollout.notifications.actions.causing import rolled_back
from rollout.notifications.models import Message
from rollout.organisation.models import Person
from tests.logbook.pulses.scene import close, colleagues, open_survey, pulse_after, session_with
from tests.personas import World

Rows = dict[str, list[tuple[Any, ...]]]


def dump() -> Rows:
    """Every row of every table as it lies there, with its hidden id on SQLite."""
    rows: Rows = {}
    hidden = "rowid, " if connection.vendor == "sqlite" else ""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            name = connection.ops.quote_name(table)
            cursor.execute(f"SELECT {hidden}* FROM {name}")  # noqa: S608
            rows[table] = cursor.fetchall()
    return rows


def changed(before: Rows, after: Rows) -> Rows:
    """The rows that are new or other than they were, by table."""
    found = {table: [r for r in rows if r not in before[table]] for table, rows in after.items()}
    return {table: rows for table, rows in found.items() if rows}


def without_marks(rows: Rows) -> Rows:
    return {table: found for table, found in rows.items() if table != PulseMark._meta.db_table}


def without_ids(table: str, rows: list[Any]) -> list[Any]:
    """Rows made at closing, but for their numbers: PostgreSQL counts on after a rollback."""
    first = 2 if connection.vendor == "sqlite" else 1
    at_closing = table in ("rollout_pulsesum", "rollout_pulseanswered")
    return [row[first:] for row in rows] if at_closing else rows


def answer_by_page(world: World, pulse: Pulse, people: list[Person], values: list[int]) -> None:
    """Each answers in a browser of their own, as the home page's buttons do."""
    question = pulse.questions.get(key="mastery").pk
    for person, value in zip(people, values, strict=True):
        world.people["asked"] = person
        client = world.client("asked")
        response = client.post(reverse("pulse_answer", args=[pulse.pk]), {f"q{question}": value})
        assert response.status_code == 200
        assert not response.wsgi_request.session.modified


@pytest.fixture
def scene(world: World) -> tuple[World, Pulse, list[Person]]:
    people = colleagues(world, 8, sign_in=True)
    return world, pulse_after(session_with(world, people)), people


def in_savepoint(run: Any) -> Any:
    """What a run gives, with all that it wrote taken back."""
    with rolled_back():
        return run()


VALUES = [1, 1, 2, 3, 3, 4, 5, 5]


def dump_after(
    scene: tuple[World, Pulse, list[Person]], values: list[int], order: list[int]
) -> Rows:
    world, pulse, people = scene

    def run() -> Rows:
        before = dump()
        for person in order:
            one, value = people[person], values[person]
            answer = {f"q{pulse.questions.get(key='mastery').pk}": value}
            world.people["asked"] = one
            client = signed_in[one.pk]
            client.post(reverse("pulse_answer", args=[pulse.pk]), answer)
        return changed(before, dump())

    signed_in = {}
    for person in people:
        world.people["asked"] = person
        signed_in[person.pk] = world.client("asked")
    return in_savepoint(run)


@pytest.mark.django_db
def test_who_answered_what_and_in_which_order_changes_nothing_but_marks(
    scene: tuple[World, Pulse, list[Person]],
) -> None:
    """Whoever swaps answers or turns leaves the very same rows, but for marks that nobody can read:
    so no attack on the rows does better than chance."""
    random = Random(1)  # noqa: S311
    first = dump_after(scene, VALUES, list(range(8)))
    assert set(first) == {"rollout_pulsecount", "rollout_pulsemark"}
    for _trial in range(6):
        values, order = VALUES[:], list(range(8))
        random.shuffle(values)
        random.shuffle(order)
        other = dump_after(scene, values, order)
        assert without_marks(other) == without_marks(first)
        # The marks are the same whatever was answered.
        marks = {row[1] for row in other["rollout_pulsemark"]}
        assert marks == {row[1] for row in first["rollout_pulsemark"]}


def test_marks_tell_nothing_of_the_person_the_answer_or_the_turn(
    scene: tuple[World, Pulse, list[Person]],
) -> None:
    """Sorted by mark, persons come in an order that has nothing to do with their ids: over many
    questions, guessing the order of persons by that of marks is right half of the time."""
    people = [person.pk for person in scene[2]]
    right = trials = 0
    for question in range(400):
        marks = [mark_of(1, question, person) for person in people]
        pairs = list(pairwise(marks))
        right += sum(first < second for first, second in pairs)
        trials += len(pairs)
    assert abs(right / trials - 0.5) < 0.04


def test_marks_need_the_key(settings: Any) -> None:
    ours = mark_of(1, 2, 3)
    settings.SECRET_KEY = "another"
    assert mark_of(1, 2, 3) != ours


def test_the_same_mark_is_never_made_for_two(world: World) -> None:
    marks = {
        mark_of(pulse, question, person)
        for pulse in (1, 11, 111)
        for question in (1, 11, 111)
        for person in (1, 11, 111)
    }
    assert len(marks) == 27


@pytest.fixture
def lines() -> Iterator[list[str]]:
    """Everything that is logged, by anybody, at any level but the database's own statements."""

    class Keep(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            found.append(self.format(record))

    found: list[str] = []
    root, keep = logging.getLogger(), Keep(level=logging.INFO)
    level = root.level
    root.addHandler(keep)
    root.setLevel(logging.INFO)
    yield found
    root.removeHandler(keep)
    root.setLevel(level)


def test_no_log_no_mail_no_session_tells(
    scene: tuple[World, Pulse, list[Person]], lines: list[str]
) -> None:
    world, pulse, people = scene
    world.people["asked"] = people[0]
    client = world.client("asked")
    client.get("/")
    before = {s.session_key: (s.session_data, s.expire_date) for s in Session.objects.all()}
    question = pulse.questions.get(key="mastery").pk
    page = client.post(reverse("pulse_answer", args=[pulse.pk]), {f"q{question}": 4})
    assert "Set-Cookie" not in page.headers
    assert "sessionid" not in page.cookies
    assert before == {s.session_key: (s.session_data, s.expire_date) for s in Session.objects.all()}
    assert lines == []
    assert mail.outbox == []
    assert not Message.objects.exists()


def test_after_closing_nothing_tells_who_stood_where(
    scene: tuple[World, Pulse, list[Person]],
) -> None:
    """Also the closed pulse is the same whoever gave which answer, and of what is hidden nothing is
    left: neither counters nor marks."""
    world, pulse, people = scene

    def run(values: list[int]) -> Rows:
        def answers() -> Rows:
            before = dump()
            answer_by_page(world, pulse, people, values)
            close(pulse)
            own = changed(before, dump())
            return {t: without_ids(t, r) for t, r in own.items() if t.startswith("rollout_pulse")}

        return in_savepoint(answers)

    assert run(VALUES) == run(VALUES[::-1])
    hidden = run([5] * 8)
    assert "rollout_pulsecount" not in hidden
    assert "rollout_pulsemark" not in hidden


def test_no_table_of_pulses_has_a_time_of_an_answer_or_a_history(world: World) -> None:
    open_survey(world)
    for model in apps.get_app_config("rollout").get_models():
        if model.__name__.startswith("Pulse"):
            times = [f.name for f in model._meta.fields if "Date" in type(f).__name__]
            assert times == (["opens_on", "closes_on", "closed_at"] if model is Pulse else [])
            assert not hasattr(model, "history")
    pointing = {
        model.__name__
        for model in apps.get_app_config("rollout").get_models()
        for field in model._meta.fields
        if model.__name__.startswith("Pulse") and field.related_model is Person
    }
    assert pointing == {"PulseAnswered"}
