"""Workshops in one’s own calendar: the address that phones fetch, and its page."""

import hashlib
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone, translation
from django.utils.cache import get_conditional_response
from django.utils.functional import Promise
from django.utils.http import http_date, quote_etag
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from rollout.accounts.permissions import Kind, May
from rollout.common.dates import today
from rollout.common.forms import posted_number
from rollout.common.limits import is_over
from rollout.notifications import ical
from rollout.notifications.actions.feeds import make_feed, note_fetch, renew_feed, revoke_feed
from rollout.notifications.feed_entries import entries_of
from rollout.notifications.feeds import acting_role_of, address_of, feed_of, find_feed, name_of
from rollout.notifications.languages import language_of
from rollout.notifications.models import Feed
from rollout.notifications.signals import feed_fetched
from rollout.organisation.access import ViewerRequest, access, public

MOST_FETCHES = 60
SHOWS: dict[str, str | Promise] = {
    Kind.PROJECT_LEAD: gettext_lazy("It shows every workshop, and how many are coming."),
    Kind.FACILITATOR: gettext_lazy(
        "It shows the workshops that you lead, and how many are coming."
    ),
    Kind.SUPERUSER: gettext_lazy("It shows your own cohort’s workshops."),
    Kind.PRINCIPAL: gettext_lazy(
        "It shows the workshops that your superusers go to, and who of them is away."
    ),
}
CALENDAR_TYPE = "text/calendar; charset=utf-8"


@public
@require_safe
def feed(request: ViewerRequest, token: str) -> HttpResponse:
    """What the address's owner may see now. A role that has ended leaves an empty calendar, so that
    what the phone already has goes away; a revoked address is gone."""
    found = find_feed(token)
    if found is None:
        return text_response(_("There is no calendar at this address."), 404)
    if found.revoked_at:
        return text_response(_("This calendar address has been stopped."), 410)
    if is_over(f"feed:{found.key}", MOST_FETCHES):
        response = text_response(_("Fetched too often. Wait ten minutes."), 429)
        response["Retry-After"] = "600"
        return response
    with translation.override(language_of(found.person)):
        content = calendar_of(found)
    fingerprint = hashlib.sha256(content).hexdigest()
    changed = note_fetch(feed=found, fingerprint=fingerprint).replace(microsecond=0)
    response = HttpResponse(content, content_type=CALENDAR_TYPE)
    response["ETag"] = quote_etag(fingerprint)
    response["Last-Modified"] = http_date(changed.timestamp())
    stamp = int(changed.timestamp())
    answer = get_conditional_response(request, response["ETag"], stamp, response)
    return unlisted(answer or response)


def calendar_of(found: Feed) -> bytes:
    """The calendar behind an address, in the language in force."""
    acting_role = acting_role_of(found, today())
    if acting_role is None:
        return ical.feed(_("Workshops"), [])
    now = timezone.now()
    answers: list[Any] = feed_fetched.send(sender=Feed, acting_role=acting_role, now=now)
    others = [event for _listener, events in answers for event in events]
    return ical.feed(name_of(acting_role), entries_of(acting_role, now), others)


def text_response(text: str, status: int) -> HttpResponse:
    return unlisted(HttpResponse(text, status=status, content_type="text/plain; charset=utf-8"))


def unlisted(response: HttpResponse) -> HttpResponse:
    """Search engines leave it alone."""
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


@access(May.HAVE_CALENDAR)
@require_http_methods(["GET", "HEAD", "POST"])
def my_calendar(request: ViewerRequest) -> HttpResponse:
    """The viewer's own calendar address, made when they ask, and how to put it in a phone."""
    viewer = request.viewer
    if request.method == "POST":
        make_feed(acting_role=viewer.own_acting_role)
        return redirect("my_calendar")
    found = feed_of(viewer.own_acting_role)
    address = address_of(found) if found else ""
    context = {
        "feed": found,
        "address": address,
        "webcal": address.replace("https://", "webcal://").replace("http://", "webcal://"),
        "shows": SHOWS[viewer.kind],
    }
    return render(request, "notifications/my_calendar.html", context)


@access(May.HAVE_CALENDAR)
@require_POST
def my_calendar_stop(request: ViewerRequest) -> HttpResponse:
    """Stop an address; with a new one in its place, if asked for."""
    acting_role = request.viewer.own_acting_role
    found = get_object_or_404(Feed, pk=posted_number(request, "feed"), person=acting_role.person)
    if "renew" in request.POST:
        renew_feed(feed=found, acting_role=acting_role)
        messages.success(request, _("Here is the new address. The old one no longer works."))
    else:
        revoke_feed(feed=found)
        messages.success(request, _("The address no longer works."))
    return redirect("my_calendar")
