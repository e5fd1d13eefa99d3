"""Answers that come by mail: from every calendar, in any order, and none that isn’t one."""

import datetime as dt
import io
from email import message_from_bytes
from email.mime.text import MIMEText
from pathlib import Path
from types import SimpleNamespace

import pytest
import time_machine
from django.core.management import call_command
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rollout.notifications.actions.replies import take_reply
from rollout.notifications.replies import (
    CALENDAR_MOST,
    MAIL_MOST,
    PARTS_MOST,
    NotAReply,
    read_reply,
)
from rollout.organisation.models import Person
from rollout.planning.actions import answer_invitation, cancel_workshop, change_workshop
from rollout.planning.models import Workshop, WorkshopAttendance
from tests import factories as make
from tests.notifications.mails import FORMATS, reply
from tests.personas import World

HOUR = dt.timedelta(hours=1)


def noted(world: World) -> tuple[str, str]:
    row = WorkshopAttendance.objects.get(workshop=world.coming, person=world.people["superuser"])
    return row.answer, row.reason


def answer(world: World, form: str = "outlook", **values: object) -> bytes:
    return reply(form, world.coming, world.people["superuser"], **values)


def stamp(at: dt.datetime) -> str:
    return f"{at.astimezone(dt.UTC):%Y%m%dT%H%M%SZ}"


def move(workshop: Workshop, by: dt.timedelta = HOUR) -> None:
    workshop.refresh_from_db()
    workshop.starts_at += by
    workshop.ends_at += by
    change_workshop(workshop=workshop, revision=workshop.revision)


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize(
    ("partstat", "kept"),
    [("ACCEPTED", ("yes", "Kl. 13, æøå")), ("DECLINED", ("no", "Kl. 13, æøå")),
     ("TENTATIVE", ("", "Kl. 13, æøå"))],
)  # fmt: skip
def test_an_answer_is_noted(world: World, form: str, partstat: str, kept: tuple[str, str]) -> None:
    take_reply(mail=answer(world, form, partstat=partstat, comment="Kl. 13\\, æøå"))
    assert noted(world) == kept


def test_a_maybe_without_words_is_told_as_one(world: World) -> None:
    take_reply(mail=answer(world, partstat="TENTATIVE"))
    assert noted(world) == ("", "Kanskje")


def test_the_last_answer_holds_whatever_order_they_come_in(world: World) -> None:
    early, late = timezone.now() - 2 * HOUR, timezone.now() - HOUR
    assert take_reply(mail=answer(world, partstat="DECLINED", stamp=stamp(late))).is_news
    assert not take_reply(mail=answer(world, partstat="ACCEPTED", stamp=stamp(early))).is_news
    assert noted(world)[0] == "no"


def test_the_same_mail_twice_is_one_answer(world: World) -> None:
    mail = answer(world)
    take_reply(mail=mail)
    take_reply(mail=mail)
    assert noted(world) == ("yes", "")


def test_an_answer_in_the_app_holds_against_an_older_mail(world: World) -> None:
    mail = answer(world, stamp=stamp(timezone.now() - HOUR))
    answer_invitation(workshop=world.coming, person=world.people["superuser"], answer="no")
    assert not take_reply(mail=mail).is_news
    assert noted(world)[0] == "no"


def test_a_clock_that_is_ahead_does_not_lock_the_answer(world: World) -> None:
    take_reply(mail=answer(world, stamp=stamp(timezone.now() + 48 * HOUR)))
    answer_invitation(workshop=world.coming, person=world.people["superuser"], answer="no")
    assert noted(world)[0] == "no"


@pytest.mark.parametrize("form", FORMATS)
def test_an_answer_to_the_old_time_is_not_one_to_the_new(world: World, form: str) -> None:
    mail = answer(world, form)
    move(world.coming)
    with pytest.raises(NotAReply, match="old time"):
        take_reply(mail=mail)


def test_an_old_sequence_holds_while_the_time_is_the_same(world: World) -> None:
    mail = answer(world)
    world.coming.kit = make.kit(world.owner)
    change_workshop(workshop=world.coming, revision=0)
    take_reply(mail=mail)
    assert noted(world)[0] == "yes"


def test_without_a_time_the_sequence_tells_which_one_was_meant(world: World) -> None:
    mail = answer(world, "apple")
    bare = mail_without_start(mail)
    world.coming.kit = make.kit(world.owner)
    change_workshop(workshop=world.coming, revision=0)
    take_reply(mail=bare)
    move(world.coming)
    with pytest.raises(NotAReply, match="old time"):
        take_reply(mail=bare)


def mail_without_start(mail: bytes) -> bytes:
    message = message_from_bytes(mail)
    part = message.get_payload()[1]
    lines = part.get_payload(decode=True).split(b"\r\n")
    part.set_payload(b"\r\n".join(line for line in lines if not line.startswith(b"DTSTART")))
    del part["Content-Transfer-Encoding"]
    return message.as_bytes()


