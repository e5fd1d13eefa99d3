"""Logging, planning, correcting and taking back a session."""

import datetime as dt
import uuid

import pytest
from django.contrib.messages import get_messages
from django.core.exceptions import ValidationError
from django.urls import reverse

from rollout.common.dates import today
from rollout.logbook.actions import correct_session
from rollout.logbook.models import TrainingSession
from tests import factories as make
from tests.logbook.forms import address, filled_in, newest
from tests.personas import World


def log(world: World, who: str = "superuser", **changes: object) -> object:
    page = address(world, "session_log")
    return world.client(who).post(page, filled_in(world, **changes))


def test_the_form_starts_with_today_the_latest_kit_and_the_roster(world: World) -> None:
    page = world.client("superuser").get(address(world, "session_log"))
    shown = page.context["form"]
    assert shown["kit"].value() == world.kit.pk
    assert shown["held_on"].value() == today()
    assert len(shown.roster) == world.north.employments.count()


def test_a_form_that_a_kit_has_led_to_begins_with_the_kit(world: World) -> None:
    client, url = world.client("superuser"), address(world, "session_log")
    usual, led = (client.get(path).content.decode() for path in (url, f"{url}?kit={world.kit.pk}"))
    kit, people = 'id="id_kit"', 'id="id_people"'
    assert usual.index(people) < usual.index(kit)
    assert led.index(kit) < led.index(people)
    assert led.count(kit) == usual.count(kit) == 1


def test_a_session_is_saved_and_counts_at_once(world: World) -> None:
    before = world.client("principal").get("/").context["unit"].coverage.numerator
    log(world)
    assert newest().head_count == 4
    assert newest().held_by == world.people["superuser"]
    after = world.client("principal").get("/").context["unit"].coverage.numerator
    assert (before, after) == (3, 5)


def test_what_is_said_after_logging_is_true_of_the_kit(world: World) -> None:
    ahead = make.kit(world.owner, "Kommer senere")
    make.gives_out(world.programme, ahead)
    make.workshop(world.cohort, today() + dt.timedelta(days=3), about=ahead)
    sure = f"day:{today()} kit:{ahead.pk}:{today()}"
    for kit, said in (
        (world.kit, "Økten er med i alle tall fra nå av."),
        (ahead, "Økten teller når læringspakken er aktuell"),
    ):
        response = log(world, kit=kit.pk, sure=sure)
        (message,) = get_messages(response.wsgi_request)
        assert said in str(message)
    assert ahead.pk not in world.client("principal").get("/").context["unit"].reached


def test_a_second_tap_or_a_resend_makes_one_session(world: World) -> None:
    key = str(uuid.uuid4())
    for _ in range(3):
        assert log(world, client_key=key).status_code == 302
    assert TrainingSession.objects.filter(client_key=key).count() == 1


def test_somebody_elses_key_is_refused(world: World) -> None:
    own = [world.people["southern"].pk]
    response = log(world, "southern", client_key=str(world.session.client_key), people=own)
    assert "allerede brukt" in response.content.decode()
    assert TrainingSession.objects.count() == 1


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"held_on": "2999-01-01"}, "held_on"),
        ({"held_on": "1999-01-01"}, "held_on"),
        ({"minutes": 4}, "minutes"),
        ({"kit": 999999}, "kit"),
        ({"held_on": "i går"}, "held_on"),
        ({"people": [999999]}, "people"),
    ],
)
def test_what_is_wrong_is_told_and_what_was_typed_stays(
    world: World, change: dict[str, object], field: str
) -> None:
    response = log(world, **change, reflection="Det gikk bra")
    assert field in response.context["form"].errors
    page = response.content.decode()
    assert "Det gikk bra" in page
    assert page.count("\nchecked") == (0 if "people" in change else 4)
    assert TrainingSession.objects.count() == 1


@pytest.mark.parametrize("side", [-1, 1])
def test_a_session_lies_within_the_programmes_days(world: World, side: int) -> None:
    day = dt.timedelta(days=1)
    last = today() - 2 * day
    world.programme.starts_on, world.programme.ends_on = last - 60 * day, last
    world.programme.save()
    edge = world.programme.starts_on if side < 0 else last
    assert log(world, held_on=(edge + side * day).isoformat()).context["form"].errors
    sure = f"day:{edge} kit:{world.kit.pk}:{edge}"
    assert log(world, held_on=edge.isoformat(), sure=sure).status_code == 302


def test_people_of_another_school_cannot_be_added(world: World) -> None:
    outsider = make.employee(world.south)
    log(world, people=[outsider.pk])
    assert TrainingSession.objects.count() == 1


def test_a_correction_keeps_what_it_was(world: World) -> None:
    data = filled_in(world, minutes=90, people=[world.teachers[0].pk], revision=0)
    world.client("superuser").post(address(world, "session_change", world.session), data)
    world.session.refresh_from_db()
    assert (world.session.minutes, world.session.head_count) == (90, 1)
    assert [h.minutes for h in world.session.history.all()] == [90, 45]
    assert [h.head_count for h in world.session.history.all()] == [1, 2]
    page = world.client("superuser").get(address(world, "session", world.session)).content.decode()
    assert "Historikk" in page


def test_a_stale_correction_is_refused_and_kept_on_the_page(world: World) -> None:
    page = address(world, "session_change", world.session)
    client = world.client("superuser")
    client.post(page, filled_in(world, minutes=60, revision=0))
    response = client.post(page, filled_in(world, minutes=75, revision=0))
    assert "Noen andre endret dette" in response.content.decode()
    world.session.refresh_from_db()
    assert world.session.minutes == 60


def test_somebody_who_has_left_stays_on_an_old_session(world: World) -> None:
    left = world.teachers[0]
    left.employments.update(ends_on=world.session.held_on - dt.timedelta(days=1))
    data = filled_in(world, people=[t.pk for t in world.teachers[:2]], revision=0)
    data["held_on"] = world.session.held_on.isoformat()
    world.client("superuser").post(address(world, "session_change", world.session), data)
    assert left in world.session.people.all()


def test_a_session_taken_back_counts_nowhere_but_stays(world: World) -> None:
    client = world.client("superuser")
    client.post(address(world, "session_cancel", world.session), {"revision": 0})
    assert world.client("principal").get("/").context["unit"].coverage.numerator == 1
    assert client.get(address(world, "session", world.session)).status_code == 200


def test_a_session_taken_back_is_not_put_right(world: World) -> None:
    world.session.status = "cancelled"
    world.session.save()
    client = world.client("superuser")
    for data in (None, filled_in(world, revision=0, minutes=20)):
        page = address(world, "session_change", world.session)
        response = client.post(page, data) if data else client.get(page)
        assert response.status_code == 302
    with pytest.raises(ValidationError, match="avlyst"):
        correct_session(session=world.session, revision=0, people=[])
    world.session.refresh_from_db()
    assert world.session.minutes == 45


def test_facilitators_see_sessions_without_names(world: World) -> None:
    page = (
        world.client("facilitator").get(address(world, "session", world.session)).content.decode()
    )
    assert str(world.teachers[0]) not in page
    lead = world.client("lead").get(address(world, "session", world.session)).content.decode()
    assert str(world.teachers[0]) in lead


def test_the_list_costs_the_same_queries_at_one_and_three(
    world: World, django_assert_num_queries: object
) -> None:
    client = world.client("lead")
    page = reverse("sessions", args=[world.programme.pk])
    client.get(page)
    with django_assert_num_queries(9):
        client.get(page)
    for _ in range(2):
        make.session(world.programme, world.south, make.kit(world.owner))
    with django_assert_num_queries(9):
        client.get(page)
