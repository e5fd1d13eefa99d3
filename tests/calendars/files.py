"""Calendars as Outlook, Google and a school's own system publish them."""

HEAD = "BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//Skole//NO\n"

GOOGLE = (
    HEAD
    + """CALSCALE:GREGORIAN
METHOD:PUBLISH
X-WR-CALNAME:Nordlia skole
X-WR-TIMEZONE:Europe/Oslo
BEGIN:VEVENT
DTSTART;VALUE=DATE:20260928
DTEND;VALUE=DATE:20261003
DTSTAMP:20260801T120000Z
UID:host@google.com
SUMMARY:Høstferie
TRANSP:TRANSPARENT
END:VEVENT
BEGIN:VEVENT
DTSTART;VALUE=DATE:20261113
DTEND;VALUE=DATE:20261114
UID:plan@google.com
SUMMARY:Planleggingsdag – elevene har fri\\, SFO er
  åpen
END:VEVENT
BEGIN:VEVENT
DTSTART:20261104T170000Z
DTEND:20261104T190000Z
UID:moete@google.com
SUMMARY:Foreldremøte
END:VEVENT
BEGIN:VEVENT
DTSTART;VALUE=DATE:20270104
DTEND;VALUE=DATE:20270105
UID:start@google.com
SUMMARY:Første skoledag etter juleferien
END:VEVENT
END:VCALENDAR
"""
)

OUTLOOK = (
    HEAD
    + """BEGIN:VTIMEZONE
TZID:W. Europe Standard Time
BEGIN:STANDARD
DTSTART:16010101T030000
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:16010101T020000
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3
END:DAYLIGHT
END:VTIMEZONE
BEGIN:VEVENT
DTSTART;TZID=W. Europe Standard Time:20261019T000000
DTEND;TZID=W. Europe Standard Time:20261031T000000
UID:040000008200E00074C5B7101A82E008
SUMMARY:Ferie
X-MICROSOFT-CDO-ALLDAYEVENT:TRUE
X-MICROSOFT-CDO-BUSYSTATUS:OOF
END:VEVENT
BEGIN:VEVENT
DTSTART;TZID=W. Europe Standard Time:20261103T080000
DTEND;TZID=W. Europe Standard Time:20261103T150000
RRULE:FREQ=WEEKLY;UNTIL=20261124T070000Z;BYDAY=TU
EXDATE;TZID=W. Europe Standard Time:20261110T080000
UID:tirsdager
SUMMARY:Undervisning
END:VEVENT
BEGIN:VEVENT
DTSTART;TZID=W. Europe Standard Time:20261119T080000
DTEND;TZID=W. Europe Standard Time:20261119T150000
RECURRENCE-ID;TZID=W. Europe Standard Time:20261117T080000
UID:tirsdager
SUMMARY:Undervisning flyttet
END:VEVENT
BEGIN:VEVENT
DTSTART;TZID=W. Europe Standard Time:20261202T090000
DTEND;TZID=W. Europe Standard Time:20261202T100000
UID:kort
SUMMARY:Kort møte
END:VEVENT
BEGIN:VEVENT
DTSTART;VALUE=DATE:20261209
UID:ledig
SUMMARY:Julebord
X-MICROSOFT-CDO-BUSYSTATUS:FREE
END:VEVENT
BEGIN:VEVENT
DTSTART;VALUE=DATE:20261210
UID:avlyst
STATUS:CANCELLED
SUMMARY:Kurs
END:VEVENT
END:VCALENDAR
"""
)


def event(*lines: str, uid: str = "a", name: str | None = "Høstferie") -> str:
    summary = [] if name is None else [f"SUMMARY:{name}"]
    return "\n".join(["BEGIN:VEVENT", f"UID:{uid}", *summary, *lines, "END:VEVENT", ""])


def day(iso: str, uid: str = "a", name: str = "Høstferie", last: str = "") -> str:
    """An all-day event; `last` is the day after its last, as calendars have it."""
    lines = [f"DTSTART;VALUE=DATE:{iso.replace('-', '')}"]
    if last:
        lines.append(f"DTEND;VALUE=DATE:{last.replace('-', '')}")
    return event(*lines, uid=uid, name=name)


def calendar(*events: str) -> bytes:
    return crlf(HEAD + "".join(events) + "END:VCALENDAR\n")


def crlf(text: str) -> bytes:
    return text.replace("\n", "\r\n").encode()
