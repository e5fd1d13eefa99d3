"""Where people land."""

from django.urls import path

from rollout.home import views
from rollout.home.changes import views as changes

urlpatterns = [
    path("", views.home, name="home"),
    path("look-as/", views.look_as, name="look_as"),
    path("setup/", views.setup, name="setup"),
    path("my-competence/", views.my_competence, name="my_competence"),
    path("my-competence/<int:area>/", views.assess_area, name="assess_area"),
    path("about/", views.about, name="about"),
    path(
        "programmes/<int:programme_id>/change/", changes.programme_change, name="programme_change"
    ),
    path("organisation/people/<int:person>/roles/", changes.role_give, name="role_give"),
    path("organisation/roles/<int:role>/end/", changes.role_end, name="role_end"),
]
