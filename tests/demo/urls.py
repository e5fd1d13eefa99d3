"""All addresses, with the demo's own as in demo mode."""

from django.urls import include, path

urlpatterns = [
    path("demo/", include("rollout.demo.urls")),
    path("", include("rollout.urls")),
]
