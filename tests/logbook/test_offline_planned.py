"""A draft that tells who came to a planned session confirms that one, as the ordinary form does."""

import datetime as dt
from typing import Any

import pytest

from rollout.common.dates import today
from rollout.logbook.models import TrainingSession
from tests import factories as make
from tests.logbook.forms import address
from tests.logbook.test_offline import send
from tests.personas import World


@pytest.fixture
def planned(world: World) -> TrainingSession:
    superuser = world.people["superuser"]
    return make.session(world.programme, world.north, world.kit, status="planned", by=superuser)


def confirm(world: World, planned: TrainingSession, **changes: object) -> dict[str, Any]:
    own = {"client_key": planned.client_key, "planned": planned.pk, "revision": 0, "scans_seen": 0}
    return send(world, **{**own, **changes})


def test_it_confirms_the_planned_one_and_once(world: World, planned: TrainingSession) -> None:
    before = TrainingSession.objects.count()
    answers = [confirm(world, planned) for _ in range(3)]
    assert {answer["state"] for answer in answers} == {"sent"}
    assert {answer["address"] for answer in answers} == {address(world, "session", planned)}
    planned.refresh_from_db()
    assert (planned.status, planned.head_count) == ("held", len(world.teachers))
    assert (planned.revision, TrainingSession.objects.count()) == (1, before)


def test_the_same_rules_hold_as_on_the_ordinary_form(
    world: World, planned: TrainingSession
) -> None:
    TrainingSession.objects.filter(pk=planned.pk).update(held_on=today() + dt.timedelta(days=2))
    assert "kan bekreftes fra" in confirm(world, planned)["words"][0]
    TrainingSession.objects.filter(pk=planned.pk).update(held_on=today(), revision=4)
    assert confirm(world, planned)["state"] == "refused"
    TrainingSession.objects.filter(pk=planned.pk).update(status="cancelled", revision=0)
    assert confirm(world, planned)["state"] == "refused"
    planned.refresh_from_db()
    assert planned.status == "cancelled"


def test_another_schools_session_isnt_there(world: World) -> None:
    other = make.session(world.programme, world.south, world.kit, status="planned")
    answer = confirm(world, other)
    assert (answer["state"], answer["words"]) == (
        "refused", ["Den planlagte økten finnes ikke lenger."],
    )  # fmt: skip


def test_the_ordinary_form_is_kept_as_a_draft_with_the_session(
    world: World, planned: TrainingSession
) -> None:
    page = world.client("superuser").get(address(world, "session_hold", planned)).content.decode()
    assert "data-draft" in page
    assert f'name="planned" value="{planned.pk}"' in page
    change = address(world, "session_change", world.session)
    assert "data-draft" not in world.client("superuser").get(change).content.decode()
