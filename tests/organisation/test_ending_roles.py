"""What the end of a role does to places in cohorts, and whose an account is."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from rollout.common.dates import today
from rollout.organisation.actions import end_role, give_sign_in, join, make_lead
from rollout.organisation.models import Person
from tests import factories as make
from tests.personas import World

DAY = dt.timedelta(days=1)


def test_places_that_would_begin_later_go_with_the_role(world: World) -> None:
    role = world.people["superuser"].roles.get()
    now = role.memberships.get()
    now.ends_on = today() + 5 * DAY
    now.save()
    make.cohort(world.programme).memberships.create(role=role, starts_on=today() + 20 * DAY)
    end_role(role=role, ends_on=today() + 10 * DAY, reason="Slutter")
    assert [m.ends_on for m in role.memberships.all()] == [today() + 5 * DAY]


def test_an_account_is_one_persons_at_an_owner_and_may_be_used_at_another(world: World) -> None:
    user = world.people["teacher"].user
    assert user is not None
    again = make.person(world.owner, "Tuva Igjen")
    with pytest.raises(ValidationError, match="allerede"):
        join(person=again, user=user)
    elsewhere = make.person(make.school_owner(), "Tuva Lærer")
    join(person=elsewhere, user=user)
    assert elsewhere.user == user


def test_who_has_a_sign_in_keeps_it_without_being_asked(world: World) -> None:
    assert give_sign_in(person=world.people["teacher"])


def test_a_new_account_speaks_the_persons_language(world: World) -> None:
    who = make.person(world.owner, "Ny Her")
    who.language = "en"
    who.save()
    give_sign_in(person=who)
    assert who.user is not None
    assert who.user.language == "en"


def test_a_lead_with_an_address_known_elsewhere_is_a_person_of_the_new_owner(world: World) -> None:
    stranger = world.people["stranger"]
    role = make_lead(
        owner_name="Ny kommune",
        first_name="Nils",
        last_name="Nabo",
        email=stranger.email,
        day=today(),
    )
    assert role.person.owner.name == "Ny kommune"
    assert Person.objects.filter(email=stranger.email).count() == 2
