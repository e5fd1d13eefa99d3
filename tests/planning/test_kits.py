"""A programme gives out its own kits, in its own order."""

import datetime as dt
from importlib import import_module

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from rollout.common.dates import today
from rollout.library.models import Kit
from rollout.logbook.forms import SessionForm
from rollout.planning.forms import WorkshopForm
from rollout.planning.handing_out import given_twice, hand_out_from
from rollout.planning.kits import (
    add_kits,
    kits_for_school,
    kits_of,
    kits_to_give,
    kits_with_workshops,
    move_kit,
    remove_kit,
)
from rollout.planning.models import Programme, ProgrammeKit, Workshop
from tests import factories as make
from tests.personas import World


def page(world: World, name: str = "programme_kits", *rest: int) -> str:
    return reverse(name, args=[world.programme.pk, *rest])


def titles(programme: Programme) -> list[str]:
    return [kit.title for kit in kits_of(programme)]


@pytest.fixture
def kits(world: World) -> list[Kit]:
    """Two kits that the programme gives out after its first."""
    made = [make.kit(world.owner, "Lesing"), make.kit(world.owner, "Skriving")]
    make.gives_out(world.programme, *made)
    return made


def test_a_second_programme_doesnt_give_out_the_firsts_kits(world: World, kits: list[Kit]) -> None:
    second = make.programme(world.owner, [world.south], "Pilot")
    assert kits_to_give(second) == []
    own = make.kit(world.owner, "Prøvepakke")
    make.gives_out(second, own)
    assert kits_to_give(second) == [own]
    assert kits_to_give(world.programme) == kits


def test_a_kit_is_given_out_by_a_workshop_that_stands(world: World, kits: list[Kit]) -> None:
    """The programme’s page, planning and handing out tell the same; a cancelled workshop gave
    nothing out."""
    reading, writing = kits
    later = make.workshop(world.cohort, world.coming.day + dt.timedelta(days=30), about=reading)
    for status, waits in (("planned", [writing]), ("held", [writing]), ("cancelled", kits)):
        Workshop.objects.filter(pk=later.pk).update(status=status)
        given = {kit: kit.given for kit in kits_with_workshops(world.programme)}
        assert [kit for kit, n in given.items() if not n] == waits
        assert kits_to_give(world.programme) == waits
        assert hand_out_from(world.programme, today()).months[0].kits == waits[:1]
    remove_kit(programme=world.programme, kit=reading)


def test_a_workshop_on_a_copy_gives_out_its_kit(world: World, kits: list[Kit]) -> None:
    reading, writing = kits
    copy = make.kit(world.owner, "Lesing hos oss", origin=reading)
    make.workshop(world.cohort, today() + dt.timedelta(days=60), about=copy)
    given = {kit: kit.given for kit in kits_with_workshops(world.programme)}
    assert given == {world.kit: 1, reading: 1, writing: 0}
    assert kits_to_give(world.programme) == [writing]
    with pytest.raises(ValidationError):
        remove_kit(programme=world.programme, kit=reading)


def test_a_copy_in_the_order_isnt_taken_out_while_a_workshop_gives_it(world: World) -> None:
    copy = make.kit(world.owner, "Vår utgave", origin=make.kit(world.owner, "Lesing"))
    make.gives_out(world.programme, copy)
    make.workshop(world.cohort, today() + dt.timedelta(days=60), about=copy)
    with pytest.raises(ValidationError):
        remove_kit(programme=world.programme, kit=copy)


def test_a_kit_and_its_copy_in_one_cohort_are_the_same_kit_twice(
    world: World, kits: list[Kit]
) -> None:
    copy = make.kit(world.owner, "Lesing hos oss", origin=kits[0])
    make.workshop(world.cohort, today() + dt.timedelta(days=60), about=copy)
    changed = make.workshop(world.cohort, today() + dt.timedelta(days=90), about=kits[0])
    assert given_twice([world.held]) == []
    assert given_twice([changed]) == [("Gruppe A", "Lesing")]


def test_a_workshop_is_about_one_of_its_programmes_kits(world: World, kits: list[Kit]) -> None:
    make.kit(world.owner, "Et annet programs")
    form = WorkshopForm(instance=world.held, facilitators=world.owner.people.none())
    assert list(form.fields["kit"].queryset) == [world.kit, *kits]


def test_a_workshop_may_keep_a_kit_that_left_the_order(world: World) -> None:
    world.programme.kit_places.all().delete()
    form = WorkshopForm(instance=world.held, facilitators=world.owner.people.none())
    assert list(form.fields["kit"].queryset) == [world.kit]


def test_a_session_is_on_the_programmes_kits_in_order_and_the_schools_copies_instead(
    world: World, kits: list[Kit]
) -> None:
    copy = make.kit(world.owner, "Lesing hos oss", school=world.north, origin=kits[0])
    make.kit(world.owner, "Et annet programs")
    move_kit(programme=world.programme, kit=kits[1], by=-2)
    assert list(kits_for_school(world.programme, world.north.pk)) == [kits[1], world.kit, copy]


