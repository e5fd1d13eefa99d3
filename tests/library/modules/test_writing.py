"""Writing a module's steps: a question and a film."""

from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from rollout.demo.content import KIT_FILES
from rollout.library.models import KitStep
from rollout.library.modules.rules import read_question
from rollout.library.starting import STARTERS, read_kits
from tests import factories as make
from tests.personas import World

STEP = {"part": "module", "title": "Sjekk", "minutes": 3}
QUESTION = "Hvor?\n+ I kanalen | Der finner alle den.\n- I en chat"


def post(world: World, **told: object) -> Any:
    url = reverse("kit_step_new", args=[world.kit.pk])
    return world.client("lead").post(url, {**STEP, **told})


def test_a_question_and_a_film_are_saved(world: World) -> None:
    film = "https://film.example/a"
    assert post(world, question=QUESTION, film=film).status_code == 302
    step = KitStep.objects.get()
    assert (step.asks.options[0].text, step.film) == ("I kanalen", film)


@pytest.mark.parametrize(
    ("told", "says"),
    [
        ({"question": "Hvor?\n- I en chat\nfordi"}, "Linje 3 begynner verken med + eller -"),
        ({"question": "Hvor?\n- I en chat\n- Der"}, "Merk minst ett riktig alternativ"),
        ({"question": QUESTION, "part": "session"}, "for stegene i e-læringsmodulen"),
        ({"film": "http://film.example/a"}, "begynner med https://"),
        ({"film": "javascript:alert(1)"}, "begynner med https://"),
    ],
)
def test_what_cant_be_asked_or_shown_is_told_at_the_form(
    world: World, told: dict[str, str], says: str
) -> None:
    assert says in post(world, **told).content.decode()
    assert not KitStep.objects.exists()


def test_a_film_by_http_is_refused_by_the_database(world: World) -> None:
    with pytest.raises(ValidationError, match="https://"):
        make.step(world.kit, film="http://film.example")


def test_one_looks_at_a_question_as_it_is_typed(world: World) -> None:
    page = post(world, look="yes", question=QUESTION, film="https://film.example/a")
    shown = page.content.decode()
    assert "Der finner alle den." in shown.partition('id="look"')[2]
    assert "Se filmen på film.example" in shown
    wrong = post(world, look="yes", question="Hvor?\n+ Der", film="javascript:x").content.decode()
    assert "Gi minst to alternativer" in wrong.partition('id="look"')[2]
    assert 'href="javascript' not in wrong
    assert not KitStep.objects.exists()


@pytest.mark.parametrize("folder", [STARTERS, KIT_FILES])
def test_each_module_that_comes_with_the_product_asks_something(folder: Path) -> None:
    for kit in read_kits(folder):
        asked = [step.get("question", "") for step in kit.steps if step["part"] == "module"]
        assert any(map(read_question, asked)), kit.title
        assert all(map(read_question, filter(None, asked))), kit.title
