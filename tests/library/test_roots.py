"""A copy of a kit counts for its root, however it came to be, wherever kits are compared."""

import datetime as dt

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client

from rollout.common.dates import today
from rollout.insight.figures import programme_figures
from rollout.library.models import Kit, ModuleCompletion
from rollout.logbook.queries import twin_of
from rollout.logbook.reached import ways_reached
from rollout.planning.guests.queries import meeting
from rollout.planning.models import Workshop
from tests import factories as make
from tests.personas import World


def copy_of(kit: Kit, title: str, **fields: object) -> Kit:
    return make.kit(kit.owner, title, origin=kit, **fields)


@pytest.fixture
def second(world: World) -> Kit:
    """A copy of a copy."""
    first = copy_of(world.kit, "Vår", school=world.south)
    return copy_of(first, "Vår, andre utgave", school=world.north)


def test_a_copy_of_a_copy_is_a_copy_of_the_first(world: World, second: Kit) -> None:
    assert second.root_id == world.kit.pk
    assert Kit.objects.get(pk=second.pk).origin_id == world.kit.pk


def test_a_kit_that_becomes_a_copy_takes_its_copies_along(world: World) -> None:
    other = make.kit(world.owner, "Samskriving for alle")
    copy = copy_of(other, "Vår", school=world.north)
    other.origin = world.kit
    other.save()
    copy.refresh_from_db()
    assert copy.origin_id == world.kit.pk


def test_a_kit_is_no_copy_of_itself_nor_of_its_copy(world: World) -> None:
    copy = copy_of(world.kit, "Vår", school=world.north)
    world.kit.origin = copy
    with (
        pytest.raises(IntegrityError, match=r"kopi av seg selv|copy of itself"),
        transaction.atomic(),
    ):
        world.kit.save()
    with pytest.raises(ValidationError, match="kopi av seg selv"):
        Kit(pk=copy.pk, owner=world.owner, origin_id=copy.pk, title="x").validate_constraints()


def test_figures_and_the_rows_behind_them_know_the_root(world: World, second: Kit) -> None:
    teacher = world.teachers[3]
    ModuleCompletion.objects.create(person=teacher, kit=second, completed_on=today())
    reached = programme_figures(world.programme, today()).schools[world.north.pk].reached
    assert reached == {world.kit.pk: 4}
    assert ways_reached(world.owner.pk, today(), [teacher.pk]) == {
        (teacher.pk, world.kit.pk): "module"
    }


def test_a_session_on_a_copy_is_the_same_days_twin(world: World, second: Kit) -> None:
    assert twin_of(make.session(world.programme, world.north, second, world.session.held_on))


def test_workshops_on_a_copy_and_on_its_kit_stand_in_for_each_other(
    world: World, second: Kit
) -> None:
    world.coming.kit = second
    assert meeting(world.coming).kit == meeting(world.held).kit == world.kit.pk


def test_a_copy_at_a_workshop_is_run_next_until_its_session(world: World) -> None:
    begun = make.kit(world.owner, "Lesing")
    copy = copy_of(begun, "Lesing hos oss")
    make.workshop(world.cohort, today() - dt.timedelta(days=3), about=copy, status="held")
    page = superusers_home(world)
    assert page.context["kit"] == copy
    assert page.context["given_on"] == today() - dt.timedelta(days=3)
    make.session(world.programme, world.north, begun)
    assert superusers_home(world).context["kit"] is None


def superusers_home(world: World):
    client: Client = world.client("superuser")
    return client.get("/")


def test_a_copy_that_a_workshop_had_isnt_given_out_anew(world: World) -> None:
    from rollout.planning.kits import kits_to_give

    fresh = make.kit(world.owner, "Lesing")
    make.gives_out(world.programme, fresh)
    Workshop.objects.filter(pk=world.held.pk).update(kit=copy_of(world.kit, "Vår egen"))
    assert kits_to_give(world.programme) == [fresh]


def test_copies_of_copies_from_before_are_put_right(world: World) -> None:
    from importlib import import_module

    copies = [copy_of(world.kit, f"Kopi {n}") for n in range(3)]
    for copy, origin in zip(copies[1:], copies, strict=False):
        Kit.objects.filter(pk=copy.pk).update(origin=origin)
    import_module("rollout.migrations.0011_kit_roots").name_the_first(apps, None)
    assert {Kit.objects.get(pk=copy.pk).origin_id for copy in copies} == {world.kit.pk}
