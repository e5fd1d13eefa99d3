"""Answering an invitation from the mail, without signing in.

Opening the link answers nothing by itself: mail systems open links to look at them. The page posts
itself where it is really shown, and has a button where there are no scripts.
"""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from rollout.common.limits import is_over
from rollout.notifications import ical
from rollout.notifications.answer_links import ANSWERS, moment, read_token
from rollout.notifications.languages import language_of
from rollout.notifications.standing import Asked, Standing, asked_by
from rollout.notifications.views.downloads import calendar_file
from rollout.organisation.access import ViewerRequest, public
from rollout.planning.actions import answer_invitation

MOST_ANSWERS = 30
STATUS = {Standing.CANCELLED: 410, Standing.ENDED: 410, Standing.NOT_INVITED: 410}


def private(response: HttpResponse) -> HttpResponse:
    """Keep a page whose address is a secret out of search engines, caches and other sites’ logs."""
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Referrer-Policy"] = "no-referrer"
    response["Cache-Control"] = "no-store"
    return response


def shown(
    request: ViewerRequest, page: str, asked: Asked, token: str, **more: object
) -> HttpResponse:
    """A page about an invitation, in the language of the one who was asked."""
    with translation.override(language_of(asked.person)):
        context = {"asked": asked, "workshop": asked.workshop, "token": token,
                   "seen": moment(asked.workshop), "programme": asked.workshop.cohort.programme,
                   **more}  # fmt: skip
        response = render(
            request, f"notifications/{page}.html", context, status=STATUS.get(asked.standing, 200)
        )
        response["Content-Language"] = translation.get_language()
    return private(response)


def unknown(request: ViewerRequest) -> HttpResponse:
    """A link that isn’t one of ours, or is too old, or whose workshop is gone."""
    return private(render(request, "notifications/answer_unknown.html", status=404))


def load(token: str) -> Asked | None:
    link = read_token(token)
    return asked_by(link, timezone.now()) if link else None


@public
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: ViewerRequest, token: str) -> HttpResponse:
    """Ask once more and note the answer. The link is the right to answer, so a forged form, which
    can’t know it, has nothing to gain."""
    asked = load(token)
    link = read_token(token)
    if asked is None or link is None:
        return unknown(request)
    if request.method != "POST" or not asked.is_open:
        return shown(request, "answer", asked, token, wished=link.answer)
    if is_over(f"answer:{token}", MOST_ANSWERS):
        return private(HttpResponse(_("Too many answers at once. Wait ten minutes."), status=429))
    chosen = request.POST.get("answer", "")
    if chosen not in ANSWERS or request.POST.get("seen") != str(moment(asked.workshop)):
        return shown(request, "answer", asked, token, wished=link.answer)
    answer_invitation(
        workshop=asked.workshop,
        person=asked.person,
        answer=chosen,
        reason=request.POST.get("reason", "").replace("\0", "").strip() if chosen == "no" else "",
    )
    return private(redirect("answer_done", token))


@public
@require_safe
def answer_done(request: ViewerRequest, token: str) -> HttpResponse:
    """What is noted, with a way to change it."""
    asked = load(token)
    if asked is None:
        return unknown(request)
    if not asked.is_open or not asked.answer:
        return private(redirect("answer", token))
    return shown(request, "answer_done", asked, token)


@public
@require_safe
def answer_calendar(request: ViewerRequest, token: str) -> HttpResponse:
    """The workshop as a calendar file, for the one who was asked."""
    asked = load(token)
    if asked is None or asked.standing == Standing.NOT_INVITED:
        return unknown(request)
    with translation.override(language_of(asked.person)):
        content = ical.published([ical.Entry(asked.workshop)])
    return private(calendar_file(content, asked.workshop.day.isoformat()))
