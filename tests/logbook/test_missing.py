"""Those who missed a session: told to their own school, with what to send them."""

from typing import Any

import pytest
from django.urls import reverse

from rollout.accounts.permissions import Kind
from rollout.common.dates import today
from rollout.library.models import ModuleCompletion
from rollout.logbook.missing import helpers, text_to_send, who_missed
from tests import factories as make
from tests.personas import World


def page_of(world: World, who: str) -> str:
    url = reverse("session", args=[world.programme.pk, world.session.pk])
    return world.client(who).get(url).content.decode()


def able(world: World) -> list[int]:
    kit = world.kit.pk
    return helpers(world.programme, [world.north.pk], [kit], today())[kit]


def test_who_missed_it_is_whom_nothing_has_reached(world: World) -> None:
    missed = {world.teachers[2], world.teachers[3], world.people["teacher"]}
    assert missed <= set(who_missed(world.session, today()))
    ModuleCompletion.objects.create(person=world.teachers[2], kit=world.kit, completed_on=today())
    left = who_missed(world.session, today())
    assert world.teachers[2] not in left
    assert not {world.teachers[0], world.people["superuser"]} & set(left)


@pytest.mark.parametrize("who", ["superuser", "principal", "lead", "facilitator"])
def test_only_the_school_is_told(world: World, who: str) -> None:
    make.step(world.kit, part="module", minutes=12)
    page = page_of(world, who)
    own = who in ("superuser", "principal")
    assert ("Hvem som gikk glipp av den" in page) is own
    assert (str(world.teachers[3]) in page) is own
    assert (reverse("kit_module", args=[world.kit.pk]) in page) is own


def test_a_planned_session_is_missed_by_nobody(world: World) -> None:
    type(world.session).objects.filter(pk=world.session.pk).update(status="planned")
    assert "Hvem som gikk glipp av den" not in page_of(world, "superuser")


def test_the_text_has_minutes_a_link_and_a_name(world: World, settings: Any) -> None:
    settings.BASE_URL = "https://rollout.example"
    kit = f"https://rollout.example{reverse('kit', args=[world.kit.pk])}"
    assert "12 minutter" in text_to_send(world.session, today())
    assert kit in text_to_send(world.session, today())
    make.step(world.kit, part="module", minutes=7)
    world.kit.refresh_from_db()
    text = text_to_send(world.session, today())
    assert "7 minutter" in text
    assert f"{kit}module/" in text
    assert "Spør Siri Superbruker" in text


def test_without_a_module_there_is_nothing_to_send(world: World) -> None:
    world.kit.module_title = ""
    assert text_to_send(world.session, today()) == ""


def test_who_held_it_helps_while_they_are_there_and_then_a_superuser(world: World) -> None:
    siri = world.people["superuser"].pk
    assert able(world)[0] == siri
    other = make.employee(world.north)
    make.session(world.programme, world.north, world.kit, today(), by=other)
    assert able(world)[:2] == [other.pk, siri]
    other.employments.update(ends_on=today() - make.LONG_AGO / 100)
    assert other.pk not in able(world)
    make.session(world.programme, world.south, world.kit, today(), by=world.people["southern"])
    assert world.people["southern"].pk not in able(world)
    world.session.delete()
    assert able(world) == [siri]
    world.people["superuser"].roles.filter(kind=Kind.SUPERUSER).delete()
    assert able(world) == []


def test_the_page_costs_the_same_with_more_who_missed_it(
    world: World, django_assert_max_num_queries: Any
) -> None:
    client = world.client("superuser")
    url = reverse("session", args=[world.programme.pk, world.session.pk])
    with django_assert_max_num_queries(40) as before:
        client.get(url)
    for _n in range(3):
        make.employee(world.north)
    with django_assert_max_num_queries(len(before)):
        client.get(url)


def test_where_only_a_number_was_noted_nobody_is_said_to_have_missed_it(world: World) -> None:
    """Those who came would be told of too."""
    world.session.attendances.all().delete()
    world.session.counted_only, world.session.head_count = True, 12
    world.session.save()
    assert "Hvem som gikk glipp av den" not in page_of(world, "superuser")
