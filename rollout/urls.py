"""All addresses."""

from django.conf import settings
from django.urls import include, path
from django.views.i18n import set_language

from rollout.accounts.views import closed_page, sign_out
from rollout.home.views import gallery
from rollout.organisation.access import public

handler500 = "rollout.common.unavailable.fault"
urlpatterns = [
    path("", include("rollout.home.urls")),
    path("", include("rollout.notifications.urls")),
    path("programmes/", include("rollout.calendars.urls")),
    path("programmes/", include("rollout.planning.urls")),
    path("programmes/", include("rollout.proposals.urls")),
    path("programmes/", include("rollout.insight.urls")),
    path("programmes/", include("rollout.logbook.urls")),
    path("", include("rollout.logbook.scanning.urls")),
    path("", include("rollout.logbook.pulses.urls")),
    path("", include("rollout.logbook.offline.urls")),
    path("", include("rollout.logbook.proof.urls")),
    path("organisation/", include("rollout.organisation.urls")),
    path("imports/", include("rollout.exchange.urls")),
    path("kits/", include("rollout.library.urls")),
    path("", include("rollout.competence.urls")),
    path("accounts/email/", closed_page),
    path("accounts/logout/", sign_out),
    path("accounts/", include("allauth.urls")),
    path("language/", public(set_language), name="set_language"),
]
if not settings.PRODUCTION:
    urlpatterns.append(path("gallery/", gallery, name="gallery"))
if settings.DEMO:
    urlpatterns.append(path("demo/", include("rollout.demo.urls")))
