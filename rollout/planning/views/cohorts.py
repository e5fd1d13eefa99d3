"""Cohorts: who meets with whom."""

import datetime as dt
import math

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from rollout.accounts.permissions import May
from rollout.common.dates import today
from rollout.common.forms import posted_number
from rollout.common.telling import tell_outcome
from rollout.organisation.access import ViewerRequest, access
from rollout.planning.actions import make_cohorts, move_member, place_superuser
from rollout.planning.forms import CohortsForm
from rollout.planning.models import Cohort
from rollout.planning.queries import (
    cohorts_with_coming,
    last_memberships,
    load_programme,
    superuser_roles,
    unplaced_superusers,
)
from rollout.planning.superusers import choose_superusers, superusers_to_choose
from rollout.planning.views.ended import has_ended

USUAL_SIZE = 15


@access(May.WRITE_PLAN)
def cohorts(request: ViewerRequest, programme_id: int) -> HttpResponse:
    """The cohorts with their superusers; divide them anew, or move one by hand."""
    programme = load_programme(request, programme_id)
    found = cohorts_with_coming(programme, max(today(), programme.starts_on))
    left = list(unplaced_superusers(programme, today()))
    superusers = sum(len(c.members) for c in found) + len(left)
    proposed = len(found) or max(1, math.ceil(superusers / USUAL_SIZE))
    form = CohortsForm(request.POST or None, initial={"count": proposed})
    if form.is_bound and has_ended(request, programme):
        return redirect("cohorts", programme.pk)
    if form.is_valid():
        from_day = min(max(today(), programme.starts_on), programme.ends_on)
        made = make_cohorts(
            programme=programme, count=form.cleaned_data["count"], from_day=from_day
        )
        messages.success(
            request, _("The superusers are divided into %(n)s cohorts.") % {"n": len(made)}
        )
        return redirect("cohorts", programme.pk)
    context = {
        "programme": programme,
        "cohorts": found,
        "unplaced": left,
        "superusers": superusers,
        "to_choose": (
            [] if programme.shares_superusers else superusers_to_choose(programme, today())
        ),
        "form": form,
    }
    return render(request, "planning/cohorts.html", context)


@access(May.WRITE_PLAN)
@require_POST
def cohort_move(request: ViewerRequest, programme_id: int, role: int) -> HttpResponse:
    """Give a superuser a place in a cohort, or move them to another: from today, or from the day
    that the place they are to have begins."""
    programme = load_programme(request, programme_id)
    if has_ended(request, programme):
        return redirect("cohorts", programme.pk)
    found = get_object_or_404(superuser_roles(programme, today()), pk=role)
    to = get_object_or_404(Cohort, programme=programme, pk=posted_number(request, "cohort"))
    membership = last_memberships(programme, today() - dt.timedelta(days=1)).get(found.pk)
    day = max(today(), membership.starts_on) if membership else today()
    if membership:
        move_member(membership=membership, to=to, day=day)
    else:
        place_superuser(role=found, cohort=to, day=day)
    facts = {"name": found.person, "cohort": to, "day": date_format(day, "SHORT_DATE_FORMAT")}
    said = (
        _("%(name)s meets with %(cohort)s from %(day)s.")
        if day > today()
        else _("%(name)s meets with %(cohort)s from today.")
    )
    messages.success(request, said % facts)
    return redirect("cohorts", programme.pk)


@access(May.WRITE_PLAN)
@require_POST
def superusers_choose(request: ViewerRequest, programme_id: int) -> HttpResponse:
    """Make the ticked superusers of other programmes this one's too."""
    programme = load_programme(request, programme_id)
    if has_ended(request, programme):
        return redirect("cohorts", programme.pk)
    ticked = set(request.POST.getlist("role"))
    chosen = [role for role in superusers_to_choose(programme, today()) if str(role.pk) in ticked]
    with tell_outcome(request):
        choose_superusers(programme=programme, roles=chosen, day=today())
        if chosen:
            text = ngettext(
                "%(n)s superuser is in the programme.",
                "%(n)s superusers are in the programme.",
                len(chosen),
            )
            messages.success(request, text % {"n": len(chosen)})
        else:
            messages.error(request, _("Tick those who are to be superusers in the programme."))
    return redirect("cohorts", programme.pk)
