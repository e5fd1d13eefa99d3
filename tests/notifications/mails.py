"""Answers to invitations as Outlook, Google, Apple and others mail them, quirks and all."""

import datetime as dt
from email.encoders import encode_quopri
from email.mime.application import MIMEApplication
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.utils import formataddr

from django.utils import timezone

from rollout.notifications.ical import uid_of
from rollout.organisation.models import Person
from rollout.planning.models import Workshop

OUTLOOK = """\
BEGIN:VCALENDAR
METHOD:REPLY
PRODID:Microsoft Exchange Server 2010
VERSION:2.0
BEGIN:VTIMEZONE
TZID:W. Europe Standard Time
BEGIN:STANDARD
DTSTART:16010101T030000
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=10
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:16010101T020000
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=3
END:DAYLIGHT
END:VTIMEZONE
BEGIN:VEVENT
ATTENDEE;PARTSTAT={partstat};CN="Superbruker; Siri, 'S'":MAILTO:{shouted}
COMMENT;LANGUAGE=nb-NO:{comment}\\n
UID:{uid}
SUMMARY;LANGUAGE=nb-NO:Godtatt: Samling: Sammen om læring på økt nivå i {where}
DTSTART;TZID=W. Europe Standard Time:{local}
DTEND;TZID=W. Europe Standard Time:{local_end}
CLASS:PUBLIC
PRIORITY:5
DTSTAMP:{stamp}
TRANSP:OPAQUE
STATUS:CONFIRMED
SEQUENCE:{sequence}
LOCATION;LANGUAGE=nb-NO:
X-MICROSOFT-CDO-APPT-SEQUENCE:{sequence}
X-MICROSOFT-CDO-OWNERAPPTID:0
X-MICROSOFT-CDO-BUSYSTATUS:BUSY
X-MICROSOFT-CDO-ALLDAYEVENT:FALSE
X-MICROSOFT-DISALLOW-COUNTER:FALSE
X-MICROSOFT-LOCATIONS:[]
END:VEVENT
END:VCALENDAR
"""
GOOGLE = """\
BEGIN:VCALENDAR
PRODID:-//Google Inc//Google Calendar 70.9054//EN
VERSION:2.0
CALSCALE:GREGORIAN
METHOD:REPLY
BEGIN:VEVENT
DTSTART:{utc}
DTEND:{utc_end}
DTSTAMP:{stamp}
ORGANIZER;CN=Sammen om læring:mailto:rollout@localhost
UID:{uid}
ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT={partstat};CN={address};X-NUM-GUESTS=0;
 X-RESPONSE-COMMENT="{comment}":mailto:{address}
COMMENT:{comment}
CREATED:20261101T080000Z
LAST-MODIFIED:{stamp}
SEQUENCE:{sequence}
STATUS:CONFIRMED
SUMMARY:Samling
TRANSP:OPAQUE
END:VEVENT
END:VCALENDAR
"""
APPLE = """\
BEGIN:VCALENDAR
CALSCALE:GREGORIAN
PRODID:-//Apple Inc.//iOS 19.1//EN
VERSION:2.0
METHOD:REPLY
BEGIN:VEVENT
ATTENDEE;CN=Siri Superbruker;CUTYPE=INDIVIDUAL;EMAIL={address};PARTSTAT={partstat};ROLE=REQ-PARTICIP
 ANT:mailto:{address}
COMMENT:{comment}
DTEND;TZID=Europe/Oslo:{local_end}
DTSTAMP:{stamp}
DTSTART;TZID=Europe/Oslo:{local}
ORGANIZER;CN="Sammen om læring":mailto:rollout@localhost
SEQUENCE:{sequence}
SUMMARY:Samling
UID:{uid}
END:VEVENT
END:VCALENDAR
"""
THUNDERBIRD = """\
BEGIN:VCALENDAR
PRODID:-//Mozilla.org/NONSGML Mozilla Calendar V1.1//EN
VERSION:2.0
METHOD:REPLY
BEGIN:VTIMEZONE
TZID:Europe/Oslo
X-TZINFO:Europe/Oslo[2026b]
BEGIN:DAYLIGHT
TZOFFSETTO:+020000
TZOFFSETFROM:+010000
TZNAME:CEST
DTSTART:19960331T020000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
END:DAYLIGHT
BEGIN:STANDARD
TZOFFSETTO:+010000
TZOFFSETFROM:+020000
TZNAME:CET
DTSTART:19961027T030000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
END:STANDARD
END:VTIMEZONE
BEGIN:VEVENT
CREATED:20261101T080000Z
LAST-MODIFIED:{stamp}
DTSTAMP:{stamp}
UID:{uid}
SUMMARY:Samling
ORGANIZER;CN="Sammen om læring";SCHEDULE-AGENT=NONE:mailto:rollout@localhost
ATTENDEE;RSVP=TRUE;CN=Siri Superbruker;PARTSTAT={partstat};ROLE=REQ-PARTICIPANT;X-NUM-GUES
 TS=0:mailto:{address}
DTSTART;TZID=Europe/Oslo:{local}
DTEND;TZID=Europe/Oslo:{local_end}
COMMENT:{comment}
SEQUENCE:{sequence}
X-MOZ-RECEIVED-SEQUENCE:{sequence}
X-MOZ-RECEIVED-DTSTAMP:{stamp}
END:VEVENT
END:VCALENDAR
"""
# Sabre’s, as Nextcloud has it.
SABRE = """\
BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Sabre//Sabre VObject 4.5.4//EN
CALSCALE:GREGORIAN
METHOD:REPLY
BEGIN:VTIMEZONE
TZID:Europe/Oslo
BEGIN:STANDARD
TZNAME:CET
TZOFFSETFROM:+0100
TZOFFSETTO:+0100
DTSTART:19700101T000000
END:STANDARD
END:VTIMEZONE
BEGIN:VEVENT
UID:{uid}
DTSTAMP:{stamp}
SEQUENCE:{sequence}
DTSTART:{utc}
DTEND:{utc_end}
SUMMARY:Samling
COMMENT:{comment}
ORGANIZER;CN=Sammen om læring:mailto:rollout@localhost
ATTENDEE;PARTSTAT={partstat};CN=Siri:mailto:{address}
REQUEST-STATUS:2.0;Success
END:VEVENT
END:VCALENDAR
"""
FORMATS = {
    "outlook": OUTLOOK,
    "google": GOOGLE,
    "apple": APPLE,
    "thunderbird": THUNDERBIRD,
    "sabre": SABRE,
}


