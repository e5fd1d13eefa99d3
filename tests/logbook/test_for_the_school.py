"""A lead logs or corrects a session for a school, a principal for the own one, marked as theirs."""

import datetime as dt
from typing import Any

import pytest
from django.urls import reverse

from rollout.logbook.models import TrainingSession
from rollout.organisation.models import School
from tests import factories as make
from tests.logbook.forms import filled_in, newest
from tests.personas import World


def address(world: World, name: str, school: School | None = None) -> str:
    chosen = f"?school={school.pk}" if school else ""
    return reverse(name, args=[world.programme.pk]) + chosen


def values(world: World, **changed: object) -> dict[str, Any]:
    given = {"held_by": world.people["superuser"].pk, "people": [world.teachers[0].pk]}
    return filled_in(world, **given | changed)


def page_of(world: World, session: TrainingSession, who: str) -> str:
    url = reverse("session", args=[world.programme.pk, session.pk])
    return " ".join(world.client(who).get(url).content.decode().split())


def test_a_lead_chooses_the_school_and_logs_for_it(world: World) -> None:
    lead = world.client("lead")
    first = lead.get(address(world, "session_log")).content.decode()
    assert f'<option value="{world.north.pk}">' in first
    lead.post(address(world, "session_log", world.north), values(world))
    session = newest()
    assert session.school == world.north
    assert session.held_by == world.people["superuser"]
    page = page_of(world, session, "superuser")
    assert "Registrert for skolen av Lise Leder, prosjektleder" in page


def test_a_principal_logs_for_the_own_school_only(world: World) -> None:
    principal = world.client("principal")
    principal.post(address(world, "session_log", world.south), values(world))
    session = newest()
    assert session.school == world.north
    assert "Pål Rektor, rektor" in page_of(world, session, "superuser")


def test_a_superuser_s_own_session_has_no_mark(world: World) -> None:
    world.client("superuser").post(address(world, "session_log"), values(world))
    page = page_of(world, newest(), "lead")
    assert "Registrert for skolen" not in page
    assert "Endret for skolen" not in page


def test_a_correction_by_a_lead_is_marked_and_in_the_history(world: World) -> None:
    session = world.session
    url = reverse("session_change", args=[world.programme.pk, session.pk])
    given = values(world, minutes=60, revision=session.revision)
    world.client("lead").post(url, given)
    session.refresh_from_db()
    assert session.minutes == 60
    page = page_of(world, session, "superuser")
    assert "Endret for skolen av Lise Leder, prosjektleder" in page
    assert "Registrert for skolen" not in page


def test_a_lead_s_correction_names_one_who_works_at_the_school(world: World) -> None:
    url = reverse("session_change", args=[world.programme.pk, world.session.pk])
    given = values(world, held_by=world.people["southern"].pk, revision=world.session.revision)
    page = world.client("lead").post(url, given)
    assert "held_by" in page.context["form"].errors


def test_whoever_was_there_on_the_session_s_day_may_have_held_it(world: World) -> None:
    """Who has left since can be named, and who has come since can't."""
    left, came = make.employee(world.north), make.employee(world.north)
    before = world.session.held_on
    left.employments.update(ends_on=before + dt.timedelta(days=1))
    came.employments.update(starts_on=before + dt.timedelta(days=1))
    url = reverse("session_change", args=[world.programme.pk, world.session.pk])
    offered = world.client("lead").get(url).context["form"].fields["held_by"].queryset
    assert left in offered
    assert came not in offered


def test_a_stale_page_of_a_lead_overwrites_nothing(world: World) -> None:
    session = world.session
    url = reverse("session_change", args=[world.programme.pk, session.pk])
    world.client("superuser").post(url, values(world, minutes=30, revision=session.revision))
    world.client("lead").post(url, values(world, minutes=60, revision=session.revision))
    session.refresh_from_db()
    assert session.minutes == 30


def test_sent_twice_a_lead_s_session_is_one(world: World) -> None:
    given, lead = values(world), world.client("lead")
    before = TrainingSession.objects.count()
    for _tap in range(2):
        lead.post(address(world, "session_log", world.north), given)
    assert TrainingSession.objects.count() == before + 1


@pytest.mark.parametrize("school", ["0", "x", "99999999999999999999999"])
def test_a_school_that_isn_t_in_the_programme_is_404(world: World, school: str) -> None:
    url = f"{address(world, 'session_log')}?school={school}"
    assert world.client("lead").get(url).status_code == 404


def test_a_facilitator_sees_the_role_and_no_name(world: World) -> None:
    world.client("lead").post(address(world, "session_log", world.north), values(world))
    page = page_of(world, newest(), "facilitator")
    assert "prosjektleder" in page
    assert "Lise Leder" not in page
