"""The library of kits."""

from django.urls import path

from rollout.library import views

urlpatterns = [
    path("", views.kits, name="kits"),
    path("new/", views.kit_new, name="kit_new"),
    path("<int:kit>/", views.kit, name="kit"),
    path("<int:kit>/change/", views.kit_change, name="kit_change"),
    path("<int:kit>/done/", views.module_done, name="module_done"),
]
