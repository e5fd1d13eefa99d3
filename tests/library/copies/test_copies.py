"""A school's own copy of a kit: taken by one tap, told from its origin, and followed up."""

import re
import uuid
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from rollout.accounts.permissions import Kind
from rollout.common.dates import today
from rollout.library.actions import add_step, change_step, remove_step
from rollout.library.copies.actions import make_copy, settle_all, settle_part, take_home
from rollout.library.copies.queries import copies_of, others_ways, step_difference, update_for
from rollout.library.models import Kit, KitStep
from rollout.library.versions.actions import publish
from rollout.library.versions.queries import content_of
from rollout.logbook.actions import correct_session, hold_planned, log_session
from rollout.logbook.models import TrainingSession
from tests import factories as make
from tests.personas import World

TEXT = "en\nto\ntre\nfire"


@pytest.fixture
def kit(world: World) -> Kit:
    """A central kit of three steps, published once."""
    for title in ("Først", "Så", "Sist"):
        make.step(world.kit, title, text=TEXT)
    publish(kit=world.kit)
    return world.kit


@pytest.fixture
def copy(world: World, kit: Kit) -> Kit:
    return make_copy(kit=kit, school=world.north)[0]


def again(kit: Kit) -> Kit:
    return Kit.objects.get(pk=kit.pk)


def write(kit: Kit, which: str, **fields: Any) -> KitStep:
    step = KitStep.objects.get(kit=kit, title=which)
    for name, value in fields.items():
        setattr(step, name, value)
    return change_step(step=step, revision=step.revision)


def clash(kit: Kit, copy: Kit) -> None:
    """Both change the first step's second line, and the centre its last step."""
    write(copy, "Først", text="en\nvårt\ntre\nfire")
    write(kit, "Først", text="en\nderes\ntre\nfire")
    write(kit, "Sist", text="nytt")
    publish(kit=kit)


def text_of(kit: Kit, title: str) -> str:
    return KitStep.objects.get(kit=kit, title=title).text


def settle(world: World, copy: Kit, who: str = "superuser", **told: str) -> str:
    client = world.client(who)
    page = client.post(reverse("kit_update_settle", args=[copy.pk]), told, follow=True)
    return " ".join(page.content.decode().split())


def test_one_tap_makes_the_schools_own_copy_and_two_make_no_more(world: World, kit: Kit) -> None:
    write(kit, "Så", text="Halvferdig")
    client, address = world.client("superuser"), reverse("kit_copy", args=[kit.pk])
    assert address in client.get(reverse("kit", args=[kit.pk])).content.decode()
    client.post(address)
    page = client.post(address, follow=True)
    copy = Kit.objects.get(school=world.north)
    assert page.redirect_chain[-1][0] == reverse("kit", args=[copy.pk])
    assert "har allerede sin egen utgave" in page.content.decode()
    assert content_of(copy) == kit.versions.get().content
    assert copy.base.version == kit.versions.get()
    assert address not in client.get(reverse("kit", args=[kit.pk])).content.decode()


def test_a_lead_makes_a_copy_for_a_school_and_others_make_none(world: World, kit: Kit) -> None:
    address = reverse("kit_copy", args=[kit.pk])
    elsewhere = make.school(make.school_owner())
    assert world.client("lead").post(address, {"school": elsewhere.pk}).status_code == 404
    for who in ("teacher", "facilitator", "reader"):
        assert world.client(who).post(address, {"school": world.north.pk}).status_code == 403
    assert not Kit.objects.filter(origin=kit).exists()
    world.client("lead").post(address, {"school": world.south.pk})
    copy = Kit.objects.get(origin=kit)
    assert copy.school == world.south
    assert world.client("lead").post(reverse("kit_copy", args=[copy.pk])).status_code == 404


def test_a_lead_of_one_programme_chooses_among_its_schools(world: World, kit: Kit) -> None:
    outside = make.school(world.owner)
    person = make.person(world.owner, signs_in=True)
    make.role(person, Kind.PROJECT_LEAD, programme=world.programme)
    client = Client()
    client.force_login(person.user)
    page = client.get(reverse("kit", args=[kit.pk])).content.decode()
    assert f'<option value="{world.north.pk}">' in page
    assert f'<option value="{outside.pk}">' not in page
    address = reverse("kit_copy", args=[kit.pk])
    assert client.post(address, {"school": outside.pk}).status_code == 404
    client.post(address, {"school": world.north.pk})
    copy = Kit.objects.get(origin=kit)
    elsewhere = make_copy(kit=kit, school=outside)[0]
    assert client.get(reverse("kit_steps", args=[copy.pk])).status_code == 200
    assert client.get(reverse("kit_steps", args=[elsewhere.pk])).status_code == 403
    assert client.get(reverse("kit_steps", args=[kit.pk])).status_code == 403


