"""What the advice reads: school days without activity, and workshops to see to."""

import datetime as dt

import pytest

from rollout.common.dates import today
from rollout.guidance.queries import open_days_since, workshops_to_see_to
from rollout.planning.models import ClosedPeriod
from tests import factories as make
from tests.personas import World

TUESDAY = dt.date(2026, 11, 10)


@pytest.mark.parametrize(("since", "days"), [(10, 0), (9, 1), (8, 1), (6, 1), (5, 2)])
def test_school_days_are_counted_from_the_day_after(world: World, since: int, days: int) -> None:
    world.programme.starts_on = dt.date(2026, 8, 1)
    monday = TUESDAY - dt.timedelta(days=1)
    ClosedPeriod.objects.create(
        owner=world.owner, kind="planning", name="Planlegging", starts_on=monday, ends_on=monday
    )
    assert open_days_since(world.programme, TUESDAY)(TUESDAY.replace(day=since)) == days


def test_attendance_is_asked_for_after_three_days(world: World) -> None:
    assert workshops_to_see_to(world.programme, today()) == []
    make.workshop(world.cohort, today() - dt.timedelta(days=2))
    late = make.workshop(world.cohort, today() - dt.timedelta(days=4))
    make.workshop(world.cohort, today() - dt.timedelta(days=6), status="held")
    off = make.workshop(world.cohort, today() + dt.timedelta(days=9), status="cancelled")
    assert workshops_to_see_to(world.programme, today()) == [late, off]
