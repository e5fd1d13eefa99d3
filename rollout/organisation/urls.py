"""People and schools."""

from django.urls import path

from rollout.organisation import views
from rollout.organisation.keeping import views as keeping
from rollout.organisation.letting_in import views as letting_in

urlpatterns = [
    path("people/", views.people, name="people"),
    path("people/new/", views.person_new, name="person_new"),
    path("people/<int:person>/", views.person, name="person"),
    path("people/<int:person>/sign-in/", letting_in.sign_in_give, name="sign_in_give"),
    path("people/<int:person>/sign-in/again/", letting_in.sign_in_again, name="sign_in_again"),
    path("people/<int:person>/sign-in/end/", letting_in.sign_in_end, name="sign_in_end"),
    path("people/<int:person>/change/", keeping.person_change, name="person_change"),
    path("people/<int:person>/merge/", keeping.person_merge, name="person_merge"),
    path("people/<int:person>/employments/", keeping.employment_new, name="employment_new"),
    path("employments/<int:employment>/", keeping.employment_change, name="employment_change"),
    path("people/<int:person>/addresses/", keeping.address_add, name="address_add"),
    path(
        "people/<int:person>/addresses/<int:address>/remove/",
        keeping.address_remove,
        name="address_remove",
    ),
    path("access/", letting_in.access_for_all, name="access_for_all"),
    path("access/again/", letting_in.access_again, name="access_again"),
    path("welcome/<str:token>/", letting_in.welcome, name="welcome"),
    path("join/<str:token>/", views.join_owner, name="join"),
    path("owner/", views.owner_change, name="owner_change"),
    path("schools/", views.school_list, name="school_list"),
    path("schools/new/", views.school_new, name="school_new"),
    path("schools/<int:school>/", views.school_change, name="school_change"),
]