def test_an_untouched_copy_follows_by_one_tap(world: World, kit: Kit, copy: Kit) -> None:
    write(kit, "Så", text="nytt")
    add_step(step=KitStep(kit=kit, title="Helt nytt"))
    remove_step(step=kit.steps.get(title="Sist"), revision=0)
    assert update_for(again(copy)).offers == []
    version = publish(kit=kit)
    page = world.client("superuser").get(reverse("kit", args=[copy.pk])).content.decode()
    assert "3 endringer følger med av seg selv." in page
    text = settle(world, copy, part="all", seen=update_for(again(copy)).mark, do="take")
    assert "3 endringer er tatt inn." in text
    assert content_of(again(copy)) == version.content
    assert again(copy).base.version == version


def test_a_clash_is_shown_with_all_three_texts_and_chosen(
    world: World, kit: Kit, copy: Kit
) -> None:
    clash(kit, copy)
    client = world.client("superuser")
    page = client.get(reverse("kit_update", args=[copy.pk]))
    for text in (TEXT, "en\nvårt\ntre\nfire", "en\nderes\ntre\nfire"):
        assert text in page.content.decode()
    offer = next(each.offer for each in page.context["offers"] if each.clashes)
    told = {"part": offer.part, "seen": offer.mark, "do": "take"}
    assert "Velg hvordan det skal være" in settle(world, copy, **told)
    assert text_of(copy, "Først") == "en\nvårt\ntre\nfire"
    settle(world, copy, **told, **{"how-text": "both"})
    assert text_of(copy, "Først") == "en\nvårt\ntre\nfire\n\nen\nderes\ntre\nfire"
    assert "avgjort allerede" in settle(world, copy, **told, **{"how-text": "both"})
    assert [offer.kind for offer in update_for(again(copy)).offers] == ["follows"]


@pytest.mark.parametrize(
    ("told", "text"),
    [
        ({"how-text": "ours"}, "en\nvårt\ntre\nfire"),
        ({"how-text": "theirs"}, "en\nderes\ntre\nfire"),
        ({"how-text": "own", "words-text": "begge\r\ndeler"}, "begge\ndeler"),
    ],
)
def test_what_is_chosen_is_what_the_step_says(
    kit: Kit, copy: Kit, world: World, told: dict[str, str], text: str
) -> None:
    clash(kit, copy)
    offer = next(offer for offer in update_for(again(copy)).offers if offer.clashes)
    settle(world, copy, part=offer.part, seen=offer.mark, do="take", **told)
    assert text_of(copy, "Først") == text


def test_own_words_that_cant_be_saved_stay_as_they_were_typed(
    world: World, kit: Kit, copy: Kit
) -> None:
    write(copy, "Først", title="Vårt navn")
    write(kit, "Først", title="Deres navn")
    publish(kit=kit)
    offer = update_for(again(copy)).offers[0]
    told = {"how-title": "own", "words-title": "x" * 130}
    page = settle(world, copy, part=offer.part, seen=offer.mark, do="take", **told)
    assert "x" * 130 in page
    assert copy.steps.filter(title="Vårt navn").exists()


def test_what_is_declined_leaves_every_byte_and_comes_back_only_when_changed_again(
    world: World, kit: Kit, copy: Kit
) -> None:
    clash(kit, copy)
    before = list(KitStep.objects.filter(kit=copy).values()), content_of(again(copy))
    for offer in update_for(again(copy)).offers:
        settle_part(copy=copy, part=offer.part, seen=offer.mark, takes=False)
    assert (list(KitStep.objects.filter(kit=copy).values()), content_of(again(copy))) == before
    assert update_for(again(copy)).offers == []
    write(kit, "Så", text="noe annet")
    publish(kit=kit)
    assert [offer.key for offer in update_for(again(copy)).offers] == [
        kit.steps.get(title="Så").key
    ]
    write(kit, "Sist", text="nyere")
    publish(kit=kit)
    assert kit.steps.get(title="Sist").key in {o.key for o in update_for(again(copy)).offers}


