"""Answers that other programs have bent on their way: noted where they are there, else said why."""

import base64
import datetime as dt
import quopri
import re
import uuid
from email import message_from_bytes
from types import SimpleNamespace

import pytest
from hypothesis import given

from rollout.notifications.actions.replies import take_reply
from rollout.notifications.replies import NotAReply, read_reply, without_marks
from rollout.planning.models import WorkshopAttendance
from tests.bending import FEW, bent
from tests.notifications.mails import FORMATS, calendar_text, reply
from tests.personas import World

SIRI = "siri@example.test"
WORKSHOP = SimpleNamespace(
    uid=uuid.UUID("5d1c2f0a-77aa-4c0d-9d55-0f2b6c0e9a11"),
    revision=2,
    starts_at=dt.datetime(2026, 12, 9, 11, 30, tzinfo=dt.UTC),
    ends_at=dt.datetime(2026, 12, 9, 14, 0, tzinfo=dt.UTC),
)
HEAD = f"From: Siri Berg <{SIRI}>\r\nContent-Type: text/calendar; charset=utf-8; method=REPLY\r\n"


def calendar(form: str = "google", **values: object) -> str:
    return calendar_text(form, WORKSHOP, SIRI, **values)


def mail(text: str | None = None, head: str = HEAD) -> bytes:
    return f"{head}\r\n{calendar() if text is None else text}".encode()


def attendee(line: str) -> bytes:
    """An answer whose attendees are told otherwise, in one line or several."""
    whole = calendar("apple").replace("\r\n ", "")
    lines = whole.split("\r\n")
    return mail("\r\n".join(line if one.startswith("ATTENDEE") else one for one in lines))


def answered(content: bytes) -> str:
    found = read_reply(content)
    assert (found.uid, found.attendee) == (WORKSHOP.uid, SIRI)
    assert found.starts_at in (None, WORKSHOP.starts_at)
    return found.answer


def why_not(content: bytes) -> str:
    """Why a mail isn't noted as its sender's: refused, or left to a lead with its doubt."""
    try:
        return read_reply(content).doubt
    except NotAReply as refused:
        return str(refused)


@pytest.mark.parametrize(
    "sender",
    [
        f"{SIRI} <{SIRI}>",
        f'"{SIRI}" <{SIRI}>',
        f"Berg, Siri <{SIRI.upper()}>",
        f"=?utf-8?Q?Siri_B=C3=A6rg?= <{SIRI}>",
        "=?utf-8?B?" + base64.b64encode(f"Siri <{SIRI}>".encode()).decode() + "?=",
        f"<{SIRI}>",
    ],
)
def test_the_sender_is_found(sender: str) -> None:
    assert answered(mail(head=HEAD.replace(f"Siri Berg <{SIRI}>", sender))) == "yes"


@pytest.mark.parametrize(
    "sender",
    [f"{SIRI} <annen@example.test>", f"{SIRI}, annen@example.test", f"<x={SIRI}>",
     f"{SIRI} (annen@example.test)"],
)  # fmt: skip
def test_one_who_names_another_is_not_believed(sender: str) -> None:
    assert "whom it comes from" in why_not(mail(head=HEAD.replace(f"Siri Berg <{SIRI}>", sender)))


@pytest.mark.parametrize(
    "line",
    [
        f"ATTENDEE;PARTSTAT=ACCEPTED:mailto:MAILTO:{SIRI}",
        f"ATTENDEE;PARTSTAT=ACCEPTED:mailto:<{SIRI}>",
        "ATTENDEE;PARTSTAT=ACCEPTED:mailto:siri%40example.test",
        f"ATTENDEE;PARTSTAT=ACCEPTED;EMAIL={SIRI}:urn:uuid:0a0a",
        f"ATTENDEE;PARTSTAT=accepted;CN={SIRI}:invalid:nomail",
        f"ATTENDEE;CN=Siri: på skolen;PARTSTAT=ACCEPTED:mailto:{SIRI}",
        f'ATTENDEE;CN="Siri;PARTSTAT=ACCEPTED:mailto:{SIRI}',
        f"ATTENDEE;PARTSTAT=ACCEPTED:mailto:{SIRI}\r\nATTENDEE;PARTSTAT=ACCEPTED:mailto:{SIRI}",
        f"ATTENDEE:mailto:{SIRI}\r\nATTENDEE;PARTSTAT=ACCEPTED:MAILTO:{SIRI.upper()}",
        f"ATTENDEE;PARTSTAT=ACCEPTED:mailto:{SIRI}\r\nKatt uten mening",
        f"ATTENDEE;PARTSTAT=DECLINED:mailto:ola@x.no\r\nATTENDEE;PARTSTAT=ACCEPTED:mailto:{SIRI}",
    ],
)
def test_whose_answer_it_is_is_found(line: str) -> None:
    assert answered(attendee(line)) == "yes"


