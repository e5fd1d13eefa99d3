"""What a teacher’s own page reads."""

import datetime as dt

import pytest

from rollout.common.dates import today
from rollout.home.queries import own_kits, upcoming_sessions
from tests import factories as make
from tests.personas import World

DAY = dt.timedelta(days=1)


def test_the_next_three_sessions_are_shown_todays_first(world: World) -> None:
    planned = {
        days: make.session(
            world.programme, world.north, world.kit, today() + days * DAY, status="planned"
        )
        for days in (3, 2, 1, 0, -1)
    }
    make.session(world.programme, world.south, world.kit, today(), status="planned")
    make.session(world.programme, world.north, world.kit, today(), status="cancelled")
    shown = upcoming_sessions(world.programme, [world.north.pk], today())
    assert shown == [planned[0], planned[1], planned[2]]


def test_the_newest_kit_comes_first_with_how_it_reached_me(world: World) -> None:
    newer = make.kit(world.owner, "Nyest")
    make.workshop(world.cohort, today() - 2 * DAY, about=newer, status="held")
    own = own_kits(world.teachers[0], world.programme, [world.north.pk], today())
    assert [(row.kit, row.way) for row in own] == [(newer, ""), (world.kit, "session")]


@pytest.mark.parametrize(
    ("at", "status", "missed"),
    [("north", "held", True), ("north", "planned", False), ("south", "held", False)],
)
def test_a_kit_is_missed_once_a_session_on_it_was_held_at_the_school(
    world: World, at: str, status: str, missed: bool
) -> None:
    kit = make.kit(world.owner, "Nyest", module_title="Alene")
    make.workshop(world.cohort, today() - 2 * DAY, about=kit, status="held")
    others = world.teachers[2:] if status == "held" else []
    make.session(world.programme, getattr(world, at), kit, people=others, status=status)
    newest = own_kits(world.teachers[0], world.programme, [world.north.pk], today())[0]
    assert (newest.kit, newest.is_missed) == (kit, missed)
    there = own_kits(world.teachers[2], world.programme, [world.north.pk], today())[0]
    assert not there.is_missed
    page = world.client("teacher").get("/").content.decode()
    assert ("«Alene»" in page) is missed
    assert ("skolen din ikke har hatt økt om ennå" in page) is not missed