def test_a_session_that_is_changed_keeps_a_kit_that_left_the_order(world: World) -> None:
    elsewhere = make.kit(world.owner, "Fra i fjor")
    session = make.session(world.programme, world.north, elsewhere)
    form = SessionForm(programme=world.programme, school=world.north, session=session, day=today())
    assert elsewhere in form.fields["kit"].queryset


def test_kits_are_moved_by_buttons_and_stay_at_the_ends(world: World, kits: list[Kit]) -> None:
    lead = world.client("lead")
    for to in ("up", "up", "up"):
        response = lead.post(page(world, "programme_kit_move", kits[1].pk), {"to": to})
        assert response["Location"] == f"{page(world)}#kit-{kits[1].pk}"
    assert titles(world.programme) == ["Skriving", "Samskriving", "Lesing"]
    lead.post(page(world, "programme_kit_move", kits[1].pk), {"to": "down"})
    assert titles(world.programme) == ["Samskriving", "Skriving", "Lesing"]


def test_kits_are_ticked_in_from_the_library(world: World) -> None:
    fresh, again = make.kit(world.owner, "Ny"), make.kit(world.owner, "Enda en")
    lead = world.client("lead")
    lead.post(page(world, "programme_kits_add"), {"kit": [fresh.pk, again.pk]})
    assert titles(world.programme) == ["Samskriving", "Ny", "Enda en"]


def test_nothing_ticked_is_told(world: World) -> None:
    answer = world.client("lead").post(page(world, "programme_kits_add"), {}, follow=True)
    assert "Kryss av for læringspakkene som skal med." in answer.content.decode()


def test_a_new_kit_is_given_out_last(world: World) -> None:
    data = {"title": "Ny pakke", "dimension": "both", "minutes": 45}
    response = world.client("lead").post(page(world, "programme_kit_new"), data)
    assert response["Location"] == page(world)
    assert titles(world.programme) == ["Samskriving", "Ny pakke"]


def test_a_kit_that_a_workshop_is_about_stays_in_the_order(world: World, kits: list[Kit]) -> None:
    with pytest.raises(ValidationError, match="En samling handler om denne læringspakken"):
        remove_kit(programme=world.programme, kit=world.kit)
    lead = world.client("lead")
    lead.post(page(world, "programme_kit_remove", kits[0].pk))
    assert titles(world.programme) == ["Samskriving", "Skriving"]
    shown = lead.get(page(world)).content.decode()
    assert page(world, "programme_kit_remove", world.kit.pk) not in shown
    assert page(world, "programme_kit_remove", kits[1].pk) in shown


def test_anothers_and_a_schools_own_kit_arent_given_out(world: World) -> None:
    stranger = make.kit(make.school_owner(), "Naboens")
    copy = make.kit(world.owner, "Vår", school=world.north, origin=world.kit)
    for kit in (stranger, copy):
        with pytest.raises(ValidationError, match="skoleeierens felles læringspakker"):
            add_kits(programme=world.programme, kits=[kit])


def test_the_database_holds_a_kit_once_and_one_a_place(world: World, kits: list[Kit]) -> None:
    other = make.kit(world.owner)
    for kit, position, why in (
        (world.kit, 9, "allerede med i programmets rekkefølge"),
        (other, 1, "har denne plassen i rekkefølgen"),
    ):
        with pytest.raises(IntegrityError, match=why), transaction.atomic():
            ProgrammeKit.objects.create(programme=world.programme, kit=kit, position=position)


def test_the_list_costs_the_same_queries_at_one_and_three(
    world: World, django_assert_num_queries: object
) -> None:
    lead = world.client("lead")
    lead.get(page(world))
    with django_assert_num_queries(10):
        lead.get(page(world))
    make.gives_out(world.programme, make.kit(world.owner), make.kit(world.owner))
    for _each in range(3):
        make.kit(world.owner)
    with django_assert_num_queries(10):
        lead.get(page(world))


def test_programmes_from_before_keep_the_kits_they_gave_out(world: World) -> None:
    first, unused = make.kit(world.owner, "Begynn her"), make.kit(world.owner, "Aldri brukt")
    copy = make.kit(world.owner, "Egen", school=world.north, origin=first)
    make.workshop(world.cohort, world.held.day - dt.timedelta(days=7), about=copy, status="held")
    pilot = make.programme(world.owner, [world.south], "Pilot")
    make.workshop(make.cohort(pilot), about=unused)
    empty = make.programme(world.owner, [], "Tomt")
    alone = make.programme(make.school_owner(), [], "Alene")
    theirs = [make.kit(alone.owner, title) for title in ("Første", "Andre")]
    make.workshop(make.cohort(alone), about=theirs[1])
    ProgrammeKit.objects.all().delete()
    import_module("rollout.migrations.0017_programme_kits").take_over(apps, None)
    assert titles(world.programme) == ["Begynn her", "Samskriving"]
    assert titles(pilot) == ["Aldri brukt"]
    assert titles(empty) == ["Samskriving", "Begynn her", "Aldri brukt"]
    assert titles(alone) == ["Andre", "Første"]
    assert Workshop.objects.filter(kit=copy).exists()
