"""One's own competence."""

from django.urls import path

from rollout.competence import views

urlpatterns = [
    path("", views.my_competence, name="my_competence"),
    path("<int:area>/", views.assess_area, name="assess_area"),
]
