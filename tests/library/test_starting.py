"""Kits from files: read, checked, made once, and given to a new owner."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command

from rollout.demo import build, content
from rollout.library import starting
from rollout.library.models import Kit
from rollout.library.starting import STARTERS, give_starters, make_kit, read_kit, read_kits
from rollout.organisation.models import SchoolOwner
from tests import factories as make

EXAMPLES = Path(__file__).parent / "kits"
PLAN = EXAMPLES / "felles-plan.json"


def told(**changes: object) -> dict[str, Any]:
    return json.loads(PLAN.read_text()) | changes


@pytest.fixture
def owner(db: None) -> SchoolOwner:
    return make.school_owner()


@pytest.fixture
def starters(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(starting, "STARTERS", EXAMPLES)


@pytest.mark.parametrize("folder", [EXAMPLES, STARTERS, content.KIT_FILES])
def test_every_kit_that_comes_with_the_product_can_be_read(folder: Path) -> None:
    titles = [file.title for file in read_kits(folder)]
    assert len(titles) == len(set(titles)) == len(list(folder.glob("*.json")))


def test_a_kit_is_made_with_its_steps_in_order(owner: SchoolOwner) -> None:
    kit = make_kit(owner=owner, file=read_kit(PLAN))
    session = kit.steps.filter(part="session")
    assert [step.key for step in session] == ["hvorfor", "vis", "prov", "avtal"]
    assert [step.key for step in kit.steps.filter(part="workshop")] == ["forbered"]
    assert (kit.minutes, kit.for_keen) == (30, "Hjelp en kollega i gang.")
    assert session[0].notes == "Hold runden kort. Skriv opp tre svar."


def test_made_again_a_kit_stays_as_somebody_changed_it(owner: SchoolOwner) -> None:
    kit = make_kit(owner=owner, file=read_kit(PLAN))
    Kit.objects.filter(pk=kit.pk).update(purpose="Vårt eget")
    kit.steps.first().delete()
    assert make_kit(owner=owner, file=read_kit(PLAN)) == kit
    kit.refresh_from_db()
    assert (kit.purpose, kit.steps.count()) == ("Vårt eget", 5)


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"colour": "red"}, "unknown field: colour"),
        ({"minutes": 44}, "takes 30 minutes"),
        ({"dimension": "both ways"}, "both ways"),
        ({"title": ""}, "(tomt|blank)"),
        ({"steps": [{"key": "a", "part": "dance", "title": "x", "minutes": 1}]}, "dance"),
        (
            {
                "module_minutes": 500,
                "steps": [{"key": "a", "part": "module", "title": "x", "minutes": 500}],
            },
            "240",
        ),
        ({"steps": [{"part": "module", "title": "x", "minutes": 5}]}, "key"),
        ({"steps": 3}, "int"),
        (
            {"steps": [{"key": "a", "part": "module", "title": "x", "minutes": 5}] * 2},
            "the key a",
        ),
        (
            {"steps": [{"key": "a", "part": "module", "title": "x", "minutes": 5, "by": "y"}]},
            "unknown field: by",
        ),
    ],
)
def test_a_file_that_is_wrong_is_told_by_name(
    tmp_path: Path, changes: dict[str, Any], says: str
) -> None:
    path = tmp_path / "feil.json"
    path.write_text(json.dumps(told(**changes)))
    with pytest.raises(ValidationError, match=rf"feil\.json: .*{says}"):
        read_kit(path)


def test_a_new_owner_gets_the_starters_once(starters: None, owner: SchoolOwner) -> None:
    assert len(give_starters(owner=owner)) == 2
    assert give_starters(owner=owner) == []
    other = make.school_owner()
    make.kit(other, "Vår egen")
    assert give_starters(owner=other) == []


def test_a_first_lead_finds_the_starters(starters: None, db: None) -> None:
    for first in ("Anne", "Berit"):
        call_command("create_lead", f"{first.lower()}@example.test", owner="Ny kommune",
                     first_name=first, last_name="Leder")  # fmt: skip
    assert Kit.objects.filter(owner__name="Ny kommune").count() == 2


def test_in_the_demo_a_file_takes_the_place_of_a_kit_of_its_title(
    monkeypatch: pytest.MonkeyPatch, owner: SchoolOwner
) -> None:
    monkeypatch.setattr(content, "KIT_FILES", EXAMPLES)
    programme = make.programme(owner, [])
    texts = ({"title": "Uten fil"}, {"title": "Én plan for trinnet", "purpose": "Gammel"})
    plain, filed = build.make_kits(owner, programme, texts)
    assert (plain.title, plain.steps.count()) == ("Uten fil", 0)
    assert (filed.purpose[:8], filed.steps.count()) == ("Elevene ", 6)
    build.make_other_kits(owner)
    assert list(owner.kits.values_list("title", flat=True))[:2] == ["Uten fil", filed.title]
    assert owner.kits.filter(title="En kort pakke").count() == 1
    assert programme.kit_places.count() == 2
