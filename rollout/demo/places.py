"""The demo's map, and who and what can't when: the same for the same day."""

import datetime as dt
import math

from django.utils import timezone

from rollout.calendars.addresses.rules import SEVERAL
from rollout.calendars.fetch import NOT_FOUND
from rollout.calendars.models import (
    Availability,
    CalendarFeed,
    ClosedPeriod,
    MeetingWeekday,
    PlaceSearch,
    StartingPlace,
    Venue,
)
from rollout.common.dates import school_year_start, today
from rollout.common.places import KM_A_DEGREE
from rollout.demo import content
from rollout.organisation.models import Person, School, SchoolOwner
from rollout.planning.models import Programme, Workshop

# The invented municipality's middle lies in a forest; its schools lie within so many kilometres.
MIDDLE = (60.48, 11.36)
RADIUS_KM = 16.0


def at_km(east: float, north: float) -> dict[str, float]:
    """A place so many kilometres from the middle, as latitude and longitude."""
    latitude = MIDDLE[0] + north / KM_A_DEGREE
    longitude = MIDDLE[1] + east / (KM_A_DEGREE * math.cos(math.radians(MIDDLE[0])))
    return {"latitude": round(latitude, 5), "longitude": round(longitude, 5)}


def round_about(first: float, second: float) -> dict[str, float]:
    """A place in the municipality from two numbers under 1; near the middle there are more."""
    distance, angle = RADIUS_KM * first**0.75, 2 * math.pi * second
    return at_km(distance * math.cos(angle), distance * math.sin(angle))


def make_venues(owner: SchoolOwner) -> None:
    Venue.objects.bulk_create(
        Venue(owner=owner, name=name, address=address, seats=seats, **at_km(east, north))
        for name, address, seats, east, north in content.VENUES
    )


def make_days_away(owner: SchoolOwner, programme: Programme, facilitators: list[Person]) -> None:
    """Where the facilitators set out from, and some days when they or a venue can't. One of each
    falls on a planned workshop, so that the clash shows."""
    for person, (name, east, north) in zip(facilitators, content.STARTING_PLACES, strict=False):
        StartingPlace.objects.create(person=person, name=name, **at_km(east, north))
    day = today()
    rows = [
        Availability(owner=owner, facilitator=person, reason=reason,
                     starts_on=day + dt.timedelta(days=ahead + 9 * number),
                     ends_on=day + dt.timedelta(days=ahead + 9 * number + length))
        for number, person in enumerate(facilitators)
        for ahead, length, reason in content.DAYS_AWAY
    ]  # fmt: skip
    planned = Workshop.objects.filter(
        cohort__programme=programme, status="planned", starts_at__gte=timezone.now()
    ).order_by("starts_at", "pk")
    clash = planned.filter(facilitator=facilitators[0])[1]
    rows.append(
        Availability(owner=owner, facilitator=facilitators[0], reason="Fagdag",
                     starts_on=clash.day, ends_on=clash.day)
    )  # fmt: skip
    taken = planned.exclude(pk=clash.pk)[2]
    rows.append(
        Availability(owner=owner, venue=taken.venue, reason="Kommunestyremøte",
                     starts_on=taken.day, ends_on=taken.day)
    )  # fmt: skip
    Availability.objects.bulk_create(rows)


def make_weekdays(schools: list[School]) -> None:
    """Most schools can on any weekday; some can't on Mondays, Fridays or in the middle."""
    lacking = {3: {0}, 5: {4}, 6: {0, 4}, 8: {2}}
    MeetingWeekday.objects.bulk_create(
        MeetingWeekday(school=school, weekday=weekday)
        for number, school in enumerate(schools)
        for weekday in range(5)
        if number % 9 in lacking and weekday not in lacking[number % 9]
    )


def make_feeds(owner: SchoolOwner, school: School) -> None:
    """A school's own calendar, read a while ago, and a venue's that can't be found."""
    read = timezone.now() - dt.timedelta(hours=2)
    feed = CalendarFeed.objects.create(
        owner=owner,
        school=school,
        name="Skoleruta vår",
        url="https://skole.solvika.example/skolerute.ics",
        tried_at=read,
        fetched_at=read,
        read_at=read,
        left_out=["Skolestart", "Foreldremøte 1. trinn", "Skolen starter etter juleferien"],
    )
    year = school_year_start(today()).year + 1
    for number, (kind, name, month, day) in enumerate(content.SCHOOLS_OWN_DAYS):
        closed = dt.date(year, month, day)
        closed += dt.timedelta(days=(0, 0, 0, 0, 0, 2, 1)[closed.weekday()])
        ClosedPeriod.objects.create(
            owner=owner, school=school, feed=feed, uid=f"{number}@skole.solvika.example",
            kind=kind, name=name, starts_on=closed, ends_on=closed,
        )  # fmt: skip
    CalendarFeed.objects.create(
        owner=owner,
        venue=Venue.objects.filter(owner=owner).first(),
        name="Møteromskalenderen",
        url="https://rom.solvika.example/salen.ics",
        tried_at=read,
        error=NOT_FOUND,
    )


def make_doubt(school: School) -> None:
    """A school whose address is found twice in the municipality, and so is asked about."""
    latitude = school.latitude or 0.0
    posts = (("9914 Solvika", 0.0), ("9917 Fjelldalen", 0.09))
    number = school.owner.number or "9901"
    candidates = [
        {"text": school.address, "post": post, "municipality_number": number,
         "municipality": str(school.owner).split()[0],
         "latitude": round(latitude + off, 5), "longitude": school.longitude}
        for post, off in posts
    ]  # fmt: skip
    PlaceSearch.objects.create(
        owner=school.owner, school=school, address=school.address, outcome="doubtful",
        reason=SEVERAL, candidates=candidates, asked_at=timezone.now() - dt.timedelta(days=1),
    )  # fmt: skip
    school.latitude = school.longitude = None
    school.save()
