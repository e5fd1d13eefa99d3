"""Letting people in: one mail each, a link that works once, and access that can be taken away."""

import re
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from rollout.accounts.models import User
from rollout.common.dates import today
from rollout.notifications.actions.account_sending import send_account_mail
from rollout.notifications.models import AccountMail
from rollout.organisation.access import acting_roles_of
from rollout.organisation.letting_in.actions import let_in, send_again
from rollout.organisation.letting_in.models import LASTS, WayIn
from rollout.organisation.letting_in.states import State, state_of
from rollout.organisation.models import Person
from tests import factories as make
from tests.personas import World

PASSWORD = "en lang og hemmelig setning"
PAGE = "/organisation/access/"


@pytest.fixture
def new(world: World) -> Person:
    """A superuser who can't sign in yet."""
    return make.superuser(world.north, "Nora Ny").person


def give_all(world: World, *people: Person) -> Any:
    ticked = {"people": [person.pk for person in people]}
    return world.client("lead").post(PAGE, ticked, follow=True)


def state(person: Person) -> State:
    return state_of(
        Person.objects.select_related("user", "way_in").get(pk=person.pk), timezone.now()
    )


def link_of(letter: Any = None) -> str:
    body = (letter or mail.outbox[-1]).body
    found = re.search(r"http://localhost:8000(/organisation/welcome/\S+)", body)
    assert found, body
    return found[1]


def letter_to(world: World, person: Person) -> Any:
    """The mail by which a person is let in."""
    let_in(person=person, by=world.people["lead"])
    send_account_mail()
    return mail.outbox[-1]


def choose(link: str, client: Client | None = None) -> Any:
    values = {"password1": PASSWORD, "password2": PASSWORD}
    return (client or Client()).post(link, values)


def test_the_page_tells_who_gets_access_and_who_has_it(world: World, new: Person) -> None:
    page = world.client("lead").get(PAGE).content.decode()
    assert f'name="people" value="{new.pk}" checked' in page
    assert f'value="{world.people["superuser"].pk}"' not in page
    assert "Siri Superbruker" in page
    assert "Pål Rektor" in page
    assert "Finn Fasilitator" in page
    assert "Tuva Lærer" not in page


def test_those_ticked_get_one_mail_each_and_the_others_none(world: World, new: Person) -> None:
    left_out = make.superuser(world.south).person
    give_all(world, new)
    send_account_mail()
    assert [letter.to for letter in mail.outbox] == [[new.email]]
    assert state(left_out) == State.NONE


def test_a_double_click_sends_one_mail(world: World, new: Person) -> None:
    give_all(world, new)
    page = give_all(world, new).content.decode()
    send_account_mail()
    assert len(mail.outbox) == 1
    assert "allerede" in page


def test_the_mail_says_who_why_and_until_when(world: World, new: Person) -> None:
    letter = letter_to(world, new)
    text = letter.body
    assert "Lise Leder i Solvik kommune gir deg tilgang" in text
    assert "superbruker ved Nordlia skole" in text
    assert world.programme.name in text
    assert str((timezone.localtime() + LASTS).year) in text
    assert letter.reply_to == [world.people["lead"].email]
    assert letter.from_email.startswith("Rollout for Solvik kommune")


def test_the_link_leads_here_whatever_host_was_asked(
    world: World, new: Person, settings: Any
) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    settings.BASE_URL = "https://rollout.example"
    world.client("lead").post(PAGE, {"people": [new.pk]}, headers={"host": "evil.example"})
    send_account_mail()
    (letter,) = mail.outbox
    whole = letter.message().as_string()
    assert "https://rollout.example/organisation/welcome/" in letter.body
    assert "evil.example" not in whole


def test_whoever_chooses_a_password_is_in_and_lands_at_home(world: World, new: Person) -> None:
    link = link_of(letter_to(world, new))
    browser = Client()
    assert "Nora" in browser.get(link).content.decode()
    done = choose(link, browser)
    assert done["Location"] == reverse("home")
    assert "Nordlia skole" in browser.get("/").content.decode()
    assert state(new) == State.IN


