"""Handing mail over to a real mail server: once, tried again, given up, or uncertain."""

import datetime as dt
import smtplib
import socket
import threading
from typing import Any

import pytest
import time_machine
from django.apps import apps
from django.db import connection
from django.test import override_settings
from django.utils import timezone

from rollout.competence.frameworks import load_frameworks
from rollout.notifications.actions import sending
from rollout.notifications.actions.acting import mark_arrived, retry_message, send_message_again
from rollout.notifications.actions.sending import (
    claim_next,
    next_due,
    put_right,
    send_all_due,
    send_batch,
)
from rollout.notifications.delivery import Postman
from rollout.notifications.models import Message
from rollout.notifications.rules import RETRY_AFTER
from rollout.planning.models import Workshop
from tests.factories.mail import message
from tests.notifications.conftest import smtp_settings
from tests.notifications.mail_server import Inbox, free_port
from tests.personas import World, make_world


def only(world: World, **fields: Any) -> Message:
    return message(world.coming, world.people["superuser"], **fields)


def test_a_mail_is_sent_once_and_noted(world: World, inbox: Inbox) -> None:
    mail = only(world)
    assert send_all_due() == 1
    assert send_all_due() == 0
    mail.refresh_from_db()
    assert (mail.status, mail.attempts, mail.problem) == ("sent", 1, "")
    assert mail.sent_at
    assert inbox.arrived() == {mail.message_id: 1}


def test_a_batch_goes_on_one_connection(world: World, inbox: Inbox) -> None:
    for _ in range(5):
        only(world)
    # The same workshop and person: only the newest invitation goes out, so give each its own.
    Message.objects.update(kind="reminder")
    send_all_due()
    assert len(inbox.mails) == 5
    assert len(inbox.sessions) == 1


def test_it_goes_to_the_address_the_person_has_now(world: World, inbox: Inbox) -> None:
    mail = only(world)
    person = world.people["superuser"]
    person.email = "ny@example.test"
    person.save()
    send_all_due()
    mail.refresh_from_db()
    assert mail.address == "ny@example.test" == inbox.mails[0]["To"]


def test_a_server_that_asks_us_to_wait_is_asked_again_later_each_time(
    world: World, inbox: Inbox
) -> None:
    inbox.to_data = lambda number: "451 Try again later"
    mail = only(world)
    with time_machine.travel(timezone.now(), tick=False) as clock:
        for number, wait in enumerate(RETRY_AFTER, start=1):
            assert send_all_due() == 1
            mail.refresh_from_db()
            assert (mail.status, mail.problem, mail.attempts) == ("queued", "busy", number)
            assert mail.due_at == timezone.now() + wait
            clock.shift(wait - dt.timedelta(seconds=1))
            assert send_all_due() == 0
            clock.shift(dt.timedelta(seconds=1))
        send_all_due()
        mail.refresh_from_db()
        assert (mail.status, mail.attempts) == ("failed", len(RETRY_AFTER) + 1)
        assert next_due() is None
    inbox.to_data = lambda number: "250 OK"
    assert retry_message(message=mail, revision=mail.revision).attempts == 0
    send_all_due()
    assert inbox.arrived() == {mail.message_id: 1}


def test_an_unknown_address_fails_at_once_and_the_others_are_sent(
    world: World, inbox: Inbox
) -> None:
    wrong = world.people["superuser"].email
    inbox.to_rcpt = lambda to: "550 5.1.1 User unknown" if to == wrong else "250 OK"
    mail = only(world)
    other = message(world.coming, world.people["facilitator"])
    send_all_due()
    mail.refresh_from_db()
    other.refresh_from_db()
    assert (mail.status, mail.problem, mail.attempts) == ("failed", "address", 1)
    assert "User unknown" in mail.detail
    assert other.status == "sent"


def test_a_mail_tried_again_goes_to_the_address_of_now(world: World, inbox: Inbox) -> None:
    inbox.to_rcpt = lambda to: "250 OK" if to == "ny@skole.example" else "550 5.1.1 User unknown"
    mail = only(world)
    send_all_due()
    mail.refresh_from_db()
    mail.recipient.email = "ny@skole.example"
    mail.recipient.save()
    retry_message(message=mail, revision=mail.revision)
    send_all_due()
    mail.refresh_from_db()
    assert (mail.status, mail.address) == ("sent", "ny@skole.example")


def test_a_mail_that_is_refused_fails(world: World, inbox: Inbox) -> None:
    inbox.to_data = lambda number: "554 No, thank you"
    mail = only(world)
    send_all_due()
    mail.refresh_from_db()
    assert (mail.status, mail.problem) == ("failed", "refused")
    assert "No, thank you" in mail.detail


def test_a_connection_lost_while_handing_over_leaves_it_uncertain(
    world: World, inbox: Inbox
) -> None:
    inbox.hang_up_at = 1
    mail = only(world)
    other = message(world.coming, world.people["facilitator"])
    send_all_due()
    mail.refresh_from_db()
    other.refresh_from_db()
    assert (mail.status, mail.problem) == ("uncertain", "lost")
    assert other.status == "sent"
    again = send_message_again(message=mail, revision=mail.revision)
    send_all_due()
    assert inbox.arrived()[again.message_id] == 2


