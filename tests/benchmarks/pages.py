"""Times the pages of the demo under gunicorn with one worker, and prints a table.

Run it on a demo database: uv run manage.py demo --no-serve, then
uv run --group test python -m tests.benchmarks.pages. A ratio is to the bare base page, from the
same run, so that it means the same on a slow machine. The pages of a finished plan, and of two
compared, are timed where somebody has made them on the planning table, and else said to be missing.
"""

import http.client
import os
import re
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PORT = int(os.environ.get("BENCHMARK_PORT", "8931"))
REQUESTS = 30
DATABASE = os.environ.get("DEMO_DATABASE_URL", f"sqlite:///{ROOT / 'var' / 'demo.sqlite3'}")

# Persona, address, kind: a dashboard or a list. The bare base page has nobody signed in.
PAGES = (
    ("", "/about/", "base"),
    ("prosjektleder", "/about/", "dashboard"),
    ("prosjektleder", "/", "dashboard"),
    ("rektor", "/", "dashboard"),
    ("superbruker", "/", "dashboard"),
    ("laerer", "/", "dashboard"),
    ("fasilitator", "/", "dashboard"),
    ("leser", "/", "dashboard"),
    ("prosjektleder", "/programmes/1/schools/", "list"),
    ("prosjektleder", "/programmes/1/schools/4/", "dashboard"),
    ("prosjektleder", "/programmes/1/workshops/?time=all", "list"),
    ("prosjektleder", "/programmes/1/sessions/", "list"),
    ("prosjektleder", "/organisation/people/", "list"),
    ("prosjektleder", "/programmes/1/year/", "list"),
    ("prosjektleder", "/programmes/1/planning-table/", "list"),
    ("prosjektleder", "/programmes/1/planning-table/new/", "list"),
    ("prosjektleder", "/programmes/1/planning-table/1/", "list"),
    ("prosjektleder", "/programmes/1/planning-table/1/0/2/", "list"),
    ("prosjektleder", "/programmes/1/planning-table/1/cohort/0/", "list"),
    ("prosjektleder", "/programmes/1/planning-table/compare/?p=1&p=2", "list"),
    ("prosjektleder", "/programmes/1/planning-table/change/", "list"),
    ("prosjektleder", "/programmes/1/mail/", "list"),
    ("prosjektleder", "/programmes/1/invitations/", "list"),
    ("prosjektleder", "/programmes/1/away/", "list"),
    ("prosjektleder", "/programmes/calendar/", "list"),
    ("prosjektleder", "/programmes/facilitators/", "list"),
    ("prosjektleder", "/programmes/venues/", "list"),
    ("prosjektleder", "/kits/", "list"),
    ("prosjektleder", "/kits/1/", "dashboard"),
    ("prosjektleder", "/kits/1/steps/", "list"),
    ("prosjektleder", "/kits/1/versions/", "list"),
    ("superbruker", "/kits/", "list"),
    ("superbruker", "/kits/1/", "dashboard"),
    ("superbruker", "/kits/1/present/", "dashboard"),
    ("laerer", "/kits/1/module/", "dashboard"),
    ("superbruker", "/programmes/1/sessions/log/", "dashboard"),
    ("superbruker", "/programmes/1/sessions/plan/", "dashboard"),
    ("prosjektleder", "/programmes/1/sessions/1/", "dashboard"),
    ("prosjektleder", "/programmes/1/needs/", "list"),
    ("prosjektleder", "/programmes/1/pulses/", "list"),
    ("prosjektleder", "/programmes/1/schools/practice/", "list"),
    ("prosjektleder", "/programmes/1/schools/months/", "list"),
    ("fasilitator", "/programmes/1/needs/", "list"),
    ("superbruker", "/offline/", "dashboard"),
)
NEEDS_PLANS = re.compile(r"/planning-table/(1/\d+/\d+/|1/cohort/|compare/)")
LIMITS = {"dashboard": (20, 15), "list": (45, 40)}


class Browser:
    """One kept connection, with its cookies."""

    def __init__(self) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", PORT)
        self.cookies: dict[str, str] = {}

    def ask(self, method: str, path: str, body: str = "") -> tuple[http.client.HTTPResponse, bytes]:
        headers = {
            "Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items()),
            "Content-Type": "application/x-www-form-urlencoded",
            "Accept-Language": "nb",
        }
        self.connection.request(method, path, body, headers)
        response = self.connection.getresponse()
        content = response.read()
        for header in response.headers.get_all("Set-Cookie") or []:
            name, _is, value = header.split(";")[0].partition("=")
            self.cookies[name] = value
        return response, content


def sign_in(persona: str) -> Browser:
    browser = Browser()
    if not persona:
        return browser
    _response, page = browser.ask("GET", "/accounts/login/")
    found = re.search(rb'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    assert found
    token = found.group(1).decode()
    browser.ask("POST", "/demo/sign-in/", f"csrfmiddlewaretoken={token}&persona={persona}")
    return browser


def measure(browser: Browser, path: str) -> tuple[list[float], int, int] | None:
    """Milliseconds of each request, size in bytes, and SQL queries of a warm one; None for a page
    about plans that nobody has made."""
    first, _page = browser.ask("GET", path)
    if first.status != 200 and NEEDS_PLANS.search(path):
        return None
    times = []
    for _ in range(REQUESTS):
        started = time.perf_counter()
        response, page = browser.ask("GET", path)
        times.append((time.perf_counter() - started) * 1000)
        assert response.status == 200, (path, response.status)
    return times, len(page), int(response.headers.get("X-Queries", "-1"))


def report() -> None:
    base = 0.0
    print(f"{'page':58}{'median':>8}{'p95':>8}{'ratio':>7}{'sql':>5}{'kB':>6}")
    for persona, path, kind in PAGES:
        measured = measure(sign_in(persona), path)
        if measured is None:
            print(f"{f'{persona} {path} ({kind})':58}  no such plan in this database")
            continue
        times, size, queries = measured
        median = statistics.median(times)
        base = base or median
        p95 = sorted(times)[round(0.95 * (REQUESTS - 1))]
        limit = LIMITS.get(kind, (1000, 1000))
        over = median > limit[0] or median / base > limit[1] or queries > 12 or size > 60_000
        print(
            f"{f'{persona} {path} ({kind})':58}{median:8.1f}{p95:8.1f}{median / base:7.1f}"
            f"{queries:5}{size / 1000:6.1f}{'  OVER' if over else ''}"
        )


@contextmanager
def served() -> Iterator[None]:
    """The demo behind gunicorn with one worker."""
    environment = os.environ | {"ROLLOUT_MODE": "demo", "DATABASE_URL": DATABASE}
    server = subprocess.Popen(  # noqa: S603
        [sys.executable, "-m", "gunicorn", "tests.benchmarks.wsgi", "--workers", "1", "--bind",
         f"127.0.0.1:{PORT}", "--log-level", "warning"],
        cwd=ROOT, env=environment,
    )  # fmt: skip
    try:
        time.sleep(4)
        yield
    finally:
        server.terminate()
        server.wait()


if __name__ == "__main__":
    with served():
        report()