def test_opening_the_link_changes_nothing(world: World, new: Person) -> None:
    link = link_of(letter_to(world, new))
    Client().get(link)
    assert state(new) == State.SENT


def test_a_used_link_sets_no_other_password_and_shows_the_way(world: World, new: Person) -> None:
    link = link_of(letter_to(world, new))
    choose(link)
    another = {"password1": "noe helt annet nå", "password2": "noe helt annet nå"}
    page = Client().post(link, another)
    assert reverse("account_login") in page.content.decode()
    assert User.objects.get(people=new).check_password(PASSWORD)


@pytest.mark.parametrize("change", ["late", "again", "away", "turned"])
def test_a_link_that_no_longer_holds_lets_nobody_in(world: World, new: Person, change: str) -> None:
    link = link_of(letter_to(world, new))
    lead = world.client("lead")
    if change == "again":
        send_again(person=new, number=1, by=world.people["lead"])
    if change == "away":
        lead.post(reverse("sign_in_end", args=[new.pk]))
    if change == "turned":
        link = link.replace("-1.", "-2.")
    later = timezone.now() + (LASTS * 2 if change == "late" else LASTS / 2)
    with time_machine.travel(later, tick=False):
        assert choose(link).status_code in (200, 404)
    assert not User.objects.get(people=new).has_usable_password()


def test_a_weak_password_is_refused_beside_the_field(world: World, new: Person) -> None:
    link = link_of(letter_to(world, new))
    page = Client().post(link, {"password1": "kort", "password2": "kort"}).content.decode()
    assert "id_password1_error" in page
    assert state(new) == State.SENT


def test_sending_again_twice_from_one_page_sends_one_mail(world: World, new: Person) -> None:
    letter_to(world, new)
    url = reverse("sign_in_again", args=[new.pk])
    for _tap in range(2):
        world.client("lead").post(url, {f"number-{new.pk}": "1"})
        send_account_mail()
    assert len(mail.outbox) == 2
    choose(link_of())
    assert state(new) == State.IN


def test_all_whose_link_has_run_out_get_a_new_one_in_one_action(world: World, new: Person) -> None:
    letter_to(world, new)
    again, browser = reverse("access_again"), world.client("lead")
    assert again not in browser.get(PAGE).content.decode()
    with time_machine.travel(timezone.now() + LASTS * 2, tick=False):
        fresh = make.superuser(world.north).person
        letter_to(world, fresh)
        mail.outbox.clear()
        page = world.client("lead").get(PAGE).content.decode()
        assert "1 lenke er gått ut" in page
        (shown,) = re.findall(rf'action="{again}".*?</form>', page, re.DOTALL)
        assert re.findall(r'name="number-(\d+)"', shown) == [str(new.pk)]
        numbers = {f"number-{new.pk}": 1, f"number-{fresh.pk}": 1}
        for _tap in range(2):
            told = world.client("lead").post(again, numbers, follow=True).content.decode()
            send_account_mail()
        assert "E-postene er alt sendt på nytt." in told
        assert [letter.to for letter in mail.outbox] == [[new.email]]
        choose(link_of())
        assert state(new) == State.IN


def test_the_page_follows_the_mail(world: World, new: Person, settings: Any) -> None:
    let_in(person=new, by=world.people["lead"])
    assert state(new) == State.QUEUED
    send_account_mail()
    assert state(new) == State.SENT
    with time_machine.travel(timezone.now() + LASTS * 2, tick=False):
        assert state(new) == State.EXPIRED


