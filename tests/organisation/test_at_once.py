"""Two who save the same at once: one does, and the others are told so on the form."""

import threading
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, connections
from django.test import Client
from django.urls import reverse

from rollout.common.constraints import Refused
from rollout.competence.frameworks import load_frameworks
from rollout.logbook.actions import log_session
from rollout.logbook.models import TrainingSession
from rollout.organisation.models import Person, School, SchoolAlias
from tests import factories as make
from tests.personas import World, make_world


@pytest.fixture
def busy_world(transactional_db: None) -> World:
    load_frameworks(apps)
    return make_world()


def at_once(number: int, act: Callable[[], Any]) -> list[Any]:
    """What each of so many threads got, all of them begun at the same time."""
    got: list[Any] = [None] * number
    start = threading.Barrier(number)

    def run(n: int) -> None:
        try:
            start.wait()
            got[n] = act()
        except Exception as error:
            got[n] = error
        finally:
            connections["default"].close()

    threads = [threading.Thread(target=run, args=(n,)) for n in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return got


@pytest.fixture
def nobody_looks_first(monkeypatch: pytest.MonkeyPatch) -> None:
    """All have looked before any has saved, as happens when they are quick."""
    monkeypatch.setattr(Person, "validate_constraints", lambda *_a, **_k: None)
    monkeypatch.setattr(School, "validate_constraints", lambda *_a, **_k: None)


@pytest.mark.usefixtures("nobody_looks_first")
def test_the_same_person_added_by_many_at_once_is_one(busy_world: World) -> None:
    client = busy_world.client("lead")
    client.get("/")
    data = {"first_name": "Ny", "last_name": "Lærer", "email": "ny@example.test", "language": ""}

    def add() -> Any:
        page = client.__class__()
        page.cookies = client.cookies
        return page.post(reverse("person_new"), data)

    pages = at_once(8, add)
    assert sorted(page.status_code for page in pages) == [200] * 7 + [302]
    refused = next(page for page in pages if page.status_code == 200)
    assert "har allerede denne e-posten" in refused.content.decode()
    assert Person.objects.filter(email="ny@example.test").count() == 1


@pytest.mark.usefixtures("nobody_looks_first")
def test_a_school_of_a_name_that_was_just_taken_is_told_on_the_form(world: World) -> None:
    page = world.client("lead").post(reverse("school_new"), {"name": world.north.name})
    assert page.status_code == 200
    assert "har allerede en skole" in page.content.decode()


def test_a_constraint_over_plain_columns_is_told_by_name(world: World) -> None:
    SchoolAlias.objects.create(owner=world.owner, school=world.north, spelling="nord")
    with pytest.raises(Refused, match="skrivemåten"):
        SchoolAlias.objects.create(owner=world.owner, school=world.south, spelling="nord")


def test_what_no_constraint_of_ours_refuses_stays_a_fault(world: World) -> None:
    with pytest.raises(IntegrityError) as fault:
        Person.objects.create(owner=world.owner, first_name=None, last_name="x", email="x@x.no")
    assert not isinstance(fault.value, Refused)


def log(world: World, key: uuid.UUID, **details: Any) -> tuple[TrainingSession, bool]:
    return log_session(
        programme=world.programme,
        school=world.north,
        kit=world.kit,
        held_by=world.people["superuser"],
        held_on=world.session.held_on,
        people=[],
        client_key=key,
        details=details,
    )


def test_a_session_sent_many_times_at_once_is_one(busy_world: World) -> None:
    key = uuid.uuid4()
    got = at_once(20, lambda: log(busy_world, key))
    assert sorted(made for _session, made in got) == [False] * 19 + [True]
    assert TrainingSession.objects.filter(client_key=key).count() == 1


def test_a_session_that_two_superusers_log_at_once_is_one(busy_world: World) -> None:
    """One is saved, and the other form asks: its own words are still there."""
    world = busy_world
    kit = make.kit(world.owner, "Ny pakke")
    make.gives_out(world.programme, kit)
    second = Client()
    second.force_login(make.superuser(world.north, signs_in=True).person.user)
    waiting = iter([world.client("superuser"), second])
    url = reverse("session_log", args=[world.programme.pk])
    lock = threading.Lock()

    def log() -> bytes:
        with lock:
            client = next(waiting)
        data = {
            "kit": kit.pk, "held_on": world.session.held_on.strftime("%d.%m.%Y"), "minutes": 45,
            "people": [world.teachers[0].pk], "mode": "team", "client_key": str(uuid.uuid4()),
        }  # fmt: skip
        return bytes(client.post(url, data, follow=True).content)

    got = at_once(2, log)
    assert TrainingSession.objects.filter(kit=kit).count() == 1
    assert sum(b"Stemmer dette?" in page for page in got) == 1


def test_a_session_that_another_rule_refuses_isnt_taken_for_one_sent_twice(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(TrainingSession, "full_clean", lambda *_a, **_k: None)
    with pytest.raises(Refused):
        log(world, uuid.uuid4(), minutes=0)
