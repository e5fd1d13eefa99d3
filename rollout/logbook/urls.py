"""Sessions at own school."""

from django.urls import path

from rollout.logbook import views
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
]
