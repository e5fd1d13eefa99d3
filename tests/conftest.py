"""What every test has: a set clock, ready assets, no network, strict pages, and the personas."""

import gc
import os
import re
import socket
from collections.abc import Iterator
from typing import Any
from unittest.mock import patch

import pytest
from django.core.cache import caches
from django.db import connection
from django.test import Client
from hypothesis import HealthCheck, settings

from rollout.common.assets import make_ready
from rollout.common.limits import counts
from tests.bending import EXAMPLES
from tests.clock import at_moment
from tests.made_once import MadeOnce
from tests.migrated import copy_migrated, make_migrated
from tests.personas import World, make_world

INLINE = re.compile(
    r"<script(?![^>]*\bsrc=)(?![^>]*application/json)|<style|\sstyle=|\son[a-z]+=|hx-on",
    re.IGNORECASE,
)
# The browser tests of half a minute; the next takes ten seconds.
LONGEST = (r"test_every_page_is_fit_for_everyone.*lead", "test_from_an_empty_database")
LOOPBACK = ("127.0.0.1", "localhost", "::1")


# Two at a time on a noisy machine: an example may take as long as it takes, to run and to make.
settings.register_profile(
    "house",
    max_examples=int(os.environ.get(EXAMPLES, "100")),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("house")


def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):  # once, before the workers begin
        # Workers, and commands that tests start, read what the first of them has compiled.
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
        make_ready()
        make_migrated()


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None, django_db_modify_db_settings: None, django_db_blocker: Any
) -> Iterator[None]:
    """Each worker's own database, copied from one that is migrated."""
    unused, name = connection.settings_dict["NAME"], connection.creation._get_test_db_name()
    with django_db_blocker.unblock():
        connection.close()
        copy_migrated(name)
        connection.settings_dict["NAME"] = name
    yield
    with django_db_blocker.unblock():
        connection.creation.destroy_test_db(unused, verbosity=0)


def pytest_collection_finish() -> None:
    """What is loaded by now stays: the collector of garbage needn't look at it again."""
    gc.collect()
    gc.freeze()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol() -> Iterator[None]:
    """Each test, with all that is made ready for it, begins at the same moment of the same day.

    Chromium and the database server keep the real clock: no page and no query asks them for it, and
    a cookie lives for a number of seconds rather than until a day.
    """
    with at_moment():
        return (yield)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Browser tests come last: they empty the database, the frameworks too. Of those, the longest
    come first, so that no worker is left with one when the others are done."""
    items.sort(key=lambda item: ("browser" in item.path.parts, place_among_long(item)))


def place_among_long(item: pytest.Item) -> int:
    """0 for the browser test that takes longest, and so on."""
    found = (place for place, name in enumerate(LONGEST) if re.search(name, item.nodeid))
    return next(found, len(LONGEST))


@pytest.fixture(autouse=True)
def fresh_cache() -> None:
    """Nothing kept, and nothing counted: the tests before are at the same moment."""
    for each in caches.all(initialized_only=True):
        each.clear()
    counts.clear()


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Connections that leave the machine fail."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        if isinstance(address, tuple) and address[0] not in LOOPBACK:
            raise AssertionError(f"A test reached for the network: {address}")
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)


@pytest.fixture(autouse=True)
def nothing_inline(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Pages with inline scripts or styles fail, as the content policy would stop them."""
    request = Client.request

    def checked(self: Client, **environ: Any) -> Any:
        response = request(self, **environ)
        if response.get("Content-Type", "").startswith("text/html") and not response.streaming:
            found = INLINE.search(response.content.decode())
            assert not found, f"Inline script or style: {found.group()!r} in {environ['PATH_INFO']}"
        return response

    monkeypatch.setattr(Client, "request", checked)
    return


def world_unwatched() -> World:
    """Nobody is in line in it and no figure is kept yet, so the watchers of both needn't look while
    it is made: that would take half the time."""
    with (
        patch("rollout.insight.cache.raise_stamp"),
        patch("rollout.planning.guests.freed_seats.give_free_seats"),
    ):
        return make_world()


the_world = MadeOnce(world_unwatched)


@pytest.fixture
def world(db: None) -> World:
    """The personas' world."""
    return the_world()
