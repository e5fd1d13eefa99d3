"""Reads answers to invitations out of mails, as calendars send them (iTIP’s REPLY, RFC 5546).

Whatever the mail is, the outcome is a Reply or a NotAReply that says in words why not. Nothing
here touches the database. The mail is parsed by Python’s lenient policy: the strict one stumbles
over headers that real mail has.
"""

import datetime as dt
import uuid
from dataclasses import dataclass
from email import message_from_bytes
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import Message
from email.utils import getaddresses
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from icalendar import Calendar, Event

from rollout.common.apart import TooHeavy, read_apart
from rollout.common.foreign_zones import harmless
from rollout.notifications.reply_addresses import tokens_in
from rollout.notifications.uids import workshop_uid

MAIL_MOST = 10 * 1024 * 1024
CALENDAR_MOST = 256 * 1024
PARTS_MOST = 200
REASON_MOST = 160
ADDRESS_MOST = 254
ANSWERS = {"ACCEPTED": "yes", "DECLINED": "no", "TENTATIVE": "maybe"}
# Where a mail says which of the inbox's addresses it went to.
SENT_TO = ("To", "Cc", "Delivered-To", "X-Original-To", "Envelope-To")
UNREADABLE = (ValueError, TypeError, KeyError, IndexError, AttributeError, OverflowError)


class NotAReply(Exception):
    """Why a mail is no answer that can be noted, for whoever looks after the inbox."""


