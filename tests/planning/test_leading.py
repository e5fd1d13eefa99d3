"""Adding somebody who leads a programme's workshops, in one page."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from rollout.accounts.permissions import Kind
from rollout.common.dates import today
from rollout.organisation.actions import end_role
from rollout.organisation.models import Person, Role
from rollout.planning.models import Programme
from rollout.planning.queries import facilitators
from tests import factories as make
from tests.personas import World

NEW = {"first_name": "Frida", "last_name": "Fri", "email": "Frida@partner.example"}


def add(world: World, **changes: object) -> str:
    data = {**NEW, "programme": world.programme.pk, **changes}
    page = world.client("lead").post(reverse("facilitator_new"), data, follow=True)
    return page.content.decode()


def leads(world: World, person: Person) -> bool:
    roles = Role.objects.filter(person=person, kind=Kind.FACILITATOR, programme=world.programme)
    return roles.count() == 1


def test_a_partners_facilitator_is_added_in_one_page(world: World) -> None:
    assert "Frida Fri er fasilitator i Sammen om læring" in add(world)
    assert leads(world, Person.objects.get(email="frida@partner.example"))


def test_somebody_on_the_staff_list_gets_the_role_and_keeps_their_name(world: World) -> None:
    teacher = world.people["teacher"]
    assert "Tuva Lærer er fasilitator" in add(world, email=teacher.email.upper())
    assert leads(world, teacher)
    assert not Person.objects.filter(first_name="Frida").exists()


def test_who_leads_already_is_told_of_and_nothing_is_done_twice(world: World) -> None:
    add(world)
    assert "har allerede denne rollen" in add(world)
    assert leads(world, Person.objects.get(email="frida@partner.example"))


def test_another_owners_programme_cannot_be_chosen(world: World) -> None:
    other = make.programme(world.people["stranger"].owner, name="Deres program")
    add(world, programme=other.pk)
    assert not Person.objects.filter(first_name="Frida").exists()


def test_before_there_is_a_programme_it_is_set_up_first(world: World) -> None:
    page = world.client("stranger").get(reverse("facilitator_new"), follow=True)
    assert page.redirect_chain[-1][0] == reverse("programme_new", args=[1])
    assert "Sett opp programmet først" in page.content.decode()


@pytest.fixture
def second(world: World) -> Programme:
    """A second programme, which the lead looks at."""
    return make.programme(world.owner, [world.north], "Pilot")


def facilitators_of(client: Client, programme: Programme) -> str:
    client.get(f"/?programme={programme.pk}")
    return client.get(reverse("facilitators")).content.decode().split("<main")[1]


def here(world: World, programme: Programme, who: str = "facilitator") -> str:
    return reverse("facilitator_here", args=[programme.pk, world.people[who].pk])


def test_a_second_programme_says_whose_the_facilitators_are(
    world: World, second: Programme
) -> None:
    text = facilitators_of(world.client("lead"), second)
    assert "Ingen leder samlinger i Pilot ennå" in text
    assert "hører til Sammen om læring" in text
    assert "Finn Fasilitator" in text


def test_one_tap_lets_a_facilitator_lead_here_too_and_twice_is_once(
    world: World, second: Programme
) -> None:
    lead, finn = world.client("lead"), world.people["facilitator"]
    for _ in range(2):
        page = lead.post(here(world, second), follow=True)
        assert "Finn Fasilitator er fasilitator i Pilot" in page.content.decode()
    assert finn.roles.filter(programme=second).count() == 1
    assert leads(world, finn)
    assert list(facilitators(second, today())) == [finn]
    for programme in (second, world.programme):
        assert "hører til" not in facilitators_of(lead, programme)


def test_a_lead_of_another_owner_gives_no_role_here(world: World, second: Programme) -> None:
    assert world.client("stranger").post(here(world, second)).status_code == 404
    outside = make.programme(world.people["stranger"].owner, name="Deres program")
    assert world.client("lead").post(here(world, outside)).status_code == 404
    assert world.client("lead").post(here(world, second, "stranger")).status_code == 404


def test_who_leads_nowhere_is_added_and_not_let_in_by_a_tap(
    world: World, second: Programme
) -> None:
    assert world.client("lead").post(here(world, second, "teacher")).status_code == 404


def test_a_role_that_has_ended_belongs_nowhere(world: World, second: Programme) -> None:
    role = world.people["facilitator"].roles.get()
    end_role(role=role, ends_on=today() - dt.timedelta(days=1), reason="Sluttet")
    assert "Finn Fasilitator" not in facilitators_of(world.client("lead"), second)


def test_nobody_is_let_lead_in_a_programme_that_has_ended(world: World, second: Programme) -> None:
    Programme.objects.filter(pk=second.pk).update(ends_on=today() - dt.timedelta(days=1))
    lead = world.client("lead")
    assert "også" not in facilitators_of(lead, second).split("I andre programmer")[1]
    page = lead.post(here(world, second), follow=True)
    assert "Programmet er avsluttet" in page.content.decode()
    assert not world.people["facilitator"].roles.filter(programme=second).exists()


def test_a_facilitator_comes_to_their_own_days_as_before(world: World, second: Programme) -> None:
    text = world.client("facilitator").get(reverse("facilitators")).content.decode()
    assert "Mine dager" in text


def test_a_proposal_of_a_programme_without_facilitators_leads_to_them(
    world: World, second: Programme
) -> None:
    text = world.client("lead").get(reverse("proposal_new", args=[second.pk])).content.decode()
    assert "Ingen leder samlinger i dette programmet ennå" in text
    first = reverse("proposal_new", args=[world.programme.pk])
    assert "Ingen leder samlinger" not in world.client("lead").get(first).content.decode()


def test_the_page_costs_the_same_queries_for_one_elsewhere_and_for_three(
    world: World, second: Programme, django_assert_num_queries: Any
) -> None:
    lead = world.client("lead")
    facilitators_of(lead, second)
    with django_assert_num_queries(8):
        lead.get(reverse("facilitators"))
    for name in ("Frida Fri", "Fredrik Fri"):
        make.role(make.person(world.owner, name), Kind.FACILITATOR, programme=world.programme)
    with django_assert_num_queries(8):
        lead.get(reverse("facilitators"))
