"""Calendars made to do harm, among good ones, all the way from `tick` to the feed's page."""

import datetime as dt
import gzip
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils.html import escape
from django.utils.translation import gettext as _
from django.utils.translation import override

from rollout.calendars import feeds, ics
from rollout.calendars import fetch as fetching
from rollout.calendars.feeds import subscribe
from rollout.calendars.models import CalendarFeed, ClosedPeriod
from rollout.common.dates import today
from rollout.management.commands.tick import JOBS
from tests.calendars import files
from tests.personas import World

NEVER = files.event("DTSTART;VALUE=DATE:20200101", "RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30")
SECONDLY = files.event("DTSTART:20200101T000000Z", "RRULE:FREQ=SECONDLY")


def soon() -> dt.date:
    return today() + dt.timedelta(days=60)


def good_one() -> bytes:
    return files.calendar(files.day(soon().isoformat(), "good"))


def harmful_ones() -> dict[str, tuple[bytes, str]]:
    """What each address answers, and what its page says of it."""
    crowd = (files.day(soon().isoformat(), str(n)) for n in range(ics.MOST_EVENTS + 1))
    return {
        "large": (b"x" * (fetching.MOST_BYTES + 1), fetching.TOO_LARGE),
        "crowded": (files.calendar(*crowd), ics.TOO_MUCH),
        "never": (files.calendar(NEVER), feeds.NONE_READ),
        "secondly": (files.calendar(SECONDLY), feeds.NONE_READ),
        "nested": (files.calendar("BEGIN:VEVENT\n" * 4000 + "END:VEVENT\n" * 4000), ics.TOO_MUCH),
        "packed": (gzip.compress(b"\0" * 20_000_000), ics.NOT_A_CALENDAR),
        "trickle": (good_one(), fetching.NO_ANSWER),
    }


class Answers(BaseHTTPRequestHandler):
    """Gives each path its content; one of them a byte at a time."""

    contents: dict[str, bytes]

    def do_GET(self) -> None:
        name = self.path.removeprefix("/")
        content = self.contents[name]
        self.send_response(200)
        if name == "packed":
            self.send_header("Content-Encoding", "gzip")
        if name != "trickle":
            self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        step, pause = (1, 0.05) if name == "trickle" else (len(content), 0)
        with suppress(OSError):
            for at in range(0, len(content), step):
                self.wfile.write(content[at : at + step])
                time.sleep(pause)

    def log_message(self, *_args: Any) -> None:
        """Says nothing."""


@pytest.fixture
def server() -> Iterator[str]:
    good = {"first": good_one(), "last": good_one()}
    contents = good | {name: content for name, (content, _why) in harmful_ones().items()}
    httpd = ThreadingHTTPServer(
        ("127.0.0.1", 0), type("Server", (Answers,), {"contents": contents})
    )
    threading.Thread(target=httpd.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{httpd.server_address[1]}"
    httpd.shutdown()
    httpd.server_close()


def subscribed(world: World, server: str, name: str) -> CalendarFeed:
    """A calendar that has given a day before."""
    feed = subscribe(owner=world.owner, name=name, url=f"{server}/{name}")
    ClosedPeriod.objects.create(
        owner=world.owner, feed=feed, uid="before", kind="break", name="Vinterferie",
        starts_on=soon(), ends_on=soon(),
    )  # fmt: skip
    return feed


def uids(feed: CalendarFeed) -> list[str]:
    return list(ClosedPeriod.objects.filter(feed=feed).values_list("uid", flat=True))


def test_harmful_calendars_stop_neither_good_ones_nor_any_other_job(
    world: World, server: str, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    settings.READ_APART = True
    monkeypatch.setattr(fetching, "SECONDS", 1.0)
    first = subscribed(world, server, "first")
    reasons = {name: why for name, (_content, why) in harmful_ones().items()}
    harmful = {name: subscribed(world, server, name) for name in reasons}
    last = subscribed(world, server, "last")
    out = StringIO()
    call_command("tick", stdout=out)
    lines = out.getvalue().splitlines()
    assert [line.split(":")[0] for line in lines] == [label for label, _job in JOBS]
    assert f"subscribed calendars: 2 read, {len(harmful)} unreadable" in lines
    assert uids(first) == uids(last) == ["good"]
    client = world.client("lead")
    for name, feed in harmful.items():
        assert uids(feed) == ["before"], name
        page = client.get(reverse("feed", args=[feed.pk])).content.decode()
        with override("nb"):
            assert escape(_(reasons[name])) in page, name
        assert "Kalenderen kunne ikke leses" in page
