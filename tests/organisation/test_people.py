"""People, their roles and the owner's schools, by the pages."""

import datetime as dt

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from rollout.accounts.permissions import Kind
from rollout.common.dates import today
from rollout.notifications.actions.account_sending import send_account_mail
from rollout.organisation.actions import end_role, grant_role
from rollout.organisation.models import Person, Role, School
from tests import factories as make
from tests.home.changing import change
from tests.personas import World


@pytest.fixture
def lead(world: World) -> Client:
    return world.client("lead")


def found(client: Client, **asked: object) -> set[str]:
    table = client.get(reverse("people"), asked).context["table"]
    return {str(row.record) for row in table.paginated_rows}


def test_everyone_sees_those_they_may(world: World) -> None:
    southern = str(world.people["southern"])
    assert southern in found(world.client("lead"), q="Sara")
    assert southern not in found(world.client("principal"))
    assert found(world.client("facilitator")) == {"Siri Superbruker", southern}


def test_people_are_searched_and_filtered(world: World, lead: Client) -> None:
    assert found(lead, q="siri super") == {"Siri Superbruker"}
    assert found(lead, school=world.south.pk) == {"Sara Sør"}
    assert found(lead, position="principal") == {"Pål Rektor"}
    assert found(lead, kind="facilitator") == {"Finn Fasilitator"}


@pytest.mark.parametrize("number", ["2", "0", "-1", "tull", "99999999999999999999"])
def test_wild_pages_show_something(lead: Client, number: str) -> None:
    assert lead.get(reverse("people"), {"page": number}).status_code == 200


def test_paging_keeps_the_filters(world: World, lead: Client) -> None:
    for _ in range(30):
        make.employee(world.south)
    page = lead.get(reverse("people"), {"school": world.south.pk}).content.decode()
    assert f"?school={world.south.pk}&amp;page=2" in page


def test_e_mail_is_for_the_lead(world: World) -> None:
    address = world.people["teacher"].email
    assert address in world.client("lead").get(reverse("people"), {"q": "Tuva"}).content.decode()
    assert address not in world.client("principal").get(reverse("people")).content.decode()


def test_the_list_costs_the_same_queries_at_one_and_three(
    world: World, lead: Client, django_assert_num_queries: object
) -> None:
    lead.get(reverse("people"))
    with django_assert_num_queries(10):
        lead.get(reverse("people"))
    for _ in range(3):
        make.superuser(world.south)
    with django_assert_num_queries(10):
        lead.get(reverse("people"))


def give(lead: Client, who: Person, **values: object) -> object:
    data = {"starts_on": today().isoformat(), **values}
    return change(lead, reverse("role_give", args=[who.pk]), data)


def test_a_role_is_given_from_a_day(world: World, lead: Client) -> None:
    teacher = world.people["teacher"]
    give(lead, teacher, kind="superuser", school=world.north.pk)
    assert teacher.roles.get().school == world.north


@pytest.mark.parametrize(("kind", "field"), [("superuser", "school"), ("facilitator", "programme")])
def test_a_role_without_its_place_is_told(
    world: World, lead: Client, kind: str, field: str
) -> None:
    response = give(lead, world.people["teacher"], kind=kind)
    assert field in response.context["form"].errors


def test_the_same_role_twice_is_told_not_made(world: World, lead: Client) -> None:
    page = give(lead, world.people["reader"], kind="reader").content.decode()
    assert "Personen har allerede denne rollen." in page
    assert world.people["reader"].roles.count() == 1


def test_a_role_ends_with_a_reason_and_takes_its_cohort_along(world: World, lead: Client) -> None:
    role = world.people["superuser"].roles.get()
    day = (today() + dt.timedelta(days=10)).isoformat()
    ending = {"ends_on": day, "reason": "Bytter skole"}
    change(lead, reverse("role_end", args=[role.pk]), ending)
    role.refresh_from_db()
    assert (role.ends_on.isoformat(), role.end_reason) == (day, "Bytter skole")
    assert role.memberships.get().ends_on == role.ends_on


def test_a_role_does_not_end_before_it_starts(world: World) -> None:
    role = grant_role(person=world.people["teacher"], kind=Kind.READER, starts_on=today())
    with pytest.raises(ValidationError):
        end_role(role=role, ends_on=today() - dt.timedelta(days=1), reason="x")


