"""A kit's own page leads to the school's session on it."""

import datetime as dt

import pytest
from django.urls import reverse

from rollout.common.dates import today
from rollout.logbook.models import TrainingSession
from tests import factories as make
from tests.personas import World


def page_of(world: World, who: str, kit: int) -> str:
    return world.client(who).get(reverse("kit", args=[kit])).content.decode()


def address(world: World, name: str) -> str:
    return f"{reverse(name, args=[world.programme.pk])}?kit={world.kit.pk}"


@pytest.mark.parametrize("who", ["superuser", "principal"])
def test_a_session_is_planned_and_logged_from_its_kit(world: World, who: str) -> None:
    page = page_of(world, who, world.kit.pk)
    assert address(world, "session_plan") in page
    assert address(world, "session_log") in page


@pytest.mark.parametrize("who", ["lead", "facilitator", "teacher", "reader", "it"])
def test_others_are_led_to_no_session(world: World, who: str) -> None:
    page = page_of(world, who, world.kit.pk)
    assert reverse("session_plan", args=[world.programme.pk]) not in page
    assert address(world, "session_log") not in page


def test_a_planned_session_is_led_to_instead(world: World) -> None:
    session = make.session(
        world.programme,
        world.north,
        world.kit,
        today() + dt.timedelta(days=3),
        by=world.people["superuser"],
        status=TrainingSession.Status.PLANNED,
    )
    page = page_of(world, "superuser", world.kit.pk)
    assert reverse("session", args=[world.programme.pk, session.pk]) in page
    assert address(world, "session_plan") not in page


def test_a_kit_outside_the_programme_has_no_session(world: World) -> None:
    other = make.kit(world.owner, "En annen")
    page = page_of(world, "superuser", other.pk)
    assert f"?kit={other.pk}" not in page


def test_after_the_programme_a_session_is_logged_and_none_planned(world: World) -> None:
    world.programme.ends_on = today() - dt.timedelta(days=1)
    world.programme.save()
    page = page_of(world, "superuser", world.kit.pk)
    assert address(world, "session_log") in page
    assert address(world, "session_plan") not in page


def test_the_list_of_sessions_leads_to_planning_one(world: World) -> None:
    sessions = reverse("sessions", args=[world.programme.pk])
    plan = reverse("session_plan", args=[world.programme.pk])
    assert plan in world.client("superuser").get(sessions).content.decode()
    assert plan not in world.client("lead").get(sessions).content.decode()
