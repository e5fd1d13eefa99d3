"""Calendars that are subscribed to: for schools, a facilitator or a venue."""

from copy import copy
from typing import Any
from urllib.parse import urlsplit

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from rollout.accounts.permissions import May
from rollout.calendars.feeds import change_feed, refresh, rows_of, subscribe, unsubscribe
from rollout.calendars.forms import FeedForm
from rollout.calendars.models import CalendarFeed, Venue
from rollout.calendars.reach import load_facilitator, load_feed, load_venue
from rollout.calendars.views.calendar import asked_school, calendar_address
from rollout.common.dates import today
from rollout.common.forms import save_or_tell
from rollout.organisation.access import ViewerRequest, access
from rollout.organisation.models import Person, School

ROWS_SHOWN = 200


@access(May.WRITE_OWN_DAYS)
def closed_feed_new(request: ViewerRequest) -> HttpResponse:
    """Subscribe to a calendar for all schools, or for one."""
    school = asked_school(request)
    return feed_new(request, calendar_address(school.pk if school else None), school=school)


@access(May.WRITE_DAYS_AWAY)
def facilitator_feed_new(request: ViewerRequest, person: int) -> HttpResponse:
    """Subscribe to a facilitator's own calendar."""
    found = load_facilitator(request, person)
    return feed_new(request, reverse("facilitator", args=[found.pk]), facilitator=found)


@access(May.WRITE_SETTINGS)
def venue_feed_new(request: ViewerRequest, venue: int) -> HttpResponse:
    """Subscribe to a venue's bookings."""
    found = load_venue(request, venue)
    return feed_new(request, reverse("venue", args=[found.pk]), venue=found)


def feed_new(
    request: ViewerRequest,
    back: str,
    school: School | None = None,
    facilitator: Person | None = None,
    venue: Venue | None = None,
) -> HttpResponse:
    """Subscribe, and read the calendar at once, so that what it gives can be seen."""
    owner = request.viewer.person.owner
    whose: dict[str, Any] = {"school": school, "facilitator": facilitator, "venue": venue}
    form = FeedForm(
        request.POST or None,
        instance=CalendarFeed(owner=owner, **whose),
        is_new=True,
        for_school=not (facilitator or venue),
    )
    if form.is_valid():
        asked = {name: form.cleaned_data[name] for name in form.cleaned_data}
        feed = save_or_tell(form, lambda: subscribe(owner=owner, **asked, **whose))
        if feed is not None:
            tell_what_was_read(request, refresh(feed))
            return redirect("feed", feed.pk)
    context = {
        "form": form,
        "whose": school or facilitator or venue or _("all schools"),
        "is_private": facilitator is not None,
        "back": back,
    }
    return render(request, "calendars/feed_new.html", context)


def tell_what_was_read(request: ViewerRequest, feed: CalendarFeed) -> None:
    """What became of reading a calendar."""
    if feed.error:
        text = _("The calendar couldn’t be read: %(why)s. Its days are as they were.")
        messages.error(request, text % {"why": _(feed.error)})
    else:
        messages.success(request, _("The calendar is read."))


def place_of(feed: CalendarFeed) -> str:
    """The page of what a feed belongs to."""
    if feed.facilitator_id:
        return reverse("facilitator", args=[feed.facilitator_id])
    if feed.venue_id:
        return reverse("venue", args=[feed.venue_id])
    return calendar_address(feed.school_id)


@access(May.WRITE_FEEDS)
def feed(request: ViewerRequest, feed: int) -> HttpResponse:
    """One subscribed calendar: how its last reading went, what it gives, and changing it."""
    found = load_feed(request, feed)
    form = FeedForm(
        request.POST or None,
        # The form writes what is typed into its own; the page shows the one that is kept.
        instance=copy(found),
        is_new=False,
        for_school=not (found.facilitator_id or found.venue_id),
    )
    if form.is_valid():
        try:
            change_feed(feed=form.save(commit=False))
        except ValidationError as error:
            form.add_error(None, ValidationError(error.messages))
        else:
            messages.success(request, _("Saved."))
            return redirect("feed", found.pk)
    context = {
        "feed": found,
        "form": form,
        "host": urlsplit(found.url).hostname,
        "rows": rows_of(found).filter(ends_on__gte=today()).order_by("starts_on")[:ROWS_SHOWN],
        "back": place_of(found),
        "whose": found.school or found.facilitator or found.venue or _("all schools"),
    }
    return render(request, "calendars/feed.html", context)


@access(May.WRITE_FEEDS)
@require_POST
def feed_fetch(request: ViewerRequest, feed: int) -> HttpResponse:
    """Read a calendar now."""
    tell_what_was_read(request, refresh(load_feed(request, feed)))
    return redirect("feed", feed)


@access(May.WRITE_FEEDS)
@require_POST
def feed_delete(request: ViewerRequest, feed: int) -> HttpResponse:
    """End a subscription, and take its days out."""
    found = load_feed(request, feed)
    unsubscribe(feed=found)
    messages.success(request, _("“%(name)s” is taken out, and its days with it.") % {"name": found})
    return redirect(place_of(found))
