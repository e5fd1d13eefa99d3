"""A lead puts a person right: name and e-mail, employments, other addresses."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from rollout.accounts.models import User
from rollout.common.dates import today
from rollout.competence.queries import own_levels
from rollout.organisation.letting_in.actions import let_in, take_access_away
from rollout.organisation.letting_in.models import WayIn
from rollout.organisation.models import Employment, Person
from tests import factories as make
from tests.personas import World


@pytest.fixture
def lead(world: World) -> Client:
    return world.client("lead")


def change(lead: Client, person: Person, **values: str) -> Any:
    given = {"first_name": person.first_name, "last_name": person.last_name, "email": person.email}
    return lead.post(reverse("person_change", args=[person.pk]), given | values)


def test_a_name_and_an_e_mail_are_changed(world: World, lead: Client) -> None:
    teacher = world.teachers[0]
    change(lead, teacher, last_name="Gift", email="Kari.GIFT@solvik.example")
    teacher.refresh_from_db()
    assert (teacher.last_name, teacher.email) == ("Gift", "kari.gift@solvik.example")


@pytest.mark.parametrize("taken", ["first", "other"])
def test_an_e_mail_is_one_person_s(world: World, lead: Client, taken: str) -> None:
    one, two = world.teachers[:2]
    if taken == "other":
        lead.post(reverse("address_add", args=[two.pk]), {"email": "privat@example.test"})
    email = two.email if taken == "first" else "PRIVAT@example.test"
    page = change(lead, one, email=email)
    assert "email" in page.context["form"].errors


def test_who_signs_in_goes_on_with_their_e_mail(world: World, lead: Client) -> None:
    teacher = world.people["teacher"]
    before = teacher.user.email
    change(lead, teacher, email="ny.adresse@solvik.example")
    teacher.refresh_from_db()
    assert teacher.user.email == before
    assert before in lead.get(reverse("person", args=[teacher.pk])).content.decode()


def test_a_link_that_went_to_the_old_e_mail_ends(world: World, lead: Client) -> None:
    teacher = world.teachers[0]
    let_in(person=teacher, by=world.people["lead"])
    change(lead, teacher, email="rett@solvik.example")
    teacher.refresh_from_db()
    assert teacher.user is None
    assert not WayIn.objects.filter(person=teacher).exists()
    let_in(person=teacher, by=world.people["lead"])
    teacher.refresh_from_db()
    assert teacher.user.email == "rett@solvik.example"


def test_a_new_account_shows_nothing_of_what_an_earlier_one_has_said(
    world: World, lead: Client
) -> None:
    teacher, framework = world.people["teacher"], world.programme.framework
    make.assess(teacher, 3)
    assert own_levels(teacher, framework, today())
    take_access_away(person=teacher, by=world.people["lead"])
    change(lead, teacher, email="en.annen@solvik.example")
    let_in(person=teacher, by=world.people["lead"])
    teacher.refresh_from_db()
    assert teacher.user.email == "en.annen@solvik.example"
    assert own_levels(teacher, framework, today()) == {}
    assert teacher.assessments.count() == 6


def test_access_given_again_to_the_same_address_shows_the_own_answers(world: World) -> None:
    teacher, framework = world.people["teacher"], world.programme.framework
    make.assess(teacher, 3)
    take_access_away(person=teacher, by=world.people["lead"])
    let_in(person=Person.objects.get(pk=teacher.pk), by=world.people["lead"])
    teacher.refresh_from_db()
    assert len(own_levels(teacher, framework, today())) == 6


def employment(world: World, **values: object) -> dict[str, object]:
    given = {"school": world.south.pk, "position": "teacher", "starts_on": today().isoformat()}
    return given | values


def test_an_employment_is_added_changed_and_ended(world: World, lead: Client) -> None:
    teacher = world.teachers[0]
    lead.post(reverse("employment_new", args=[teacher.pk]), employment(world, percentage="40"))
    found = Employment.objects.get(person=teacher, school=world.south)
    assert found.percentage == 40
    last = (today() + dt.timedelta(days=9)).isoformat()
    url = reverse("employment_change", args=[found.pk])
    lead.post(url, employment(world, percentage="60", ends_on=last))
    found.refresh_from_db()
    assert (found.percentage, found.ends_on.isoformat()) == (60, last)


@pytest.mark.parametrize("ends_on", ["", "2020-01-01"])
def test_an_employment_that_can_t_be_is_told_beside_its_field(
    world: World, lead: Client, ends_on: str
) -> None:
    """The person works there already, or the last day comes before the first."""
    url = reverse("employment_new", args=[world.teachers[0].pk])
    page = lead.post(url, employment(world, school=world.north.pk, ends_on=ends_on))
    assert page.status_code == 200
    assert page.context["form"].errors
    assert world.teachers[0].employments.count() == 1


def test_a_superuser_s_employment_that_ends_reminds_of_the_role(world: World, lead: Client) -> None:
    superuser = world.people["superuser"]
    url = reverse("employment_change", args=[superuser.employments.get().pk])
    given = employment(world, school=world.north.pk, ends_on=today().isoformat())
    page = lead.post(url, given, follow=True).content.decode()
    assert "fortsatt superbruker ved Nordlia skole" in page


def test_another_address_is_added_and_removed(world: World, lead: Client) -> None:
    teacher = world.teachers[0]
    lead.post(reverse("address_add", args=[teacher.pk]), {"email": "Kari@Privat.example"})
    address = teacher.other_addresses.get()
    assert address.email == "kari@privat.example"
    assert "kari@privat.example" in lead.get(reverse("person", args=[teacher.pk])).content.decode()
    lead.post(reverse("address_remove", args=[teacher.pk, address.pk]))
    assert not teacher.other_addresses.exists()


@pytest.mark.parametrize("email", ["", "ikke en adresse", "taken"])
def test_an_address_that_can_t_be_is_told(world: World, lead: Client, email: str) -> None:
    teacher = world.teachers[0]
    given = world.teachers[1].email if email == "taken" else email
    lead.post(reverse("address_add", args=[teacher.pk]), {"email": given}, follow=True)
    assert not teacher.other_addresses.exists()


def test_nobody_signs_in_with_another_address(world: World, lead: Client) -> None:
    superuser = world.people["superuser"]
    lead.post(reverse("address_add", args=[superuser.pk]), {"email": "siri@privat.example"})
    login = {"login": "siri@privat.example", "password": "et langt passord"}
    assert Client().post(reverse("account_login"), login).status_code == 200
    assert not User.objects.filter(email="siri@privat.example").exists()


def test_another_owner_s_people_and_employments_are_not_found(world: World) -> None:
    stranger, teacher = world.client("stranger"), world.teachers[0]
    address = reverse("address_add", args=[teacher.pk])
    assert stranger.post(address, {"email": "a@b.example"}).status_code == 404
    found = teacher.employments.get()
    url = reverse("employment_change", args=[found.pk])
    assert stranger.post(url, employment(world)).status_code == 404
