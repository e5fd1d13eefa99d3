"""Running a session from a kit: a step a screen, and the plan on paper."""

from typing import Any

import pytest
from django.urls import reverse

from rollout.common.dates import today
from rollout.library.models import Kit
from tests import factories as make
from tests.personas import World

NOTE = "Si det høyt"


@pytest.fixture
def kit(world: World) -> Kit:
    for n, title in enumerate(("Hvorfor", "Prøv", "Avtal"), start=1):
        make.step(world.kit, title, minutes=5 * n, text=f"Tekst {n}", notes=f"{NOTE} {n}")
    make.step(world.kit, "Samlingens", part="workshop")
    return world.kit


def screen(world: World, who: str = "superuser", **asked: object) -> Any:
    return world.client(who).get(reverse("kit_present", args=[world.kit.pk]), asked)


@pytest.mark.parametrize(
    ("asked", "number"),
    [
        ({}, 1),
        ({"step": 2}, 2),
        ({"step": 99}, 3),
        ({"step": 0}, 1),
        ({"step": "-2"}, 1),
        ({"step": "x" * 40}, 1),
        ({"part": "dance", "step": 3}, 3),
    ],
)
def test_one_step_is_on_the_screen(world: World, kit: Kit, asked: Any, number: int) -> None:
    page = screen(world, **asked).content.decode()
    assert [n for n in (1, 2, 3) if f"Tekst {n}" in page] == [number]
    assert f"{number} av 3" in page
    assert f'data-minutes="{5 * number}"' in page


def test_next_and_previous_lead_through_the_part(world: World, kit: Kit) -> None:
    first, second, last = (screen(world, step=n).context for n in (1, 2, 3))
    assert (first["previous"], first["next"]) == ("", "?part=session&step=2")
    assert (second["previous"], second["next"]) == (
        "?part=session&step=1",
        "?part=session&step=3",
    )
    assert last["next"] == ""
    assert screen(world, part="workshop").context["step"].title == "Samlingens"


def test_notes_are_shown_to_who_leads_when_asked_for(world: World, kit: Kit) -> None:
    assert NOTE not in screen(world).content.decode()
    guide = screen(world, view="guide")
    assert f"{NOTE} 1" in guide.content.decode()
    assert guide.context["next"] == "?part=session&step=2&view=guide"
    assert guide.context["other_view"] == "?part=session&step=1"


@pytest.mark.parametrize("who", ["teacher", "reader", "it"])
def test_notes_are_never_shown_to_others(world: World, kit: Kit, who: str) -> None:
    page = screen(world, who, view="guide").content.decode()
    assert "Tekst 1" in page
    assert NOTE not in page
    assert "view=guide" not in page


def test_leaving_leads_back_to_the_kit(world: World, kit: Kit) -> None:
    back = f'href="{reverse("kit", args=[kit.pk])}"'
    assert screen(world, step=1).content.decode().count(back) == 1
    assert screen(world, step=3).content.decode().count(back) == 2


def test_a_part_without_steps_says_so(world: World) -> None:
    page = screen(world).content.decode()
    assert "Ingen steg ennå" in page
    assert reverse("kit", args=[world.kit.pk]) in page


def test_another_schools_copy_is_not_shown(world: World) -> None:
    copy = make.kit(world.owner, "Sørs", school=world.south, origin=world.kit)
    for name in ("kit_present", "kit_sheet"):
        url = reverse(name, args=[copy.pk])
        assert world.client("superuser").get(url).status_code == 404
        assert world.client("southern").get(url).status_code == 200


def test_the_sheet_has_times_texts_and_notes(world: World, kit: Kit) -> None:
    page = world.client("superuser").get(reverse("kit_sheet", args=[kit.pk])).content.decode()
    for text in ("0–5 min", "5–15 min", "15–30 min", "Tekst 3", f"{NOTE} 2", "30 minutter"):
        assert text in page


@pytest.mark.parametrize("has_plan", [True, False])
def test_what_to_run_next_leads_to_the_first_screen(world: World, has_plan: bool) -> None:
    kit = make.kit(world.owner, "Lesing")
    make.workshop(world.cohort, today(), about=kit, status="held")
    if has_plan:
        make.step(kit)
    page = world.client("superuser").get("/").content.decode()
    assert (reverse("kit_present", args=[kit.pk]) in page) is has_plan


@pytest.mark.parametrize("has_plan", [True, False])
def test_a_planned_session_leads_to_the_first_screen(world: World, has_plan: bool) -> None:
    planned = make.session(world.programme, world.north, world.kit, today(), status="planned")
    if has_plan:
        make.step(world.kit)
    client = world.client("superuser")
    address = reverse("kit_present", args=[world.kit.pk])
    for url in ("/", reverse("session", args=[world.programme.pk, planned.pk])):
        assert (address in client.get(url).content.decode()) is has_plan
    held = reverse("session", args=[world.programme.pk, world.session.pk])
    assert address not in client.get(held).content.decode()


@pytest.mark.parametrize(("name", "queries"), [("kit_present", 6), ("kit_sheet", 7)])
def test_screens_cost_the_same_queries_at_one_and_three(
    world: World, django_assert_num_queries: Any, name: str, queries: int
) -> None:
    client, url = world.client("superuser"), reverse(name, args=[world.kit.pk])
    make.step(world.kit)
    with django_assert_num_queries(queries):
        client.get(url)
    for _n in range(2):
        make.step(world.kit)
    with django_assert_num_queries(queries):
        client.get(url)
