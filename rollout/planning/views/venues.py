"""Venues: where they are, how many they seat, and the days when they can't be had."""

from collections import Counter

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from rollout.accounts.permissions import May
from rollout.calendars.actions import add_days, delete_venue, save_venue
from rollout.calendars.forms import AwayForm, VenueForm
from rollout.calendars.models import Availability, Venue
from rollout.calendars.reach import load_venue
from rollout.common.dates import today
from rollout.common.forms import posted_number, save_or_tell
from rollout.organisation.access import ViewerRequest, access
from rollout.planning.clashes import clashes, planned_workshops
from rollout.planning.models import Workshop


@access(May.WRITE_SETTINGS)
@require_safe
def venues(request: ViewerRequest) -> HttpResponse:
    """The owner's venues."""
    owner_id = request.viewer.owner_id
    there = Venue.objects.filter(owner=owner_id).annotate(
        away=Count("unavailable", filter=Q(unavailable__ends_on__gte=today()))
    )
    found = clashes(planned_workshops(owner_id, timezone.now()))
    clashing = Counter(c.away.venue_id for c in found if not c.is_of_facilitator)
    rows = [{"venue": v, "clashes": clashing.get(v.pk, 0)} for v in there]
    return render(request, "planning/venues.html", {"rows": rows})


@access(May.WRITE_SETTINGS)
def venue(request: ViewerRequest, venue: int) -> HttpResponse:
    """One venue: its facts, the days when it can't be had, and its calendars."""
    found = load_venue(request, venue)
    away = Availability(owner_id=found.owner_id, venue=found)
    form = AwayForm(request.POST or None, instance=away)
    added = save_or_tell(form, lambda: add_days(days=away)) if form.is_valid() else None
    if added is not None:
        done = _("The days are added.") if added else _("These days were there already.")
        messages.success(request, done)
        return redirect("venue", found.pk)
    own = planned_workshops(found.owner_id, timezone.now()).filter(venue=found)
    context = {
        "venue": found,
        "form": form,
        "rows": found.unavailable.filter(ends_on__gte=today()).select_related("feed"),
        "feeds": found.feeds.all(),
        "clashes": [c for c in clashes(own) if not c.is_of_facilitator],
        "used": Workshop.objects.filter(venue=found).count(),
    }
    return render(request, "planning/venue.html", context)


@access(May.WRITE_SETTINGS)
def venue_new(request: ViewerRequest) -> HttpResponse:
    """Add a venue."""
    owner_id = request.viewer.owner_id
    return edit(request, Venue(owner_id=owner_id), reverse("venues"))


@access(May.WRITE_SETTINGS)
def venue_change(request: ViewerRequest, venue: int) -> HttpResponse:
    """Change a venue."""
    found = load_venue(request, venue)
    return edit(request, found, reverse("venue", args=[found.pk]))


def edit(request: ViewerRequest, venue: Venue, back: str) -> HttpResponse:
    is_new, name = venue.pk is None, venue.name
    form = VenueForm(
        request.POST or None,
        instance=venue,
        schools=request.viewer.schools(),
    )
    if form.is_valid():
        try:
            saved = save_venue(
                venue=form.save(commit=False), revision=posted_number(request, "revision")
            )
        except ValidationError as error:
            form.add_error(None, ValidationError(error.messages))
        else:
            messages.success(request, _("Saved."))
            return redirect("venue", saved.pk)
    context = {
        "form": form,
        "title": _("Add a venue") if is_new else name,
        "revision": posted_number(request, "revision") if form.is_bound else venue.revision,
        "back": back,
        "back_name": _("Venues") if is_new else name,
    }
    return render(request, "calendars/days_change.html", context)


@access(May.WRITE_SETTINGS)
@require_POST
def venue_delete(request: ViewerRequest, venue: int) -> HttpResponse:
    """Take out a venue that no workshop has used."""
    found = load_venue(request, venue)
    try:
        delete_venue(venue=found)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("venue", venue)
    messages.success(request, _("“%(name)s” is taken out.") % {"name": found.name})
    return redirect("venues")