def test_what_is_known_to_have_arrived_is_noted_and_not_sent(world: World, inbox: Inbox) -> None:
    mail = only(world, status="uncertain")
    mark_arrived(message=mail, revision=mail.revision)
    assert send_all_due() == 0
    mail.refresh_from_db()
    assert mail.status == "sent"


def test_where_there_is_no_server_everything_waits(world: World) -> None:
    mails = [only(world), message(world.coming, world.people["facilitator"])]
    with smtp_settings(free_port()):
        assert send_all_due() == 0
    for mail in mails:
        mail.refresh_from_db()
        assert (mail.status, mail.problem, mail.attempts) == ("queued", "unreachable", 1)
        assert mail.due_at > timezone.now()


def test_a_server_that_hangs_up_between_mails_is_called_again(
    world: World, inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = only(world), message(world.coming, world.people["facilitator"])
    send_once = Postman.send_once
    calls = []

    def dropping(self: Postman, mail: Any, tell: Any) -> None:
        calls.append(mail)
        if len(calls) == 2:
            raise smtplib.SMTPServerDisconnected("Connection unexpectedly closed")
        send_once(self, mail, tell)

    monkeypatch.setattr(Postman, "send_once", dropping)
    send_all_due()
    assert set(Message.objects.values_list("status", flat=True)) == {"sent"}
    assert inbox.arrived() == {first.message_id: 1, second.message_id: 1}


def test_a_mail_that_cant_be_made_stops_no_other(
    world: World, inbox: Inbox, monkeypatch: pytest.MonkeyPatch, caplog: Any
) -> None:
    bad, good = only(world), message(world.coming, world.people["facilitator"])
    email_for = sending.email_for

    def failing(mail: Message, *letter: Any) -> Any:
        if mail.pk == bad.pk:
            raise RuntimeError("no such template")
        return email_for(mail, *letter)

    monkeypatch.setattr(sending, "email_for", failing)
    send_all_due()
    bad.refresh_from_db()
    good.refresh_from_db()
    assert (bad.status, bad.problem) == ("failed", "not_made")
    assert "no such template" in bad.detail
    assert good.status == "sent"
    assert "couldn’t be made" in caplog.text


# A pid that no process has: beyond the system's largest.
GONE = f"{socket.gethostname()} 4194999"


def test_what_a_stopped_worker_left_is_put_right(world: World, inbox: Inbox) -> None:
    claimed = only(world)
    handed = message(world.coming, world.people["facilitator"])
    for mail, status in ((claimed, "sending"), (handed, "handing_over")):
        taken = claim_next()
        assert taken == mail
        Message.objects.filter(pk=mail.pk).update(status=status)
    assert put_right() == {"queued": 0, "uncertain": 0}
    Message.objects.update(claimed_by=GONE)
    assert put_right() == {"queued": 1, "uncertain": 1}
    assert put_right() == {"queued": 0, "uncertain": 0}
    send_all_due()
    claimed.refresh_from_db()
    handed.refresh_from_db()
    assert (claimed.status, handed.status) == ("sent", "uncertain")


def test_a_claim_from_another_machine_lasts_its_time(world: World) -> None:
    only(world)
    claim_next()
    Message.objects.update(claimed_by="another 1")
    assert put_right()["queued"] == 0
    Message.objects.update(claimed_at=timezone.now() - dt.timedelta(hours=1))
    assert put_right()["queued"] == 1


def test_a_sender_given_up_for_dead_hands_nothing_over(world: World, inbox: Inbox) -> None:
    """It was only slow: another has taken the mail, and it must not go out twice."""
    mail = only(world)
    slow = claim_next()
    assert slow
    Message.objects.update(claimed_by=GONE)
    put_right()
    send_all_due()
    postman = Postman()
    postman.open()
    sending.send_one(postman, slow)
    postman.close()
    assert inbox.arrived() == {mail.message_id: 1}


def test_a_slow_sender_that_got_through_after_all_is_believed(world: World, inbox: Inbox) -> None:
    mail = only(world)
    slow = claim_next()
    assert slow
    sending.hand_over([slow])
    Message.objects.update(claimed_by=GONE)
    put_right()
    sending.note_outcome(slow, None)
    mail.refresh_from_db()
    assert mail.status == "sent"


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_send_each_mail_once(inbox: Inbox) -> None:
    load_frameworks(apps)
    world = make_world()
    for _ in range(40):
        message(world.coming, world.people["facilitator"], kind="reminder")

    def work() -> None:
        while send_batch(limit=3):
            pass
        connection.close()

    workers = [threading.Thread(target=work) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert set(inbox.arrived().values()) == {1}
    assert len(inbox.mails) == Message.objects.filter(status="sent", attempts=1).count() == 40


def test_mail_as_files(world: World, tmp_path: Any) -> None:
    only(world)
    files = "rollout.notifications.files.MailFiles"
    with override_settings(EMAIL_BACKEND=files, EMAIL_FILE_PATH=tmp_path):
        send_all_due()
    (file,) = tmp_path.glob("*.eml")
    assert b"text/calendar" in file.read_bytes()
    assert Workshop.objects.get(pk=world.coming.pk).messages.get().status == "sent"
