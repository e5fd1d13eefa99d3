"""Scanning: the addresses on a phone, and those of a session."""

from django.urls import path

from rollout.logbook.scanning.views import here, showing

urlpatterns = [
    path("here/", here.here, name="here"),
    path("here/done/<str:token>/", here.here_done, name="here_done"),
    path("here/<str:code>/", here.here_code, name="here_code"),
]
SESSION = "<int:programme_id>/sessions/<int:session>"
of_a_session = [
    path("<int:programme_id>/sessions/scan/", showing.session_scan_now, name="session_scan_now"),
    path(f"{SESSION}/code/", showing.session_code, name="session_code"),
    path(f"{SESSION}/scans/", showing.session_scans, name="session_scans"),
    path(f"{SESSION}/scans/open/", showing.session_scan_open, name="session_scan_open"),
    path(f"{SESSION}/scans/close/", showing.session_scan_close, name="session_scan_close"),
]
