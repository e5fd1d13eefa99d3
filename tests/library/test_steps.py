"""A kit's steps, written by the project lead."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from rollout.library.actions import MOST_STEPS, add_step, change_step, move_step, remove_step
from rollout.library.models import Kit, KitStep
from tests import factories as make
from tests.personas import World

STEP = {"part": "session", "title": "Prøv selv", "minutes": 10, "practice": "technique"}


def titles(kit: Kit, part: str = "session") -> list[str]:
    return [step.title for step in kit.steps.filter(part=part)]


@pytest.fixture
def steps(world: World) -> list[KitStep]:
    return [make.step(world.kit, title) for title in ("Først", "Så", "Sist")]


def url_of(step: KitStep, name: str = "kit_step") -> str:
    return reverse(name, args=[step.kit_id, step.pk])


def test_a_step_is_added_last_in_its_part(world: World, steps: list[KitStep]) -> None:
    lead = world.client("lead")
    form = lead.get(reverse("kit_step_new", args=[world.kit.pk]), {"part": "workshop"})
    assert form.context["form"].initial["part"] == "workshop"
    told = {**STEP, "text": "Alle prøver.", "notes": "Gå rundt."}
    page = lead.post(reverse("kit_step_new", args=[world.kit.pk]), told)
    added = world.kit.steps.get(title="Prøv selv")
    assert page["Location"] == f"{reverse('kit_steps', args=[world.kit.pk])}#step-{added.pk}"
    assert titles(world.kit) == ["Først", "Så", "Sist", "Prøv selv"]
    assert (added.text, added.notes, added.practice) == ("Alle prøver.", "Gå rundt.", "technique")
    assert len(added.key) == 8


def test_a_step_is_changed(world: World, steps: list[KitStep]) -> None:
    world.client("lead").post(url_of(steps[1]), {**STEP, "title": "Midt", "revision": 0})
    assert titles(world.kit) == ["Først", "Midt", "Sist"]


def test_a_step_that_goes_to_another_part_comes_last_there(
    world: World, steps: list[KitStep]
) -> None:
    make.step(world.kit, "Samling", part="workshop")
    world.client("lead").post(url_of(steps[0]), {**STEP, "part": "workshop", "revision": 0})
    assert titles(world.kit, "workshop") == ["Samling", "Prøv selv"]
    assert titles(world.kit) == ["Så", "Sist"]


def test_who_would_save_over_anothers_words_is_shown_them(
    world: World, steps: list[KitStep]
) -> None:
    lead, step = world.client("lead"), steps[0]
    lead.post(url_of(step), {**STEP, "text": "Den andres **ord**", "revision": 0})
    page = lead.post(url_of(step), {**STEP, "text": "Mine ord", "revision": 0})
    text = page.content.decode()
    assert "Noen andre endret" in text
    assert "Den andres <strong>ord</strong>" in text
    assert "Dette lagret noen andre mens du skrev" in text
    assert "Mine ord</textarea>" in text
    step.refresh_from_db()
    assert step.text == "Den andres **ord**"
    lead.post(url_of(step), {**STEP, "text": "Begge", "revision": page.context["revision"]})
    step.refresh_from_db()
    assert step.text == "Begge"


@pytest.mark.parametrize(
    ("which", "to", "order"),
    [
        (1, "up", ["Så", "Først", "Sist"]),
        (1, "down", ["Først", "Sist", "Så"]),
        (0, "up", ["Først", "Så", "Sist"]),
        (2, "down", ["Først", "Så", "Sist"]),
        (1, "sideways", ["Først", "Så", "Sist"]),
    ],
)
def test_a_step_is_moved_by_a_button(
    world: World, steps: list[KitStep], which: int, to: str, order: list[str]
) -> None:
    make.step(world.kit, "Samling", part="workshop")
    revision = Kit.objects.get(pk=world.kit.pk).revision
    told = {"to": to, "revision": revision}
    world.client("lead").post(url_of(steps[which], "kit_step_move"), told)
    assert titles(world.kit) == order
    assert titles(world.kit, "workshop") == ["Samling"]


def test_a_move_from_an_old_page_moves_nothing(world: World, steps: list[KitStep]) -> None:
    lead, told = world.client("lead"), {"to": "up", "revision": 3}
    lead.post(url_of(steps[2], "kit_step_move"), told)
    page = lead.post(url_of(steps[2], "kit_step_move"), told, follow=True)
    assert titles(world.kit) == ["Først", "Sist", "Så"]
    assert "Noen andre endret" in page.content.decode()


def test_a_step_is_taken_out_unless_somebody_changed_it_meanwhile(
    world: World, steps: list[KitStep]
) -> None:
    lead = world.client("lead")
    lead.post(url_of(steps[0]), {**STEP, "text": "Nytt", "revision": 0})
    lead.post(url_of(steps[0], "kit_step_remove"), {"revision": 0})
    assert titles(world.kit) == ["Prøv selv", "Så", "Sist"]
    lead.post(url_of(steps[0], "kit_step_remove"), {"revision": 1})
    assert titles(world.kit) == ["Så", "Sist"]


def test_a_step_that_somebody_took_out_is_told_of(world: World, steps: list[KitStep]) -> None:
    stale = KitStep.objects.get(pk=steps[0].pk)
    remove_step(step=steps[0], revision=0)
    for act in (
        lambda: change_step(step=stale, revision=0),
        lambda: remove_step(step=stale, revision=0),
        lambda: move_step(step=stale, by=1, revision=4),
    ):
        with pytest.raises(ValidationError, match="tatt ut"):
            act()
    assert titles(world.kit) == ["Så", "Sist"]


def test_a_session_takes_as_long_as_its_steps(world: World) -> None:
    world.kit.refresh_from_db()
    assert world.kit.minutes == 45
    first, second = make.step(world.kit, minutes=20), make.step(world.kit, minutes=15)
    make.step(world.kit, minutes=60, part="workshop")
    world.kit.refresh_from_db()
    assert world.kit.minutes == 35
    second.minutes = 5
    change_step(step=second, revision=0)
    world.kit.refresh_from_db()
    assert world.kit.minutes == 25
    remove_step(step=first, revision=0)
    world.kit.refresh_from_db()
    assert world.kit.minutes == 5
    form = world.client("lead").get(reverse("kit_change", args=[world.kit.pk])).context["form"]
    assert "minutes" not in form.fields


def test_a_part_has_its_most_steps(world: World) -> None:
    for _n in range(MOST_STEPS):
        make.step(world.kit)
    page = world.client("lead").post(reverse("kit_step_new", args=[world.kit.pk]), STEP)
    assert "40 steg allerede" in page.content.decode()
    assert world.kit.steps.count() == MOST_STEPS
    add_step(step=KitStep(kit=world.kit, title="Annen del", part="module"))


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"minutes": 241}, "0 til 240 minutter"),
        ({"title": ""}, "tittel"),
        ({"part": "party"}, "tre deler"),
        ({"key": "a"}, "nøkkelen"),
    ],
)
def test_the_database_refuses_what_no_step_is(
    world: World, fields: dict[str, Any], says: str
) -> None:
    make.step(world.kit, key="a")
    with pytest.raises(IntegrityError, match=says), transaction.atomic():
        KitStep.objects.create(**{"kit": world.kit, "title": "x", **fields})


def test_a_step_without_a_title_or_with_wild_minutes_is_told_where_it_is(world: World) -> None:
    told = {**STEP, "title": "", "minutes": "mange", "text": "Blir stående"}
    page = world.client("lead").post(reverse("kit_step_new", args=[world.kit.pk]), told)
    assert set(page.context["form"].errors) == {"title", "minutes"}
    assert "Blir stående</textarea>" in page.content.decode()


def test_a_look_shows_the_step_and_saves_nothing(world: World, steps: list[KitStep]) -> None:
    lead = world.client("lead")
    told = {**STEP, "minutes": "ti", "text": "**Ny** <b>", "notes": "- en", "revision": 0}
    for url in (url_of(steps[0]), reverse("kit_step_new", args=[world.kit.pk])):
        full = lead.post(url, {**told, "look": "yes"})
        text = full.content.decode()
        assert "<p><strong>Ny</strong> &lt;b&gt;</p>" in text
        assert "**Ny** &lt;b&gt;</textarea>" in text
        assert 'value="ti"' in text
        assert not full.context["form"].errors
        assert full.context["revision"] == 0
        fragment = lead.post(
            url, {**told, "look": "yes"}, HTTP_HX_REQUEST="true", HTTP_HX_TARGET="look"
        ).content.decode()
        assert fragment.strip()
        assert "<form" not in fragment
        assert fragment in text
    assert titles(world.kit) == ["Først", "Så", "Sist"]


def test_a_schools_own_copy_is_written_by_the_school_and_by_the_lead(world: World) -> None:
    copy = make.kit(world.owner, "Vår", school=world.north, origin=world.kit)
    step = make.step(copy, "Først")
    addresses = [reverse(name, args=[copy.pk]) for name in ("kit_steps", "kit_change")]
    for who in ("superuser", "principal", "lead"):
        client = world.client(who)
        page = client.get(reverse("kit", args=[copy.pk])).content.decode()
        assert all(address in page for address in addresses)
        assert all(client.get(address).status_code == 200 for address in addresses)
    world.client("superuser").post(url_of(step), {**STEP, "title": "Vårt", "revision": 0})
    step.refresh_from_db()
    assert (step.title, step.changed_by) == ("Vårt", world.people["superuser"])


def test_nobody_else_writes_a_schools_own_copy(world: World) -> None:
    copy = make.kit(world.owner, "Vår", school=world.north, origin=world.kit)
    step = make.step(copy, "Først")
    for who, status in (("southern", 404), ("teacher", 403), ("facilitator", 403)):
        client = world.client(who)
        assert client.post(url_of(step), {**STEP, "revision": 0}).status_code == status
        told = {"revision": 0}
        assert client.post(url_of(step, "kit_step_remove"), told).status_code == status
        change = reverse("kit_change", args=[copy.pk])
        assert client.post(change, {"title": "Min"}).status_code == status
    assert titles(copy) == ["Først"]


def test_a_superuser_writes_no_central_kit(world: World, steps: list[KitStep]) -> None:
    superuser = world.client("superuser")
    assert superuser.post(url_of(steps[0]), {**STEP, "revision": 0}).status_code == 403
    assert superuser.post(url_of(steps[0], "kit_step_move"), {"to": "down"}).status_code == 403
    assert titles(world.kit) == ["Først", "Så", "Sist"]


def test_the_steps_cost_the_same_queries_at_one_and_three(
    world: World, django_assert_num_queries: Any
) -> None:
    lead, url = world.client("lead"), reverse("kit_steps", args=[world.kit.pk])
    make.step(world.kit)
    with django_assert_num_queries(6):
        lead.get(url)
    for part in ("session", "workshop", "module"):
        make.step(world.kit, part=part)
    with django_assert_num_queries(6):
        lead.get(url)


def test_a_texts_lines_are_kept_as_they_were_whatever_the_browser_sends(
    world: World, steps: list[KitStep]
) -> None:
    KitStep.objects.filter(pk=steps[0].pk).update(text="Én\nTo", notes="Se\nHør")
    told = {**STEP, "text": "Én\r\nTo", "notes": "Se\r\nHør", "revision": steps[0].revision}
    world.client("lead").post(url_of(steps[0]), told)
    steps[0].refresh_from_db()
    assert (steps[0].text, steps[0].notes) == ("Én\nTo", "Se\nHør")
