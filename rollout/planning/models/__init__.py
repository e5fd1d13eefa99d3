"""Programmes, calendars, cohorts and their monthly workshops."""

from rollout.planning.models.calendar import (
    Availability,
    ClosedPeriod,
    SchoolYear,
    StartingPlace,
    Venue,
)
from rollout.planning.models.cohorts import Cohort, Membership
from rollout.planning.models.programmes import Participation, Programme, default_audience
from rollout.planning.models.workshops import Workshop, WorkshopAttendance

__all__ = [
    "Availability",
    "ClosedPeriod",
    "Cohort",
    "Membership",
    "Participation",
    "Programme",
    "SchoolYear",
    "StartingPlace",
    "Venue",
    "Workshop",
    "WorkshopAttendance",
    "default_audience",
]
