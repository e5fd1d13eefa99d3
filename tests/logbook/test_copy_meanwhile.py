"""A school takes its own copy of a kit while a session’s form is open."""

import pytest

from rollout.library.copies.actions import make_copy
from rollout.logbook.models import TrainingSession
from tests import factories as make
from tests.logbook.forms import address, filled_in, newest
from tests.personas import World


@pytest.mark.parametrize("page", ["session_hold", "session_change"])
def test_a_planned_ones_form_is_saved_on_the_copy_with_all_that_was_typed(
    world: World, page: str
) -> None:
    superuser = world.people["superuser"]
    planned = make.session(world.programme, world.north, world.kit, status="planned", by=superuser)
    data = filled_in(world, client_key=planned.client_key, revision=0, scans_seen=0, minutes=35)
    copy, _made = make_copy(kit=world.kit, school=world.north)
    response = world.client("superuser").post(address(world, page, planned), data)
    assert response.status_code == 302
    planned.refresh_from_db()
    assert (planned.kit, planned.minutes) == (copy, 35)


def test_a_new_ones_form_too(world: World) -> None:
    data = filled_in(world)
    copy, _made = make_copy(kit=world.kit, school=world.north)
    assert world.client("superuser").post(address(world, "session_log"), data).status_code == 302
    assert newest().kit == copy


def test_one_that_was_held_on_the_original_stays_on_it(world: World) -> None:
    make_copy(kit=world.kit, school=world.north)
    data = filled_in(world, revision=0, held_on=world.session.held_on.isoformat(), minutes=35)
    world.client("superuser").post(address(world, "session_change", world.session), data)
    held = TrainingSession.objects.get(pk=world.session.pk)
    assert (held.kit, held.minutes) == (world.kit, 35)
