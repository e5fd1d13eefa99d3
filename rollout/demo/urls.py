"""The demo's own address."""

from django.urls import path

from rollout.demo import views

urlpatterns = [path("sign-in/", views.demo_sign_in, name="demo_sign_in")]
