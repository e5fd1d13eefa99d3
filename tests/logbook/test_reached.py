"""Whom a kit has reached by a day, and how."""

import datetime as dt

import pytest

from rollout.common.dates import today
from rollout.insight.figures import programme_figures
from rollout.library.models import ModuleCompletion
from rollout.logbook.reached import has_reached, how_reached, ways_reached
from rollout.organisation.models import Person
from tests import factories as make
from tests.personas import World

DAY = dt.timedelta(days=1)


def way(world: World, who: Person, day: dt.date | None = None) -> str:
    """How the kit has reached somebody; empty where it hasn’t."""
    return ways_reached(world.owner.pk, day or today(), [who.pk]).get((who.pk, world.kit.pk), "")


def test_a_session_is_told_before_a_workshop_and_a_workshop_before_a_module(world: World) -> None:
    siri, kit = world.people["superuser"], world.kit
    assert way(world, siri) == "workshop"
    ModuleCompletion.objects.create(person=siri, kit=kit, completed_on=today())
    assert way(world, siri) == "workshop"
    copy = make.kit(world.owner, "Vår", school=world.north, origin=kit)
    make.session(world.programme, world.north, copy, people=[siri])
    assert way(world, siri) == "session"


def test_it_is_as_of_the_day(world: World) -> None:
    siri, teacher = world.people["superuser"], world.teachers[0]
    ModuleCompletion.objects.create(
        person=world.teachers[3], kit=world.kit, completed_on=today() - DAY
    )
    for who, first, how in (
        (siri, world.held.day, "workshop"),
        (teacher, world.session.held_on, "session"),
        (world.teachers[3], today() - DAY, "module"),
    ):
        assert [way(world, who, day) for day in (first - DAY, first)] == ["", how]


@pytest.mark.parametrize("status", ["planned", "cancelled"])
def test_what_was_not_held_reaches_nobody(world: World, status: str) -> None:
    for thing in (world.held, world.session):
        thing.status = status
        thing.save()
    assert ways_reached(world.owner.pk, today()) == {}


def test_a_session_at_any_school_of_the_owner_reaches_whoever_came(world: World) -> None:
    teacher = world.teachers[3]
    make.session(world.programme, world.south, world.kit, people=[teacher])
    assert way(world, teacher) == "session"


def test_a_workshop_reaches_its_superusers_and_leaders_only(world: World) -> None:
    came = [world.teachers[3], world.people["principal"]]
    make.workshop(world.cohort, today() - DAY, about=world.kit, status="held", came=came)
    assert [way(world, who) for who in came] == ["", "workshop"]


def test_all_of_an_owners_people_are_asked_for_as_some_of_them_are(world: World) -> None:
    people = [*world.people.values(), *world.teachers]
    each = [ways_reached(world.owner.pk, today(), [who.pk]) for who in people]
    together = {key: how for found in each for key, how in found.items()}
    assert ways_reached(world.owner.pk, today()) == together
    assert len(together) == 3
    stranger = world.people["stranger"]
    assert ways_reached(stranger.owner_id, today()) == {}


def test_the_figures_count_those_who_are_reached_in_some_way(world: World) -> None:
    ModuleCompletion.objects.create(person=world.teachers[3], kit=world.kit, completed_on=today())
    reached = programme_figures(world.programme, today()).schools[world.north.pk].reached
    assert (
        reached == {world.kit.pk: len(ways_reached(world.owner.pk, today()))} == {world.kit.pk: 4}
    )


@pytest.mark.parametrize(
    ("done", "due", "reached"),
    [(0, 0, False), (0, 1, False), (1, 2, True), (1, 3, False), (2, 3, True), (1, 1, True)],
)
def test_somebody_is_reached_once_the_programmes_share_of_the_kits_has(
    done: int, due: int, reached: bool
) -> None:
    assert has_reached(done, due, share=50) is reached


def test_the_mode_is_that_of_the_first_session_that_reached_somebody(
    world: World, django_assert_num_queries: object
) -> None:
    alone, siri, both = world.teachers[3], world.people["superuser"], world.teachers[0]
    for who, mode in ((alone, "own_pace"), (both, "team")):
        later = make.session(world.programme, world.north, world.kit, people=[who])
        later.mode = mode
        later.save()
    ModuleCompletion.objects.create(person=world.teachers[2], kit=world.kit, completed_on=today())
    with django_assert_num_queries(3):
        found = how_reached(world.owner.pk, today())
    modes = {key: how.told for key, how in found.items()}
    assert {
        who.pk: modes[who.pk, world.kit.pk] for who in (alone, siri, both, world.teachers[2])
    } == {
        alone.pk: "own_pace", siri.pk: "workshop", both.pk: "common_time",
        world.teachers[2].pk: "module",
    }  # fmt: skip
    assert modes.keys() == ways_reached(world.owner.pk, today()).keys()
