"""Reads answers to invitations out of mails, as calendars send them (iTIP’s REPLY, RFC 5546).

Whatever the mail is, the outcome is a Reply or a NotAReply that says in words why not. Nothing
here touches the database. The mail is parsed by Python’s lenient policy: the strict one stumbles
over headers that real mail has.
"""

import base64
import codecs
import datetime as dt
import re
import uuid
from contextlib import suppress
from dataclasses import dataclass
from email import message_from_bytes
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import Message
from email.utils import getaddresses
from zoneinfo import ZoneInfo

from django.conf import settings

from rollout.common.addresses import addresses_in
from rollout.common.apart import TooHeavy, read_apart
from rollout.common.calendar_lines import UnreadableCalendar, calendar_text
from rollout.notifications.reply_addresses import tokens_in
from rollout.notifications.reply_lines import (
    UNREADABLE,
    Line,
    Part,
    moments,
    part_of,
    values,
    words_in,
)
from rollout.notifications.uids import workshop_uid

MAIL_MOST = 10 * 1024 * 1024
CALENDAR_MOST = 256 * 1024
PARTS_MOST = 200
REASON_MOST = 160
ADDRESS_MOST = 254
SOMEBODY_ELSE = "The answer is somebody else’s than the mail’s sender’s."
ANSWERS = {"ACCEPTED": "yes", "DECLINED": "no", "TENTATIVE": "maybe"}
CALENDARS = {"text/calendar", "application/ics", "application/calendar", "text/x-vcalendar"}
ENDINGS = (".ics", ".vcs", ".ical", ".icalendar")
BEGINS = b"BEGIN:VCALENDAR"
TNEF = {"application/ms-tnef", "application/vnd.ms-tnef"}
SEALED = {
    "application/pkcs7-mime", "application/x-pkcs7-mime", "multipart/encrypted",
    "application/pgp-encrypted",
}  # fmt: skip
# Where a mail says which of the inbox's addresses it went to.
SENT_TO = ("To", "Cc", "Delivered-To", "X-Original-To", "Envelope-To")
QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"')


class NotAReply(Exception):
    """Why a mail is no answer that can be noted, for whoever looks after the inbox."""


@dataclass(frozen=True)
class Reply:
    """What a mail answers. `answer` is yes, no or maybe; the rest is None where it isn’t told.

    `attendee` is whose answer the calendar says it is, `sender` whom the mail comes from, and
    `tokens` what the addresses that it went to say of whose it is. Where attendee and sender
    differ, `doubt` says how.
    """

    uid: uuid.UUID
    attendee: str
    answer: str
    comment: str
    sequence: int | None
    stamp: dt.datetime | None
    starts_at: dt.datetime | None
    sender: str = ""
    sender_name: str = ""
    tokens: tuple[str, ...] = ()
    doubt: str = ""


def read_reply(mail: bytes) -> Reply:
    """The answer in a mail, from the one it is the answer of, read in a process of its own."""
    if len(mail) > MAIL_MOST:
        raise NotAReply("The mail is larger than any calendar’s answer.")
    try:
        return read_apart(read_here, mail)
    except TooHeavy:
        raise NotAReply("The mail takes too long to read.") from None


def read_here(mail: bytes) -> Reply:
    """The same in this process."""
    try:
        message = message_from_bytes(without_marks(mail))
        parts = [part for part, _number in zip(message.walk(), range(PARTS_MOST), strict=False)]
        sender = sender_of(message)
        calendar = answer_in_parts(message, parts)
    except RecursionError:
        raise NotAReply("The mail has too many parts inside each other.") from None
    return reply_of(calendar, sender, message)


def without_marks(mail: bytes) -> bytes:
    """The mail without a byte-order mark or blanks before its first header."""
    if mail.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        mail = mail.decode("utf-16", "replace").encode()
    return mail.removeprefix(codecs.BOM_UTF8).lstrip(b" \t\r\n")


def sender_of(message: Message) -> str:
    """The one address that the mail says it comes from."""
    headers = [str(header) for header in message.get_all("From", [])]
    found = {address for header in headers for address in mailboxes(header)}
    if not found:  # some encode the whole header, its address too
        found = {
            address for header in headers for address in mailboxes(decode_header_words(header))
        }
    if len(found) > 1:
        raise NotAReply("The mail doesn’t say whom it comes from: it names several.")
    if not found:
        raise NotAReply("The mail doesn’t say whom it comes from.")
    return found.pop()


def mailboxes(header: str) -> set[str]:
    """The addresses of a header, those in its unquoted names too: who is one there, and another in
    angle brackets, isn’t believed."""
    return set(addresses_in(QUOTED.sub(" ", header)))


