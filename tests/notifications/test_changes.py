"""Announced workshops that are moved, cancelled or get other people, and the mail about it."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from rollout.accounts.permissions import Kind as Role
from rollout.common.dates import today
from rollout.notifications.actions.acting import cancel_message, edit_message
from rollout.notifications.actions.concerned import tell_those_concerned
from rollout.notifications.actions.sending import send_all_due
from rollout.notifications.models import Message
from rollout.notifications.texts import written
from rollout.organisation.actions import end_role
from rollout.organisation.models import Person
from rollout.planning.actions import (
    answer_invitation,
    cancel_workshop,
    change_workshop,
    move_member,
    place_superuser,
    replace_workshop,
)
from rollout.planning.models import Membership, Workshop
from tests import factories as make
from tests.notifications.mail_server import Inbox
from tests.personas import World


def mails(workshop: Workshop) -> list[tuple[str, str]]:
    rows = Message.objects.filter(workshop=workshop).order_by("pk")
    return sorted(rows.values_list("kind", "status"))


def move(workshop: Workshop, days: int = 7) -> None:
    fresh = Workshop.objects.get(pk=workshop.pk)
    fresh.starts_at += dt.timedelta(days=days)
    fresh.ends_at += dt.timedelta(days=days)
    change_workshop(workshop=fresh, revision=fresh.revision)


def call_off(workshop: Workshop) -> Workshop:
    fresh = Workshop.objects.get(pk=workshop.pk)
    return cancel_workshop(workshop=fresh, revision=fresh.revision, reason="Sykdom")


def test_moved_while_queued_one_mail_tells_the_new_day(announced: Workshop, inbox: Inbox) -> None:
    before = {m.pk: m.subject for m in announced.messages.all()}
    move(announced)
    assert mails(announced) == [("invitation", "queued")] * 2
    assert all(m.subject != before[m.pk] for m in announced.messages.all())
    send_all_due()
    assert len(inbox.mails) == 2


def test_moved_after_sending_everyone_gets_an_update_with_a_higher_sequence(
    announced: Workshop, inbox: Inbox
) -> None:
    send_all_due()
    move(announced)
    assert mails(announced) == [("invitation", "sent")] * 2 + [("update", "queued")] * 2
    send_all_due()
    calendars = [part for m in inbox.mails for part in m.walk() if part.get_param("method")]
    by_reader: dict[str, list[int]] = {}
    for mail in inbox.mails:
        text = next(p for p in mail.walk() if p.get_content_type() == "text/calendar").get_content()
        sequence = next(line for line in text.splitlines() if line.startswith("SEQUENCE:"))
        by_reader.setdefault(mail["To"], []).append(int(sequence.split(":")[1]))
    assert calendars
    assert all(first < second for first, second in by_reader.values())
    assert len({tuple(numbers) for numbers in by_reader.values()}) == 1


def test_an_update_knows_what_was_answered(announced: Workshop, world: World, inbox: Inbox) -> None:
    """Another link leaves the answers as they are; another time asks anew."""
    who = world.people["superuser"]
    send_all_due()
    said = []
    for answer in ("yes", "no", ""):
        if answer:
            answer_invitation(workshop=announced, person=who, answer=answer)
            fresh = Workshop.objects.get(pk=announced.pk)
            fresh.link = f"https://meet.example/{answer}"
            change_workshop(workshop=fresh, revision=fresh.revision)
        else:
            move(announced)
        update = announced.messages.get(recipient=who, kind="update")
        said.append(update.body)
        assert update.body == written("update", announced, who, update.language, answer)[1]
    assert len(set(said)) == 3


def test_moved_twice_while_the_update_waits_is_one_update(
    announced: Workshop, inbox: Inbox
) -> None:
    send_all_due()
    move(announced)
    move(announced)
    assert mails(announced).count(("update", "queued")) == 2
    revision = Workshop.objects.get(pk=announced.pk).revision
    assert {m.sequence for m in announced.messages.filter(kind="update")} == {revision}


def test_another_kit_alone_tells_nobody(announced: Workshop, world: World) -> None:
    fresh = Workshop.objects.get(pk=announced.pk)
    fresh.kit = world.kit
    change_workshop(workshop=fresh, revision=fresh.revision)
    assert mails(announced) == [("invitation", "queued")] * 2


def test_a_workshop_that_isnt_announced_tells_nobody(world: World) -> None:
    move(world.coming)
    call_off(world.coming)
    assert not Message.objects.exists()


def test_edited_words_are_kept_and_wait_to_be_read_through(announced: Workshop) -> None:
    message = announced.messages.all()[0]
    edit_message(message=message, revision=message.revision, subject="Kom!", body="Vi har kake.")
    move(announced)
    message.refresh_from_db()
    assert (message.subject, message.status, message.problem) == ("Kom!", "held", "reread")


def test_cancelled_while_queued_nothing_goes_out(announced: Workshop, inbox: Inbox) -> None:
    call_off(announced)
    assert mails(announced) == [("invitation", "cancelled")] * 2
    assert send_all_due() == 0
    assert inbox.mails == []


def test_cancelled_after_sending_those_who_were_asked_are_told(
    announced: Workshop, inbox: Inbox
) -> None:
    send_all_due()
    move(announced)
    call_off(announced)
    found = mails(announced)
    assert found.count(("update", "cancelled")) == 2
    assert found.count(("cancellation", "queued")) == 2
    send_all_due()
    last = inbox.mails[-1]
    assert 'method="CANCEL"' in last.as_string() or "method=CANCEL" in last.as_string()
    assert (
        "METHOD:CANCEL"
        in next(p for p in last.walk() if p.get_content_type() == "text/calendar").get_content()
    )
    assert "Sykdom" in last.get_body(("plain",)).get_content()


def test_cancelled_in_hindsight_tells_nobody(announced: Workshop, inbox: Inbox) -> None:
    send_all_due()
    Workshop.objects.filter(pk=announced.pk).update(
        starts_at=timezone.now() - dt.timedelta(hours=3),
        ends_at=timezone.now() - dt.timedelta(hours=1),
    )
    call_off(announced)
    assert mails(announced) == [("invitation", "sent")] * 2


def test_the_new_date_of_an_announced_workshop_is_announced(announced: Workshop) -> None:
    call_off(announced)
    new = replace_workshop(cancelled=announced, starts_at=announced.starts_at + dt.timedelta(2))
    assert new.invited_at
    assert mails(new) == [("invitation", "queued")] * 2


def test_the_new_date_of_one_that_wasnt_waits_to_be_announced(world: World) -> None:
    call_off(world.coming)
    new = replace_workshop(
        cancelled=world.coming, starts_at=world.coming.starts_at + dt.timedelta(2)
    )
    assert new.invited_at is None
    assert not Message.objects.exists()


def test_another_facilitator_is_invited_and_the_first_is_told(
    announced: Workshop, world: World, inbox: Inbox
) -> None:
    send_all_due()
    other = make.person(world.owner, "Frida Fasilitator")
    make.role(other, Role.FACILITATOR, programme=world.programme)
    fresh = Workshop.objects.get(pk=announced.pk)
    fresh.facilitator = other
    change_workshop(workshop=fresh, revision=fresh.revision)
    waiting = announced.messages.filter(status="queued").values_list("recipient", "kind")
    assert set(waiting) == {
        (other.pk, "invitation"),
        (world.people["facilitator"].pk, "place_left"),
        (world.people["superuser"].pk, "update"),
    }


def other_announced(world: World) -> Workshop:
    from rollout.planning.actions import invite_workshops

    cohort = make.cohort(world.programme)
    workshop = make.workshop(cohort, today() + dt.timedelta(days=40))
    invite_workshops(workshops=[workshop])
    return workshop


def last_to(person: Person, workshop: Workshop) -> tuple[str, str]:
    message = workshop.messages.filter(recipient=person).order_by("pk").last()
    assert message
    return message.kind, message.status


def test_moved_to_another_cohort_before_and_after_the_mail_went_out(
    announced: Workshop, world: World, inbox: Inbox
) -> None:
    other = other_announced(world)
    who = world.people["superuser"]
    membership = Membership.objects.get(role__person=who)
    moved = move_member(membership=membership, to=other.cohort, day=today())
    assert last_to(who, announced) == ("invitation", "cancelled")
    assert last_to(who, other) == ("place_taken", "queued")
    send_all_due()
    back = move_member(membership=moved, to=announced.cohort, day=today())
    assert last_to(who, announced) == ("invitation", "queued")
    assert last_to(who, other) == ("place_left", "queued")
    move_member(membership=back, to=other.cohort, day=today())
    assert last_to(who, announced) == ("invitation", "cancelled")
    # They never heard that they were out, so what they have been sent still holds.
    assert last_to(who, other) == ("place_left", "cancelled")
    assert other.messages.filter(recipient=who, status="sent").count() == 1


def test_a_superuser_who_is_placed_is_invited(announced: Workshop, world: World) -> None:
    role = make.superuser(world.south)
    place_superuser(role=role, cohort=announced.cohort, day=today())
    assert last_to(role.person, announced) == ("place_taken", "queued")


def test_one_who_is_no_longer_expected_gets_no_mail_that_waited(
    announced: Workshop, world: World, inbox: Inbox
) -> None:
    Membership.objects.update(ends_on=today())
    send_all_due()
    message = announced.messages.get(recipient=world.people["superuser"])
    assert (message.status, message.problem) == ("cancelled", "not_expected")


def test_those_who_come_and_go_without_a_word_are_seen_to(
    announced: Workshop, world: World, inbox: Inbox
) -> None:
    send_all_due()
    who = world.people["superuser"]
    end_role(role=who.roles.get(), ends_on=today(), reason="Sluttet")
    new = make.superuser(world.south)
    Membership.objects.create(cohort=announced.cohort, role=new, starts_on=today())
    assert [tell_those_concerned(), tell_those_concerned()] == [2, 0]
    assert last_to(who, announced) == ("place_left", "queued")
    assert last_to(new.person, announced) == ("place_taken", "queued")


def test_an_invitation_taken_back_by_hand_stays_taken_back(announced: Workshop) -> None:
    for status, message in zip(("queued", "failed"), announced.messages.all(), strict=True):
        Message.objects.filter(pk=message.pk).update(status=status, problem="")
        cancel_message(message=message, revision=message.revision)
    assert tell_those_concerned() == 0


def test_a_goodbye_taken_back_by_hand_isnt_written_again(
    announced: Workshop, world: World, inbox: Inbox
) -> None:
    send_all_due()
    end_role(role=world.people["superuser"].roles.get(), ends_on=today(), reason="Sluttet")
    assert tell_those_concerned() == 1
    goodbye = announced.messages.get(kind="place_left")
    cancel_message(message=goodbye, revision=goodbye.revision)
    assert tell_those_concerned() == 0


def test_an_invitation_that_was_held_up_isnt_sent_after_its_update(
    announced: Workshop, inbox: Inbox
) -> None:
    send_all_due()
    move(announced)
    late = announced.messages.filter(kind="invitation")
    late.update(status="queued", sent_at=None)
    send_all_due()
    assert set(late.values_list("status", "problem")) == {("cancelled", "overtaken")}
    assert len(inbox.mails) == 4


@pytest.mark.parametrize("who", ["lead", "facilitator"])
def test_a_move_from_the_page_reaches_the_outbox(
    announced: Workshop, world: World, who: str
) -> None:
    day = (announced.day + dt.timedelta(days=7)).isoformat()
    data = {
        "day": day, "start": "12:00", "end": "15:00", "revision": 0,
        "facilitator": world.people["facilitator"].pk,
    }  # fmt: skip
    address = reverse("workshop_change", args=[world.programme.pk, announced.pk])
    assert world.client(who).post(address, data).status_code == 302
    assert {m.sequence for m in announced.messages.all()} == {1}
    announced.refresh_from_db()
    assert announced.invited_at
