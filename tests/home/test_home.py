"""Where each role lands, and looking as another."""

import datetime as dt
from urllib.parse import quote_plus

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from rollout.accounts.permissions import Kind
from rollout.common.dates import today
from rollout.library.models import ModuleCompletion
from rollout.planning.models import WorkshopAttendance
from tests import factories as make
from tests.personas import World


@pytest.mark.parametrize(
    ("who", "shows"),
    [
        ("lead", "Bør følges opp"),
        ("facilitator", "Din neste samling"),
        ("reader", "Skolene"),
        ("principal", "Nådd, per læringspakke"),
        ("superuser", "Registrer en økt"),
        ("teacher", "Dette har du vært med på"),
        ("it", "Neste samlinger"),
    ],
)
def test_each_role_lands_on_its_page(world: World, who: str, shows: str) -> None:
    assert shows in world.client(who).get("/").content.decode()


def test_somebody_with_several_roles_chooses_and_may_change(world: World) -> None:
    make.role(world.people["principal"], Kind.PROJECT_LEAD)
    client = world.client("principal")
    assert client.get("/")["Location"] == reverse("look_as")
    acting_roles = client.get(reverse("look_as")).wsgi_request.viewer.acting_roles
    assert [acting_role.kind for acting_role in acting_roles] == [Kind.PROJECT_LEAD, Kind.PRINCIPAL]
    for acting_role in acting_roles:
        client.post(reverse("look_as"), {"acting_role": acting_role.key})
        assert client.get("/").wsgi_request.viewer.kind == acting_role.kind


def test_a_page_asked_for_before_the_choice_is_come_back_to(world: World) -> None:
    make.role(world.people["principal"], Kind.PROJECT_LEAD)
    client = world.client("principal")
    asked = reverse("schools", args=[world.programme.pk])
    choice = client.get(asked)
    assert choice["Location"] == f"{reverse('look_as')}?next={quote_plus(asked)}"
    acting_role = client.get("/look-as/").wsgi_request.viewer.acting_roles[0]
    assert (
        client.post("/look-as/", {"acting_role": acting_role.key, "next": asked})["Location"]
        == asked
    )
    away = client.post(
        "/look-as/", {"acting_role": acting_role.key, "next": "https://elsewhere.example/"}
    )
    assert away["Location"] == "/"


def test_somebody_elses_role_cannot_be_taken(world: World) -> None:
    lead_role = world.people["lead"].roles.get()
    client = world.client("teacher")
    client.post(reverse("look_as"), {"acting_role": f"project_lead-{lead_role.pk}"})
    assert client.get("/").wsgi_request.viewer.kind == Kind.TEACHER


@pytest.mark.parametrize("change", [{"ends_on": -1}, {"starts_on": 1}])
def test_a_role_outside_its_days_gives_nothing(world: World, change: dict[str, int]) -> None:
    world.people["lead"].roles.update(
        **{name: today() + dt.timedelta(days=days) for name, days in change.items()}
    )
    page = world.client("lead").get("/").content.decode()
    assert "Du har ingen rolle i dag" in page
    assert world.client("lead").get(reverse("setup")).status_code == 403


def test_a_role_that_ends_takes_effect_in_an_open_session(world: World) -> None:
    client = world.client("lead")
    assert client.get(reverse("setup")).status_code == 200
    world.people["lead"].roles.update(ends_on=today() - dt.timedelta(days=1))
    assert client.get(reverse("setup")).status_code == 403


def test_a_teacher_marks_a_module_and_is_reached(world: World) -> None:
    client = world.client("teacher")
    assert "Dette gikk du glipp av" in client.get("/").content.decode()
    for _ in range(2):
        client.post(reverse("module_done", args=[world.kit.pk]))
    assert ModuleCompletion.objects.get().person == world.people["teacher"]
    assert "Dette gikk du glipp av" not in client.get("/").content.decode()
    assert world.client("principal").get("/").context["unit"].coverage.numerator == 4


def test_a_lead_without_a_programme_is_told_how_to_start(world: World) -> None:
    assert "Start det første programmet" in world.client("stranger").get("/").content.decode()


def test_a_new_programme_shows_what_is_still_to_do(world: World) -> None:
    other = make.school_owner()
    lead = make.person(other, signs_in=True)
    make.role(lead, Kind.PROJECT_LEAD)
    make.programme(other, [make.school(other)])
    world.people["newcomer"] = lead
    page = world.client("newcomer").get("/").content.decode()
    assert "Kom i gang med programmet" in page