def decode_header_words(header: str) -> str:
    """A header with its encoded words read."""
    try:
        return str(make_header(decode_header(header)))
    except (*UNREADABLE, LookupError, MessageError):
        return header


def answer_in_parts(message: Message, parts: list[Message]) -> Part:
    """The mail’s first calendar part that is an answer."""
    problems = []
    for part in parts:
        if content := calendar_in(part):
            try:
                return answer_in(content, part)
            except NotAReply as problem:
                problems.append(problem)
    if problems:
        raise problems[0]
    raise NotAReply(why_none(message, parts))


def why_none(message: Message, parts: list[Message]) -> str:
    """What a mail without a calendar’s answer is."""
    kinds = {part.get_content_type() for part in parts}
    names = {name_of(part) for part in parts}
    if kinds & TNEF or "winmail.dat" in names:
        return "The answer is in Outlook’s own format (winmail.dat), which others can’t read."
    if kinds & SEALED or any(name.endswith(".p7m") for name in names):
        return "The mail is signed or encrypted, so that its answer can’t be read."
    if message.get_content_type() == "multipart/report":
        return "The mail is a report about a mail that couldn’t be delivered."
    if str(message.get("Auto-Submitted", "no")).lower() != "no":
        return "The mail is an automatic answer, such as from somebody who is away."
    return "There is no calendar’s answer in the mail; somebody has written it by hand."


def name_of(part: Message) -> str:
    """A part’s file name, its encoded words read, in lower case."""
    try:
        return decode_header_words(part.get_filename() or "").strip().lower()
    except (*UNREADABLE, LookupError):
        return ""


def calendar_in(part: Message) -> bytes:
    """A part’s bytes where it is a calendar: by its type, its file name, or how it begins. Nothing
    where it isn’t."""
    if part.is_multipart():
        return b""
    told = part.get_content_type() in CALENDARS or name_of(part).endswith(ENDINGS)
    content, raw = payload_of(part)
    if told and BEGINS not in content.upper() and raw:
        content = otherwise_encoded(raw) or content
    begins = content.removeprefix(codecs.BOM_UTF8).lstrip()[: len(BEGINS)].upper()
    return content or b"-" if told else content if begins == BEGINS else b""


def payload_of(part: Message) -> tuple[bytes, str]:
    """A part’s bytes, and its text as it stands in the mail; nothing where it can’t be read."""
    with suppress(*UNREADABLE, LookupError):
        content, raw = part.get_payload(decode=True), part.get_payload()
        if isinstance(content, bytes) and isinstance(raw, str):
            return content, raw
    return b"", ""


def otherwise_encoded(raw: str) -> bytes:
    """A calendar whose mail tells another encoding than it has, or none."""
    text = raw.encode("utf-8", "surrogateescape")
    if BEGINS in text.upper():
        return text
    with suppress(ValueError):
        if BEGINS in (found := base64.b64decode(text, validate=False)).upper():
            return found
    return b""


def answer_in(content: bytes, part: Message) -> Part:
    """A calendar that is an answer to one invitation."""
    if len(content) > CALENDAR_MOST:
        raise NotAReply("The mail’s calendar part can’t be read.")
    try:
        calendar = part_of(calendar_text(content, part.get_content_charset() or "utf-8"))
    except (UnreadableCalendar, *UNREADABLE):
        raise NotAReply("The mail’s calendar part can’t be read.") from None
    methods = calendar.methods()
    if methods == {"COUNTER"}:
        raise NotAReply("The mail asks for another time. Answer it by hand.")
    if not methods and header_method(part) == "REPLY":
        raise NotAReply("The mail says that it is an answer, but its calendar part doesn’t.")
    if methods != {"REPLY"}:
        raise NotAReply("The mail’s calendar part isn’t an answer.")
    if not calendar.events or any(event != calendar.events[0] for event in calendar.events):
        raise NotAReply("The mail’s calendar part isn’t the answer to one invitation.")
    return calendar


def header_method(part: Message) -> str:
    """What the mail itself says that its calendar part does."""
    with suppress(*UNREADABLE, LookupError):
        return str(part.get_param("method", "")).strip().upper()
    return ""


