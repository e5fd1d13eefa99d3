"""Pulses: answering them, their results, and surveys."""

from django.urls import path

from rollout.logbook.pulses import views

urlpatterns = [
    path("pulses/<int:pulse>/", views.pulse_answer, name="pulse_answer"),
    path("programmes/<int:programme_id>/pulses/", views.pulses, name="pulses"),
    path("programmes/<int:programme_id>/pulses/new/", views.pulse_new, name="pulse_new"),
    path("programmes/<int:programme_id>/pulses/<int:pulse>/", views.pulse, name="pulse"),
    path(
        "programmes/<int:programme_id>/pulses/<int:pulse>/change/",
        views.pulse_change,
        name="pulse_change",
    ),
    path(
        "programmes/<int:programme_id>/pulses/<int:pulse>/close/",
        views.pulse_close,
        name="pulse_close",
    ),
    path(
        "programmes/<int:programme_id>/pulses/<int:pulse>/delete/",
        views.pulse_delete,
        name="pulse_delete",
    ),
]
