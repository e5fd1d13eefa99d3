"""Signing in and what is closed."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.personas import World

PASSWORD = "et langt passord"


def sign_in(world: World, client: Client, password: str = PASSWORD) -> object:
    data = {"login": world.people["lead"].email, "password": password}
    return client.post(reverse("account_login"), data)


def test_e_mail_and_password_let_in(world: World) -> None:
    client = Client()
    assert sign_in(world, client)["Location"] == "/"
    assert client.get("/").status_code == 200


def test_a_wrong_password_is_told_kindly(world: World) -> None:
    page = sign_in(world, Client(), "feil")
    assert page.status_code == 200
    assert 'role="alert"' in page.content.decode()


def test_guessing_is_stopped(world: World) -> None:
    client = Client()
    for _ in range(12):
        page = sign_in(world, client, "feil")
    assert "mange" in page.content.decode()
    assert sign_in(world, client).status_code == 200


def test_a_town_hall_behind_one_address_gets_in(world: World) -> None:
    """Right sign-ins are no guesses, however many come from one address."""
    for _ in range(45):
        assert sign_in(world, Client()).status_code == 302


def test_another_name_of_the_server_gives_no_more_guesses(world: World, settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    for n in range(6):
        data = {"login": world.people["lead"].email.upper(), "password": "feil"}
        Client(headers={"host": f"h{n}.example"}).post(reverse("account_login"), data)
    assert sign_in(world, Client()).status_code == 200


def test_nobody_signs_up_by_themselves(db: None) -> None:
    data = {"email": "ny@example.test", "password1": "xy12345678", "password2": "xy12345678"}
    page = Client().post(reverse("account_signup"), data)
    assert "account_signup" not in page.content.decode()
    from rollout.accounts.models import User

    assert not User.objects.exists()


def test_nobody_changes_their_own_e_mail(world: World) -> None:
    assert world.client("lead").get("/accounts/email/").status_code == 404


@pytest.mark.parametrize(
    "name",
    ["mfa_index", "account_change_password", "account_logout", "account_reauthenticate"],
)
def test_own_account_pages_open(world: World, name: str) -> None:
    assert world.client("lead").get(reverse(name)).status_code == 200


@pytest.mark.parametrize("name", ["mfa_activate_totp", "mfa_add_webauthn"])
def test_a_second_factor_asks_who_you_are_first(world: World, name: str) -> None:
    client = Client()
    sign_in(world, client)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    assert client.get(reverse(name)).status_code == 200


@pytest.mark.parametrize("name", ["account_login", "account_reset_password", "account_signup"])
def test_the_doors_pages_open(db: None, name: str) -> None:
    assert Client().get(reverse(name)).status_code == 200


def test_the_content_policy_is_strict(world: World) -> None:
    policy = world.client("lead").get("/")["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
