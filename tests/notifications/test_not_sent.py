"""Without a mail server, mail is written to files or a log, and nobody is told that it is sent."""

import datetime as dt
from typing import Any

import pytest
from django.urls import reverse

from rollout.notifications.actions.sending import send_all_due
from rollout.notifications.delivery import delivers
from rollout.notifications.models import Message
from rollout.planning.actions import change_workshop, invite_workshops
from tests.personas import World

CONSOLE = "django.core.mail.backends.console.EmailBackend"
NO_SERVER = [
    CONSOLE,
    "django.core.mail.backends.filebased.EmailBackend",
    "django.core.mail.backends.dummy.EmailBackend",
    "rollout.notifications.files.MailFiles",
]
WORDS = "skrevet til fil, ikke sendt"
WARNING = "Det er ikke satt opp noen e-posttjener"


@pytest.fixture(params=NO_SERVER)
def no_server(request: Any, settings: Any, tmp_path: Any) -> None:
    settings.EMAIL_BACKEND, settings.EMAIL_FILE_PATH = request.param, str(tmp_path)


def invite(world: World) -> Message:
    invite_workshops(workshops=[world.coming])
    send_all_due()
    return Message.objects.get(recipient=world.people["superuser"])


def read(world: World, name: str, *rest: object, **asked: str) -> str:
    address = reverse(name, args=[world.programme.pk, *rest])
    return world.client("lead").get(address, asked).content.decode()


def test_what_was_only_written_is_told_as_that(world: World, no_server: None) -> None:
    mail = invite(world)
    assert mail.problem == Message.Problem.WRITTEN
    for page in (
        read(world, "mail"),
        read(world, "mail_message", mail.pk),
        read(world, "workshop", world.coming.pk),
    ):
        body = page.partition("<main")[2]
        assert WORDS in body
        assert "sendt</span>" not in body.replace(WORDS, "")
    assert f"2 {WORDS}" in read(world, "mail")
    assert "Ingen har fått den." in read(world, "mail_message", mail.pk)


def test_the_list_is_filtered_by_it(world: World, settings: Any) -> None:
    mail = invite(world)
    settings.EMAIL_BACKEND = CONSOLE
    Message.objects.filter(pk=mail.pk).update(problem=Message.Problem.WRITTEN)
    lead, address = world.client("lead"), reverse("mail", args=[world.programme.pk])
    for state, who in (("written", "superuser"), ("sent", "facilitator")):
        rows = lead.get(address, {"status": state}).context["table"].data
        assert [row.recipient for row in rows] == [world.people[who]]


def test_whoever_sends_is_warned_and_isnt_told_that_mail_is_on_its_way(
    world: World, settings: Any
) -> None:
    settings.EMAIL_BACKEND = CONSOLE
    for name in ("mail", "invitations", "reminders"):
        assert WARNING in read(world, name)
    assert WARNING in world.client("lead").get(reverse("access_for_all")).content.decode()
    address = reverse("invitations", args=[world.programme.pk])
    said = world.client("lead").post(address, {"workshops": [world.coming.pk]}, follow=True)
    assert "2 invitasjoner er laget. De blir skrevet til fil, ikke sendt." in said.content.decode()


def test_the_demo_says_it_once_and_quietly(world: World, settings: Any) -> None:
    settings.EMAIL_BACKEND, settings.DEMO = "rollout.notifications.files.MailFiles", True
    page = read(world, "mail")
    assert page.count("I demoen skrives e-post til filer") == 1
    assert WARNING not in page


def test_with_a_server_nothing_is_said(world: World) -> None:
    assert delivers()
    mail = invite(world)
    assert (mail.problem, mail.state) == ("", "sent")
    for name in ("mail", "invitations", "reminders"):
        page = read(world, name)
        assert WARNING not in page
        assert WORDS not in page.partition("list-tools")[0]


def test_once_there_is_a_server_it_can_be_sent_after_all(
    world: World, settings: Any, mailoutbox: list[Any]
) -> None:
    real, settings.EMAIL_BACKEND = settings.EMAIL_BACKEND, CONSOLE
    mail = invite(world)
    assert 'value="again"' not in read(world, "mail_message", mail.pk)
    settings.EMAIL_BACKEND = real
    assert 'value="again"' in read(world, "mail_message", mail.pk)
    act = reverse("mail_act", args=[world.programme.pk, mail.pk])
    world.client("lead").post(act, {"act": "again", "revision": mail.revision})
    send_all_due()
    mail.refresh_from_db()
    assert (mail.status, mail.problem) == ("sent", "")
    assert [each.to for each in mailoutbox] == [[world.people["superuser"].email]]


def test_a_mail_that_was_sent_isnt_sent_again(world: World) -> None:
    mail = invite(world)
    act = reverse("mail_act", args=[world.programme.pk, mail.pk])
    world.client("lead").post(act, {"act": "again", "revision": mail.revision})
    mail.refresh_from_db()
    assert mail.status == "sent"


def test_who_got_a_file_only_is_told_of_a_change_by_the_server(
    world: World, settings: Any, mailoutbox: list[Any]
) -> None:
    """It moves there and back: by then a server is set up, and nobody knows of the first time."""
    real, settings.EMAIL_BACKEND = settings.EMAIL_BACKEND, CONSOLE
    invite(world)
    settings.EMAIL_BACKEND = real
    for hours in (1, -1):
        world.coming.refresh_from_db()
        world.coming.starts_at += dt.timedelta(hours=hours)
        world.coming.ends_at += dt.timedelta(hours=hours)
        change_workshop(workshop=world.coming, revision=world.coming.revision)
    send_all_due()
    assert world.people["superuser"].email in [each.to[0] for each in mailoutbox]
