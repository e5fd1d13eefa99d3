"""Published versions of a kit: made by the lead, met by the others, and never changed."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from rollout.library.actions import change_step
from rollout.library.models import Kit, KitStep
from rollout.library.modules.queries import modules_for
from rollout.library.versions.actions import publish
from rollout.library.versions.differences import Piece, word_pieces
from rollout.library.versions.models import KitVersion
from rollout.library.versions.queries import content_of, shown
from rollout.library.versions.rules import STEP_FIELDS, mark, same
from tests import factories as make
from tests.personas import World


@pytest.fixture
def step(world: World) -> KitStep:
    return make.step(world.kit, "Først", text="Gammel tekst")


def write(step: KitStep, **fields: Any) -> None:
    now = KitStep.objects.get(pk=step.pk)
    for name, value in fields.items():
        setattr(now, name, value)
    change_step(step=now, revision=now.revision)


def publish_page(world: World, kit: Kit, seen: str | None = None, news: str = "") -> str:
    lead = world.client("lead")
    told = {"seen": mark(content_of(Kit.objects.get(pk=kit.pk))) if seen is None else seen}
    page = lead.post(reverse("kit_publish", args=[kit.pk]), told | {"news": news}, follow=True)
    return page.content.decode()


def test_a_version_keeps_what_the_kit_said(world: World, step: KitStep) -> None:
    text = publish_page(world, world.kit, news="Kortere økt")
    version = world.kit.versions.get()
    assert (version.number, version.news) == (1, "Kortere økt")
    assert version.published_by == world.people["lead"]
    assert version.content["steps"][0]["text"] == "Gammel tekst"
    assert set(version.content["steps"][0]) == {"key", *STEP_FIELDS}
    assert "Alt er publisert" in text


def test_a_version_is_never_changed(world: World, step: KitStep) -> None:
    version = publish(kit=world.kit)
    for name, value in (("content", {}), ("news", "x"), ("number", 2)):
        changed = KitVersion.objects.get(pk=version.pk)
        setattr(changed, name, value)
        with pytest.raises(ValidationError, match="står som den er"):
            changed.save()
        with pytest.raises(ValidationError, match="står som den er"):
            KitVersion.objects.filter(pk=version.pk).update(**{name: value})
    with pytest.raises(IntegrityError), transaction.atomic():
        KitVersion.objects.create(kit=world.kit, number=1, content={})


def test_what_has_changed_since_is_told_and_published(world: World, step: KitStep) -> None:
    publish(kit=world.kit)
    write(step, text="Ny tekst")
    make.step(world.kit, "Sist")
    page = world.client("lead").get(reverse("kit", args=[world.kit.pk]))
    assert "Endret siden: 2 steg." in " ".join(page.content.decode().split())
    publish_page(world, world.kit)
    assert [version.number for version in world.kit.versions.all()] == [2, 1]


def test_publishing_twice_or_from_an_old_page_is_refused(world: World, step: KitStep) -> None:
    seen = mark(content_of(world.kit))
    publish_page(world, world.kit, seen)
    assert "publisert allerede" in publish_page(world, world.kit, seen)
    write(step, text="Ny tekst")
    assert "Noen endret pakken" in publish_page(world, world.kit, seen)
    assert world.kit.versions.count() == 1
    copy = make.kit(world.owner, "Vår", school=world.north, origin=world.kit)
    with pytest.raises(ValidationError, match="publiseres ikke"):
        publish(kit=copy)


@pytest.mark.parametrize("name", ["kit", "kit_present", "kit_sheet"])
def test_what_is_half_written_is_with_the_lead_alone(
    world: World, step: KitStep, name: str
) -> None:
    url = reverse(name, args=[world.kit.pk])
    write(step, text="Aldri publisert ennå")
    assert "Aldri publisert ennå" in world.client("superuser").get(url).content.decode()
    publish(kit=world.kit)
    write(step, text="Halvferdig", title="Uklart")
    for who in ("superuser", "facilitator", "principal"):
        page = world.client(who).get(url).content.decode()
        assert "Aldri publisert ennå" in page
        assert "Halvferdig" not in page
        assert "Uklart" not in page
    assert "Halvferdig" in world.client("lead").get(url).content.decode()


def test_a_version_shows_as_the_kit_was(world: World, step: KitStep) -> None:
    before = content_of(world.kit)
    publish(kit=world.kit)
    write(step, text="Ny tekst", minutes=30)
    made = shown(Kit.objects.get(pk=world.kit.pk), as_it_is=False)
    assert content_of(made.kit, made.steps) == before
    assert made.kit.minutes == before["steps"][0]["minutes"]
    assert made.kit.pk == world.kit.pk


def test_versions_are_listed_and_looked_at(world: World, step: KitStep) -> None:
    publish(kit=world.kit, by=world.people["lead"])
    write(step, text="Ny tekst")
    publish(kit=world.kit, news="Nytt steg")
    client = world.client("superuser")
    page = client.get(reverse("kit_versions", args=[world.kit.pk])).content.decode()
    assert "Versjon 1" in page
    assert "Nytt steg" in page
    address = reverse("kit_version", args=[world.kit.pk, 1])
    assert address in page
    assert "Gammel tekst" in client.get(address).content.decode()
    assert client.get(reverse("kit_version", args=[world.kit.pk, 3])).status_code == 404


def test_who_published_is_kept_when_two_people_are_one(world: World, step: KitStep) -> None:
    twin = make.person(world.owner)
    version = publish(kit=world.kit, by=twin)
    version.published_by = world.people["lead"]
    version.save()
    assert KitVersion.objects.get(pk=version.pk).published_by == world.people["lead"]


def test_texts_that_repeat_the_same_words_are_told_of_as_wholly_different() -> None:
    """To compare each of their words with each would take a worker many seconds."""
    was, now = "a b " * 2000, "b a " * 2000
    assert word_pieces(was, now) == ([Piece(was, True)], [Piece(now, True)])
    assert word_pieces("en to", "en tre")[1] == [Piece("en ", False), Piece("tre", True)]


def test_a_module_that_isnt_published_yet_is_offered_to_nobody(world: World) -> None:
    publish(kit=world.kit)
    make.step(world.kit, "Skrevet siden", part="module", minutes=9)
    assert modules_for(None, [world.kit.pk]) == {}
    publish(kit=world.kit)
    assert modules_for(None, [world.kit.pk])[world.kit.pk].minutes == 9


def test_a_text_says_the_same_however_its_lines_end() -> None:
    assert same({"text": "Én\r\nTo"}, {"text": "Én\nTo"})
    assert not same({"text": "Én\r\nTo"}, {"text": "Én To"})
