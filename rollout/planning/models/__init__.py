"""Programmes, calendars, cohorts and their monthly workshops."""

from rollout.planning.models.cohorts import Cohort, Membership, lasting_on
from rollout.planning.models.guests import GuestPlace, SubstituteDay
from rollout.planning.models.programmes import (
    Participation,
    Programme,
    ProgrammeKit,
    default_audience,
)
from rollout.planning.models.workshops import Workshop, WorkshopAttendance

__all__ = [
    "Cohort",
    "GuestPlace",
    "Membership",
    "Participation",
    "Programme",
    "ProgrammeKit",
    "SubstituteDay",
    "Workshop",
    "WorkshopAttendance",
    "default_audience",
    "lasting_on",
]
