"""A workshop whose attendance nobody has taken: who is asked for it, and who is told."""

import datetime as dt
import io
import json

import pytest
import time_machine
from django.core.management import call_command
from django.urls import reverse
from openpyxl import load_workbook

from rollout.common.dates import today
from rollout.library.models import Kit
from rollout.planning.actions import take_attendance
from rollout.planning.models import Workshop
from tests import factories as make
from tests.home.test_home import queries_of
from tests.personas import World

DAY = dt.timedelta(days=1)
MINUTE = dt.timedelta(minutes=1)
MISSING = "Noe mangler i tallene."


@pytest.fixture
def forgotten(world: World) -> Workshop:
    """Two days ago, on a kit of its own, with the world’s facilitator."""
    kit = make.kit(world.owner, "Digital dømmekraft")
    leader = world.people["facilitator"]
    return make.workshop(world.cohort, today() - 2 * DAY, about=kit, facilitator=leader)


def page(world: World, who: str, address: str = "/") -> str:
    shown = " ".join(world.client(who).get(address).content.decode().split())
    return shown.split("<main")[1]


def asked(world: World, who: str) -> list[Workshop]:
    return [row["workshop"] for row in world.client(who).get("/").context["to_take"]]


def test_whoever_can_take_it_is_asked_first_of_all(world: World, forgotten: Workshop) -> None:
    older = make.workshop(world.cohort, today() - 9 * DAY, facilitator=forgotten.facilitator)
    make.workshop(world.cohort, today() + 9 * DAY, status="cancelled")
    for who in ("lead", "facilitator"):
        assert asked(world, who) == [older, forgotten]
        shown = page(world, who)
        address = reverse("workshop", args=[world.programme.pk, older.pk])
        assert shown.index("Trenger deg nå") < shown.index(address)
        assert shown.index(address) < shown.index("Dekningsgrad")
        assert "Registrer oppmøte" in shown


def test_a_facilitator_is_asked_for_their_own_alone(world: World, forgotten: Workshop) -> None:
    Workshop.objects.filter(pk=forgotten.pk).update(facilitator=None)
    assert asked(world, "facilitator") == []
    assert asked(world, "lead") == [forgotten]
    assert MISSING in page(world, "facilitator")


def test_a_reader_is_told_and_not_asked(world: World, forgotten: Workshop) -> None:
    assert asked(world, "reader") == []
    assert "Registrer oppmøte" not in page(world, "reader")
    assert MISSING in page(world, "reader")


def test_more_than_four_lead_on_to_the_list_of_them(world: World, forgotten: Workshop) -> None:
    for number in range(5):
        make.workshop(world.cohort, today() - (number + 3) * DAY)
    shown = page(world, "lead")
    assert len(asked(world, "lead")) == 4
    assert "og 2 samlinger til" in shown
    address = reverse("workshops", args=[world.programme.pk])
    listed = world.client("lead").get(address, {"time": "past", "status": "planned"})
    assert len(listed.context["table"].data) == 6


@pytest.mark.parametrize("who", ["superuser", "principal"])
def test_the_school_is_told_since_when_and_of_which_kit(
    world: World, forgotten: Workshop, who: str
) -> None:
    shown = page(world, who)
    assert MISSING in shown
    assert f"Gruppe A, {forgotten.day:%d.%m.%Y}" in shown
    assert "(«Digital dømmekraft»)" in shown
    take_attendance(workshop=forgotten, revision=0, came=[world.people["superuser"].pk])
    assert MISSING not in page(world, who)


def test_a_school_that_it_does_not_concern_hears_nothing(world: World, forgotten: Workshop) -> None:
    assert MISSING not in page(world, "southern")


@pytest.mark.parametrize("name", ["schools", "school", "school_people"])
def test_every_page_of_figures_says_so(world: World, forgotten: Workshop, name: str) -> None:
    school = [] if name == "schools" else [world.north.pk]
    shown = page(world, "lead", reverse(name, args=[world.programme.pk, *school]))
    assert MISSING in shown
    assert f"Gruppe A, {forgotten.day:%d.%m.%Y}" in shown


