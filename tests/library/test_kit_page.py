"""A kit's page: what everybody reads, and what is for those who lead or write."""

from typing import Any

import pytest
from django.urls import reverse

from rollout.library.models import Kit
from tests import factories as make
from tests.personas import World

LEADING = ["superuser", "principal", "facilitator", "lead"]
OTHERS = ["teacher", "reader", "it"]
NOTE = "Si det høyt"


def page_of(world: World, who: str) -> str:
    return world.client(who).get(reverse("kit", args=[world.kit.pk])).content.decode()


@pytest.fixture
def full(world: World) -> Kit:
    Kit.objects.filter(pk=world.kit.pk).update(
        purpose="Elevene vinner", for_new="Begynn her", evidence="Forskning"
    )
    for part in ("session", "workshop", "module"):
        make.step(world.kit, f"Steg i {part}", part=part, minutes=7, text="*Gjør* det", notes=NOTE)
    return world.kit


@pytest.mark.parametrize("who", [*LEADING, *OTHERS])
def test_everybody_reads_why_the_steps_and_the_paths(world: World, full: Kit, who: str) -> None:
    page = page_of(world, who)
    for text in ("Elevene vinner", "<em>Gjør</em> det", "Begynn her", "Forskning"):
        assert text in page
    for part in ("session", "workshop", "module"):
        assert f"Steg i {part}" in page
    assert "7 minutter" in page


@pytest.mark.parametrize("who", [*LEADING, *OTHERS])
def test_notes_are_for_those_who_lead(world: World, full: Kit, who: str) -> None:
    page = page_of(world, who)
    assert (NOTE in page) is (who in LEADING)
    assert (reverse("kit_present", args=[full.pk]) in page) is (who in LEADING)
    assert (reverse("kit_sheet", args=[full.pk]) in page) is (who in LEADING)


@pytest.mark.parametrize("who", [*LEADING, *OTHERS])
def test_what_a_kit_lacks_is_told_to_who_writes_it(world: World, full: Kit, who: str) -> None:
    page = page_of(world, who)
    assert ("En beste praksis: hvordan" in page) is (who == "lead")
    assert ("Feste det i praksis: Avtal" in page) is (who == "lead")
    assert "Et formål: hva" not in page


def test_a_kit_without_steps_offers_nothing_to_run(world: World) -> None:
    page = page_of(world, "superuser")
    assert "Ingen steg ennå" in page
    assert reverse("kit_present", args=[world.kit.pk]) not in page


@pytest.mark.parametrize(("who", "queries"), [("superuser", 12), ("lead", 11), ("teacher", 11)])
def test_a_kit_costs_the_same_queries_at_one_and_three(
    world: World, django_assert_num_queries: Any, who: str, queries: int
) -> None:
    client, url = world.client(who), reverse("kit", args=[world.kit.pk])
    make.step(world.kit)
    with django_assert_num_queries(queries):
        client.get(url)
    for part in ("session", "workshop"):
        make.step(world.kit, part=part)
    with django_assert_num_queries(queries):
        client.get(url)


@pytest.mark.parametrize(("who", "times"), [("facilitator", 2), ("superuser", 1)])
def test_who_leads_workshops_runs_one_from_the_kits_top(
    world: World, full: Kit, who: str, times: int
) -> None:
    address = f"{reverse('kit_present', args=[full.pk])}?part=workshop"
    assert page_of(world, who).count(address) == times