def calendar_text(form: str, workshop: Workshop, address: str, **values: object) -> str:
    """What the calendar answers, before it is put into a mail."""
    start, end = timezone.localtime(workshop.starts_at), timezone.localtime(workshop.ends_at)
    told = {
        "uid": uid_of(workshop),
        "address": address,
        "shouted": address.upper(),
        "partstat": "ACCEPTED",
        "comment": "",
        "where": "Storsalen",
        "sequence": workshop.revision,
        "local": f"{start:%Y%m%dT%H%M%S}",
        "local_end": f"{end:%Y%m%dT%H%M%S}",
        "utc": f"{start.astimezone(dt.UTC):%Y%m%dT%H%M%SZ}",
        "utc_end": f"{end.astimezone(dt.UTC):%Y%m%dT%H%M%SZ}",
        "stamp": f"{timezone.now():%Y%m%dT%H%M%SZ}",
    }
    return FORMATS[form].format(**(told | values)).replace("\n", "\r\n")


def reply(
    form: str, workshop: Workshop, person: Person, *, sender: str = "", **values: object
) -> bytes:
    """A mail that answers an invitation, as one of them sends it."""
    address = str(values.pop("attendee", person.email))
    content = calendar_text(form, workshop, address, **values)
    mail = {"google": google_mail, "apple": apple_mail}.get(form, outlook_mail)(content)
    mail["From"] = formataddr(("Superbruker, Siri (Nordlia æøå)", sender or person.email))
    mail["To"] = "rollout@localhost"
    mail["Subject"] = "Godtatt: Samling – økt på egen skole"
    return mail.as_bytes()


def outlook_mail(content: str) -> MIMEMultipart:
    """Alternatives, the calendar among them in base64."""
    mail = MIMEMultipart("alternative")
    mail.attach(MIMEText("", "plain", "utf-8"))
    mail.attach(MIMEText("<html><body></body></html>", "html", "utf-8"))
    part = MIMEText(content, "calendar", "utf-8")
    part.set_param("method", "REPLY")
    mail.attach(part)
    return mail


def google_mail(content: str) -> MIMEMultipart:
    """Alternatives inside a mixed mail, and the same once more as a file."""
    mail = MIMEMultipart("mixed")
    mail.attach(outlook_mail(content))
    file = MIMEApplication(content.encode(), "ics", name="invite.ics")
    file.add_header("Content-Disposition", "attachment", filename="invite.ics")
    mail.attach(file)
    return mail


def apple_mail(content: str) -> MIMEMultipart:
    """Words, and the calendar quoted-printable as a file of an unknown type."""
    mail = MIMEMultipart("mixed")
    mail.attach(MIMEText("Siri kommer.", "plain", "utf-8"))
    file = MIMEApplication(content.encode(), _encoder=encode_quopri)
    file.add_header("Content-Disposition", "attachment", filename="iCal-7.ics")
    mail.attach(file)
    return mail