@dataclass(frozen=True)
class Reply:
    """What a mail answers. `answer` is yes, no or maybe; the rest is None where it isn’t told.

    `attendee` is whose answer the calendar says it is, `sender` whom the mail comes from, and
    `tokens` what the addresses that it went to say of whose it is.
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
        message = message_from_bytes(mail)
        parts = [part for part, _number in zip(message.walk(), range(PARTS_MOST), strict=False)]
        name, sender = sender_of(message)
        event = event_in(message, parts)
        sent_to = [str(header) for key in SENT_TO for header in message.get_all(key, [])]
    except RecursionError:
        raise NotAReply("The mail has too many parts inside each other.") from None
    return reply_of(event, sender, name, sent_to)


def sender_of(message: Message) -> tuple[str, str]:
    """The name and the one address that the mail says it comes from."""
    headers = [str(header) for header in message.get_all("From", [])]
    senders = [(name, found.casefold()) for name, found in getaddresses(headers) if "@" in found]
    if len(senders) != 1:
        raise NotAReply("The mail doesn’t say whom it comes from.")
    name, address = senders[0]
    return plain_name(name), address.replace("\0", "")[:ADDRESS_MOST]


def plain_name(text: str) -> str:
    """A sender’s name on one line, as a header has it."""
    try:
        text = str(make_header(decode_header(text)))
    except (MessageError, *UNREADABLE):
        text = ""
    return " ".join(text.replace("\0", "").split())[:REASON_MOST]


def event_in(message: Message, parts: list[Message]) -> Event:
    """The event of the mail’s first calendar part that is an answer."""
    problems = []
    for part in parts:
        if is_calendar(part):
            try:
                return answer_in(part)
            except NotAReply as problem:
                problems.append(problem)
    if problems:
        raise problems[0]
    if message.get_content_type() == "multipart/report":
        raise NotAReply("The mail is a report about a mail that couldn’t be delivered.")
    if str(message.get("Auto-Submitted", "no")).lower() != "no":
        raise NotAReply("The mail is an automatic answer, such as from somebody who is away.")
    raise NotAReply("There is no calendar’s answer in the mail; somebody has written it by hand.")


def is_calendar(part: Message) -> bool:
    """Whether a part is a calendar by its type or, as some send it, by its file name."""
    if part.get_content_type() in ("text/calendar", "application/ics"):
        return True
    try:
        name = part.get_filename() or ""
    except UNREADABLE:
        return False
    return name.lower().endswith(".ics") and not part.is_multipart()


def answer_in(part: Message) -> Event:
    """The event of a calendar that is an answer."""
    content = part.get_payload(decode=True)
    if not isinstance(content, bytes) or len(content) > CALENDAR_MOST:
        raise NotAReply("The mail’s calendar part can’t be read.")
    try:
        calendar: Any = Calendar.from_ical(harmless(text_of(content, part)))
    except UNREADABLE:
        calendar = None
    if not isinstance(calendar, Calendar):
        raise NotAReply("The mail’s calendar part can’t be read.")
    method = str(calendar.get("METHOD", "")).strip().upper()
    events = [found for found in calendar.walk("VEVENT") if isinstance(found, Event)]
    if method == "COUNTER":
        raise NotAReply("The mail asks for another time. Answer it by hand.")
    if method != "REPLY":
        raise NotAReply("The mail’s calendar part isn’t an answer.")
    if len(events) != 1:
        raise NotAReply("The mail’s calendar part isn’t the answer to one invitation.")
    return events[0]


def text_of(content: bytes, part: Message) -> str:
    """A part’s text in the character set that it says, or in those that real mail turns out as."""
    for charset in (part.get_content_charset() or "utf-8", "utf-8"):
        try:
            return content.decode(charset).lstrip("\ufeff")
        except (LookupError, UnicodeDecodeError):
            continue
    return content.decode("cp1252", "replace")


def reply_of(event: Event, sender: str, name: str, sent_to: list[str]) -> Reply:
    """What the event answers, and all that tells whose answer it is. Anybody can write anything
    into a mail: what holds of it is for `actions.replies` to judge, and that the sender’s address
    is real for the mail server."""
    uid = workshop_uid(str(event.get("UID", "")))
    if uid is None:
        raise NotAReply("The answer isn’t to an invitation of ours.")
    own = attendee_in(event, sender)
    status = str(getattr(own, "params", {}).get("PARTSTAT", "")).strip().upper()
    if status == "DELEGATED":
        raise NotAReply("The invitation has been passed on to somebody else. Answer it by hand.")
    if status not in ANSWERS:
        raise NotAReply("The answer doesn’t say whether they come.")
    organizers = [address_of(one) for one in listed(event, "ORGANIZER")]
    return Reply(
        uid=uid,
        attendee=address_of(own),
        answer=ANSWERS[status],
        comment=comment_of(event),
        sequence=sequence_of(event),
        stamp=moment_of(event, "DTSTAMP", dt.UTC),
        starts_at=moment_of(event, "DTSTART", ZoneInfo(settings.TIME_ZONE)),
        sender=sender,
        sender_name=name,
        tokens=tokens_in(sent_to) or tokens_in(organizers),
    )


def attendee_in(event: Event, sender: str) -> Any:
    """Whose answer it is: the sender’s own, or the only one there is."""
    attendees = listed(event, "ATTENDEE")
    own = [one for one in attendees if address_of(one) == sender]
    found = own or attendees
    if len(found) != 1:
        raise NotAReply("The answer is somebody else’s than the mail’s sender’s.")
    if not address_of(found[0]):
        raise NotAReply("The answer doesn’t say whose it is.")
    return found[0]


def listed(event: Event, name: str) -> list[Any]:
    """A property’s values, whether there is none, one or several."""
    found = event.get(name, [])
    return found if isinstance(found, list) else [found]


def address_of(attendee: object) -> str:
    """The mail address of MAILTO:Kari@Skole.example, in lower case."""
    text = str(attendee).replace("\0", "").strip()[:ADDRESS_MOST]
    return text[7:].strip().casefold() if text[:7].casefold() == "mailto:" else text.casefold()


def comment_of(event: Event) -> str:
    """What they wrote with their answer, on one line."""
    words = " ".join(str(one) for one in listed(event, "COMMENT")).replace("\0", "").split()
    return " ".join(words)[:REASON_MOST]


def sequence_of(event: Event) -> int | None:
    try:
        return int(str(event.get("SEQUENCE", "")))
    except ValueError:
        return None


def moment_of(event: Event, name: str, zone: dt.tzinfo) -> dt.datetime | None:
    """A property’s instant; a time without a zone is taken in the one given."""
    try:
        found = event.decoded(name)
        if not isinstance(found, dt.datetime):
            return None
        return (found if found.tzinfo else found.replace(tzinfo=zone)).astimezone(dt.UTC)
    except UNREADABLE:
        return None
