"""Workshops as calendar files, to be added once to one’s own calendar."""

import datetime as dt

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from rollout.accounts.permissions import May
from rollout.common.dates import school_year_start, today
from rollout.notifications import ical
from rollout.organisation.access import Viewer, ViewerRequest, access
from rollout.planning.models import Programme, Workshop
from rollout.planning.queries import load_programme, workshops_for


def calendar_file(content: bytes, name: str) -> HttpResponse:
    """A calendar as a file to be opened by the reader’s own calendar."""
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8; method=PUBLISH")
    response["Content-Disposition"] = f'attachment; filename="rollout-{name}.ics"'
    return response


def with_owner(viewer: Viewer, programme: Programme) -> QuerySet[Workshop]:
    """The workshops that the viewer may see, with all that a calendar tells of them."""
    return workshops_for(viewer, programme).select_related("cohort__programme__owner")


@access(May.SEE_PLAN)
@require_safe
def workshop_calendar(request: ViewerRequest, programme_id: int, workshop: int) -> HttpResponse:
    """One workshop as a calendar file."""
    programme = load_programme(request, programme_id)
    viewer = request.viewer
    found = get_object_or_404(with_owner(viewer, programme), pk=workshop)
    entry = ical.Entry(found, shows_cohort=viewer.is_wide)
    return calendar_file(ical.published([entry]), found.day.isoformat())


@access(May.SEE_PLAN)
@require_safe
def year_calendar(request: ViewerRequest, programme_id: int) -> HttpResponse:
    """All that is planned or held in a school year, as one calendar file."""
    programme = load_programme(request, programme_id)
    viewer = request.viewer
    asked = request.GET.get("year", "")
    is_year = asked.isdecimal() and 2000 < int(asked) < 2100
    start = dt.date(int(asked), 8, 1) if is_year else school_year_start(today())
    end = start.replace(year=start.year + 1)
    shown = with_owner(viewer, programme).filter(
        starts_at__date__gte=start, starts_at__date__lt=end
    )
    entries = [
        ical.Entry(found, shows_cohort=viewer.is_wide)
        for found in shown.exclude(status=Workshop.Status.CANCELLED)
    ]
    return calendar_file(ical.published(entries), f"{start.year}-{end.year}")
