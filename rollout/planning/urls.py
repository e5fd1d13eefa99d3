"""Programmes, calendars, cohorts and workshops."""

from django.urls import path

from rollout.planning.views import calendar, cohorts, programmes, workshops, year

urlpatterns = [
    path("new/<int:step>/", programmes.programme_new, name="programme_new"),
    path("<int:programme>/change/", programmes.programme_change, name="programme_change"),
    path("calendar/", calendar.calendar, name="calendar"),
    path(
        "calendar/<int:period>/delete/", calendar.closed_period_delete, name="closed_period_delete"
    ),
    path("<int:programme>/cohorts/", cohorts.cohorts, name="cohorts"),
    path("<int:programme>/cohorts/<int:role>/move/", cohorts.cohort_move, name="cohort_move"),
    path("<int:programme>/plan-year/", year.plan_year, name="plan_year"),
    path("<int:programme>/year/", year.workshop_year, name="workshop_year"),
    path("<int:programme>/workshops/", workshops.workshops, name="workshops"),
    path("<int:programme>/workshops/<int:workshop>/", workshops.workshop, name="workshop"),
    path(
        "<int:programme>/workshops/<int:workshop>/change/",
        workshops.workshop_change,
        name="workshop_change",
    ),
    path(
        "<int:programme>/workshops/<int:workshop>/cancel/",
        workshops.workshop_cancel,
        name="workshop_cancel",
    ),
    path(
        "<int:programme>/workshops/<int:workshop>/replace/",
        workshops.workshop_replace,
        name="workshop_replace",
    ),
    path(
        "<int:programme>/workshops/<int:workshop>/attendance/",
        workshops.workshop_attendance,
        name="workshop_attendance",
    ),
    path(
        "<int:programme>/workshops/<int:workshop>/answer/",
        workshops.workshop_answer,
        name="workshop_answer",
    ),
]
