"""Workshops as calendar files: invitations and cancellations (iTIP), feeds and downloads.

RFC 5545 and 5546. An invitation names only the one it is sent to: who else is asked is nobody’s
business outside the app. `read_reply` reads what calendars answer.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from icalendar import Calendar, Event, vCalAddress, vDuration, vText

from rollout.notifications.languages import language_of
from rollout.notifications.reply_addresses import inbox, reply_address
from rollout.notifications.zones import timezone_component
from rollout.organisation.models import Person
from rollout.planning.models import Workshop, WorkshopAttendance

PRODUCT = "-//Rollout//Rollout//NB"
# Part of every workshop’s name in people’s calendars: not the server’s, which may move.
UID_DOMAIN = "rollout.calendar"
REFRESH = dt.timedelta(hours=6)
PARTSTAT = {"yes": "ACCEPTED", "no": "DECLINED", "": "NEEDS-ACTION"}


@dataclass(frozen=True)
class Entry:
    """A workshop in somebody’s feed or download.

    `lines` is what they get to know besides the plan itself; `remark` is put to the title;
    `is_busy` tells whether the time is taken for them.
    """

    workshop: Workshop
    remark: str = ""
    lines: Sequence[str] = ()
    is_busy: bool = True
    changed_at: dt.datetime | None = None
    shows_cohort: bool = False


def uid_of(workshop: Workshop) -> str:
    """The workshop’s name in all calendars; it stays the same when the workshop is moved."""
    return f"{workshop.uid}@{UID_DOMAIN}"


def request(workshop: Workshop, person: Person) -> bytes:
    """An invitation for one person, or its renewal: the same UID, and a SEQUENCE that has risen."""
    with translation.override(language_of(person)):
        event = event_of(Entry(workshop))
        event["organizer"] = organizer(workshop, reply_address(person.pk))
        event.add("attendee", attendee(workshop, person), encode=False)
        return calendar("REQUEST", [event]).to_ical()


def cancel(workshop: Workshop, person: Person) -> bytes:
    """Take the workshop out of one person’s calendar: it is cancelled, or they have no place."""
    with translation.override(language_of(person)):
        event = event_of(Entry(workshop))
        event["organizer"] = organizer(workshop, reply_address(person.pk))
        event["status"] = vText("CANCELLED")
        event["transp"] = vText("TRANSPARENT")
        event["x-microsoft-cdo-busystatus"] = vText("FREE")
        event.add("attendee", attendee(workshop, person), encode=False)
        return calendar("CANCEL", [event]).to_ical()


def published(entries: Iterable[Entry]) -> bytes:
    """Workshops to put into one’s own calendar, once, in the language in force."""
    return calendar("PUBLISH", [event_of(entry) for entry in entries]).to_ical()


def feed(name: str, entries: Iterable[Entry], others: Iterable[Event] = ()) -> bytes:
    """Workshops as a calendar that others fetch again and again, in the language in force; and
    `others` besides, which later areas put there."""
    made = calendar("PUBLISH", [*(event_of(entry) for entry in entries), *others])
    made.add("name", name)
    made.add("x-wr-calname", name)
    made.add("x-wr-timezone", settings.TIME_ZONE)
    made.add("refresh-interval", vDuration(REFRESH, params={"VALUE": "DURATION"}), encode=False)
    made.add("x-published-ttl", vDuration(REFRESH), encode=False)
    return made.to_ical()


def calendar(method: str, events: list[Event]) -> Calendar:
    """A calendar of events, with the time zone that their times are told in."""
    made = Calendar()
    made.add("version", "2.0")
    made.add("prodid", PRODUCT)
    made.add("calscale", "GREGORIAN")
    made.add("method", method)
    days = [day_of(event.decoded("dtstart")) for event in events]
    if days:
        zone = ZoneInfo(settings.TIME_ZONE)
        made.add_component(timezone_component(zone, min(days), max(days)))
    for event in events:
        made.add_component(event)
    return made


def day_of(start: dt.date | dt.datetime) -> dt.date:
    """The day of an event that begins at a time, or that has the day alone."""
    return start.date() if isinstance(start, dt.datetime) else start


def event_of(entry: Entry) -> Event:
    """What calendars show of a workshop: when, what, where, and who asks."""
    workshop = entry.workshop
    zone = ZoneInfo(settings.TIME_ZONE)
    is_cancelled = workshop.status == Workshop.Status.CANCELLED
    is_busy = entry.is_busy and not is_cancelled
    event = Event()
    event.add("uid", uid_of(workshop))
    event.add("dtstamp", entry.changed_at or timezone.now())
    if entry.changed_at:
        event.add("last-modified", entry.changed_at)
    event.add("dtstart", workshop.starts_at.astimezone(zone))
    event.add("dtend", workshop.ends_at.astimezone(zone))
    event.add("sequence", workshop.revision)
    event.add("status", "CANCELLED" if is_cancelled else "CONFIRMED")
    event.add("transp", "OPAQUE" if is_busy else "TRANSPARENT")
    event.add("x-microsoft-cdo-busystatus", "BUSY" if is_busy else "FREE")
    event.add("summary", title(entry))
    event.add("description", "\n".join(description(entry)))
    event.add("url", page_url(workshop))
    event.add("organizer", organizer(workshop), encode=False)
    add_place(event, workshop)
    return event


def title(entry: Entry) -> str:
    """What the calendar’s square says."""
    workshop = entry.workshop
    what = str(workshop.kit or workshop.cohort.programme)
    if entry.shows_cohort:
        what = f"{workshop.cohort} – {what}"
    text = _("Workshop: %(what)s") % {"what": what}
    if workshop.status == Workshop.Status.CANCELLED:
        text = _("Cancelled: %(what)s") % {"what": text}
    return f"{text} ({entry.remark})" if entry.remark else text


def description(entry: Entry) -> list[str]:
    """What the calendar shows when the square is opened, line by line."""
    workshop = entry.workshop
    lines = [f"{workshop.cohort.programme} · {workshop.cohort}"]
    if workshop.status == Workshop.Status.CANCELLED and workshop.note:
        lines.append(_("Cancelled: %(what)s") % {"what": workshop.note})
    if workshop.kit and workshop.kit.purpose:
        lines.append(workshop.kit.purpose)
    if workshop.facilitator:
        lines.append(_("Facilitator: %(name)s") % {"name": workshop.facilitator})
    lines += entry.lines
    if workshop.link:
        lines.append(_("Meeting link: %(link)s") % {"link": workshop.link})
    lines.append(_("In Rollout: %(link)s") % {"link": page_url(workshop)})
    return lines


def page_url(workshop: Workshop) -> str:
    """The workshop’s own page, as an address that works from outside."""
    path = reverse("workshop", args=[workshop.cohort.programme_id, workshop.pk])
    return f"{settings.BASE_URL}{path}"


def add_place(event: Event, workshop: Workshop) -> None:
    """Where: the venue and its point on the map; a meeting without a venue is where its link is."""
    venue = workshop.venue
    if venue:
        event.add("location", ", ".join(filter(None, (venue.name, venue.address))))
        if venue.latitude is not None and venue.longitude is not None:
            event.add("geo", (round(venue.latitude, 6), round(venue.longitude, 6)))
    elif workshop.link:
        event.add("location", workshop.link)
    if workshop.link:
        features = {"VALUE": "URI", "FEATURE": "VIDEO", "LABEL": _("Meeting link")}
        event.add("conference", workshop.link, parameters=features)


def organizer(workshop: Workshop, address: str = "") -> vCalAddress:
    """Who asks: the programme, at the address whose inbox `read_reply` reads, the person’s own
    where the calendar is for one person."""
    programme = workshop.cohort.programme
    made = vCalAddress(f"mailto:{address or inbox()}")
    made.params["CN"] = f"{programme} – {programme.owner}"
    return made


def attendee(workshop: Workshop, person: Person) -> vCalAddress:
    """The one who is asked, with the answer they have given. Those who lead it are coming."""
    leads = workshop.facilitator_id == person.pk
    noted = WorkshopAttendance.objects.filter(workshop=workshop, person=person).first()
    answer = "yes" if leads else noted.answer if noted else ""
    made = vCalAddress(f"mailto:{person.email}")
    made.params["CUTYPE"] = "INDIVIDUAL"
    made.params["ROLE"] = "CHAIR" if leads else "REQ-PARTICIPANT"
    made.params["PARTSTAT"] = PARTSTAT[answer]
    made.params["RSVP"] = "FALSE" if leads else "TRUE"
    made.params["CN"] = str(person)
    made.params["LANGUAGE"] = language_of(person)
    return made
