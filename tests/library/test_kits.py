"""Kits by the pages."""

import datetime as dt

import pytest
from django.urls import reverse

from rollout.common.dates import today
from rollout.library.models import Kit
from rollout.library.modules.actions import complete_module
from rollout.library.rules import PATHS
from tests import factories as make
from tests.personas import World

KIT = {"title": "Ny pakke", "dimension": "both", "minutes": 45}


def test_a_kit_is_added_and_changed(world: World) -> None:
    lead = world.client("lead")
    lead.post(reverse("kit_new"), KIT)
    kit = Kit.objects.get(title="Ny pakke")
    page = lead.get(reverse("kit_change", args=[kit.pk]))
    parts = {"guide": "a", "module_title": "b", "best_practice": "c", "for_keen": "d"}
    shown = {**KIT, **parts, "revision": page.context["revision"]}
    lead.post(reverse("kit_change", args=[kit.pk]), shown)
    kit.refresh_from_db()
    assert [kit.guide, kit.module_title, kit.best_practice, kit.for_keen] == list("abcd")


def test_a_kit_that_somebody_else_changed_meanwhile_isnt_saved_over(world: World) -> None:
    lead, url = world.client("lead"), reverse("kit_change", args=[world.kit.pk])
    shown = lead.get(url).context["revision"]
    lead.post(url, {**KIT, "purpose": "Først", "revision": shown})
    page = lead.post(url, {**KIT, "purpose": "Sist", "revision": shown})
    assert "Noen andre endret" in page.content.decode()
    assert "Sist" in page.content.decode()
    world.kit.refresh_from_db()
    assert world.kit.purpose == "Først"


def test_the_library_tells_which_kits_lack_something_to_who_writes_them(
    world: World,
) -> None:
    texts = dict.fromkeys(["purpose", "guide", "best_practice", *PATHS], "Noe")
    whole = make.kit(world.owner, "Hel pakke", module_title="Modul", **texts)
    make.step(whole)
    lead = world.client("lead")
    page = lead.get(reverse("kits")).content.decode()
    assert (page.count("komplett<"), page.count("en del mangler<")) == (1, 1)
    assert "komplett<" not in world.client("superuser").get(reverse("kits")).content.decode()


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
