"""The rounds of self-assessment. One's own competence is in `home/urls.py`."""

from django.urls import path

from rollout.competence import kit_views, views

urlpatterns = [
    path("kits/<int:kit>/areas/", kit_views.kit_areas, name="kit_areas"),
    path("rounds/", views.rounds, name="rounds"),
    path("rounds/new/", views.round_new, name="round_new"),
    path("rounds/<int:round>/change/", views.round_change, name="round_change"),
    path("rounds/<int:round>/close/", views.round_close, name="round_close"),
]
