"""Times the first look at a page after something was written beside the looks that follow.

Run it on a demo database: uv run manage.py demo --no-serve, then
uv run --group test python -m tests.benchmarks.first_look. Before each first look the owner's stamp
is raised, as every write to a session, an employment or a workshop does, so nothing kept is used.
"""

import os
import statistics
import time

import django

from tests.benchmarks.pages import DATABASE, Browser, served, sign_in

LOOKS = 15
PAGES = (
    ("prosjektleder", "/"),
    ("prosjektleder", "/programmes/1/schools/"),
    ("prosjektleder", "/programmes/1/schools/4/"),
    ("rektor", "/"),
    ("superbruker", "/"),
    ("laerer", "/"),
    ("fasilitator", "/"),
    ("leser", "/"),
)


def timed(browser: Browser, path: str) -> float:
    """Milliseconds of one look."""
    started = time.perf_counter()
    response, _page = browser.ask("GET", path)
    assert response.status == 200, (path, response.status)
    return (time.perf_counter() - started) * 1000


def report() -> None:
    from rollout.insight.cache import raise_stamp
    from rollout.organisation.models import School, SchoolOwner

    owner = SchoolOwner.objects.earliest("pk")
    print(f"{School.objects.filter(owner=owner).count()} schools")
    print(f"{'page':44}{'warm':>8}{'first':>8}{'more':>8}   ms, medians of {LOOKS}")
    for persona, path in PAGES:
        browser = sign_in(persona)
        timed(browser, path)
        warm, first = [], []
        for _ in range(LOOKS):
            warm.append(timed(browser, path))
            raise_stamp(owner.pk)
            first.append(timed(browser, path))
        usual, after = statistics.median(warm), statistics.median(first)
        print(f"{f'{persona} {path}':44}{usual:8.1f}{after:8.1f}{after - usual:8.1f}")


if __name__ == "__main__":
    os.environ.setdefault("ROLLOUT_MODE", "demo")
    os.environ["DATABASE_URL"] = DATABASE
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rollout.settings")
    django.setup()
    with served():
        report()
