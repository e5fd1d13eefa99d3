"""Planning in the school's next free common time, and cancelling with a reason."""

import datetime as dt

from django.urls import reverse

from rollout.calendars.models import ClosedPeriod
from rollout.common.dates import today
from rollout.logbook.common_times import next_common_time
from tests import factories as make
from tests.logbook.forms import address
from tests.personas import World


def test_the_next_common_time_is_the_schools_and_free(world: World) -> None:
    ahead = next_common_time(world.programme, world.north, today())
    assert ahead is not None
    assert (ahead.day.weekday(), ahead.begins_at) == (3, dt.time(14))
    assert ahead.day > today()
    make.session(world.programme, world.north, world.kit, ahead.day, status="planned")
    after = next_common_time(world.programme, world.north, today())
    assert after is not None
    assert after.day > ahead.day
    ClosedPeriod.objects.create(
        owner=world.owner, school=world.north, kind="other", name="Leirskole",
        starts_on=after.day, ends_on=after.day,
    )  # fmt: skip
    last = next_common_time(world.programme, world.north, today())
    assert last is not None
    assert last.day > after.day
    south = next_common_time(world.programme, world.south, today())
    assert south == ahead


def test_a_cancelled_session_leaves_its_time_free(world: World) -> None:
    ahead = next_common_time(world.programme, world.north, today())
    assert ahead is not None
    make.session(world.programme, world.north, world.kit, ahead.day, status="cancelled")
    assert next_common_time(world.programme, world.north, today()) == ahead


def test_a_schools_own_time_comes_first_and_none_is_none(world: World) -> None:
    north, programme = world.north, world.programme
    north.common_weekday, north.common_from, north.common_to = 1, dt.time(15), dt.time(16)
    ahead = next_common_time(programme, north, today())
    assert ahead is not None
    assert (ahead.day.weekday(), ahead.begins_at) == (1, dt.time(15))
    programme.owner.common_weekday = None
    assert next_common_time(programme, world.south, today()) is None
    programme.ends_on = today()
    assert next_common_time(programme, north, today()) is None


def test_plan_it_is_filled_in_with_the_kit_and_the_time(world: World) -> None:
    client = world.client("superuser")
    new = make.kit(world.owner, "Neste pakke")
    make.gives_out(world.programme, new)
    url = reverse("session_plan", args=[world.programme.pk])
    form = client.get(url, {"kit": new.pk}).context["form"]
    ahead = next_common_time(world.programme, world.north, today())
    assert ahead is not None
    shown = (form.kit_shown, form["held_on"].value(), form["begins_at"].value())
    assert shown == (new, ahead.day, ahead.begins_at)


def test_a_planned_session_is_cancelled_with_why(world: World) -> None:
    planned = make.session(world.programme, world.north, world.kit, status="planned")
    client = world.client("superuser")
    data = {"revision": 0, "cancelled_because": "Rektor trengte fellestiden"}
    client.post(address(world, "session_cancel", planned), data)
    planned.refresh_from_db()
    assert planned.status == "cancelled"
    page = client.get(address(world, "session", planned)).content.decode()
    assert "Rektor trengte fellestiden" in page
