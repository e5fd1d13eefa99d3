"""What is kept stays right while the day goes on, though nothing is written."""

import datetime as dt

import pytest
import time_machine
from django.urls import reverse

from rollout.common.dates import local
from rollout.planning.models import WorkshopAttendance
from tests import factories as make
from tests.personas import World

MINUTE = dt.timedelta(minutes=1)


def schools_row(world: World) -> dict[str, object]:
    page = world.client("lead").get(reverse("schools", args=[world.programme.pk]))
    return next(row for row in page.context["rows"] if row["pk"] == world.north.pk)


def test_a_workshop_that_has_ended_gives_way_in_the_schools_table(world: World) -> None:
    later = make.workshop(world.cohort, world.coming.day + dt.timedelta(days=30))
    with time_machine.travel(world.coming.ends_at - MINUTE, tick=False):
        assert schools_row(world)["next_workshop"] == world.coming.day
    with time_machine.travel(world.coming.ends_at + MINUTE, tick=False):
        assert schools_row(world)["next_workshop"] == later.day


def test_a_workshop_that_has_ended_gives_way_on_the_schools_page(world: World) -> None:
    later = make.workshop(world.cohort, world.coming.day + dt.timedelta(days=30))
    WorkshopAttendance.objects.create(
        workshop=later, person=world.people["superuser"], answer="no", reason="Kurs"
    )
    address = reverse("school", args=[world.programme.pk, world.north.pk])
    with time_machine.travel(world.coming.ends_at - MINUTE, tick=False):
        page = world.client("principal").get(address)
        assert page.context["workshop"] == world.coming
        assert "Kurs" not in page.content.decode()
    with time_machine.travel(world.coming.ends_at + MINUTE, tick=False):
        page = world.client("principal").get(address)
        assert page.context["workshop"] == later
        assert "Kurs" in page.content.decode()


def test_attendance_is_asked_for_from_the_minute_that_a_workshop_ends(world: World) -> None:
    for minutes, is_asked in ((-1, False), (1, True)):
        with time_machine.travel(world.coming.ends_at + minutes * MINUTE, tick=False):
            found = world.client("lead").get("/").context["to_take"]
        assert [row["workshop"] for row in found] == [world.coming] * is_asked


@pytest.mark.parametrize(("days", "is_late"), [(3, False), (4, True)])
def test_attendance_is_late_all_of_the_fourth_day(world: World, days: int, is_late: bool) -> None:
    day = world.coming.day + dt.timedelta(days=days)
    for time in (dt.time(0, 1), dt.time(23, 59)):
        with time_machine.travel(local(day, time), tick=False):
            (row,) = world.client("lead").get("/").context["to_take"]
        assert row["is_late"] is is_late


def test_a_schools_next_workshop_is_that_of_who_will_be_in_the_cohort(world: World) -> None:
    """A school that meets with another cohort from a month on has none of the old one's in it."""
    begins = world.coming.day - dt.timedelta(days=3)
    membership = world.cohort.memberships.get()
    membership.ends_on = begins - dt.timedelta(days=1)
    membership.save()
    other = make.cohort(world.programme, name="Gruppe B")
    other.memberships.create(role=membership.role, starts_on=begins)
    theirs = make.workshop(other, world.coming.day + dt.timedelta(days=7))
    assert schools_row(world)["next_workshop"] == theirs.day
    address = reverse("school", args=[world.programme.pk, world.north.pk])
    assert world.client("principal").get(address).context["workshop"] == theirs
    assert world.client("superuser").get("/").context["workshop"] == theirs
