"""Sessions in the calendars that their superusers fetch."""

import datetime as dt

from icalendar import Calendar, Event

from rollout.common.dates import today
from rollout.logbook.actions import cancel_session
from rollout.logbook.models import TrainingSession
from tests import factories as make
from tests.notifications.test_feeds import fetch
from tests.personas import World


def planned(world: World, begins_at: dt.time | None = dt.time(14, 15)) -> TrainingSession:
    day = today() + dt.timedelta(days=2)
    by = world.people["superuser"]
    made = make.session(world.programme, world.north, world.kit, day, by=by, status="planned")
    made.begins_at = begins_at
    made.save()
    return made


def event(world: World, of: TrainingSession, who: str = "superuser") -> Event | None:
    """What the calendar that somebody fetches tells of a session."""
    found = Calendar.from_ical(fetch(world, who).content).walk("VEVENT")
    return next((e for e in found if str(e["UID"]).startswith(f"session-{of.pk}@")), None)


def test_a_planned_session_is_there_from_when_to_when(world: World) -> None:
    session = planned(world)
    told = event(world, session)
    assert told is not None
    start, end = told.decoded("DTSTART"), told.decoded("DTEND")
    assert (start.date(), start.time()) == (session.held_on, dt.time(14, 15))
    assert end - start == dt.timedelta(minutes=session.minutes)
    assert str(told["LOCATION"]) == "Nordlia skole"
    assert f"/kits/{world.kit.pk}" in str(told["DESCRIPTION"])
    assert str(told["STATUS"]) == "CONFIRMED"


def test_one_without_a_time_takes_its_day_and_nobodys_time(world: World) -> None:
    session = planned(world, None)
    told = event(world, session)
    assert told is not None
    assert told.decoded("DTSTART") == session.held_on
    assert str(told["TRANSP"]) == "TRANSPARENT"


def test_a_cancelled_one_is_struck_out_with_why(world: World) -> None:
    session = planned(world)
    cancel_session(session=session, revision=0, because="Rektor trengte tiden")
    told = event(world, session)
    assert told is not None
    assert (str(told["STATUS"]), int(told["SEQUENCE"])) == ("CANCELLED", 1)
    assert "Rektor trengte tiden" in str(told["DESCRIPTION"])


def test_all_who_hold_it_have_it_and_nobody_else(world: World) -> None:
    session = planned(world)
    other = make.superuser(world.north, "Solveig To", signs_in=True).person
    world.people["other"] = other
    assert event(world, session, "other") is None
    session.also_held_by.add(other)
    assert event(world, session, "other") is not None
    for who in ("principal", "lead", "southern"):
        assert event(world, session, who) is None
