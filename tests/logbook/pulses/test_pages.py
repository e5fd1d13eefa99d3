"""Answering on one's own home and page, and looking at results."""

import re
from typing import Any

import pytest
from django.urls import reverse

from rollout.common.dates import today
from rollout.logbook.pulses.models import Pulse
from rollout.logbook.pulses.rules import Asked
from rollout.organisation.models import Person
from tests import factories as make
from tests.logbook.pulses.scene import (
    close,
    colleagues,
    counted,
    open_survey,
    pulse_after,
    say,
    say_mastery,
    session_with,
)
from tests.personas import World

ASKED = ("teacher", "superuser", "principal")


@pytest.fixture
def pulse(world: World) -> Pulse:
    people = [world.people[who] for who in ASKED]
    return pulse_after(session_with(world, [*people, *world.teachers]))


def address(pulse: Pulse) -> str:
    return reverse("pulse_answer", args=[pulse.pk])


def result(pulse: Pulse) -> str:
    return reverse("pulse", args=[pulse.programme_id, pulse.pk])


def fields(page: str) -> list[str]:
    return re.findall(r'name="(q\d+)"', page)


@pytest.mark.parametrize("who", ASKED)
def test_two_taps_on_ones_own_home(world: World, pulse: Pulse, who: str) -> None:
    client = world.client(who)
    first, second = dict.fromkeys(fields(client.get("/").content.decode()))
    page = client.post(address(pulse), {first: "4"}).content.decode()
    assert "Takk" in page
    assert set(fields(page)) == {second}
    page = client.post(address(pulse), {second: "2"}).content.decode()
    assert "Svaret ditt er talt med" in page
    assert not fields(page)
    assert not fields(client.get("/").content.decode())
    assert counted(pulse) == {(world.north.pk, 4): 1}
    assert counted(pulse, "explore") == {(world.north.pk, 2): 1}


def test_a_double_tap_counts_once(world: World, pulse: Pulse) -> None:
    client, name = world.client("teacher"), fields_of(world, "teacher")[0]
    for value in ("4", "4", "5"):
        assert client.post(address(pulse), {name: value}).status_code == 200
    assert counted(pulse) == {(world.north.pk, 4): 1}


def fields_of(world: World, who: str) -> list[str]:
    return fields(world.client(who).get("/").content.decode())


def test_a_swap_is_the_same_card(world: World, pulse: Pulse) -> None:
    client, name = world.client("teacher"), fields_of(world, "teacher")[0]
    swap = client.post(address(pulse), {name: "4"}, HTTP_HX_REQUEST="true").content.decode()
    assert swap.lstrip().startswith("<section")
    assert "Takk" in swap
    whole = client.get(address(pulse)).content.decode()
    assert set(fields(swap)) == set(fields(whole))


@pytest.mark.parametrize("value", ["6", "0", "-1", "x", "4.0"])
def test_what_is_no_answer_is_refused_and_can_be_given_again(
    world: World, pulse: Pulse, value: str
) -> None:
    client, name = world.client("teacher"), fields_of(world, "teacher")[0]
    assert "Velg ett av svarene" in client.post(address(pulse), {name: value}).content.decode()
    assert counted(pulse) == {}
    client.post(address(pulse), {name: "3"})
    assert counted(pulse) == {(world.north.pk, 3): 1}


def test_whoever_isnt_asked_finds_nothing(world: World, pulse: Pulse) -> None:
    southern = world.client("southern")
    assert southern.get(address(pulse)).status_code == 404
    assert southern.post(address(pulse), {"q1": "4"}).status_code == 404
    assert not fields(southern.get("/").content.decode())
    assert counted(pulse) == {}


def test_a_closed_pulse_takes_no_answer(world: World, pulse: Pulse) -> None:
    name = fields_of(world, "teacher")[0]
    close(pulse)
    client = world.client("teacher")
    for response in (client.get(address(pulse)), client.post(address(pulse), {name: "4"})):
        assert "ikke åpne lenger" in response.content.decode()
    assert counted(pulse) == {}
    assert not fields(client.get("/").content.decode())


def test_a_survey_that_hasnt_opened_is_known_to_nobody(world: World) -> None:
    survey = open_survey(world, opens_on=today().replace(year=today().year + 1))
    teacher = world.client("teacher")
    assert teacher.get(address(survey)).status_code == 404
    assert teacher.post(address(survey)).status_code == 404


