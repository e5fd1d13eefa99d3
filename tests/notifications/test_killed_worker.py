"""A worker killed in the middle: no mail is lost, and none arrives twice without being told of."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection

from rollout.competence.frameworks import load_frameworks
from rollout.notifications.models import Message
from tests import factories as make
from tests.clock import with_clock_of_now
from tests.factories.mail import message
from tests.notifications.mail_server import Inbox, mail_server
from tests.personas import make_world

ROOT = Path(__file__).resolve().parents[2]
MAILS = 200
FEWER = 40
COHORT = 20
SECONDS = 60


def database_url() -> str:
    """The test's own database, as another process names it."""
    found = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{found['NAME']}"
    login = f"{found['USER']}:{found['PASSWORD']}@" if found["PASSWORD"] else f"{found['USER']}@"
    return f"postgres://{login}{found['HOST']}:{found['PORT']}/{found['NAME']}"


def start(port: int, *arguments: str) -> subprocess.Popen[bytes]:
    """Another process of the product, on the test's database and mail server."""
    environment = {k: v for k, v in os.environ.items() if k in ("PATH", "HOME", "ROLLOUT_VAR")}
    environment |= with_clock_of_now() | {
        "ROLLOUT_MODE": "development",
        "DATABASE_URL": database_url(),
        "SECRET_KEY": settings.SECRET_KEY,
        "SMTP_HOST": "127.0.0.1",
        "SMTP_PORT": str(port),
        "SMTP_TLS": "0",
    }
    return subprocess.Popen(  # noqa: S603
        [sys.executable, "-m", "tests.clock", *arguments], cwd=ROOT, env=environment
    )


def worker(port: int) -> subprocess.Popen[bytes]:
    return start(
        port, "db_worker", "--no-reload", "--queue-name", "*", "--batch", "--no-startup-delay",
        "--verbosity", "0",
    )  # fmt: skip


def fill_outbox(mails: int) -> None:
    """Mails that are due, each to a person of its own."""
    load_frameworks(apps)
    world = make_world()
    for _ in range(mails // COHORT):
        roles = [make.superuser(world.north) for _ in range(COHORT)]
        workshop = make.workshop(make.cohort(world.programme, roles), world.coming.day)
        for role in roles:
            message(workshop, role.person)


@pytest.fixture
def server() -> Iterator[tuple[Inbox, int]]:
    with mail_server() as (inbox, port):
        yield inbox, port


def kill_when(inbox: Inbox, number: int, kill: Callable[[], None]) -> threading.Event:
    """Kill the worker while the server is answering the n-th mail: it has it, and the worker
    can't know."""
    killed = threading.Event()

    def on_data(seen: int) -> None:
        if seen == number and not killed.is_set():
            kill()
            killed.set()

    inbox.on_data = on_data
    return killed


def ask_for_sending() -> None:
    from django_tasks_db.backend import DatabaseBackend

    from rollout.notifications.tasks import send_due

    DatabaseBackend("default", {"QUEUES": [], "OPTIONS": {}}).enqueue(send_due, (), {})


@pytest.mark.django_db(transaction=True)
def test_killed_in_the_middle_of_200_mails(server: tuple[Inbox, int]) -> None:
    inbox, port = server
    fill_outbox(MAILS)
    ask_for_sending()
    began = time.monotonic()
    first = worker(port)
    killed = kill_when(inbox, MAILS // 2, lambda: first.send_signal(signal.SIGKILL))
    assert first.wait(SECONDS) == -signal.SIGKILL
    assert killed.wait(SECONDS)
    at_kill = len(inbox.raw)
    assert start(port, "tick").wait(SECONDS) == 0
    assert worker(port).wait(SECONDS) == 0
    status = {m.message_id: m.status for m in Message.objects.all()}
    arrived = inbox.arrived()
    counts = {s: list(status.values()).count(s) for s in set(status.values())}
    print(  # noqa: T201
        f"\nkilled at {at_kill} of {MAILS}; {len(arrived)} arrived, "
        f"most often {max(arrived.values())} time; {counts}; {time.monotonic() - began:.1f} s"
    )
    assert set(arrived.values()) == {1}
    assert set(status.values()) == {"sent", "uncertain"}
    assert all(arrived[number] == 1 for number, s in status.items() if s == "sent")
    assert list(status.values()).count("uncertain") == 1
    assert set(arrived) == set(status)


@pytest.mark.django_db(transaction=True)
def test_killed_anywhere_each_mail_arrives_once_or_is_uncertain(server: tuple[Inbox, int]) -> None:
    """Killed again and again at times that have nothing to do with the mail's own steps."""
    inbox, port = server
    fill_outbox(FEWER)
    for number, pause in ((12, 0.004), (26, 0.011)):
        one = start(port, "tick")
        while len(inbox.raw) < number:
            assert one.poll() is None
            time.sleep(0.001)
        time.sleep(pause)
        one.send_signal(signal.SIGKILL)
        one.wait(SECONDS)
    assert start(port, "tick").wait(SECONDS) == 0
    status = {m.message_id: m.status for m in Message.objects.all()}
    arrived = inbox.arrived()
    assert set(status.values()) <= {"sent", "uncertain"}
    assert all(n == 1 for n in arrived.values())
    lost = [number for number, s in status.items() if s == "sent" and not arrived[number]]
    assert lost == []
    assert list(status.values()).count("uncertain") <= 2
