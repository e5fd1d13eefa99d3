"""Planning by hand stays within the programme, and tells of days when somebody is away."""

import datetime as dt

import pytest
from django.contrib.messages import get_messages
from django.core.exceptions import ValidationError
from django.urls import reverse

from rollout.calendars.models import Availability
from rollout.common.dates import today
from rollout.planning.actions import change_workshop
from rollout.planning.models import Workshop
from rollout.proposals.problems import problem_of
from tests import factories as make
from tests.personas import World
from tests.planning.test_workshops import change
from tests.planning.test_year import url, wish
from tests.proposals.scene import wishes


def away(world: World, day: dt.date) -> None:
    Availability.objects.create(
        owner=world.owner, facilitator=world.people["facilitator"], starts_on=day, ends_on=day
    )


def said(response: object) -> str:
    return " ".join(str(m) for m in get_messages(response.wsgi_request))


def proposed(world: World, **changes: object) -> dict[str, str]:
    page = world.client("lead").get(url(world), wish(world, **changes))
    return {row["name"]: row["value"] for row in page.context["years"][0].rows()}


def test_a_date_outside_the_programme_saves_nothing_and_says_which(world: World) -> None:
    days = proposed(world)
    before, last = Workshop.objects.count(), max(days)
    days[last] = (world.programme.ends_on + dt.timedelta(days=3)).isoformat()
    page = world.client("lead").post(url(world), {**wish(world), **days})
    assert "utenfor programmets datoer" in page.context["problems"][0]
    assert Workshop.objects.count() == before


def test_the_year_steps_round_a_facilitators_days_away(world: World) -> None:
    leader = {"facilitator": world.people["facilitator"].pk}
    first = min(proposed(world, **leader).values())
    away(world, dt.date.fromisoformat(first))
    assert first not in proposed(world, **leader).values()


def test_a_day_away_that_is_typed_all_the_same_is_saved_with_a_warning(world: World) -> None:
    leader = {"facilitator": world.people["facilitator"].pk}
    days = proposed(world, **leader)
    away(world, dt.date.fromisoformat(min(days.values())))
    response = world.client("lead").post(url(world), {**wish(world, **leader), **days})
    assert response.status_code == 302
    assert "Finn Fasilitator er borte" in said(response)


def test_a_workshop_moved_to_a_day_away_is_saved_with_a_warning(world: World) -> None:
    day = world.coming.day + dt.timedelta(days=2)
    away(world, day)
    response = change(world, day=day.isoformat())
    assert "Finn Fasilitator er borte" in said(response)


def test_a_new_date_outside_the_programme_is_refused(world: World) -> None:
    Workshop.objects.filter(pk=world.coming.pk).update(status="cancelled")
    day = world.programme.ends_on + dt.timedelta(days=1)
    response = world.client("lead").post(
        reverse("workshop_replace", args=[world.programme.pk, world.coming.pk]),
        {"day": day.isoformat(), "start": "12:00"},
    )
    assert "utenfor programmets datoer" in said(response)
    assert not Workshop.objects.filter(replaces=world.coming).exists()


def test_a_workshop_that_lay_outside_may_be_changed_but_not_moved_further(world: World) -> None:
    late = make.workshop(world.cohort, world.programme.ends_on + dt.timedelta(days=9))
    late.link = "https://example.test/meeting"
    change_workshop(workshop=late, revision=0)
    late.starts_at += dt.timedelta(days=1)
    late.ends_at += dt.timedelta(days=1)
    with pytest.raises(ValidationError, match="utenfor"):
        change_workshop(workshop=late, revision=1)


def test_the_planner_has_no_days_outside_the_programme(world: World) -> None:
    asked = wishes(world)
    assert max(problem_of(world.programme, asked, today()).days) == asked.last
    world.programme.ends_on = asked.last - dt.timedelta(days=10)
    world.programme.save()
    assert max(problem_of(world.programme, asked, today()).days) <= world.programme.ends_on