def reply_of(calendar: Part, sender: str, message: Message) -> Reply:
    """What the event answers, and all that tells whose answer it is. Anybody can write anything
    into a mail: what holds of it is for `actions.replies` to judge, and that the sender’s address
    is real for the mail server."""
    event = calendar.events[0]
    uid = uid_in(event)
    own = own_lines(event, sender)
    told = {address for line in own for address in line.addresses()}
    sent_to = [str(header) for key in SENT_TO for header in message.get_all(key, [])]
    organizers = [each for line in values(event, "ORGANIZER") for each in line.addresses()]
    return Reply(
        uid=uid,
        attendee=sender if sender in told else min(told)[:ADDRESS_MOST],
        answer=answer_of(own),
        comment=words_in(event, "COMMENT")[:REASON_MOST],
        sequence=sequence_of(event),
        stamp=moment_of(calendar, "DTSTAMP", dt.UTC),
        starts_at=start_of(calendar),
        sender=sender[:ADDRESS_MOST],
        sender_name=name_of_sender(message),
        tokens=tokens_in(sent_to) or tokens_in(organizers),
        doubt="" if sender in told else doubt_about(own, sender, message),
    )


def name_of_sender(message: Message) -> str:
    """What the sender calls themselves, on one line."""
    names = [name for name, _ in getaddresses([str(h) for h in message.get_all("From", [])])]
    text = decode_header_words(names[0]) if names else ""
    return " ".join(text.replace("\0", "").split())[:REASON_MOST]


def uid_in(event: list[Line]) -> uuid.UUID:
    """Our invitation’s id."""
    found = {workshop_uid(line.value) for line in values(event, "UID")}
    if len(found) == 1 and (uid := found.pop()):
        return uid
    if any(is_within(line.value) for line in values(event, "UID")):
        raise NotAReply("The answer names the invitation as only Outlook does. Note it by hand.")
    if len(found) > 1:
        raise NotAReply("The answer names several invitations.")
    raise NotAReply("The answer isn’t to an invitation of ours.")


def is_within(text: str) -> bool:
    """Whether an id as Outlook makes them (a “global object id”) holds one of ours."""
    try:
        content = bytes.fromhex(text.strip())
    except ValueError:
        return False
    _before, mark, ours = content.partition(b"vCal-Uid\x01\0\0\0")
    return bool(mark) and workshop_uid(ours.rstrip(b"\0").decode("ascii", "replace")) is not None


def own_lines(event: list[Line], sender: str) -> list[Line]:
    """The lines of whoever answers: the sender’s own, or those of the only one there is."""
    lines = [line for line in values(event, "ATTENDEE") if line.addresses()]
    own = [line for line in lines if sender in line.addresses()]
    if own:
        return own
    if not lines:
        raise NotAReply("The answer doesn’t say whose it is.")
    if len({frozenset(line.addresses()) for line in lines}) > 1:
        raise NotAReply(SOMEBODY_ELSE)
    return lines


def doubt_about(lines: list[Line], sender: str, message: Message) -> str:
    """Why the one who answers isn’t the mail’s sender, as far as the mail tells."""
    if any(line.is_sent_by(sender) for line in lines):
        return "Somebody answers on another’s behalf. Note it by hand."
    told = {address for line in lines for address in line.addresses()}
    answers_to = {a for header in message.get_all("Reply-To", []) for a in mailboxes(str(header))}
    if answers_to & told:
        return "The mail comes from a service, not from the one who answers."
    return SOMEBODY_ELSE


def answer_of(own: list[Line]) -> str:
    """What the sender answers: the same in all of their lines that answer."""
    told = {status.upper() for line in own for status in line.all_of("PARTSTAT")}
    answers = told - {"NEEDS-ACTION", ""}
    if "DELEGATED" in answers:
        raise NotAReply("The invitation has been passed on to somebody else. Answer it by hand.")
    if len(answers) > 1:
        raise NotAReply("The answer says two different things.")
    if not answers or not answers <= set(ANSWERS):
        raise NotAReply("The answer doesn’t say whether they come.")
    return ANSWERS[answers.pop()]


def sequence_of(event: list[Line]) -> int | None:
    told = {line.value for line in values(event, "SEQUENCE")}
    number = told.pop() if len(told) == 1 else ""
    return int(number) if number.isascii() and number.isdecimal() and len(number) < 10 else None


def start_of(calendar: Part) -> dt.datetime | None:
    """When the workshop begins that is answered; NotAReply where two times are told."""
    found = set(
        moments(calendar.events[0], "DTSTART", calendar.zones, ZoneInfo(settings.TIME_ZONE))
    )
    if len(found) > 1:
        raise NotAReply("The answer tells two different times.")
    return found.pop() if found else None


def moment_of(calendar: Part, name: str, zone: dt.tzinfo) -> dt.datetime | None:
    """A property’s instant where it tells one; a time without a zone is taken in the one given."""
    found = set(moments(calendar.events[0], name, calendar.zones, zone))
    return found.pop() if len(found) == 1 else None