def test_a_mail_that_is_given_up_is_told_and_can_be_sent_again(
    world: World, new: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rollout.notifications.tasks.is_asked_by", lambda _when: True)
    let_in(person=new, by=world.people["lead"])
    AccountMail.objects.update(attempts=99, due_at="2020-01-01T00:00Z")
    send_account_mail()
    assert mail.outbox == []
    assert state(new) == State.FAILED
    page = world.client("lead").get(PAGE).content.decode()
    assert reverse("sign_in_again", args=[new.pk]) in page


def test_access_that_is_taken_away_ends_at_once(world: World) -> None:
    superuser, browser = world.people["superuser"], world.client("superuser")
    assert browser.get("/").status_code == 200
    world.client("lead").post(reverse("sign_in_end", args=[superuser.pk]))
    assert browser.get("/")["Location"].startswith(reverse("account_login"))
    login = {"login": superuser.email, "password": "et langt passord"}
    assert Client().post(reverse("account_login"), login).status_code == 200
    assert state(superuser) == State.ENDED


def test_access_can_be_given_again_by_a_new_link_only(world: World) -> None:
    superuser = world.people["superuser"]
    world.client("lead").post(reverse("sign_in_end", args=[superuser.pk]))
    link = link_of(letter_to(world, superuser))
    superuser.user.refresh_from_db()
    assert not superuser.user.has_usable_password()
    browser = Client()
    choose(link, browser)
    assert "Nordlia skole" in browser.get("/").content.decode()


def test_an_account_used_at_another_owner_goes_on_there(world: World) -> None:
    teacher = world.people["teacher"]
    there = make.person(world.people["stranger"].owner, "Tuva Annet")
    Person.objects.filter(pk=there.pk).update(user=teacher.user)
    make.employ(there, make.school(there.owner))
    world.client("lead").post(reverse("sign_in_end", args=[teacher.pk]))
    teacher.user.refresh_from_db()
    assert teacher.user.is_active
    assert [acting_role.person for acting_role in acting_roles_of(teacher.user_id, today())] == [
        there
    ]


def test_nobody_takes_their_own_access_away(world: World) -> None:
    lead = world.people["lead"]
    world.client("lead").post(reverse("sign_in_end", args=[lead.pk]))
    assert state(lead) == State.IN


def test_who_has_an_account_elsewhere_is_asked_and_not_attached(world: World) -> None:
    stranger = world.people["stranger"]
    here = make.superuser(world.north).person
    Person.objects.filter(pk=here.pk).update(email=stranger.email)
    page = world.client("lead").get(PAGE).content.decode()
    assert "har konto hos en annen" in page
    give_all(world, here)
    send_account_mail()
    here.refresh_from_db()
    assert here.user is None
    assert "/organisation/join/" in mail.outbox[-1].body


def test_an_address_that_another_signs_in_with_is_told_and_can_not_be_ticked(
    world: World, new: Person
) -> None:
    User.objects.filter(pk=world.people["teacher"].user_id).update(email=new.email)
    page = world.client("lead").get(PAGE).content.decode()
    assert f'name="people" value="{new.pk}"' not in page
    assert "Tuva Lærer" in page
    give_all(world, new)
    assert not WayIn.objects.filter(person=new).exists()


def test_a_stranger_s_person_is_not_let_in(world: World) -> None:
    other = make.person(world.people["stranger"].owner)
    give_all(world, other)
    assert not WayIn.objects.exists()


@pytest.mark.parametrize("people", [1, 3])
def test_the_list_asks_the_same_number_of_times(
    world: World, people: int, django_assert_num_queries: Any
) -> None:
    for _n in range(people):
        make.superuser(world.north)
    lead = world.client("lead")
    lead.get(PAGE)
    with django_assert_num_queries(12):
        lead.get(PAGE)


def test_a_used_link_leads_who_is_signed_in_to_their_page_and_others_to_sign_in(
    world: World, new: Person
) -> None:
    link, client = link_of(letter_to(world, new)), Client()
    choose(link, client)
    again = client.get(link).content.decode()
    assert "Til din egen side" in again
    assert "Glemt passordet?" not in again
    assert "Glemt passordet?" in Client().get(link).content.decode()


def test_a_forgotten_password_chosen_anew_signs_in(world: World) -> None:
    lead = world.people["lead"]
    Client().post(reverse("account_reset_password"), {"email": lead.email})
    send_account_mail()
    found = re.search(
        r"http://localhost:8000(/accounts/password/reset/key/\S+)", mail.outbox[-1].body
    )
    assert found
    browser = Client()
    page = browser.get(found[1], follow=True)
    values = {"password1": PASSWORD, "password2": PASSWORD}
    browser.post(page.redirect_chain[-1][0], values)
    assert browser.get("/").status_code == 200
