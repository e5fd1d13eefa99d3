"""A programme gets another first or last day: what begins with it, and what falls outside."""

import datetime as dt

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from rollout.planning.actions import call_off
from rollout.planning.models import Membership, Participation, Programme, Workshop
from rollout.planning.queries import within_programme


def outside(programme: Programme, now: dt.datetime) -> QuerySet[Workshop]:
    """The workshops planned after a moment, outside a programme's days, the soonest first."""
    coming = Workshop.objects.filter(
        cohort__programme=programme.pk,
        status=Workshop.Status.PLANNED,
        starts_at__gt=now,
    )
    return coming.exclude(within_programme()).order_by("starts_at", "pk")


@transaction.atomic
def call_off_outside(*, programme: Programme) -> list[Workshop]:
    """Cancel the workshops to come that lie outside a programme's days; who is invited hears why.
    Those that have been, or that nobody has taken attendance at yet, stay as they are."""
    coming = outside(programme, timezone.now()).select_for_update(no_key=True, of=("self",))
    workshops = list(coming.select_related("cohort__programme__owner"))
    for workshop in workshops:
        call_off(workshop, why(workshop))
    return workshops


def why(workshop: Workshop) -> str:
    """Why a workshop outside its programme's days isn't held."""
    programme = workshop.cohort.programme
    if workshop.day > programme.ends_on:
        last = date_format(programme.ends_on, "SHORT_DATE_FORMAT")
        return _("The programme’s last day is %(day)s.") % {"day": last}
    first = date_format(programme.starts_on, "SHORT_DATE_FORMAT")
    return _("The programme’s first day is %(day)s.") % {"day": first}


@transaction.atomic
def begin_with(*, programme: Programme, was: dt.date, day: dt.date) -> None:
    """What was to begin with a programme that hasn't begun begins with its new first day: schools,
    and places in cohorts. `was` is the day it was to begin. What has begun stays as it was."""
    if was <= day or was == programme.starts_on:
        return
    new = programme.starts_on
    reaching = Q(ends_on__isnull=True) | Q(ends_on__gte=new)
    for row in Participation.objects.filter(reaching, programme=programme, starts_on=was):
        row.starts_on = new
        row.save()
    places = Membership.objects.filter(reaching, cohort__programme=programme, starts_on=was)
    for place in places.select_related("role", "cohort__programme"):
        place.starts_on = max(new, day)
        place.save()
