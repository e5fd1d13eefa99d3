"""What pages show beside the figures."""

import datetime as dt

import pytest

from rollout.common.dates import month_start, today
from rollout.insight.queries import (
    Reach,
    away_from,
    coming_by_school,
    moved_from_school,
    next_during,
    reach_of_roster,
    sessions_by_month,
)
from rollout.planning.models import WorkshopAttendance
from tests import factories as make
from tests.personas import World

DAY = dt.timedelta(days=1)


@pytest.mark.parametrize(
    ("ways", "reached"),
    [
        (("session", ""), True),
        (("session", "", ""), False),
        (("module", "session", ""), True),
        ((), False),
    ],
)
def test_somebody_is_reached_from_half_of_the_kits(
    world: World, ways: tuple[str, ...], reached: bool
) -> None:
    assert Reach(world.teachers[0], ways, share=50).is_reached is reached


def test_those_lacking_most_come_first(world: World) -> None:
    found = reach_of_roster(world.programme, world.north, (world.kit.pk,), today())
    assert [row.lacking for row in found] == sorted((row.lacking for row in found), reverse=True)
    assert {row.person for row in found if not row.lacking} == {
        world.people["superuser"],
        *world.teachers[:2],
    }


def test_the_last_twelve_months_of_held_sessions_are_counted(world: World) -> None:
    world.programme.starts_on = today() - 600 * DAY
    make.session(world.programme, world.north, world.kit, today())
    make.session(world.programme, world.north, world.kit, today(), status="planned")
    make.session(world.programme, world.south, world.kit, today())
    months = sessions_by_month(world.programme, world.north, today())
    assert len(months) == 12
    assert months[-1][0] == month_start(today())
    since = sum(count for _month, count in months)
    assert since == 2
    assert sum(n for _month, n in sessions_by_month(world.programme, None, today())) == 3


def test_the_soonest_workshop_of_a_school_is_its_next(world: World) -> None:
    later = make.workshop(world.cohort, world.coming.day + 40 * DAY)
    make.workshop(make.cohort(world.programme), today() + DAY)
    make.workshop(world.cohort, today() + 2 * DAY, status="cancelled")
    assert next_during(world.programme, world.north, today()) == [world.coming]
    assert next_during(world.programme, world.south, today()) == []
    ahead = [(workshop.starts_at, workshop.ends_at) for workshop in (world.coming, later)]
    assert coming_by_school(world.programme, today()) == {world.north.pk: ahead}


def test_who_comes_with_another_cohort_instead_isnt_away(world: World) -> None:
    siri = world.people["superuser"]
    no = WorkshopAttendance.objects.create(workshop=world.coming, person=siri, answer="no")
    assert away_from(world.coming, world.north) == [no]
    assert away_from(world.coming, world.south) == []
    place = make.guest_place(siri, world.coming)
    assert away_from(world.coming, world.north) == []
    assert moved_from_school(world.coming, world.north) == [place]
    assert moved_from_school(world.coming, world.south) == []