def test_moving_asks_everybody_anew(world: World) -> None:
    take_reply(mail=answer(world))
    move(world.coming)
    assert noted(world) == ("", "")


def test_somebody_else_cannot_answer_in_ones_name(world: World) -> None:
    with pytest.raises(NotAReply, match="somebody else"):
        take_reply(mail=answer(world, sender="svindler@example.test"))
    assert not WorkshopAttendance.objects.filter(workshop=world.coming).exists()


@pytest.mark.parametrize("who", ["southern", "teacher", "stranger", "facilitator"])
def test_those_who_are_not_invited_are_told(world: World, who: str) -> None:
    with pytest.raises(NotAReply, match="no place"):
        take_reply(mail=reply("google", world.coming, world.people[who]))


def test_a_cancelled_workshop_takes_no_answers(world: World) -> None:
    cancel_workshop(workshop=world.coming, revision=0, reason="Syk")
    with pytest.raises(NotAReply, match="cancelled"):
        take_reply(mail=answer(world))


def test_a_workshop_that_has_been_takes_no_answers(world: World) -> None:
    with pytest.raises(NotAReply, match="has been"):
        take_reply(mail=reply("google", world.held, world.people["superuser"]))


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ((b"METHOD:REPLY", b"METHOD:COUNTER"), "another time"),
        ((b"METHOD:REPLY", b"METHOD:REQUEST"), "isn’t an answer"),
        ((b"PARTSTAT=ACCEPTED", b"PARTSTAT=DELEGATED"), "passed on"),
        ((b"PARTSTAT=ACCEPTED", b"PARTSTAT=NEEDS-ACTION"), "whether they come"),
        ((b"\r\nUID:", b"\r\nUID:x"), "invitation of ours"),
        ((b"BEGIN:VEVENT", b"BEGIN:VEVENT\r\nEND:VEVENT\r\nBEGIN:VEVENT"), "one invitation"),
        ((b"BEGIN:VCALENDAR", b"BEGIN:NOTHING"), "can’t be read"),
    ],
)
def test_what_is_no_answer_is_said(world: World, change: tuple[bytes, bytes], why: str) -> None:
    mail = plain_mail(world).replace(*change)
    with pytest.raises(NotAReply, match=why):
        take_reply(mail=mail)


def plain_mail(world: World, form: str = "google", **values: object) -> bytes:
    """An answer in a mail without parts or encoding."""
    from tests.notifications.mails import calendar_text

    person = world.people["superuser"]
    head = (
        f"From: {person.email}\r\nContent-Type: text/calendar; method=REPLY; charset=utf-8\r\n\r\n"
    )
    return (head + calendar_text(form, world.coming, person.email, **values)).encode()


def test_a_mail_without_parts_or_encoding_is_read(world: World) -> None:
    take_reply(mail=plain_mail(world))
    assert noted(world)[0] == "yes"


def test_the_first_calendar_part_that_is_an_answer_holds(world: World) -> None:
    """Some send the invitation along, before their answer."""
    mail = message_from_bytes(answer(world, "google"))
    invitation = MIMEText("BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nEND:VCALENDAR\r\n", "calendar")
    mail.get_payload().insert(0, invitation)
    take_reply(mail=mail.as_bytes())
    assert noted(world)[0] == "yes"


@pytest.mark.parametrize("zone", [";TZID=Europe/Oslo", ""])
def test_a_time_without_a_zone_is_the_one_on_the_wall(world: World, zone: str) -> None:
    mail = plain_mail(world, "apple")
    mail = mail.replace(b"DTSTART;TZID=Europe/Oslo", f"DTSTART{zone}".encode())
    take_reply(mail=mail)
    assert noted(world)[0] == "yes"


def test_a_start_that_is_only_a_day_is_no_other_time(world: World) -> None:
    local = timezone.localtime(world.coming.starts_at)
    mail = plain_mail(world, "apple").replace(
        f"DTSTART;TZID=Europe/Oslo:{local:%Y%m%dT%H%M%S}".encode(),
        f"DTSTART;VALUE=DATE:{local:%Y%m%d}".encode(),
    )
    assert b"VALUE=DATE" in mail
    take_reply(mail=mail)
    assert noted(world)[0] == "yes"


def test_words_in_an_old_character_set_are_kept(world: World) -> None:
    mail = plain_mail(world, "apple", comment="QQQ")
    take_reply(mail=mail.replace(b"QQQ", "Kjører på øya".encode("cp1252")))
    assert noted(world) == ("yes", "Kjører på øya")


def test_a_calendar_larger_than_any_answer_is_not_read(world: World) -> None:
    with pytest.raises(NotAReply, match="can’t be read"):
        read_reply(plain_mail(world, comment="x" * CALENDAR_MOST))


def test_an_answer_among_hundreds_of_parts_is_not_looked_for(world: World) -> None:
    mail = message_from_bytes(answer(world, "google"))
    mail.get_payload()[:0] = [MIMEText("") for _ in range(PARTS_MOST)]
    with pytest.raises(NotAReply, match="by hand"):
        read_reply(mail.as_bytes())


