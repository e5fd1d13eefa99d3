"""Where people land."""

from django.urls import path

from rollout.home import views

urlpatterns = [
    path("", views.home, name="home"),
    path("look-as/", views.look_as, name="look_as"),
    path("setup/", views.setup, name="setup"),
    path("about/", views.about, name="about"),
]
