"""Closed days, days away, subscribed calendars and places."""

from django.urls import path

from rollout.calendars.views import calendar, feeds, pasting, places

urlpatterns = [
    path("calendar/", calendar.calendar, name="calendar"),
    path(
        "calendar/<int:period>/delete/", calendar.closed_period_delete, name="closed_period_delete"
    ),
    path(
        "calendar/<int:period>/change/", calendar.closed_period_change, name="closed_period_change"
    ),
    path("calendar/paste/", pasting.closed_days_paste, name="closed_days_paste"),
    path("calendar/subscribe/", feeds.closed_feed_new, name="closed_feed_new"),
    path("calendar/places/", places.school_places, name="school_places"),
    path("calendar/places/<int:search>/choose/", places.place_choose, name="place_choose"),
    path("feeds/<int:feed>/", feeds.feed, name="feed"),
    path("feeds/<int:feed>/fetch/", feeds.feed_fetch, name="feed_fetch"),
    path("feeds/<int:feed>/delete/", feeds.feed_delete, name="feed_delete"),
    path("facilitators/<int:person>/paste/", pasting.facilitator_paste, name="facilitator_paste"),
    path(
        "facilitators/<int:person>/subscribe/",
        feeds.facilitator_feed_new,
        name="facilitator_feed_new",
    ),
    path("venues/<int:venue>/paste/", pasting.venue_paste, name="venue_paste"),
    path("venues/<int:venue>/subscribe/", feeds.venue_feed_new, name="venue_feed_new"),
]
