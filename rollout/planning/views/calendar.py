"""The school calendar: what is closed, for all schools or for one."""

import datetime as dt

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from rollout.accounts.permissions import May
from rollout.common.dates import school_year_start, today
from rollout.organisation.access import Viewer, access
from rollout.planning.forms import ClosedPeriodForm
from rollout.planning.models import ClosedPeriod
from rollout.planning.queries import public_holidays


def periods_for(viewer: Viewer):  # type: ignore[no-untyped-def]
    """The owner's closed periods, and those of the schools that the viewer reaches."""
    periods = ClosedPeriod.objects.filter(owner=viewer.owner_id)
    if not viewer.is_wide:
        own = viewer.hat.school_ids if viewer.hat else ()
        periods = periods.filter(Q(school__isnull=True) | Q(school__in=own))
    return periods.select_related("school")


def may_change(viewer: Viewer, period: ClosedPeriod) -> bool:
    if viewer.may(May.WRITE_SETTINGS):
        return True
    return period.school_id is not None and viewer.reaches(period.school_id)


@access(May.WRITE_OWN_DAYS)
def calendar(request: HttpRequest) -> HttpResponse:
    """This school year's closed days and public holidays, and a form for another."""
    viewer = request.viewer  # type: ignore[attr-defined]
    may_choose_all = viewer.may(May.WRITE_SETTINGS)
    schools = viewer.schools()
    form = ClosedPeriodForm(
        request.POST or None,
        instance=ClosedPeriod(owner_id=viewer.owner_id),
        schools=schools,
        may_choose_all=may_choose_all,
        initial={} if may_choose_all else {"school": schools.first()},
    )
    if form.is_valid():
        form.save()
        messages.success(request, _("The closed days are added."))
        return redirect("calendar")
    first = school_year_start(today())
    last = dt.date(first.year + 2, 7, 31)
    periods = periods_for(viewer).filter(ends_on__gte=first)
    rows = [
        {"period": p, "can_change": may_change(viewer, p), "starts_on": p.starts_on}
        for p in periods
    ]
    context = {
        "form": form,
        "rows": rows,
        "holidays": sorted(public_holidays(first, last).items()),
        "may_import": may_choose_all,
    }
    return render(request, "planning/calendar.html", context)


@access(May.WRITE_OWN_DAYS)
@require_POST
def closed_period_delete(request: HttpRequest, period: int) -> HttpResponse:
    """Take a closed period out of the calendar."""
    viewer = request.viewer  # type: ignore[attr-defined]
    found = get_object_or_404(periods_for(viewer), pk=period)
    if not may_change(viewer, found):
        messages.error(request, _("This one is the owner’s. Ask the project lead to change it."))
        return redirect("calendar")
    found.delete()
    messages.success(request, _("“%(name)s” is taken out.") % {"name": found.name})
    return redirect("calendar")