@pytest.mark.parametrize(
    ("line", "why"),
    [
        (f"ATTENDEE;PARTSTAT=ACCEPTED:mailto:{SIRI}\r\nATTENDEE;PARTSTAT=DECLINED:mailto:{SIRI}",
         "two different things"),
        (f"ATTENDEE;PARTSTAT=ACCEPTED;PARTSTAT=DECLINED:mailto:{SIRI}", "two different things"),
        (f'ATTENDEE;PARTSTAT=ACCEPTED;SENT-BY="mailto:{SIRI}":mailto:sjef@x.no', "behalf"),
        ("ATTENDEE;PARTSTAT=ACCEPTED:urn:uuid:0a0a", "doesn’t say whose"),
        ("X-ATTENDEE:ingen", "doesn’t say whose"),
        ("ATTENDEE;PARTSTAT=ACCEPTED:mailto:ola@x.no", "somebody else’s"),
        (f"ATTENDEE:mailto:{SIRI}", "whether they come"),
    ],
)  # fmt: skip
def test_what_isn_t_clear_is_said_for_what_it_is(line: str, why: str) -> None:
    assert why in why_not(attendee(line))


def test_a_service_that_sends_for_others_is_named() -> None:
    head = HEAD.replace(f"Siri Berg <{SIRI}>", "Siri via Kalender <post@kalender.test>")
    assert "service" in why_not(mail(head=f"{head}Reply-To: {SIRI}\r\n"))


@pytest.mark.parametrize(
    "content",
    [
        b"\xef\xbb\xbf" + mail(),
        b"\r\n\r\n" + mail(),
        b"\xff\xfe" + mail().decode().encode("utf-16-le"),
        mail(calendar().replace("\r\n", " \r\n").replace(" \r\n ", "\r\n ")),
        mail(f"\ufeff\r\n{calendar()}\r\n-- \r\nSkannet for virus\r\n"),
        mail(head=HEAD.replace("text/calendar", "text/plain")),
        mail(head=f'From: {SIRI}\r\nContent-Type: x/y; name="=?utf-8?Q?sv=61r=2Eics?="\r\n'),
        mail(head=f"{HEAD}Content-Transfer-Encoding: base64\r\n"),
        mail(base64.encodebytes(calendar().encode()).decode()),
        mail(head=HEAD.replace("utf-8", "no-such-letters")),
    ],
)
def test_what_stands_around_an_answer_is_taken_off(content: bytes) -> None:
    assert answered(content) == "yes"


def test_a_line_broken_inside_a_letter_is_joined_first() -> None:
    text = mail(calendar(comment="Kommer på ålet"))
    assert read_reply(text.replace("ål".encode(), b"\xc3\r\n \xa5l")).comment == "Kommer på ålet"


ODD_ZONE = """BEGIN:VTIMEZONE
TZID:GMT
BEGIN:STANDARD
DTSTART:19960101T000000
TZOFFSETFROM:+0100
TZOFFSETTO:+0100
END:STANDARD
END:VTIMEZONE
BEGIN:VEVENT""".replace("\n", "\r\n")


def zoned(name: str, local: str = "20261209T123000", zone: str = "") -> bytes:
    text = calendar("apple").replace("TZID=Europe/Oslo:20261209T123000", f"TZID={name}:{local}")
    return mail(text.replace("BEGIN:VEVENT", zone) if zone else text)


@pytest.mark.parametrize(
    "content",
    [
        zoned("GMT", zone=ODD_ZONE),
        zoned("GMT", "20261209T113000"),
        zoned("W. Europe Standard Time"),
        zoned('"Europe/Oslo"'),
        zoned("/kalender.test/Europe/Oslo"),
        zoned("Europe/Oslo", "2026-12-09T12:30:00+01:00"),
    ],
)
def test_the_time_is_that_of_the_zone_that_came_with_it_or_is_known(content: bytes) -> None:
    assert read_reply(content).starts_at == WORKSHOP.starts_at