def test_an_old_page_settles_nothing(world: World, kit: Kit, copy: Kit) -> None:
    clash(kit, copy)
    update = update_for(again(copy))
    offer = next(offer for offer in update.offers if offer.clashes)
    write(copy, "Først", text="skrevet imens")
    before = content_of(again(copy))
    for told in ({"part": "all", "seen": update.mark}, {"part": offer.part, "seen": offer.mark}):
        for do in ("take", "decline"):
            assert "ble endret mens" in settle(world, copy, **told, do=do, **{"how-text": "ours"})
    assert content_of(again(copy)) == before
    with pytest.raises(ValidationError):
        settle_all(copy=copy, seen="", takes=True)


def test_an_update_is_the_schools_own_to_settle(world: World, kit: Kit, copy: Kit) -> None:
    clash(kit, copy)
    told = {"part": "all", "seen": update_for(again(copy)).mark, "do": "take"}
    url = reverse("kit_update_settle", args=[copy.pk])
    for who, status in (("southern", 404), ("facilitator", 403), ("teacher", 403)):
        assert world.client(who).post(url, told).status_code == status
    assert world.client("principal").post(url, told).status_code == 302
    assert text_of(copy, "Sist") == "nytt"


def test_differences_are_shown_step_by_step(world: World, kit: Kit, copy: Kit) -> None:
    write(copy, "Først", text="en\nvårt ord\ntre\nfire")
    remove_step(step=copy.steps.get(title="Så"), revision=0)
    add_step(step=KitStep(kit=copy, title="Eget"))
    url = reverse("kit_differences", args=[copy.pk])
    page = world.client("superuser").get(url).content.decode()
    assert "1 steg endret, 1 steg lagt til, 1 steg tatt ut" in page
    assert re.search(r"vårt ord\s*</ins>", page)
    assert re.search(r"to\s*</del>", page)
    lead = world.client("lead").get(reverse("kit", args=[kit.pk])).content.decode()
    assert url in lead
    assert "1 steg endret, 1 steg lagt til, 1 steg tatt ut" in lead
    central = reverse("kit_differences", args=[kit.pk])
    assert world.client("lead").get(central).status_code == 404


def test_a_schools_step_is_taken_home_with_its_author_named(
    world: World, kit: Kit, copy: Kit
) -> None:
    write(copy, "Først", text="en\nvårt\ntre\nfire", changed_by=world.people["superuser"])
    write(kit, "Først", text="en\nto\ntre\nderes")
    url = reverse("kit_differences", args=[copy.pk])
    lead = world.client("lead")
    shown = next(s for s in lead.get(url).context["steps"] if s.told.state == "changed")
    assert shown.credit == f"{world.people['superuser']}, Nordlia skole"
    told = {"step": shown.told.key, "seen": shown.told.mark, "credit": shown.credit}
    address = reverse("kit_take_home", args=[copy.pk])
    assert world.client("superuser").post(address, told).status_code == 403
    lead.post(address, told)
    lead.post(address, told)
    home = kit.steps.get(title="Først")
    assert (home.text, home.credit) == ("en\nvårt\ntre\nderes", shown.credit)
    publish(kit=kit)
    page = world.client("southern").get(reverse("kit", args=[kit.pk])).content.decode()
    assert f"Etter {shown.credit}" in page
    offer = update_for(again(copy)).offers[0]
    settle_part(copy=copy, part=offer.part, seen=offer.mark, takes=True)
    assert text_of(copy, "Først") == "en\nvårt\ntre\nderes"


def test_a_step_that_clashes_at_home_or_names_nobody_is_not_taken(
    world: World, kit: Kit, copy: Kit
) -> None:
    own = add_step(step=KitStep(kit=copy, title="Eget", text="vårt"))
    told = step_difference(copy, own.key)
    assert told
    with pytest.raises(ValidationError, match="hvem ideen"):
        take_home(copy=copy, key=own.key, credit=" ", seen=told.mark)
    take_home(copy=copy, key=own.key, credit="Nordlia skole", seen=told.mark)
    assert kit.steps.get(key=own.key).credit == "Nordlia skole"
    clash(kit, copy)
    key = kit.steps.get(title="Først").key
    told = step_difference(again(copy), key)
    assert told
    with pytest.raises(ValidationError, match="samme sted"):
        take_home(copy=copy, key=key, credit="Nordlia skole", seen=told.mark)


