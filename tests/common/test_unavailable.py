"""A database that is away, and bodies that are too large: told kindly, wherever they are met."""

import errno
from typing import Any

import pytest
from django.db import DatabaseError, InterfaceError, InternalError, OperationalError
from django.test import Client
from django.urls import reverse

from tests.personas import World

PLACES = [
    "django.contrib.sessions.backends.cached_db.SessionStore.load",
    "django.contrib.auth.backends.ModelBackend.get_user",
    "rollout.organisation.access.acting_roles_of",
    "rollout.home.menus.menu",
    "django.contrib.sessions.backends.cached_db.SessionStore.save",
]


def raises(error: Exception) -> Any:
    def fail(*_args: object, **_kwargs: object) -> None:
        raise error

    return fail


def visit(world: World, monkeypatch: pytest.MonkeyPatch, place: str, error: Exception) -> Any:
    client = world.client("lead")
    client.raise_request_exception = False
    monkeypatch.setattr(place, raises(error))
    return (
        client.post(reverse("look_as"), {"acting_role": "x"})
        if "save" in place
        else client.get("/")
    )


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("error", [OperationalError("locked"), InterfaceError("gone")])
def test_a_database_that_is_away_is_a_page_that_asks_to_try_again(
    world: World, monkeypatch: pytest.MonkeyPatch, place: str, error: Exception
) -> None:
    page = visit(world, monkeypatch, place, error)
    assert page.status_code == 503
    assert page["Retry-After"] == "60"
    assert "Prøv igjen om litt" in page.content.decode()


def read_only() -> InternalError:
    """As PostgreSQL says it."""
    error, cause = InternalError("cannot execute"), Exception()
    cause.sqlstate = "25006"
    error.__cause__ = cause
    return error


@pytest.mark.parametrize("error", [read_only(), OSError(errno.ENOSPC, "No space left on device")])
def test_so_is_one_that_only_reads_and_a_full_disk(
    world: World, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    assert visit(world, monkeypatch, PLACES[2], error).status_code == 503


@pytest.mark.parametrize("error", [ValueError("ours"), DatabaseError("malformed")])
def test_other_faults_stay_faults(
    world: World, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    assert visit(world, monkeypatch, PLACES[2], error).status_code == 500


def test_a_body_that_is_too_large_is_refused_before_it_is_read() -> None:
    page = Client().generic(
        "POST", reverse("account_login"), b"", CONTENT_LENGTH=str(100 * 1024 * 1024)
    )
    assert page.status_code == 413
    assert "for stort" in page.content.decode()


def test_a_file_that_may_be_sent_fits(world: World, settings: Any) -> None:
    assert settings.MOST_BODY > settings.IMPORT_MAX_BYTES * 2


def test_what_was_typed_can_be_sent_once_more(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = world.client("lead")
    client.raise_request_exception = False
    data = {"first_name": "Kari", "last_name": "<b>Lien", "email": "kari@example.test"}
    monkeypatch.setattr("rollout.organisation.models.Person.save", raises(OperationalError("full")))
    page = client.post(reverse("person_new"), data).content.decode()
    assert f'action="{reverse("person_new")}"' in page
    assert 'name="last_name" value="&lt;b&gt;Lien"' in page


def test_a_password_is_never_given_back(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    client = Client(raise_request_exception=False)
    monkeypatch.setattr(PLACES[4], raises(OperationalError("full")))
    data = {"login": world.people["lead"].email, "password": "et langt passord"}
    page = client.post(reverse("account_login"), data)
    assert page.status_code == 503
    assert "et langt passord" not in page.content.decode()