def test_in_a_zone_that_nobody_knows_the_sequence_tells_which_time_is_meant(world: World) -> None:
    known = reply("apple", world.coming, world.people["superuser"])
    unknown = known.replace(b"TZID=3DEurope/Oslo", b"TZID=3DMin klokke")
    assert unknown != known
    assert read_reply(unknown).starts_at is None
    take_reply(mail=unknown)
    row = WorkshopAttendance.objects.get(workshop=world.coming, person=world.people["superuser"])
    assert row.answer == "yes"


def test_two_different_times_or_invitations_are_said() -> None:
    twice = calendar().replace("DTSTART:", "DTSTART:20261208T080000Z\r\nDTSTART:")
    assert "two different times" in why_not(mail(twice))
    two = calendar().replace("UID:", f"UID:{uuid.uuid4()}@rollout.calendar\r\nUID:")
    assert "several invitations" in why_not(mail(two))


def test_the_same_event_twice_is_one_answer() -> None:
    text = calendar()
    event = text[text.index("BEGIN:VEVENT") : text.index("END:VCALENDAR")]
    assert answered(mail(text.replace("END:VCALENDAR", f"{event}END:VCALENDAR"))) == "yes"


def outlooks_own_id() -> str:
    inside = b"vCal-Uid\x01\0\0\0" + f"{WORKSHOP.uid}@rollout.calendar".encode() + b"\0"
    return (bytes(36) + len(inside).to_bytes(4, "little") + inside).hex().upper()


def sealed(kind: str) -> bytes:
    return f"From: {SIRI}\r\nContent-Type: {kind}\r\n\r\nMIIB".encode()


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (mail(calendar().replace("METHOD:REPLY\r\n", "")), "its calendar part doesn’t"),
        (mail(calendar(uid=outlooks_own_id())), "only Outlook"),
        (mail(calendar(uid="00AA")), "isn’t to an invitation of ours"),
        (sealed('application/pkcs7-mime; name="smime.p7m"'), "signed or encrypted"),
        (sealed("multipart/encrypted; boundary=x"), "signed or encrypted"),
        (sealed("application/ms-tnef; name=winmail.dat"), "Outlook’s own format"),
        (mail(calendar()[:-30]), "can’t be read"),
    ],
)
def test_why_a_mail_can_t_be_noted_is_true(content: bytes, why: str) -> None:
    assert why in why_not(content)


PERSON = SimpleNamespace(email=SIRI)
MAILS = [reply(form, WORKSHOP, PERSON, comment="Hei") for form in sorted(FORMATS)]
MAILS += [mail(calendar(form)) for form in sorted(FORMATS)]
BITS = [
    b"\r\n", b" ", b";", b":", b'"', b"<", b"mailto:", b"=?utf-8?Q?", b"PARTSTAT=DECLINED", b"\xff",
    b"\x00", b"BEGIN:VEVENT\r\n", b"TZID=GMT", b"From: x@y.no\r\n", b"\xef\xbb\xbf", b"=", b"@",
]  # fmt: skip


def held_in(content: bytes) -> bytes:
    """All that a mail may be read as, its lines joined, in small letters."""
    parts = message_from_bytes(without_marks(content)).walk()
    held = [content, quopri.decodestring(content)]
    held += [part.get_payload(decode=True) or b"" for part in parts]
    for run in re.findall(rb"(?:[A-Za-z0-9+/]{16,}\s*)+", content):
        whole = b"".join(run.split())
        held.append(base64.b64decode(whole[: len(whole) // 4 * 4]))
    return re.sub(rb"\r?\n[ \t]", b"", b"\n".join(held)).lower()


@FEW
@given(content=bent(MAILS, BITS))
def test_bent_mails_give_the_answer_they_hold_or_a_reason(content: bytes) -> None:
    try:
        found = read_reply(content)
    except NotAReply:
        return
    assert found.attendee.encode() in held_in(content)
    assert found.answer in ("yes", "no") if b"PARTSTAT=D" in content else found.answer == "yes"
