"""The bytes of a calendar as whole lines, mended where only one thing can be meant."""

import html
import quopri
import re
from collections.abc import Iterator
from contextlib import suppress

from django.utils.translation import gettext_noop

from rollout.common.letters import UnknownLetters, decoded

NOT_A_CALENDAR = gettext_noop("it isn’t a calendar")
NOT_WHOLE = gettext_noop("it ends in the middle")
LETTERS = gettext_noop("its letters can’t be read; save it in UTF-8")
BEGINS, ENDS = "BEGIN:VCALENDAR", "END:VCALENDAR"
QUOTED = re.compile(r"([^:]*);ENCODING=QUOTED-PRINTABLE([^:]*):", re.IGNORECASE)
CHARSET = re.compile(r";CHARSET=[^;:]*", re.IGNORECASE)
ENTITY = re.compile(r"&(?:#\d+|#x[0-9a-f]+|[a-z]+\d*)\\?;", re.IGNORECASE)
MOMENTS = re.compile(
    r"(DTSTART|DTEND|RECURRENCE-ID|EXDATE|RDATE)((?:;[^:]*)?):\s*(\S+)", re.IGNORECASE
)
DAY = re.compile(r"(\d{4})-?(\d\d)-?(\d\d)Z?", re.IGNORECASE)
MIDNIGHT = re.compile(r"(\d{8})T000000Z?", re.IGNORECASE)
IS_DAY = re.compile(r";VALUE=DATE(?!-)", re.IGNORECASE)
KINDS = re.compile(r";(?:VALUE|TZID)=[^;:]*", re.IGNORECASE)


class UnreadableCalendar(Exception):
    """The content can't be read as a calendar; the message is one of the reasons above."""


def calendar_text(content: bytes, charset: str = "") -> str:
    """A calendar’s text from its first line to its last, each line whole.

    Lines are joined before bytes become letters, since one may be broken inside a letter. What
    stands before the calendar and after it isn’t the calendar’s. A character set that somebody has
    told holds where the text isn’t UTF-8. Raises UnreadableCalendar.
    """
    if b"VCALENDAR" not in content.replace(b"\0", b"").upper():
        raise UnreadableCalendar(NOT_A_CALENDAR)
    whole = content.rstrip(b"\0")
    if b"\0" not in whole:
        content = re.sub(rb"\r?\n[ \t]", b"", whole)
    text = re.sub(r"\r?\n[ \t]", "", as_letters(content, charset))
    folded = text.upper()
    begin, end = folded.find(BEGINS), folded.rfind(ENDS)
    if begin < 0:
        raise UnreadableCalendar(NOT_A_CALENDAR)
    if end < begin or folded.find(BEGINS, end) > 0:
        raise UnreadableCalendar(NOT_WHOLE)
    return "\r\n".join(mended(text[begin : end + len(ENDS)].splitlines()))


def as_letters(content: bytes, charset: str) -> str:
    try:
        return content.decode("utf-8") if charset and b"\0" not in content else decoded(content)
    except UnicodeDecodeError:
        with suppress(LookupError, UnicodeDecodeError):
            return content.decode(charset)
    except UnknownLetters as error:
        raise UnreadableCalendar(LETTERS) from error
    try:
        return decoded(content)
    except UnknownLetters:
        return content.decode("cp1252", "replace")


def mended(lines: list[str]) -> Iterator[str]:
    """The lines without blanks at their ends, letters and days as the standard has them."""
    left = iter(lines)
    for line in left:
        whole = line.rstrip()
        if match := QUOTED.match(whole):
            value = whole[match.end() :]
            while value.endswith("="):
                value = value[:-1] + next(left, "").rstrip()
            whole = f"{CHARSET.sub('', match[1] + match[2])}:{unquoted(value)}"
        if "&" in whole and whole.upper().startswith("SUMMARY"):
            whole = ENTITY.sub(lambda found: html.unescape(found[0].replace("\\", "")), whole)
        yield as_days(whole)


def unquoted(value: str) -> str:
    """Quoted-printable text, as an older calendar has it, with today’s marks."""
    text = decoded(quopri.decodestring(value.encode("utf-8")))
    for mark in "\\;,":
        text = text.replace(mark, f"\\{mark}")
    return "\\n".join(text.splitlines())


def as_days(line: str) -> str:
    """A line of days that isn’t marked so, or has dashes, a zone or a midnight, as plain days."""
    match = MOMENTS.fullmatch(line)
    if not match:
        return line
    name, parameters, value = match.groups()
    days = [DAY.fullmatch(each) for each in value.split(",")]
    if IS_DAY.search(parameters) and not all(days):
        days = [MIDNIGHT.fullmatch(each) for each in value.split(",")]
    if not all(days):
        return line
    plain = ",".join("".join(day.groups()) for day in days if day)
    return f"{name}{KINDS.sub('', parameters)};VALUE=DATE:{plain}"
