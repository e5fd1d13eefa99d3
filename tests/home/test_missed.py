"""What a teacher has missed leads to its module, and names a colleague who can help."""

import datetime as dt
from typing import Any

from django.urls import reverse

from rollout.common.dates import today
from tests import factories as make
from tests.personas import World

DAY = dt.timedelta(days=1)


def home(world: World) -> str:
    return world.client("teacher").get("/").content.decode()


def test_what_was_missed_leads_into_the_module(world: World) -> None:
    for minutes in (5, 7):
        make.step(world.kit, part="module", minutes=minutes)
    page = home(world)
    assert f'href="{reverse("kit_module", args=[world.kit.pk])}"' in page
    assert "Gikk du glipp av den? 12 minutter" in page
    assert "Siri Superbruker på skolen din kan hjelpe." in page
    assert reverse("module_done", args=[world.kit.pk]) not in page


def test_one_goes_on_where_one_was(world: World) -> None:
    for _n in range(3):
        make.step(world.kit, part="module")
    home(world)
    on = reverse("module_on", args=[world.kit.pk])
    world.client("teacher").post(on, {"step": 2})
    assert "Fortsett fra steg 2" in home(world)


def test_home_costs_the_same_with_more_that_was_missed(
    world: World, django_assert_max_num_queries: Any
) -> None:
    def miss(ago: int) -> None:
        kit = make.kit(world.owner)
        make.step(kit, part="module")
        make.workshop(world.cohort, today() - ago * DAY, about=kit, status="held")
        make.session(world.programme, world.north, kit, by=world.people["superuser"])

    client = world.client("teacher")
    miss(5)
    with django_assert_max_num_queries(100) as before:
        client.get("/")
    miss(4)
    miss(3)
    with django_assert_max_num_queries(len(before)):
        client.get("/")
