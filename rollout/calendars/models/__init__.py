"""Closed days, days away, subscribed calendars and places."""

from rollout.calendars.models.days import Availability, ClosedPeriod, MeetingWeekday, SchoolYear
from rollout.calendars.models.feeds import CalendarFeed
from rollout.calendars.models.places import PlaceSearch
from rollout.calendars.models.venues import StartingPlace, Venue

__all__ = [
    "Availability",
    "CalendarFeed",
    "ClosedPeriod",
    "MeetingWeekday",
    "PlaceSearch",
    "SchoolYear",
    "StartingPlace",
    "Venue",
]
