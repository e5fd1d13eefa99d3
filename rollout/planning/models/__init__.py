"""Programmes, calendars, cohorts and their monthly workshops."""

from rollout.planning.models.calendar import (
    Availability,
    ClosedPeriod,
    MeetingWeekday,
    SchoolYear,
    StartingPlace,
    Venue,
)
from rollout.planning.models.cohorts import Cohort, Membership
from rollout.planning.models.feeds import CalendarFeed
from rollout.planning.models.guests import GuestPlace, SubstituteDay
from rollout.planning.models.places import PlaceSearch
from rollout.planning.models.programmes import (
    Participation,
    Programme,
    ProgrammeKit,
    default_audience,
)
from rollout.planning.models.workshops import Workshop, WorkshopAttendance

__all__ = [
    "Availability",
    "CalendarFeed",
    "ClosedPeriod",
    "Cohort",
    "GuestPlace",
    "MeetingWeekday",
    "Membership",
    "Participation",
    "PlaceSearch",
    "Programme",
    "ProgrammeKit",
    "SchoolYear",
    "StartingPlace",
    "SubstituteDay",
    "Venue",
    "Workshop",
    "WorkshopAttendance",
    "default_audience",
]
