"""Answers from mails, and calendars."""

from django.urls import path

from rollout.notifications.views import answers, downloads, feeds

urlpatterns = [
    path("answer/<str:token>/", answers.answer, name="answer"),
    path("answer/<str:token>/noted/", answers.answer_done, name="answer_done"),
    path("answer/<str:token>/workshop.ics", answers.answer_calendar, name="answer_calendar"),
    path("feeds/<str:token>.ics", feeds.feed, name="own_feed"),
    path("my-calendar/", feeds.my_calendar, name="my_calendar"),
    path("my-calendar/stop/", feeds.my_calendar_stop, name="my_calendar_stop"),
    path(
        "programmes/<int:programme>/workshops/<int:workshop>/workshop.ics",
        downloads.workshop_calendar,
        name="workshop_calendar",
    ),
    path(
        "programmes/<int:programme>/year/workshops.ics",
        downloads.year_calendar,
        name="year_calendar",
    ),
]
