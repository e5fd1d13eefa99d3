"""An account that is there already is its owner’s: nobody attaches it without their word."""

import re
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.utils import timezone

from rollout.accounts.models import User
from rollout.common.dates import today
from rollout.notifications.actions.account_sending import send_account_mail
from rollout.organisation.actions import make_lead
from rollout.organisation.joining import LASTS
from rollout.organisation.models import Person
from tests.personas import World


@pytest.fixture
def elsewhere(world: World) -> Person:
    """The teacher has an account here; another owner has a person with the same e-mail."""
    email = world.people["teacher"].email
    owner = world.people["stranger"].owner
    return Person.objects.create(owner=owner, first_name="Tor", last_name="Lye", email=email)


def give(world: World, person: Person) -> Any:
    return world.client("stranger").post(f"/organisation/people/{person.pk}/sign-in/", follow=True)


def link_of() -> str:
    send_account_mail()
    found = re.search(r"http://localhost:8000(/organisation/join/\S+)", mail.outbox[-1].body)
    assert found
    return found[1]


def test_a_lead_elsewhere_attaches_nobodys_account(world: World, elsewhere: Person) -> None:
    page = give(world, elsewhere)
    elsewhere.refresh_from_db()
    assert elsewhere.user is None
    assert "har en konto fra før" in page.content.decode()


def test_the_mail_goes_to_the_account_and_opening_it_writes_nothing(
    world: World, elsewhere: Person
) -> None:
    give(world, elsewhere)
    link = link_of()
    assert mail.outbox[-1].to == [world.people["teacher"].email]
    page = world.client("teacher").get(link)
    elsewhere.refresh_from_db()
    assert page.status_code == 200
    assert elsewhere.user is None


def test_who_says_yes_is_in(world: World, elsewhere: Person) -> None:
    give(world, elsewhere)
    world.client("teacher").post(link_of())
    elsewhere.refresh_from_db()
    assert elsewhere.user == world.people["teacher"].user


def test_another_account_can_say_nothing(world: World, elsewhere: Person) -> None:
    give(world, elsewhere)
    link = link_of()
    for who in ("stranger", "lead"):
        assert world.client(who).post(link).status_code == 403
    signed_out = world.client("anonymous").post(link)
    assert signed_out["Location"].startswith("/accounts/login/?next=/organisation/join/")
    elsewhere.refresh_from_db()
    assert elsewhere.user is None


def test_who_is_signed_in_as_another_signs_out_to_the_same_link(
    world: World, elsewhere: Person
) -> None:
    give(world, elsewhere)
    link, client = link_of(), world.client("lead")
    page = client.get(link).content.decode()
    assert f'name="next" value="{link}"' in page
    gone = client.post("/accounts/logout/", {"next": link})
    assert gone["Location"] == link
    assert client.get(link)["Location"].startswith("/accounts/login/?next=/organisation/join/")


@pytest.mark.parametrize("change", ["email", "inactive", "late", "turned"])
def test_a_link_that_no_longer_holds_opens_nothing(
    world: World, elsewhere: Person, change: str
) -> None:
    give(world, elsewhere)
    link = link_of()
    teacher = world.client("teacher")
    if change == "email":
        Person.objects.filter(pk=elsewhere.pk).update(email="annen@example.test")
    if change == "inactive":
        User.objects.filter(pk=world.people["teacher"].user_id).update(is_active=False)
    if change == "turned":
        link = link.replace("-", "1-", 1)
    later = timezone.now() + (LASTS * 2 if change == "late" else LASTS / 2)
    with time_machine.travel(later, tick=False):
        assert teacher.post(link).status_code in (302, 404)
    elsewhere.refresh_from_db()
    assert elsewhere.user is None


def test_somebody_new_is_let_in_at_once(world: World) -> None:
    owner = world.people["stranger"].owner
    new = Person.objects.create(owner=owner, first_name="Ny", last_name="Lye", email="ny@x.no")
    give(world, new)
    new.refresh_from_db()
    assert new.user is not None
    assert new.user.email == "ny@x.no"


def test_whoever_runs_the_server_vouches_for_a_lead(world: World) -> None:
    email = world.people["teacher"].email
    role = make_lead(
        owner_name="Nye kommune", first_name="A", last_name="B", email=email, day=today()
    )
    assert role.person.user == world.people["teacher"].user
