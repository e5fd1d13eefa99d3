"""What a session can be about, and which one is next."""

import datetime as dt

from django.utils import timezone

from rollout.common.dates import today
from rollout.library.models import Kit
from rollout.logbook.queries import (
    latest_kit,
    planned_session,
    twin_of,
)
from rollout.planning.kits import kits_for_school
from rollout.planning.models import Workshop
from tests import factories as make
from tests.personas import World

DAY = dt.timedelta(days=1)


def test_a_school_runs_central_kits_and_its_own_copies_of_them(world: World) -> None:
    second = make.kit(world.owner, "Lesing")
    make.gives_out(world.programme, second)
    own = make.kit(world.owner, "Vår", school=world.north, origin=world.kit)
    make.kit(world.owner, "Deres", school=world.south, origin=second)
    assert set(kits_for_school(world.programme, world.north.pk)) == {own, second}
    old = kits_for_school(world.programme, world.north.pk, world.kit.pk)
    assert set(old) == {own, second, world.kit}


def latest_at(world: World) -> Kit | None:
    kits = kits_for_school(world.programme, world.north.pk)
    return latest_kit(world.programme, world.north, timezone.now(), kits)


def test_the_latest_kit_is_the_schools_own_copy(world: World) -> None:
    kit = make.kit(world.owner, "Lesing")
    day = today() - dt.timedelta(days=1)
    make.workshop(world.cohort, day, about=kit, status="held", came=[world.people["superuser"]])
    own = make.kit(world.owner, "Vår lesing", school=world.north, origin=kit)
    assert latest_at(world) == own
    assert "Vår lesing" in world.client("superuser").get("/").content.decode()


def test_the_latest_kit_is_of_a_workshop_that_has_begun(world: World) -> None:
    soon = make.workshop(world.cohort, today(), about=make.kit(world.owner, "Snart"))
    hour = dt.timedelta(hours=1)
    starts_at = timezone.now() + hour / 60
    Workshop.objects.filter(pk=soon.pk).update(starts_at=starts_at, ends_at=starts_at + hour)
    assert latest_at(world) == world.kit
    Workshop.objects.filter(pk=soon.pk).update(starts_at=starts_at - hour, ends_at=starts_at)
    assert latest_at(world) == soon.kit


def test_an_overdue_session_is_the_next_to_hold(world: World) -> None:
    for days in (3, -2, 0):
        make.session(
            world.programme, world.north, world.kit, today() + days * DAY, status="planned"
        )
    found = planned_session(world.programme, world.north)
    assert found
    assert found.held_on == today() - 2 * DAY


def test_a_session_taken_back_is_nobodys_twin(world: World) -> None:
    again = make.session(world.programme, world.north, world.kit, world.session.held_on)
    assert twin_of(again)
    world.session.status = "cancelled"
    world.session.save()
    assert not twin_of(again)