def test_the_download_says_since_when_each_school_lacks_it(
    world: World, forgotten: Workshop
) -> None:
    address = reverse("schools", args=[world.programme.pk])
    sheet = world.client("lead").get(address, {"export": "xlsx", "sort": "name"}).content
    head, north, south = load_workbook(io.BytesIO(sheet)).active.values
    assert head[-1] == "Oppmøte ikke registrert siden"
    assert north[-1].date() == forgotten.day
    assert south[-1] is None


def test_the_command_says_so_as_text_and_as_data(world: World, forgotten: Workshop) -> None:
    text, data = io.StringIO(), io.StringIO()
    call_command("figures", str(world.programme.pk), stdout=text)
    call_command("figures", str(world.programme.pk), format="json", stdout=data)
    line = f"Attendance not taken since {forgotten.day}: Gruppe A on Digital dømmekraft"
    assert line in text.getvalue()
    assert json.loads(data.getvalue())["attendance_outstanding"] == [
        {
            "workshop": forgotten.pk,
            "cohort": "Gruppe A",
            "on": forgotten.day.isoformat(),
            "kit": forgotten.kit_id,
            "schools": [world.north.pk],
        }
    ]


def test_nothing_is_outstanding_until_the_workshop_has_ended(world: World) -> None:
    for when, is_told in ((-MINUTE, False), (MINUTE, True)):
        with time_machine.travel(world.coming.ends_at + when, tick=False):
            assert (MISSING in page(world, "principal")) is is_told
            text = io.StringIO()
            call_command("figures", str(world.programme.pk), stdout=text)
            assert ("Attendance not taken" in text.getvalue()) is is_told


def kit_to_run(world: World) -> Kit | None:
    kit = world.client("superuser").get("/").context["kit"]
    assert kit is None or isinstance(kit, Kit)
    return kit


def test_the_kit_just_received_is_run_next_once_they_have_been(world: World) -> None:
    world.coming.kit = make.kit(world.owner, "Digital dømmekraft")
    world.coming.save()
    with time_machine.travel(world.coming.ends_at - MINUTE, tick=False):
        assert kit_to_run(world) is None
    with time_machine.travel(world.coming.ends_at + MINUTE, tick=False):
        assert kit_to_run(world) == world.coming.kit
        assert "Samlingen var i dag." in page(world, "superuser")


def test_a_kit_run_today_is_not_run_next_though_attendance_lacks(
    world: World, forgotten: Workshop
) -> None:
    assert kit_to_run(world) == forgotten.kit
    make.session(world.programme, world.north, forgotten.kit, today(), people=world.teachers)
    assert kit_to_run(world) is None


def test_the_kit_of_a_held_workshop_is_run_next_before_it_should_have_ended(world: World) -> None:
    world.coming.kit = make.kit(world.owner, "Digital dømmekraft")
    world.coming.save()
    with time_machine.travel(world.coming.ends_at - MINUTE, tick=False):
        take_attendance(workshop=world.coming, revision=0, came=[world.people["superuser"].pk])
        assert kit_to_run(world) == world.coming.kit


def test_a_teacher_has_been_to_a_session_whose_workshop_is_not_noted(
    world: World, forgotten: Workshop
) -> None:
    assert forgotten.kit
    assert forgotten.kit.title not in page(world, "teacher")
    came = [world.people["teacher"]]
    make.session(world.programme, world.north, forgotten.kit, today(), people=came)
    been_to = world.client("teacher").get("/").context["been_to"]
    assert [own.kit for own in been_to] == [forgotten.kit]


@pytest.mark.parametrize("who", ["lead", "facilitator", "reader", "principal", "superuser"])
def test_it_costs_the_same_queries_at_one_and_three(
    world: World, forgotten: Workshop, who: str
) -> None:
    client = world.client(who)
    client.get("/")
    make.employee(world.north)
    anew, kept = queries_of(client), queries_of(client)
    for number in range(2):
        leader = world.people["facilitator"]
        make.workshop(world.cohort, today() - (number + 3) * DAY, facilitator=leader)
    assert (queries_of(client), queries_of(client)) == (anew, kept)
