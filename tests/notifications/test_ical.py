"""What calendars are sent: whole, in the reader's language, and naming nobody else."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar, Event

from rollout.calendars.models import Venue
from rollout.notifications import ical
from rollout.notifications.zones import timezone_component
from rollout.organisation.models import Person, SchoolOwner
from rollout.planning.actions import answer_invitation, cancel_workshop, replace_workshop
from rollout.planning.models import Cohort, Programme, Workshop
from tests import factories as make
from tests.personas import World


def event_in(content: bytes) -> Event:
    (event,) = Calendar.from_ical(content).walk("VEVENT")
    return event


def test_an_invitation_names_nobody_but_the_one_who_is_asked(world: World) -> None:
    other = make.superuser(world.north, "Andreas Annen")
    make.Membership.objects.create(
        cohort=world.cohort, role=other, starts_on=world.programme.starts_on
    )
    siri = world.people["superuser"]
    answer_invitation(workshop=world.coming, person=other.person, answer="no", reason="Syk")
    text = ical.request(world.coming, siri).decode()
    assert siri.email in text
    assert "Andreas" not in text
    assert other.person.email not in text


def test_the_answer_they_have_given_is_told(world: World) -> None:
    siri = world.people["superuser"]
    for answer, told in (("yes", "ACCEPTED"), ("no", "DECLINED")):
        answer_invitation(workshop=world.coming, person=siri, answer=answer)
        asked = event_in(ical.request(world.coming, siri))["ATTENDEE"]
        assert asked.params["PARTSTAT"] == told


def test_those_who_lead_it_are_not_asked(world: World) -> None:
    asked = event_in(ical.request(world.coming, world.people["facilitator"]))["ATTENDEE"]
    assert (asked.params["ROLE"], asked.params["RSVP"]) == ("CHAIR", "FALSE")


@pytest.mark.parametrize(
    ("own", "owners", "word"),
    [("", "nb", "Samling:"), ("en", "nb", "Workshop:"), ("", "en", "Workshop:"),
     ("xx", "nb", "Samling:")],
)  # fmt: skip
def test_it_is_in_the_language_of_the_one_who_is_asked(
    world: World, own: str, owners: str, word: str
) -> None:
    siri = world.people["superuser"]
    siri.language, siri.owner.language = own, owners
    assert str(event_in(ical.request(world.coming, siri))["SUMMARY"]).startswith(word)


def test_where_it_is_and_how_to_get_there(world: World) -> None:
    siri = world.people["superuser"]
    world.coming.link = "https://teams.example/møte?a=1&b=2"
    online = event_in(ical.request(world.coming, siri))
    assert online["LOCATION"] == world.coming.link
    world.coming.venue = Venue(
        owner=world.owner, name="Storsalen", address="Torget 1", latitude=0.0, longitude=10.7
    )
    both = event_in(ical.request(world.coming, siri))
    assert both["LOCATION"] == "Storsalen, Torget 1"
    assert both["GEO"].to_ical() == "0.0;10.7"
    assert both["CONFERENCE"] == world.coming.link
    assert world.coming.link in both["DESCRIPTION"]
    assert str(both["URL"]).startswith("http://localhost:8000/programmes/")


def test_a_new_date_is_a_new_event_beside_the_cancelled_one(world: World) -> None:
    siri = world.people["superuser"]
    cancelled = cancel_workshop(workshop=world.coming, revision=0, reason="Syk")
    new = replace_workshop(
        cancelled=cancelled, starts_at=world.coming.starts_at + dt.timedelta(days=7)
    )
    old, fresh = event_in(ical.cancel(cancelled, siri)), event_in(ical.request(new, siri))
    assert old["UID"] != fresh["UID"]
    assert (old["STATUS"], fresh["STATUS"]) == ("CANCELLED", "CONFIRMED")


def test_somebody_who_gives_up_their_place_is_told_by_a_cancellation(world: World) -> None:
    gone = event_in(ical.cancel(world.coming, world.people["superuser"]))
    asked = event_in(ical.request(world.coming, world.people["superuser"]))
    assert gone["STATUS"] == "CANCELLED"
    assert gone["UID"] == asked["UID"]
    assert gone["SEQUENCE"] == asked["SEQUENCE"]


# Text as people write it and as it shouldn't be written; no surrogates or control characters.
TEXT = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], include_characters="\n\t") | st.sampled_from(
        list(",;\\:\"'\næøåÆØÅ🏫\u200d\u2028")
    ),
    max_size=120,
)  # fmt: skip


def imagined(name: str, place: str, note: str) -> tuple[Workshop, Person]:
    """A cancelled workshop and a person that no database holds."""
    owner = SchoolOwner(name=name, language="nb")
    programme = Programme(pk=1, owner=owner, name=name)
    start = dt.datetime(2026, 10, 26, 11, tzinfo=dt.UTC)
    workshop = Workshop(
        pk=1, cohort=Cohort(pk=1, programme=programme, name=note), starts_at=start,
        ends_at=start + dt.timedelta(hours=3), venue=Venue(owner=owner, name=place),
        status="cancelled", note=note,
    )  # fmt: skip
    return workshop, Person(owner=owner, first_name=name, last_name=place, email="a@x.no")


@settings(max_examples=150, deadline=None)
@given(name=TEXT, place=TEXT, note=TEXT)
def test_any_text_is_folded_escaped_and_comes_back(name: str, place: str, note: str) -> None:
    workshop, person = imagined(name, place, note)
    event = ical.event_of(ical.Entry(workshop))
    attendee = ical.vCalAddress("mailto:a@x.no")
    attendee.params["CN"] = str(person)
    event.add("attendee", attendee, encode=False)
    content = ical.calendar("REQUEST", [event]).to_ical()
    assert content.endswith(b"\r\n")
    lines = content.split(b"\r\n")
    assert all(len(line) <= 75 for line in lines)
    assert not any(b"\n" in line or b"\r" in line for line in lines)
    for line in lines:
        line.decode()
    back = event_in(content)
    assert str(back["LOCATION"]) == str(event["LOCATION"])
    assert str(back["DESCRIPTION"]) == str(event["DESCRIPTION"])
    assert str(back["SUMMARY"]) == str(event["SUMMARY"])
    assert back.decoded("dtstart") == workshop.starts_at


ZONES = ["Europe/Oslo", "America/New_York", "UTC", "Africa/Casablanca", "Australia/Lord_Howe"]


@settings(max_examples=120, deadline=None)
@given(
    name=st.sampled_from(ZONES),
    at=st.datetimes(dt.datetime(2026, 1, 1), dt.datetime(2028, 12, 31)),
    days=st.integers(0, 400),
)
def test_zones_are_told_as_they_are(name: str, at: dt.datetime, days: int) -> None:
    """Every clock time between the first and the last day means the same instant."""
    zone = ZoneInfo(name)
    last = at + dt.timedelta(days=days)
    told = timezone_component(zone, at.date(), last.date()).to_tz(lookup_tzid=False)
    for wall in (at, at + (last - at) / 2, last):
        instant = wall.replace(tzinfo=zone).astimezone(dt.UTC)
        if instant.astimezone(zone).replace(tzinfo=None) != wall:
            continue
        again = instant.astimezone(zone)
        if again.fold or again.replace(fold=1).utcoffset() != again.utcoffset():
            continue
        assert wall.replace(tzinfo=told).utcoffset() == again.utcoffset()


def test_two_messages_at_once_differ_in_nothing_but_their_time(world: World) -> None:
    siri = world.people["superuser"]
    first = ical.request(world.coming, siri)
    assert abs(event_in(first).decoded("dtstamp") - timezone.now()) < dt.timedelta(seconds=5)
    assert event_in(first)["UID"] == event_in(ical.request(world.coming, siri))["UID"]
