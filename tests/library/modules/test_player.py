"""Going through a module: a step a screen, at one's own pace, which nobody else sees."""

import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse

from rollout.common.dates import today
from rollout.exchange.export import export_programme
from rollout.library.models import Kit, KitStep, ModuleCompletion
from rollout.library.modules.models import ModuleProgress
from tests import factories as make
from tests.personas import World

QUESTION = "Hvor?\n+ I kanalen | Der finner alle den.\n- I en chat | Den blir borte."
EMPLOYED = ["superuser", "principal", "teacher"]
OTHERS = ["lead", "facilitator", "reader", "it"]


@pytest.fixture
def steps(world: World) -> list[KitStep]:
    return [
        make.step(world.kit, "Hvorfor", part="module", minutes=3, text="*Derfor*"),
        make.step(world.kit, "Prøv", part="module", minutes=5, question=QUESTION),
        make.step(world.kit, "Avtal", part="module", minutes=4, film="https://www.film.example/a"),
    ]


def address(world: World, name: str = "kit_module") -> str:
    return reverse(name, args=[world.kit.pk])


def screen(world: World, who: str = "teacher", **asked: object) -> Any:
    return world.client(who).get(address(world), asked)


def go_on(client: Client, world: World, step: int) -> Any:
    return client.post(address(world, "module_on"), {"step": step})


def test_the_module_takes_as_long_as_its_steps(world: World, steps: list[KitStep]) -> None:
    assert Kit.objects.get(pk=world.kit.pk).module_minutes == 12
    form = world.client("lead").get(reverse("kit_change", args=[world.kit.pk])).context["form"]
    assert "module_minutes" not in form.fields


@pytest.mark.parametrize(
    ("asked", "title", "left"),
    [
        ({}, "Hvorfor", "omtrent 12 minutter igjen"),
        ({"step": 2}, "Prøv", "omtrent 9 minutter igjen"),
        ({"step": 99}, "Avtal", "omtrent 4 minutter igjen"),
        ({"step": "-2"}, "Hvorfor", "1 av 3"),
    ],
)
def test_one_step_is_on_the_screen(
    world: World, steps: list[KitStep], asked: Any, title: str, left: str
) -> None:
    page = screen(world, **asked)
    assert page.context["step"].title == title
    assert left in page.content.decode()


@pytest.mark.parametrize("who", [*EMPLOYED, *OTHERS])
def test_everybody_may_look_and_a_place_is_kept_for_those_who_are_to_learn(
    world: World, steps: list[KitStep], who: str
) -> None:
    client = world.client(who)
    page = client.get(address(world)).content.decode()
    assert "<em>Derfor</em>" in page
    assert ("For deg blir ingenting lagret" in page) is (who in OTHERS)
    assert (address(world, "module_on") in page) is (who in EMPLOYED)
    assert go_on(client, world, 2).status_code == (302 if who in EMPLOYED else 403)
    assert ModuleProgress.objects.exists() is (who in EMPLOYED)


def test_a_place_is_kept_and_led_back_to(world: World, steps: list[KitStep]) -> None:
    client = world.client("teacher")
    assert go_on(client, world, 2)["Location"] == f"{address(world)}?step=2"
    assert client.get(address(world)).context["number"] == 2
    kit = reverse("kit", args=[world.kit.pk])
    assert "Fortsett fra steg 2" in client.get(kit).content.decode()
    steps[0].delete()
    assert client.get(address(world)).context["step"] == steps[1]
    steps[1].delete()
    assert client.get(address(world)).context["step"] == steps[2]


def test_looking_writes_nothing(world: World, steps: list[KitStep]) -> None:
    client = world.client("teacher")
    for step in (1, 2, 3):
        client.get(address(world), {"step": step})
    assert not ModuleProgress.objects.exists()
    assert client.get(address(world, "module_on")).status_code == 405


def test_a_place_is_seen_by_nobody_else(world: World, steps: list[KitStep], tmp_path: Path) -> None:
    """Every other sees what they saw before, and no download has it."""
    school = reverse("school_people", args=[world.programme.pk, world.north.pk])
    kit = reverse("kit", args=[world.kit.pk])
    urls = {who: [kit, address(world), "/"] for who in (*OTHERS, "superuser", "principal")}
    urls["principal"].append(school)
    clients = {who: world.client(who) for who in urls}

    def seen() -> list[list[str]]:
        pages = [clients[who].get(url) for who in urls for url in urls[who]]
        return [without_tokens(page.content.decode()) for page in pages]

    before = seen()
    go_on(world.client("teacher"), world, 3)
    assert seen() == before
    counts = export_programme(world.programme, tmp_path / "out.zip")
    assert not any("progress" in name for name in counts)
    with zipfile.ZipFile(tmp_path / "out.zip") as archive:
        assert not any(steps[2].key in archive.read(n).decode() for n in archive.namelist())


def without_tokens(html: str) -> list[str]:
    marks = ("csrfmiddlewaretoken", "X-CSRFToken")
    return [line for line in html.splitlines() if not any(mark in line for mark in marks)]


