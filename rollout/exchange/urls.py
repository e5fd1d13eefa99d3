"""Imports."""

from django.urls import path

from rollout.exchange import views

urlpatterns = [
    path("", views.imports, name="imports"),
    path("new/<str:kind>/", views.import_upload, name="import_upload"),
    path("<int:run>/", views.import_run, name="import_run"),
    path("<int:run>/choose/", views.import_choose, name="import_choose"),
    path("<int:run>/person/", views.import_person, name="import_person"),
    path("<int:run>/apply/", views.import_apply, name="import_apply"),
    path("<int:run>/progress/", views.import_progress, name="import_progress"),
    path("<int:run>/undo/", views.import_undo, name="import_undo"),
]
