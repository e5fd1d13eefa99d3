"""Pages of figures."""

from django.urls import path

from rollout.insight import views

urlpatterns = [
    path("<int:programme_id>/schools/", views.schools, name="schools"),
    path("<int:programme_id>/schools/practice/", views.practice, name="practice"),
    path("<int:programme_id>/schools/months/", views.school_months, name="school_months"),
    path("<int:programme_id>/schools/<int:school>/", views.school, name="school"),
    path(
        "<int:programme_id>/schools/<int:school>/people/", views.school_people, name="school_people"
    ),
    path(
        "<int:programme_id>/workshops/<int:workshop>/opening/",
        views.workshop_opening,
        name="workshop_opening",
    ),
]