def test_the_language_can_be_changed(world: World) -> None:
    client = world.client("lead")
    client.post(reverse("set_language"), {"language": "en"})
    assert "Needs attention" in client.get("/").content.decode()


@pytest.mark.parametrize(
    ("who", "queries"),
    [("lead", 7), ("facilitator", 8), ("principal", 8), ("superuser", 9), ("teacher", 10)],
)
def test_homes_cost_the_same_queries_at_one_and_three(
    world: World, django_assert_num_queries: object, who: str, queries: int
) -> None:
    client = world.client(who)
    client.get("/")
    with django_assert_num_queries(queries):
        client.get("/")
    make_three(world)
    client.get("/")
    with django_assert_num_queries(queries):
        client.get("/")


@pytest.mark.parametrize("who", ["lead", "facilitator", "principal", "superuser", "teacher"])
def test_a_home_made_anew_costs_the_same_queries_at_one_and_three(world: World, who: str) -> None:
    client = world.client(who)
    client.get("/")
    make.employee(world.north)
    one = queries_of(client)
    make_three(world)
    assert queries_of(client) == one


def queries_of(client: Client) -> int:
    with CaptureQueriesContext(connection) as captured:
        client.get("/")
    return len(captured)


def make_three(world: World) -> None:
    for number in range(3):
        make.workshop(world.cohort, today() + dt.timedelta(days=60 + number), about=world.kit)
        make.session(world.programme, world.north, make.kit(world.owner), people=world.teachers)
        make.employee(world.north)


def test_a_kit_that_is_held_gives_way_to_one_that_isnt(world: World) -> None:
    client = world.client("superuser")
    assert "økt om alle læringspakkene" in client.get("/").content.decode()
    newer = make.kit(world.owner, "Digital dømmekraft")
    make.workshop(world.cohort, today() - dt.timedelta(days=2), about=newer, status="held")
    page = client.get("/").content.decode()
    assert "Digital dømmekraft" in page
    assert "for 2 dager siden" in page
    make.session(world.programme, world.north, newer, people=world.teachers)
    assert "økt om alle læringspakkene" in client.get("/").content.decode()


def test_what_is_kept_before_a_programme_begins_is_made_anew_each_day(world: World) -> None:
    world.programme.starts_on = today() + dt.timedelta(days=10)
    world.programme.save()
    soon, kit = today() + dt.timedelta(days=2), make.kit(world.owner, "Snart")
    who = world.people["superuser"]
    make.session(world.programme, world.north, kit, soon, by=who, status="planned")
    assert "Snart" in world.client("teacher").get("/").content.decode()
    with time_machine.travel(timezone.now() + dt.timedelta(days=4), tick=False):
        assert "Snart" not in world.client("teacher").get("/").content.decode()


def test_a_superuser_sees_an_answer_as_soon_as_it_is_given(world: World) -> None:
    client = world.client("superuser")
    assert "Du kommer" not in client.get("/").content.decode()
    WorkshopAttendance.objects.create(
        workshop=world.coming, person=world.people["superuser"], answer="yes"
    )
    assert "Du kommer" in client.get("/").content.decode()


def test_a_workshop_that_ends_gives_way_to_the_next_the_same_day(world: World) -> None:
    make.workshop(world.cohort, world.coming.day + dt.timedelta(days=30), about=world.kit)
    with time_machine.travel(world.coming.starts_at, tick=False):
        client = world.client("superuser")
        assert client.get("/").context["workshop"] == world.coming
    with time_machine.travel(world.coming.ends_at + dt.timedelta(minutes=1), tick=False):
        assert client.get("/").context["workshop"] != world.coming


def test_a_reader_isnt_told_that_nothing_needs_doing(world: World) -> None:
    """Whom to help is for those who can: to a reader its place would say that nobody needs it."""
    assert "Bør følges opp" in world.client("lead").get("/").content.decode()
    assert "Bør følges opp" not in world.client("reader").get("/").content.decode()


def test_a_teacher_sees_when_the_next_session_is_and_who_holds_it(world: World) -> None:
    session = make.session(
        world.programme, world.north, world.kit, today() + dt.timedelta(days=3), status="planned",
        by=world.people["superuser"],
    )  # fmt: skip
    session.begins_at = dt.time(14, 30)
    session.save()
    session.also_held_by.add(world.people["principal"])
    page = " ".join(world.client("teacher").get("/").content.decode().split())
    assert "14.30" in page
    assert "Siri Superbruker, Pål Rektor" in page
