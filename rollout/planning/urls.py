"""Programmes, calendars, cohorts and workshops."""

from django.urls import path

from rollout.planning.views import (
    away,
    cohorts,
    facilitators,
    guests,
    handing_out,
    kits,
    programmes,
    schools,
    venues,
    workshops,
    year,
)

urlpatterns = [
    path("new/<int:step>/", programmes.programme_new, name="programme_new"),
    path("<int:programme_id>/kits/", kits.programme_kits, name="programme_kits"),
    path("<int:programme_id>/kits/add/", kits.programme_kits_add, name="programme_kits_add"),
    path("<int:programme_id>/kits/hand-out/", handing_out.kits_hand_out, name="kits_hand_out"),
    path("<int:programme_id>/kits/follow/", handing_out.kits_follow, name="kits_follow"),
    path("<int:programme_id>/kits/new/", kits.programme_kit_new, name="programme_kit_new"),
    path(
        "<int:programme_id>/kits/<int:kit>/move/",
        kits.programme_kit_move,
        name="programme_kit_move",
    ),
    path(
        "<int:programme_id>/kits/<int:kit>/remove/",
        kits.programme_kit_remove,
        name="programme_kit_remove",
    ),
    path("calendar/weekdays/", schools.meeting_weekdays, name="meeting_weekdays"),
    path("facilitators/", facilitators.facilitators, name="facilitators"),
    path("facilitators/new/", facilitators.facilitator_new, name="facilitator_new"),
    path("facilitators/<int:person>/", facilitators.facilitator, name="facilitator"),
    path("facilitators/<int:person>/place/", facilitators.starting_place, name="starting_place"),
    path(
        "<int:programme_id>/facilitators/<int:person>/here/",
        facilitators.facilitator_here,
        name="facilitator_here",
    ),
    path("away/<int:away>/change/", facilitators.away_change, name="away_change"),
    path("away/<int:away>/delete/", facilitators.away_delete, name="away_delete"),
    path("venues/", venues.venues, name="venues"),
    path("venues/new/", venues.venue_new, name="venue_new"),
    path("venues/<int:venue>/", venues.venue, name="venue"),
    path("venues/<int:venue>/change/", venues.venue_change, name="venue_change"),
    path("venues/<int:venue>/delete/", venues.venue_delete, name="venue_delete"),
    path("<int:programme_id>/cohorts/", cohorts.cohorts, name="cohorts"),
    path("<int:programme_id>/cohorts/<int:role>/move/", cohorts.cohort_move, name="cohort_move"),
    path("<int:programme_id>/superusers/", cohorts.superusers_choose, name="superusers_choose"),
    path("<int:programme_id>/plan-year/", year.plan_year, name="plan_year"),
    path("<int:programme_id>/year/", year.workshop_year, name="workshop_year"),
    path("<int:programme_id>/workshops/", workshops.workshops, name="workshops"),
    path("<int:programme_id>/workshops/<int:workshop>/", workshops.workshop, name="workshop"),
    path(
        "<int:programme_id>/workshops/<int:workshop>/change/",
        workshops.workshop_change,
        name="workshop_change",
    ),
    path(
        "<int:programme_id>/workshops/<int:workshop>/cancel/",
        workshops.workshop_cancel,
        name="workshop_cancel",
    ),
    path(
        "<int:programme_id>/workshops/<int:workshop>/replace/",
        workshops.workshop_replace,
        name="workshop_replace",
    ),
    path(
        "<int:programme_id>/workshops/<int:workshop>/attendance/",
        workshops.workshop_attendance,
        name="workshop_attendance",
    ),
    path(
        "<int:programme_id>/workshops/<int:workshop>/answer/",
        workshops.workshop_answer,
        name="workshop_answer",
    ),
    path(
        "<int:programme_id>/workshops/<int:workshop>/instead/",
        guests.workshop_instead,
        name="workshop_instead",
    ),
    path(
        "<int:programme_id>/workshops/<int:workshop>/instead/take/",
        guests.workshop_take,
        name="workshop_take",
    ),
    path(
        "<int:programme_id>/workshops/<int:workshop>/instead/wait/",
        guests.workshop_wait,
        name="workshop_wait",
    ),
    path(
        "<int:programme_id>/workshops/<int:workshop>/instead/leave/",
        guests.workshop_leave,
        name="workshop_leave",
    ),
    path(
        "<int:programme_id>/workshops/<int:workshop>/instead/still-suits/",
        guests.workshop_still_suits,
        name="workshop_still_suits",
    ),
    path("<int:programme_id>/away/", away.away_days, name="away_days"),
    path("<int:programme_id>/schools/<int:school>/away/", away.school_away, name="school_away"),
    path(
        "<int:programme_id>/schools/<int:school>/away/arrange/",
        away.substitute_arrange,
        name="substitute_arrange",
    ),
    path(
        "<int:programme_id>/schools/<int:school>/away/undo/",
        away.substitute_undo,
        name="substitute_undo",
    ),
]