def test_how_others_did_it_stands_beside_the_step(world: World, kit: Kit, copy: Kit) -> None:
    write(copy, "Først", text="slik gjorde vi det")
    other = make_copy(kit=kit, school=world.south)[0]
    for seen in (kit, other):
        steps = list(seen.steps.all())
        assert [
            len(ways) for ways in others_ways(seen, steps, copies_of(seen.root_id)).values()
        ] == [1]
    assert others_ways(copy, list(copy.steps.all()), copies_of(copy.root_id)) == {}
    own = world.client("superuser").get(reverse("kit", args=[kit.pk])).content.decode()
    assert "slik gjorde vi det" not in own
    page = world.client("southern").get(reverse("kit", args=[other.pk])).content.decode()
    assert "Slik gjorde andre det" in page
    assert "slik gjorde vi det" in page
    teacher = world.client("teacher").get(reverse("kit", args=[kit.pk])).content.decode()
    assert "slik gjorde vi det" not in teacher


def test_a_copy_from_before_asks_about_what_differs_and_loses_nothing(
    world: World, kit: Kit
) -> None:
    old = make.kit(world.owner, "Vår", school=world.south, origin=kit)
    first = kit.steps.get(title="Først")
    add_step(step=KitStep(kit=old, key=first.key, title="Først", text="vårt"))
    update = update_for(again(old))
    assert {offer.kind for offer in update.offers} == {"follows", "clashes"}
    settle_all(copy=old, seen=update.mark, takes=True)
    assert text_of(old, "Først") == "vårt"
    assert old.steps.count() == 3


def log(world: World, kit: Kit, status: str = "held") -> TrainingSession:
    return log_session(
        programme=world.programme,
        school=world.north,
        kit=Kit.objects.get(pk=kit.pk),
        held_by=world.people["superuser"],
        held_on=today(),
        people=[],
        client_key=uuid.uuid4(),
        status=status,
    )[0]


def test_a_session_keeps_the_version_that_it_used(world: World, kit: Kit, copy: Kit) -> None:
    central, own, planned = log(world, kit), log(world, copy), log(world, copy, "planned")
    clash(kit, copy)
    assert log(world, kit).kit_version.number == 2
    assert log(world, copy).kit_version.number == 1
    settle_all(copy=again(copy), seen=update_for(again(copy)).mark, takes=True)
    assert log(world, copy).kit_version.number == 2
    for session in (central, own):
        session.refresh_from_db()
        correct_session(session=session, revision=0, people=[])
        assert session.kit_version.number == 1
    central.kit = again(copy)
    assert correct_session(session=central, revision=1, people=[]).kit_version.number == 2
    planned.refresh_from_db()
    hold_planned(session=planned, revision=0, people=[])
    assert planned.kit_version.number == 2
    url = reverse("session", args=[world.programme.pk, planned.pk])
    assert "versjon 2" in world.client("superuser").get(url).content.decode()
    assert log(world, make.kit(world.owner)).kit_version is None


def queries_of(pages: list[tuple[Client, str]]) -> list[int]:
    found = []
    for client, url in pages:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(url).status_code == 200
        found.append(len(captured))
    return found


def test_pages_of_copies_cost_the_same_queries_at_one_and_three(
    world: World, kit: Kit, copy: Kit
) -> None:
    lead, superuser = world.client("lead"), world.client("superuser")
    pages = [
        (lead, reverse("kit", args=[kit.pk])),
        (superuser, reverse("kit", args=[kit.pk])),
        (superuser, reverse("kit", args=[copy.pk])),
        (lead, reverse("kit_differences", args=[copy.pk])),
        (superuser, reverse("kit_update", args=[copy.pk])),
        (superuser, reverse("kit_versions", args=[kit.pk])),
    ]
    clash(kit, copy)
    before = queries_of(pages)
    for n in range(2):
        other = make_copy(kit=kit, school=make.school(world.owner))[0]
        write(other, "Så", text="annet")
        write(kit, "Så", text=f"nytt {n}")
        make.step(copy, text="eget")
    publish(kit=kit)
    assert queries_of(pages) == before