def test_the_same_address_at_another_owner_is_somebody_else(world: World) -> None:
    siri = world.people["superuser"]
    Person.objects.create(
        owner=world.people["stranger"].owner, first_name="Aa", last_name="Aa", email=siri.email
    )
    take_reply(mail=answer(world))
    assert noted(world)[0] == "yes"


def test_an_answer_counts_until_the_workshop_has_ended(world: World) -> None:
    with time_machine.travel(world.coming.starts_at + HOUR):
        take_reply(mail=answer(world, partstat="DECLINED"))
    assert noted(world)[0] == "no"


@pytest.mark.parametrize(
    ("mail", "why"),
    [
        (b"", "whom it comes from"),
        (b"From: a@x.no, b@x.no\n\nHei", "whom it comes from"),
        (b"From: a@x.no\n\nJeg kommer!", "written it by hand"),
        (b"From: a@x.no\nAuto-Submitted: auto-replied\n\nBorte", "automatic"),
        (b"From: a@x.no\nContent-Type: multipart/report; boundary=x\n\n--x--", "delivered"),
        (b"From: a@x.no\n\n" + b"x" * MAIL_MOST, "larger"),
        (b"From: a@x.no\nContent-Type: text/calendar\n\n\xff\xfe\x00", "can’t be read"),
    ],
)
def test_other_mail_is_named_for_what_it_is(mail: bytes, why: str) -> None:
    with pytest.raises(NotAReply, match=why):
        read_reply(mail)


def test_parts_inside_parts_without_end_are_refused() -> None:
    mail = b"From: a@x.no\n"
    for number in range(3000):
        mail += b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (number, number)
    with pytest.raises(NotAReply):
        read_reply(mail)


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_no_rubbish_stops_the_reading(data: st.DataObject) -> None:
    """An answer cut, mixed up and with anything in between gives an answer or says why not."""
    workshop = SimpleNamespace(
        uid="0b1e0f4c-0000-4000-8000-000000000000", revision=1, starts_at=timezone.now(),
        ends_at=timezone.now(),
    )  # fmt: skip
    person = SimpleNamespace(email="siri@example.test")
    form = data.draw(st.sampled_from(sorted(FORMATS)))
    mail = bytearray(reply(form, workshop, person))
    for _number in range(data.draw(st.integers(0, 4))):
        at = data.draw(st.integers(0, len(mail)))
        until = data.draw(st.integers(at, min(len(mail), at + 400)))
        mail[at:until] = data.draw(st.binary(max_size=60))
    try:
        found = read_reply(bytes(mail))
    except NotAReply:
        return
    assert found.attendee


LINES = st.lists(
    st.sampled_from(
        ["BEGIN:VCALENDAR", "METHOD:REPLY", "BEGIN:VEVENT", "END:VEVENT", "END:VCALENDAR",
         "ATTENDEE;PARTSTAT=ACCEPTED:mailto:a@x.no", "ATTENDEE;PARTSTAT=:mailto:a@x.no",
         "UID:0b1e0f4c-0000-4000-8000-000000000000", "DTSTART:99999999T999999Z", "DTSTART:",
         "DTSTART;TZID=Nowhere/At_all:20260101T120000", "DTSTAMP:20261122", "SEQUENCE:x",
         "SEQUENCE:" + "9" * 60, "COMMENT:", "BEGIN:VTIMEZONE", "TZID:Europe/Oslo",
         "END:VTIMEZONE", " folded", "DTSTAMP;VALUE=PERIOD:20260101T000000Z/PT1H"]
    ) | st.text(max_size=40),
    max_size=30,
)  # fmt: skip


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(lines=LINES)
def test_no_calendar_stops_the_reading(lines: list[str]) -> None:
    head = "From: a@x.no\r\nContent-Type: text/calendar; charset=utf-8\r\n\r\n"
    mail = (head + "\r\n".join(lines)).encode("utf-8", "surrogatepass")
    try:
        assert read_reply(mail).attendee == "a@x.no"
    except NotAReply:
        return


def test_the_command_tells_of_each_mail_and_ends_with_what_is_left(
    world: World, tmp_path: Path
) -> None:
    good, bad = tmp_path / "good.eml", tmp_path / "bad.eml"
    good.write_bytes(answer(world))
    bad.write_bytes(b"From: a@x.no\n\nHei")
    out, err = io.StringIO(), io.StringIO()
    call_command("read_reply", good, stdout=out, stderr=err)
    assert "Siri Superbruker is coming" in out.getvalue()
    with pytest.raises(SystemExit) as ended:
        call_command("read_reply", good, bad, tmp_path / "none.eml", stdout=out, stderr=err)
    assert ended.value.code == 1
    assert "written it by hand" in err.getvalue()
    assert "none.eml" in err.getvalue()


def test_the_command_reads_from_standard_input(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(answer(world))))
    call_command("read_reply", "-", stdout=io.StringIO())
    assert noted(world)[0] == "yes"
