"""One's own competence, and the rounds in which it counts."""

from django.urls import path

from rollout.competence import views

urlpatterns = [
    path("my-competence/", views.my_competence, name="my_competence"),
    path("my-competence/<int:area>/", views.assess_area, name="assess_area"),
    path("rounds/", views.rounds, name="rounds"),
    path("rounds/new/", views.round_new, name="round_new"),
    path("rounds/<int:round>/change/", views.round_change, name="round_change"),
    path("rounds/<int:round>/close/", views.round_close, name="round_close"),
]
