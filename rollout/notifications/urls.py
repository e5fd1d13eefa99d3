"""Answers from mails, and calendars."""

from django.urls import path

from rollout.notifications.views import answers

urlpatterns = [
    path("answer/<str:token>/", answers.answer, name="answer"),
    path("answer/<str:token>/noted/", answers.answer_done, name="answer_done"),
    path("answer/<str:token>/workshop.ics", answers.answer_calendar, name="answer_calendar"),
]
