"""Kits by the pages."""

import datetime as dt

import pytest
from django.urls import reverse

from rollout.common.dates import today
from rollout.library.actions import complete_module
from rollout.library.models import Kit
from tests import factories as make
from tests.personas import World

KIT = {"title": "Ny pakke", "dimension": "both", "minutes": 45}


def test_a_kit_is_added_and_changed(world: World) -> None:
    lead = world.client("lead")
    lead.post(reverse("kit_new"), KIT)
    kit = Kit.objects.get(title="Ny pakke")
    assert not kit.is_complete
    parts = {"guide": "a", "module_title": "b", "best_practice": "c"}
    lead.post(reverse("kit_change", args=[kit.pk]), {**KIT, **parts})
    kit.refresh_from_db()
    assert kit.is_complete


def test_a_title_that_is_taken_is_told(world: World) -> None:
    page = world.client("lead").post(reverse("kit_new"), {**KIT, "title": world.kit.title})
    assert page.context["form"].errors


def test_a_schools_own_copy_is_for_the_school(world: World) -> None:
    copy = Kit.objects.create(
        owner=world.owner, school=world.south, origin=world.kit, title="Sørs egen"
    )
    url = reverse("kit", args=[copy.pk])
    assert world.client("southern").get(url).status_code == 200
    assert world.client("superuser").get(url).status_code == 404
    assert world.client("lead").get(url).status_code == 200


def test_a_module_is_done_on_the_first_day_it_was_said(world: World) -> None:
    for days in (3, 0):
        day = today() - dt.timedelta(days=days)
        done = complete_module(person=world.teachers[3], kit=world.kit, day=day)
    assert done.completed_on == today() - dt.timedelta(days=3)


@pytest.mark.parametrize("who", ["superuser", "principal"])
def test_the_library_is_for_superusers_and_principals_to_read(world: World, who: str) -> None:
    make.kit(world.owner, "Skriving hos oss", school=world.north, origin=world.kit)
    make.kit(world.owner, "Skriving hos dem", school=world.south, origin=world.kit)
    client = world.client(who)
    assert f'href="{reverse("kits")}"' in client.get("/").content.decode()
    page = client.get(reverse("kits")).content.decode()
    assert "Samskriving" in page
    assert "Skriving hos oss" in page
    assert "Skriving hos dem" not in page
    for name in ("kit_new", "programme_kits"):
        args = [] if name == "kit_new" else [world.programme.pk]
        assert reverse(name, args=args) not in page


def test_a_best_practice_has_one_name(world: World) -> None:
    pages = [reverse("kits"), reverse("kit", args=[world.kit.pk]), reverse("kit_new")]
    shown = [world.client("lead").get(address).content.decode().casefold() for address in pages]
    shown.append(world.client("superuser").get(pages[0]).content.decode().casefold())
    assert not [page for page in shown if "god praksis" in page]
    assert all("beste praksis" in page for page in shown[1:])
