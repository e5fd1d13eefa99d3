"""Adding somebody who leads a programme's workshops, in one page."""

from django.urls import reverse

from rollout.accounts.permissions import Kind
from rollout.organisation.models import Person, Role
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
