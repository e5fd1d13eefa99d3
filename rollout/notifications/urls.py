"""Answers from mails, and calendars."""

from django.urls import path

from rollout.notifications.views import (
    answers,
    downloads,
    feeds,
    invitations,
    outbox,
    reminders,
    unclear,
)

urlpatterns = [
    path("answer/<str:token>/", answers.answer, name="answer"),
    path("answer/<str:token>/noted/", answers.answer_done, name="answer_done"),
    path("answer/<str:token>/workshop.ics", answers.answer_calendar, name="answer_calendar"),
    path("feeds/<str:token>.ics", feeds.feed, name="own_feed"),
    path("my-calendar/", feeds.my_calendar, name="my_calendar"),
    path("my-calendar/stop/", feeds.my_calendar_stop, name="my_calendar_stop"),
    path(
        "programmes/<int:programme_id>/workshops/<int:workshop>/workshop.ics",
        downloads.workshop_calendar,
        name="workshop_calendar",
    ),
    path(
        "programmes/<int:programme_id>/year/workshops.ics",
        downloads.year_calendar,
        name="year_calendar",
    ),
    path("programmes/<int:programme_id>/mail/", outbox.mail, name="mail"),
    path(
        "programmes/<int:programme_id>/mail/<int:message>/",
        outbox.mail_message,
        name="mail_message",
    ),
    path("programmes/<int:programme_id>/mail/<int:message>/act/", outbox.mail_act, name="mail_act"),
    path(
        "programmes/<int:programme_id>/workshops/<int:workshop>/mail/",
        outbox.workshop_mail,
        name="workshop_mail",
    ),
    path(
        "programmes/<int:programme_id>/unclear-answers/",
        unclear.unclear_answers,
        name="unclear_answers",
    ),
    path(
        "programmes/<int:programme_id>/unclear-answers/<int:answer>/",
        unclear.unclear_settle,
        name="unclear_settle",
    ),
    path(
        "programmes/<int:programme_id>/unclear-answers/<int:answer>/leave-out/",
        unclear.unclear_leave_out,
        name="unclear_leave_out",
    ),
    path("programmes/<int:programme_id>/invitations/", invitations.invitations, name="invitations"),
    path("programmes/<int:programme_id>/reminders/", reminders.reminders, name="reminders"),
]
