"""Facilitators: where they set out from, and the days when they can't."""

from collections import Counter

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from rollout.accounts.permissions import Kind, May
from rollout.calendars.actions import (
    add_days,
    change_days,
    set_starting_place,
    take_out_days,
)
from rollout.calendars.forms import AwayForm, StartingPlaceForm
from rollout.calendars.models import Availability, StartingPlace, Venue
from rollout.calendars.reach import facilitators_for, load_away, load_facilitator
from rollout.common.dates import today
from rollout.common.forms import posted_number, save_or_tell
from rollout.common.telling import tell_outcome
from rollout.organisation.access import Viewer, ViewerRequest, access
from rollout.organisation.models import Person, School
from rollout.planning.clashes import clashes, planned_workshops
from rollout.planning.forms import FacilitatorForm
from rollout.planning.leading import add_facilitator, facilitators_elsewhere, lead_here_too
from rollout.planning.models import Programme
from rollout.planning.queries import current_programme, load_programme
from rollout.planning.views.ended import has_ended


@access(May.WRITE_DAYS_AWAY)
def facilitators(request: ViewerRequest) -> HttpResponse:
    """The lead's facilitators; a facilitator comes to their own days."""
    viewer = request.viewer
    if viewer.kind == Kind.FACILITATOR:
        return show(request, load_facilitator(request, viewer.person.pk))
    programme = current_programme(viewer)
    elsewhere = belongs_to(viewer, programme)
    people = list(
        facilitators_for(viewer)
        .exclude(pk__in=[person.pk for person in elsewhere])
        .select_related("starting_place")
        .annotate(away=Count("unavailable", filter=Q(unavailable__ends_on__gte=today())))
    )
    found = clashes(planned_workshops(viewer.owner_id, viewer.now))
    clashing = Counter(c.away.facilitator_id for c in found if c.is_of_facilitator)
    rows = [{"person": p, "place": place_of(p), "clashes": clashing.get(p.pk, 0)} for p in people]
    context = {"rows": rows, "elsewhere": elsewhere, "programme": programme}
    return render(request, "planning/facilitators.html", context)


def belongs_to(viewer: Viewer, programme: Programme | None) -> dict[Person, list[str]]:
    """Those who lead in other programmes and not in this one, for a lead who may change that, each
    with the names of theirs."""
    if programme is None or not viewer.may(May.WRITE_SETTINGS):
        return {}
    found: dict[Person, list[str]] = {}
    for role in facilitators_elsewhere(programme, today()):
        found.setdefault(role.person, []).append(str(role.programme))
    return found


@access(May.WRITE_SETTINGS)
@require_POST
def facilitator_here(request: ViewerRequest, programme_id: int, person: int) -> HttpResponse:
    """Let a facilitator of another programme lead workshops in this one too."""
    programme = load_programme(request, programme_id)
    found = load_facilitator(request, person)
    if not has_ended(request, programme):
        text = _("%(name)s is a facilitator in %(programme)s.")
        with tell_outcome(request, text % {"name": found, "programme": programme}):
            lead_here_too(programme=programme, person=found, day=today())
    return redirect("facilitators")


def place_of(person: Person) -> StartingPlace | None:
    return getattr(person, "starting_place", None)


@access(May.WRITE_SETTINGS)
def facilitator_new(request: ViewerRequest) -> HttpResponse:
    """Add somebody who leads workshops, from a partner or from the staff list."""
    owner = request.viewer.person.owner
    programmes = owner.programmes.order_by("-starts_on", "name")
    if not programmes:
        messages.info(request, _("Set up the programme first. Facilitators belong to one."))
        return redirect("programme_new", 1)
    form = FacilitatorForm(request.POST or None, programmes=programmes)
    if form.is_valid():
        data = form.cleaned_data
        if added := save_or_tell(form, lambda: add_facilitator(**data, day=today())):
            text = _("%(name)s is a facilitator in %(programme)s.")
            messages.success(request, text % {"name": added, "programme": data["programme"]})
            return redirect("facilitators")
    title = _("Add a facilitator")
    return render(request, "organisation/form_page.html", {"form": form, "title": title})


