"""Forgotten passwords: the mail waits in the outbox, tells nobody who is known, and leads here."""

import re
from typing import Any

import pytest
from django.core import mail
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from rollout.notifications import tasks
from rollout.notifications.actions.account_sending import send_account_mail
from rollout.notifications.models import AccountMail, Message
from tests.personas import World


@pytest.fixture
def nobody_sends(monkeypatch: pytest.MonkeyPatch) -> None:
    """The worker isn't there at the moment."""
    monkeypatch.setattr(tasks, "is_asked_by", lambda _when: True)


def ask(email: str, **environ: Any) -> Any:
    return Client().post(reverse("account_reset_password"), {"email": email}, **environ)


@pytest.mark.usefixtures("nobody_sends")
def test_a_request_hands_nothing_to_the_mail_server(world: World) -> None:
    assert ask(world.people["lead"].email).status_code == 302
    assert mail.outbox == []
    assert AccountMail.objects.count() == 1


@pytest.mark.usefixtures("nobody_sends")
def test_known_and_unknown_addresses_get_the_same_answer_after_the_same_work(
    world: World,
) -> None:
    told = []
    for email in (world.people["lead"].email, "ukjent@example.test"):
        with CaptureQueriesContext(connection) as queries:
            answer = ask(email)
        writes = [re.split(r" VALUES| \(", q["sql"])[0] for q in queries if "INSERT" in q["sql"]]
        told.append((answer.status_code, answer["Location"], len(queries), writes))
    assert told[0] == told[1]


def test_an_unknown_address_gets_no_mail(world: World) -> None:
    ask("ukjent@example.test")
    send_account_mail()
    assert mail.outbox == []
    assert not AccountMail.objects.exists()


def test_the_link_leads_here_whatever_host_was_asked_for(world: World, settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    settings.BASE_URL = "https://rollout.example"
    ask(world.people["lead"].email, headers={"host": "evil.example"})
    send_account_mail()
    (sent,) = mail.outbox
    assert "evil.example" not in sent.body + sent.subject
    (link,) = re.findall(r"https://rollout\.example(/accounts/\S+/)", sent.body)
    page = Client().get(link, follow=True)
    assert page.status_code == 200
    assert b"password1" in page.content


def test_nothing_of_a_mail_stays_when_it_has_gone(world: World) -> None:
    ask(world.people["lead"].email)
    send_account_mail()
    assert len(mail.outbox) == 1
    assert not AccountMail.objects.exists()


@pytest.mark.usefixtures("nobody_sends")
def test_no_lead_sees_anothers_link(world: World) -> None:
    ask(world.people["superuser"].email)
    outbox = reverse("mail", args=[world.programme.pk])
    shown = world.client("lead").get(outbox).content.decode()
    assert "/accounts/password/reset" not in shown
    assert not Message.objects.exists()


@pytest.mark.usefixtures("nobody_sends")
def test_a_server_that_is_down_gets_the_mail_later(world: World, settings: Any) -> None:
    ask(world.people["lead"].email)
    backend = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    send_account_mail()
    settings.EMAIL_BACKEND = backend
    assert send_account_mail() == 0
    AccountMail.objects.update(due_at="2020-01-01T00:00Z")
    call_command("tick", verbosity=0)
    assert len(mail.outbox) == 1


@pytest.mark.usefixtures("nobody_sends")
def test_a_mail_that_never_gets_through_is_given_up_and_gone(world: World, settings: Any) -> None:
    ask(world.people["lead"].email)
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    for _try in range(6):
        AccountMail.objects.update(due_at="2020-01-01T00:00Z")
        send_account_mail()
    assert not AccountMail.objects.exists()