def test_a_place_stays_with_the_account(world: World, steps: list[KitStep]) -> None:
    teacher = world.people["teacher"]
    go_on(world.client("teacher"), world, 3)
    teacher.user = get_user_model().objects.create_user("ny@example.test", "et langt passord")
    teacher.save()
    assert screen(world).context["number"] == 1


@pytest.mark.parametrize("time", ["once", "twice"])
def test_done_is_done_once_and_the_place_is_forgotten(
    world: World, steps: list[KitStep], time: str
) -> None:
    client = world.client("teacher")
    go_on(client, world, 3)
    for _time in range(2 if time == "twice" else 1):
        assert client.post(address(world, "module_done")).status_code == 302
    done = ModuleCompletion.objects.get()
    assert (done.person, done.kit, done.completed_on) == (
        world.people["teacher"],
        world.kit,
        today(),
    )
    assert not ModuleProgress.objects.exists()
    page = client.get(address(world))
    assert page.context["number"] == 1
    assert "Du har tatt denne modulen" in page.content.decode()
    assert address(world, "module_on") not in page.content.decode()


def test_the_last_step_ends_by_one_tap(world: World, steps: list[KitStep]) -> None:
    done = f'action="{address(world, "module_done")}"'
    assert done not in screen(world, step=2).content.decode()
    assert done in screen(world, step=3).content.decode()
    assert done not in screen(world, "lead", step=3).content.decode()


@pytest.mark.parametrize(
    ("option", "said"),
    [
        ([0], ["Det er riktig.", "Riktig.", "Der finner alle den."]),
        ([1], ["Ikke helt. Prøv igjen", "Den blir borte."]),
        ([], ["Velg et svar først"]),
        ([7], ["Velg et svar først"]),
    ],
)
def test_an_answer_is_told_of_and_kept_nowhere(
    world: World, steps: list[KitStep], option: list[int], said: list[str]
) -> None:
    client = world.client("teacher")
    url = f"{address(world)}?step=2"
    assert "Der finner alle den." not in client.get(url).content.decode()
    for headers in ({}, {"HX-Request": "true", "HX-Target": "question"}):
        page = client.post(url, {"option": option}, headers=headers).content.decode()
        for words in said:
            assert words in page
        assert ("<main" in page) is not headers
        assert 'id="feedback"' in page
    assert not ModuleProgress.objects.exists()
    assert not ModuleCompletion.objects.exists()


def test_several_right_ones_are_ticked(world: World) -> None:
    make.step(world.kit, part="module", question="Hva?\n+ A\n+ B\n- C")
    client = world.client("teacher")
    assert client.get(address(world)).content.decode().count('type="checkbox"') == 3
    assert "Det er mer å velge" in client.post(address(world), {"option": [0]}).content.decode()
    assert "Det er riktig" in client.post(address(world), {"option": [0, 1]}).content.decode()


def test_a_film_is_a_link_that_names_its_host(world: World, steps: list[KitStep]) -> None:
    page = screen(world, step=3).content.decode()
    assert 'href="https://www.film.example/a"' in page
    assert "Se filmen på film.example" in page
    assert "<iframe" not in page


def test_a_question_that_a_merge_has_spoilt_isnt_asked(world: World, steps: list[KitStep]) -> None:
    world.kit.steps.filter(title="Prøv").update(question="Hvor?\n- I en chat")
    assert screen(world, step=2).context["question"] is None


def test_a_module_elsewhere_is_marked_as_done_on_the_kits_page(world: World) -> None:
    client, kit = world.client("teacher"), reverse("kit", args=[world.kit.pk])
    assert "Jeg har tatt den" in client.get(kit).content.decode()
    assert "Ingen steg ennå" in client.get(address(world)).content.decode()
    assert go_on(client, world, 1)["Location"] == kit
    make.step(world.kit, part="module")
    page = client.get(kit).content.decode()
    assert "Jeg har tatt den" not in page
    assert "Start modulen" in page


@pytest.mark.parametrize("name", ["kit_module", "module_on", "module_done"])
def test_a_kit_that_isnt_ones_own_isnt_there(world: World, name: str) -> None:
    copy = make.kit(world.owner, "Sørs", school=world.south, origin=world.kit)
    others = make.kit(make.school_owner(), "Nabos")
    for kit in (copy, others):
        make.step(kit, part="module")
        url = reverse(name, args=[kit.pk])
        client = world.client("teacher")
        got = client.get(url) if name == "kit_module" else client.post(url, {"step": 1})
        assert got.status_code == 404


def test_a_module_without_anything_cant_be_done(world: World) -> None:
    bare = make.kit(world.owner, "Tom")
    url = reverse("module_done", args=[bare.pk])
    assert world.client("teacher").post(url).status_code == 404


def test_a_screen_costs_the_same_queries_at_one_and_three(
    world: World, django_assert_num_queries: Any
) -> None:
    client = world.client("teacher")
    make.step(world.kit, part="module", question=QUESTION)
    with django_assert_num_queries(8):
        client.get(address(world))
    for _n in range(2):
        make.step(world.kit, part="module", question=QUESTION)
    with django_assert_num_queries(8):
        client.get(address(world))