def test_a_survey_is_answered_on_its_page(world: World) -> None:
    choice = Asked("own_2", "choice", "Hva vil du ha mer av?", ("Tid", "Hjelp"))
    survey = open_survey(
        world, [Asked("acceptability_1"), choice, Asked("own_3", "text", "Hva mangler?")]
    )
    client = world.client("teacher")
    assert address(survey) in client.get("/").content.decode()
    page = client.get(address(survey)).content.decode()
    scale, chosen, written = dict.fromkeys(fields(page))
    answers = {scale: "5", chosen: "2", written: "Mer <tid>"}
    assert "Takk" in client.post(address(survey), answers).content.decode()
    assert counted(survey, "own_2") == {(world.north.pk, 2): 1}
    assert address(survey) not in client.get("/").content.decode()


def answered(world: World, values: list[int]) -> Pulse:
    people = colleagues(world, len(values))
    pulse = pulse_after(session_with(world, people))
    say_mastery(pulse, people, values)
    return close(pulse)


@pytest.mark.parametrize("who", ["lead", "facilitator", "superuser", "principal"])
def test_results_are_seen_once_it_is_closed(world: World, who: str) -> None:
    pulse = answered(world, [1, 2, 2, 3, 4])
    page = world.client(who).get(result(pulse)).content.decode()
    assert "<strong>2,4</strong>" in page
    assert "liten gruppe" in page


def test_nothing_is_told_while_it_is_open(world: World, pulse: Pulse) -> None:
    say(pulse, world.people["teacher"], mastery=4)
    page = world.client("lead").get(result(pulse)).content.decode()
    assert "Snitt" not in page
    assert "ikke engang hvor mange" in page


def test_hidden_and_unanswered_look_alike(world: World) -> None:
    pages = [
        world.client("lead").get(result(answered(world, values))).content.decode()
        for values in ([4, 4, 4, 4, 4], [1, 2, 3, 4, 5][:5])
    ]
    people = colleagues(world, 5)
    silent = close(pulse_after(session_with(world, people)))
    page = world.client("lead").get(result(silent)).content.decode()
    assert "Ingenting vises" in pages[0]
    assert "Ingenting vises" in page
    assert "Ingenting vises" not in pages[1]


def test_another_schools_results_are_not_found(world: World) -> None:
    pulse = answered(world, [1, 2, 2, 3, 4])
    southern = world.client("southern")
    assert southern.get(result(pulse)).status_code == 404
    listed = southern.get(reverse("pulses", args=[world.programme.pk])).content.decode()
    assert result(pulse) not in listed


def survey_answered(survey: Pulse, staff: list[Person]) -> Pulse:
    for number, person in enumerate(staff):
        values = {f"feasibility_{n}": (number + n) % 5 + 1 for n in range(1, 5)}
        say(survey, person, **values)
    return close(survey)


def test_narrow_roles_see_their_own_school_and_all_together(world: World) -> None:
    schools = [world.north, world.south, *(make.school(world.owner) for _ in range(4))]
    for school in schools[2:]:
        world.programme.participations.create(school=school, starts_on=world.programme.starts_on)
    staff = [make.employee(school) for school in schools for _ in range(9)]
    survey = survey_answered(
        open_survey(world, [Asked(f"feasibility_{n}") for n in range(1, 5)]), staff
    )
    page = world.client("principal").get(result(survey)).content.decode()
    assert "Alle samlet" in page
    assert str(world.south) not in page
    assert "Gjennomførbarhet" in page


@pytest.mark.parametrize("who", ["lead", "superuser"])
def test_the_list_costs_the_same_at_one_and_three(
    world: World, django_assert_num_queries: Any, who: str
) -> None:
    client, url = world.client(who), reverse("pulses", args=[world.programme.pk])
    answered(world, [1, 2, 2, 3, 4])
    client.get(url)
    with django_assert_num_queries(6):
        client.get(url)
    for _ in range(2):
        answered(world, [1, 2, 2, 3, 4])
    with django_assert_num_queries(6):
        client.get(url)
    assert client.get(url, {"export": "csv"}).status_code == 200