@access(May.WRITE_DAYS_AWAY)
def facilitator(request: ViewerRequest, person: int) -> HttpResponse:
    """One facilitator's days away, starting place and calendars."""
    return show(request, load_facilitator(request, person))


def show(request: ViewerRequest, person: Person) -> HttpResponse:
    viewer = request.viewer
    away = Availability(owner_id=person.owner_id, facilitator=person)
    form = AwayForm(request.POST or None, instance=away)
    added = save_or_tell(form, lambda: add_days(days=away)) if form.is_valid() else None
    if added is not None:
        done = _("The days away are added.") if added else _("These days were there already.")
        messages.success(request, done)
        return redirect("facilitator", person.pk)
    own = planned_workshops(person.owner_id, viewer.now).filter(facilitator=person)
    if viewer.programme_id:
        own = own.filter(cohort__programme=viewer.programme_id)
    context = {
        "person": person,
        "place": place_of(person),
        "form": form,
        "rows": person.unavailable.filter(ends_on__gte=today()).select_related("feed"),
        "feeds": person.feeds.all(),
        "clashes": [c for c in clashes(own) if c.is_of_facilitator],
        "is_own": viewer.person == person,
        "is_lead": viewer.kind == Kind.PROJECT_LEAD,
    }
    return render(request, "planning/facilitator.html", context)


@access(May.WRITE_DAYS_AWAY)
def starting_place(request: ViewerRequest, person: int) -> HttpResponse:
    """Say where a facilitator sets out from."""
    found = load_facilitator(request, person)
    form = StartingPlaceForm(
        request.POST or None,
        instance=StartingPlace.objects.filter(person=found).first() or StartingPlace(person=found),
        schools=list(School.objects.filter(owner=found.owner_id)),
        venues=list(Venue.objects.filter(owner=found.owner_id)),
    )
    if form.is_valid():
        data = {name: form.cleaned_data[name] for name in ("name", "latitude", "longitude")}
        if save_or_tell(form, lambda: set_starting_place(person=found, **data)):
            messages.success(request, _("Saved."))
            return redirect("facilitator", found.pk)
    context = {
        "form": form,
        "title": _("Where %(name)s sets out from") % {"name": found},
        "revision": None,
        "back": reverse("facilitator", args=[found.pk]),
        "back_name": str(found),
    }
    return render(request, "calendars/days_change.html", context)


def page_of(away: Availability) -> str:
    """The page of the facilitator or venue whose days these are."""
    if away.facilitator_id:
        return reverse("facilitator", args=[away.facilitator_id])
    return reverse("venue", args=[away.venue_id])


@access(May.WRITE_DAYS_AWAY)
def away_change(request: ViewerRequest, away: int) -> HttpResponse:
    """Put days away right."""
    found = load_away(request, away)
    form = AwayForm(request.POST or None, instance=found)
    if form.is_valid():
        try:
            change_days(days=form.save(commit=False), revision=posted_number(request, "revision"))
        except ValidationError as error:
            form.add_error(None, ValidationError(error.messages))
        else:
            messages.success(request, _("Saved."))
            return redirect(page_of(found))
    context = {
        "form": form,
        "title": _("Change days away"),
        "revision": posted_number(request, "revision") if form.is_bound else found.revision,
        "back": page_of(found),
        "back_name": str(found.facilitator or found.venue),
    }
    return render(request, "calendars/days_change.html", context)


@access(May.WRITE_DAYS_AWAY)
@require_POST
def away_delete(request: ViewerRequest, away: int) -> HttpResponse:
    """Take days away out."""
    found = load_away(request, away)
    with tell_outcome(request, _("The days are taken out.")):
        take_out_days(days=found)
    return redirect(page_of(found))
