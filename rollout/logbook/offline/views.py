"""Logging without network: what the device fetches ahead, and the drafts that it sends."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from rollout.accounts.permissions import May, allows
from rollout.common.forms import whole_number
from rollout.logbook.actions import By, made_before
from rollout.logbook.forms import SessionForm
from rollout.logbook.models import TrainingSession
from rollout.logbook.offline.drafts import (
    Place,
    asked_of,
    form_of_draft,
    place_of,
    planned_of,
    refusal,
)
from rollout.logbook.offline.school_list import own_schools
from rollout.logbook.offline.shell import page, worker_script
from rollout.logbook.views import hold, log, saved_or_told, told_when_saved
from rollout.organisation.access import ViewerRequest, access, public


@public
@require_safe
def offline(request: ViewerRequest) -> HttpResponse:
    """The page that works without network. The same for everybody: the device fills it in."""
    return HttpResponse(page())


@public
@require_safe
def service_worker(request: ViewerRequest) -> HttpResponse:
    """What answers on the device where there is no network."""
    return HttpResponse(worker_script(), content_type="text/javascript; charset=utf-8")


@public
@require_safe
def manifest(request: ViewerRequest) -> HttpResponse:
    """What lets a phone put the product on its home screen."""
    sizes = (192, 512)
    icons = [
        {"src": static(f"css/icon-{n}.png"), "sizes": f"{n}x{n}", "type": "image/png"}
        for n in sizes
    ]
    about = {
        "id": "/",
        "name": "Rollout",
        "short_name": "Rollout",
        "description": _("See who is reached, and what to do next."),
        "lang": get_language(),
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "background_color": "#ffffff",
        "theme_color": "#0a5fa8",
        "icons": [
            {"src": static("css/icon.svg"), "sizes": "any", "type": "image/svg+xml"},
            *icons,
            *({**icon, "purpose": "maskable"} for icon in icons),
        ],
    }
    return JsonResponse(about, content_type="application/manifest+json")


@public
@require_safe
def offline_who(request: ViewerRequest) -> HttpResponse:
    """Who is signed in here, as an id; in which role, and in which ones they log without network;
    and a fresh token, for what the device sends next."""
    viewer = request.viewer
    roles = viewer.acting_roles if request.user.is_authenticated else []
    return JsonResponse(
        {
            "user": request.user.pk,
            "role": viewer.acting_role.key if roles and viewer.acting_role else None,
            "roles": [role.key for role in roles if allows(role.kind, May.LOG_OFFLINE)],
            "token": get_token(request),
        }
    )


@access(May.LOG_OFFLINE)
@require_safe
def offline_school(request: ViewerRequest) -> HttpResponse:
    """The own school’s list, for the device to keep."""
    viewer = request.viewer
    schools = own_schools(viewer, viewer.own_acting_role)
    kept = {"user": request.user.pk, "role": viewer.own_acting_role.key, "schools": schools}
    return JsonResponse({**kept, "as_of": viewer.now.isoformat()})


@access(May.SIGNED_IN)
@require_POST
def offline_draft(request: ViewerRequest) -> HttpResponse:
    """Save a session that was written down without network, in the role that it was written in. The
    same draft twice is one session."""
    if whole_number(request.POST.get("user", "")) != request.user.pk:
        return JsonResponse({"state": "other"}, status=403)
    place = place_of(request.POST, request.viewer)
    if place is None:
        words = _("You don’t log sessions for this school any more.")
        return JsonResponse({"state": "refused", "words": [words]}, status=403)
    try:
        return JsonResponse(answer_to(request, place))
    except ValidationError as error:
        return JsonResponse({"state": "refused", "words": error.messages})


def answer_to(request: ViewerRequest, place: Place) -> dict[str, Any]:
    """What became of a draft. Raises ValidationError where its key is no key, or another’s."""
    by = By(place.viewer.person, place.viewer.kind)
    if planned := planned_of(request.POST, place):
        form = form_of_draft(request.POST, place, planned)
        return saved_or_asked(request, form, lambda: (planned, hold(request, form, planned, by)))
    form = form_of_draft(request.POST, place)
    key = form.fields["client_key"].clean(request.POST.get("client_key"))
    if made := made_before(key, by.person):
        return sent(form, made, False)
    held = TrainingSession.Status.HELD
    return saved_or_asked(request, form, lambda: log(form, held, by))


def saved_or_asked(
    request: ViewerRequest, form: SessionForm, save: Callable[[], tuple[TrainingSession, bool]]
) -> dict[str, Any]:
    """What became of a draft once its form is read: saved, asked about or refused."""
    if not form.is_valid():
        return {"state": "refused", "words": refusal(form)}
    saved = None
    if not asked_of(request.POST, form):
        saved = saved_or_told(form, save)
    if saved:
        return sent(form, *saved)
    if asked := asked_of(request.POST, form):
        return {**asked, "other": address_of(asked["other"])}
    return {"state": "refused", "words": refusal(form)}


def sent(form: SessionForm, session: TrainingSession, made: bool) -> dict[str, Any]:
    words = [text for _level, text in told_when_saved(form, session, made)]
    return {"state": "sent", "words": words, "address": address_of(session)}


def address_of(session: TrainingSession | None) -> str:
    return reverse("session", args=[session.programme_id, session.pk]) if session else ""
