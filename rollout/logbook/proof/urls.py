"""A superuser's proof of work."""

from django.urls import path

from rollout.logbook.proof import views

urlpatterns = [path("proof/<int:person>/", views.proof, name="proof")]
