"""Sessions at own school."""

from django.urls import path

from rollout.logbook import views
from rollout.logbook.also_came import views as also_came
from rollout.logbook.needs import views as needs
from rollout.logbook.scanning.urls import of_a_session

urlpatterns = [
    path("<int:programme_id>/sessions/", views.sessions, name="sessions"),
    path("<int:programme_id>/sessions/log/", views.session_log, name="session_log"),
    path("<int:programme_id>/sessions/plan/", views.session_plan, name="session_plan"),
    path("<int:programme_id>/sessions/<int:session>/", views.session, name="session"),
    path(
        "<int:programme_id>/sessions/<int:session>/change/",
        views.session_change,
        name="session_change",
    ),
    path(
        "<int:programme_id>/sessions/<int:session>/hold/", views.session_hold, name="session_hold"
    ),
    path(
        "<int:programme_id>/sessions/<int:session>/cancel/",
        views.session_cancel,
        name="session_cancel",
    ),
    *of_a_session,
    path(
        "<int:programme_id>/sessions/<int:session>/others/",
        also_came.session_others,
        name="session_others",
    ),
    path(
        "<int:programme_id>/sessions/<int:session>/guests/add/",
        also_came.session_guest_add,
        name="session_guest_add",
    ),
    path(
        "<int:programme_id>/sessions/<int:session>/guests/remove/",
        also_came.session_guest_remove,
        name="session_guest_remove",
    ),
    path(
        "<int:programme_id>/sessions/<int:session>/newcomers/match/",
        also_came.session_newcomer_match,
        name="session_newcomer_match",
    ),
    path(
        "<int:programme_id>/sessions/<int:session>/newcomers/drop/",
        also_came.session_newcomer_drop,
        name="session_newcomer_drop",
    ),
    path("<int:programme_id>/needs/", needs.needs, name="needs"),
    path("<int:programme_id>/needs/<int:need>/seen/", needs.need_seen, name="need_seen"),
]
