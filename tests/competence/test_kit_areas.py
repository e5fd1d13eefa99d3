"""A kit is marked with the areas that it serves, and those who assess themselves there see it."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from rollout.competence.actions import mark_kit
from rollout.competence.models import Area, KitArea
from rollout.competence.queries import areas_served
from tests import factories as make
from tests.personas import World


@pytest.fixture
def areas(world: World) -> list[Area]:
    return list(world.programme.framework.areas.all())


def page(world: World) -> str:
    return reverse("kit_areas", args=[world.kit.pk])


def test_a_lead_ticks_what_a_kit_serves(world: World, areas: list[Area]) -> None:
    lead = world.client("lead")
    lead.post(page(world), {"area": [areas[0].pk, areas[1].pk]})
    lead.post(page(world), {"area": [areas[1].pk, "x", "99999999999"]})
    assert list(areas_served(world.kit)) == [areas[1]]
    shown = world.client("teacher").get(reverse("kit", args=[world.kit.pk])).content.decode()
    assert str(areas[1].name_nb) in shown
    assert reverse("kit_areas", args=[world.kit.pk]) not in shown
    ticked = lead.get(page(world)).content.decode()
    assert ticked.count("checked") == 1


def test_a_copy_serves_what_its_origin_does(world: World, areas: list[Area]) -> None:
    mark_kit(kit=world.kit, areas=areas[:1])
    copy = make.kit(world.owner, "Vår", origin=world.kit, school=world.north)
    assert list(areas_served(copy)) == areas[:1]
    assert world.client("lead").get(reverse("kit_areas", args=[copy.pk])).status_code == 404


def test_ones_own_page_names_a_few_kits_an_area(
    world: World, areas: list[Area], django_assert_num_queries: object
) -> None:
    mark_kit(kit=world.kit, areas=areas[:1])
    teacher = world.client("teacher")
    teacher.post(reverse("assess_area", args=[areas[0].pk]), {"level": first_level(areas[0])})
    shown = teacher.get(reverse("my_competence")).content.decode()
    assert reverse("kit", args=[world.kit.pk]) in shown
    with django_assert_num_queries(10):
        teacher.get(reverse("my_competence"))
    for number in range(4):
        mark_kit(kit=make.kit(world.owner, f"A{number}"), areas=areas)
    with django_assert_num_queries(10):
        more = teacher.get(reverse("my_competence")).content.decode()
    assert more.count(">A0</a>") == len(areas)
    assert ">A3</a>" not in more


def first_level(area: Area) -> int:
    return int(area.framework.levels.values_list("pk", flat=True)[0])


def test_an_area_is_marked_once(world: World, areas: list[Area]) -> None:
    KitArea.objects.create(kit=world.kit, area=areas[0])
    with pytest.raises(IntegrityError, match="allerede"), transaction.atomic():
        KitArea.objects.create(kit=world.kit, area=areas[0])
