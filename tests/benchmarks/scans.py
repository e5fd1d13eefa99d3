"""A whole school scans: how many are lost, and how long a phone waits.

200 colleagues open the code’s link, find their name and pick it, all within 60 seconds, at gunicorn
with two workers. Run it on an empty folder’s SQLite, or on DATABASE_URL’s PostgreSQL, which is
migrated and written to: uv run --group test python -m tests.benchmarks.scans [colleagues] [seconds]
"""

import http.client
import os
import re
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

ROOT = Path(__file__).resolve().parents[2]
PORT = int(os.environ.get("BENCHMARK_PORT", "8932"))
LONGEST_WAIT = 20  # seconds for one answer
MEASURE = "scans made ready: "
# Run in a process of its own with the product’s settings: makes the school, and tells its key.
READY = """
import datetime as dt, django
django.setup()
from django.apps import apps
from django.utils import timezone
from rollout.competence.frameworks import load_frameworks
from rollout.logbook.scanning.actions import open_scanning
from tests import factories as make
load_frameworks(apps)
owner = make.school_owner()
school = make.school(owner, "Storskolen")
programme = make.programme(owner, [school])
for number in range({count}):
    make.employee(school, f"Kollega{{number:03}} Etternavn")
session = make.session(programme, school, make.kit(owner), status="planned")
window = open_scanning(session=session, now=timezone.now())
print("{measure}", session.pk, window.scan_key)
"""
LEFT = """
import django
django.setup()
from rollout.logbook.scanning.models import Scan
print("{measure}", Scan.objects.filter(session={session}).count())
"""


@dataclass
class Phone:
    """One colleague: the milliseconds that each of their three requests took, and what failed."""

    number: int
    times: list[float] = field(default_factory=list)
    problem: str = ""

    def come(self, code: str) -> None:
        try:
            self.scan(code)
        except Exception as error:
            self.problem = f"{type(error).__name__}: {error}"

    def scan(self, code: str) -> None:
        path = f"/here/{code}/"
        page, cookie = self.ask("GET", path)
        forgery = found(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        token = found(r'name="token" value="([^"]+)"', page)
        given = {"csrfmiddlewaretoken": forgery, "token": token}
        given["name"] = f"kollega{self.number:03}"
        page, _cookie = self.ask("POST", path, given, cookie)
        person = found(r'name="person" value="(\d+)"', page)
        page, _cookie = self.ask("POST", path, given | {"person": person}, cookie)
        if page:  # whoever is noted is sent on to their receipt
            raise ValueError("asked once more")

    def ask(
        self, method: str, path: str, given: dict[str, str] | None = None, cookie: str = ""
    ) -> tuple[str, str]:
        """A page and the cookie that it set, from a connection of its own, as phones have."""
        started = time.perf_counter()
        connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=LONGEST_WAIT)
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": cookie}
        connection.request(method, path, urlencode(given or {}), headers)
        response = connection.getresponse()
        page = response.read().decode()
        connection.close()
        self.times.append((time.perf_counter() - started) * 1000)
        if response.status not in (200, 302):
            raise ValueError(f"{method} {response.status}")
        return page, (response.headers.get("Set-Cookie") or "").split(";")[0]


def found(pattern: str, page: str) -> str:
    match = re.search(pattern, page)
    if match is None:
        raise ValueError(f"no {pattern}")
    return match[1]


def run(program: str, environment: dict[str, str]) -> list[str]:
    """What a program tells of what it measured or made."""
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-c", program],
        cwd=ROOT, env=environment, check=True, capture_output=True, text=True,
    )  # fmt: skip
    line = next(line for line in done.stdout.splitlines() if line.startswith(MEASURE))
    return line.removeprefix(MEASURE).split()


@contextmanager
def served(environment: dict[str, str]) -> Iterator[None]:
    server = subprocess.Popen(  # noqa: S603
        [sys.executable, "-m", "gunicorn", "rollout.wsgi", "--workers", "2", "--bind",
         f"127.0.0.1:{PORT}", "--log-level", "warning"],
        cwd=ROOT, env=environment,
    )  # fmt: skip
    try:
        for _try in range(60):
            time.sleep(0.5)
            try:
                Phone(0).ask("GET", "/here/")
                break
            except (OSError, ValueError):
                continue
        yield
    finally:
        server.terminate()
        server.wait(20)


def all_come(count: int, seconds: float, key: str) -> list[Phone]:
    """Everybody within so many seconds, evenly, each with the code of that moment."""
    from rollout.logbook.scanning.rules import STEP_SECONDS, code_of

    phones = [Phone(number) for number in range(count)]
    threads = []
    begun = time.monotonic()
    for phone in phones:
        time.sleep(max(0, begun + phone.number * seconds / count - time.monotonic()))
        code = code_of(key, int(time.time()) // STEP_SECONDS)
        threads.append(threading.Thread(target=phone.come, args=(code,)))
        threads[-1].start()
    for thread in threads:
        thread.join(3 * LONGEST_WAIT)
    return phones


def report(phones: list[Phone], kept: int) -> None:
    times = sorted(each for phone in phones for each in phone.times)
    slow = times[round(0.95 * (len(times) - 1))]
    print(f"{len(phones)} colleagues, {len(times)} requests")
    print(f"lost: {len(phones) - kept}")
    print(f"p50 {statistics.median(times):.0f} ms, p95 {slow:.0f} ms, slowest {times[-1]:.0f} ms")
    for phone in phones:
        if phone.problem:
            print(f"  {phone.number}: {phone.problem}")


def main(count: int = 200, seconds: float = 55) -> None:
    """The last colleague still needs a while after the last has come."""
    with tempfile.TemporaryDirectory() as folder:
        database = os.environ.get("DATABASE_URL") or f"sqlite:///{folder}/scans.sqlite3"
        environment = os.environ | {
            "ROLLOUT_MODE": "development",
            "ROLLOUT_VAR": folder,
            "DATABASE_URL": database,
            "DJANGO_SETTINGS_MODULE": "rollout.settings",
        }
        migrate = [sys.executable, "manage.py", "migrate", "--verbosity", "0"]
        subprocess.run(migrate, cwd=ROOT, env=environment, check=True)  # noqa: S603
        session, key = run(READY.format(count=count, measure=MEASURE), environment)
        with served(environment):
            phones = all_come(count, seconds, key)
        (kept,) = run(LEFT.format(session=session, measure=MEASURE), environment)
        print(database.partition(":")[0])
        report(phones, int(kept))


if __name__ == "__main__":
    main(*(int(text) for text in sys.argv[1:3]))
