"""Logging without network."""

from django.urls import path

from rollout.logbook.offline import views

urlpatterns = [
    # At the root: a service worker reaches what lies beside it and below.
    path("service-worker.js", views.service_worker, name="service_worker"),
    path("manifest.webmanifest", views.manifest, name="manifest"),
    path("offline/", views.offline, name="offline"),
    path("offline/who/", views.offline_who, name="offline_who"),
    path("offline/school/", views.offline_school, name="offline_school"),
    path("offline/draft/", views.offline_draft, name="offline_draft"),
]
