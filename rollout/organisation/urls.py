"""People and schools."""

from django.urls import path

from rollout.organisation import views

urlpatterns = [
    path("people/", views.people, name="people"),
    path("people/new/", views.person_new, name="person_new"),
    path("people/<int:person>/", views.person, name="person"),
    path("people/<int:person>/sign-in/", views.sign_in_give, name="sign_in_give"),
    path("join/<str:token>/", views.join_owner, name="join"),
    path("roles/<int:role>/end/", views.role_end, name="role_end"),
    path("owner/", views.owner_change, name="owner_change"),
    path("schools/", views.school_list, name="school_list"),
    path("schools/new/", views.school_new, name="school_new"),
    path("schools/<int:school>/", views.school_change, name="school_change"),
]