def test_a_roles_end_is_put_right_but_not_later(world: World) -> None:
    role = world.people["superuser"].roles.get()
    end_role(role=role, ends_on=today(), reason="Sykdom")
    end_role(role=role, ends_on=today(), reason="Bytter skole")
    assert role.end_reason == "Bytter skole"
    with pytest.raises(ValidationError, match="allerede"):
        end_role(role=role, ends_on=today() + dt.timedelta(days=1), reason="x")


def test_a_role_that_ends_takes_along_the_cohort_that_was_to_come(world: World) -> None:
    role = world.people["superuser"].roles.get()
    later = make.cohort(world.programme)
    role.memberships.update(ends_on=today() + dt.timedelta(days=19))
    role.memberships.create(cohort=later, starts_on=today() + dt.timedelta(days=20))
    end_role(role=role, ends_on=today() + dt.timedelta(days=5), reason="Slutter")
    assert not role.memberships.filter(cohort=later).exists()


def test_a_lead_ends_no_role_of_another_owner(world: World) -> None:
    role = Role.objects.get(person=world.people["superuser"])
    url = reverse("role_end", args=[role.pk])
    stranger = world.client("stranger")
    data = {"ends_on": today().isoformat(), "reason": "x"}
    assert stranger.post(url, data).status_code == 404


def test_somebody_let_in_gets_a_new_link_by_forgotten_password_too(
    world: World, lead: Client
) -> None:
    who = world.teachers[0]
    lead.post(reverse("sign_in_give", args=[who.pk]))
    who.refresh_from_db()
    assert who.user is not None
    Client().post(reverse("account_reset_password"), {"email": who.email})
    send_account_mail()
    welcome, reset = (str(letter.body) for letter in mail.outbox)
    assert "/organisation/welcome/" in welcome
    assert "/accounts/password/reset/key/" in reset


def test_a_reset_for_a_stranger_sends_nothing(db: None) -> None:
    Client().post(reverse("account_reset_password"), {"email": "nobody@example.test"})
    send_account_mail()
    assert mail.outbox == []


def test_a_person_is_added_by_hand_once(world: World, lead: Client) -> None:
    data = {"first_name": "Nina", "last_name": "Ny", "email": "NINA@partner.example"}
    lead.post(reverse("person_new"), data)
    page = lead.post(reverse("person_new"), data)
    assert "email" in page.context["form"].errors
    assert Person.objects.get(last_name="Ny").email == "nina@partner.example"


@pytest.mark.parametrize("number", ["973608895", "12"])
def test_a_wrong_organisation_number_is_told(world: World, lead: Client, number: str) -> None:
    url = reverse("school_change", args=[world.north.pk])
    page = lead.post(url, {"name": "Nordlia skole", "organisation_number": number})
    assert "kontrollsiffer" in page.context["form"].errors["organisation_number"][0]


def test_a_school_is_changed(world: World, lead: Client) -> None:
    url = reverse("school_change", args=[world.north.pk])
    lead.post(url, {"name": "Nordlia nye skole", "organisation_number": "973608894"})
    assert School.objects.get(pk=world.north.pk).name == "Nordlia nye skole"


def test_a_name_that_is_taken_is_told(world: World, lead: Client) -> None:
    url = reverse("school_change", args=[world.north.pk])
    page = lead.post(url, {"name": "SØRLIA SKOLE"})
    assert page.status_code == 200
    assert page.context["form"].errors


def test_a_person_may_be_superuser_at_two_schools(world: World, lead: Client) -> None:
    who = world.people["superuser"]
    make.employ(who, world.south)
    give(lead, who, kind="superuser", school=world.south.pk)
    assert who.roles.count() == 2


def test_a_role_must_be_chosen(world: World, lead: Client) -> None:
    response = give(lead, world.people["teacher"], kind="")
    assert "kind" in response.context["form"].errors
    assert not world.people["teacher"].roles.exists()


def test_common_time_must_end_after_it_starts(world: World, lead: Client) -> None:
    data = {"name": "Solvik", "kind": "municipality", "common_from": "16:00", "common_to": "14:00"}
    page = lead.post(reverse("owner_change"), data)
    assert "Fellestiden må slutte etter at den starter." in page.content.decode()
