"""The school calendar: what is closed, for all schools or for one, through a school year."""

import datetime as dt

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from rollout.accounts.permissions import May
from rollout.calendars.actions import add_days, change_days, take_out_days
from rollout.calendars.forms import ClosedPeriodForm
from rollout.calendars.models import CalendarFeed, ClosedPeriod
from rollout.calendars.queries import public_holidays
from rollout.calendars.reach import may_change, periods_for
from rollout.calendars.year import legend, marks_of, year_months
from rollout.common.dates import school_year_start, today
from rollout.common.forms import posted_number, save_or_tell, whole_number
from rollout.common.telling import tell_outcome
from rollout.organisation.access import Viewer, ViewerRequest, access
from rollout.organisation.models import School

YEARS_ON = 3


def asked_year(request: ViewerRequest) -> dt.date:
    """The school year to show; a wild one gives the current."""
    current = school_year_start(today())
    asked = request.GET.get("year", "")
    year = int(asked) if asked.isdecimal() and len(asked) == 4 else current.year
    return current.replace(year=year) if abs(year - current.year) <= YEARS_ON else current


def asked_school(request: ViewerRequest) -> School | None:
    """The school to show: a principal's own, the one a lead asked for, or none."""
    viewer = request.viewer
    found = viewer.schools().filter(pk=whole_number(request.GET.get("school", ""))).first()
    return found or (None if viewer.is_wide else viewer.schools().first())


def calendar_address(school_id: int | None = None, year: int | None = None) -> str:
    """The calendar's page for a school and a school year."""
    asked = {k: v for k, v in (("school", school_id), ("year", year)) if v and v > 0}
    return f"{reverse('calendar')}?{urlencode(asked)}" if asked else reverse("calendar")


def feeds_of(viewer: Viewer, school: School | None) -> list[CalendarFeed]:
    """The subscribed calendars that close the school shown, or all schools."""
    feeds = CalendarFeed.objects.filter(
        owner=viewer.owner_id, facilitator__isnull=True, venue__isnull=True
    )
    if school is not None:
        feeds = feeds.filter(Q(school__isnull=True) | Q(school=school))
    return list(feeds.select_related("school"))


@access(May.WRITE_OWN_DAYS)
def calendar(request: ViewerRequest) -> HttpResponse:
    """A school year's closed days by week and as a list, and a form for more."""
    viewer = request.viewer
    school, start = asked_school(request), asked_year(request)
    form = period_form(request, school)
    added = save_or_tell(form, lambda: add_days(days=form.instance)) if form.is_valid() else None
    if added is not None:
        done = _("The closed days are added.") if added else _("These days were there already.")
        messages.success(request, done)
        year = school_year_start(form.instance.starts_on).year
        return redirect(calendar_address(school.pk if school else None, year))
    last = dt.date(start.year + 1, 7, 31)
    periods = periods_for(viewer).filter(starts_on__lte=last, ends_on__gte=start)
    if school is not None:
        periods = periods.filter(Q(school__isnull=True) | Q(school=school))
    shown = list(periods)
    holidays = public_holidays(start, last, viewer.person.owner.country)
    marks = marks_of(shown, holidays, school.pk if school else None)
    context = {
        "form": form,
        "school": school,
        "schools": viewer.schools() if viewer.is_wide else [],
        "start": start,
        "years": [start.year + n for n in (-1, 1)],
        "months": year_months(start, marks),
        "legend": legend(marks.values()),
        "rows": [{"period": p, "can_change": may_change(viewer, p)} for p in shown],
        "feeds": [
            {"feed": f, "can_change": may_change(viewer, f)} for f in feeds_of(viewer, school)
        ],
        "holidays": sorted(holidays.items()),
        "is_lead": viewer.may(May.WRITE_SETTINGS),
        "asked": urlencode({"school": school.pk} if school else {}),
    }
    return render(request, "calendars/calendar.html", context)


def period_form(
    request: ViewerRequest, school: School | None, instance: ClosedPeriod | None = None
) -> ClosedPeriodForm:
    """The form for closed days: a lead's for all schools or one, a principal's for the own."""
    viewer = request.viewer
    return ClosedPeriodForm(
        request.POST or None,
        instance=instance or ClosedPeriod(owner_id=viewer.owner_id),
        schools=viewer.schools(),
        may_choose_all=viewer.may(May.WRITE_SETTINGS),
        initial={"school": school} if school and instance is None else {},
    )


def load_period(request: ViewerRequest, pk: int) -> ClosedPeriod:
    """A closed period that the viewer may see."""
    return get_object_or_404(periods_for(request.viewer), pk=pk)


@access(May.WRITE_OWN_DAYS)
def closed_period_change(request: ViewerRequest, period: int) -> HttpResponse:
    """Put closed days right."""
    found = load_period(request, period)
    if not may_change(request.viewer, found):
        raise PermissionDenied
    back = calendar_address(found.school_id, school_year_start(found.starts_on).year)
    form = period_form(request, None, found)
    if form.is_valid():
        try:
            change_days(days=form.save(commit=False), revision=posted_number(request, "revision"))
        except ValidationError as error:
            form.add_error(None, ValidationError(error.messages))
        else:
            messages.success(request, _("Saved."))
            return redirect(back)
    context = {
        "form": form,
        "title": _("Change closed days"),
        "revision": posted_number(request, "revision") if form.is_bound else found.revision,
        "back": back,
        "back_name": _("Closed days"),
    }
    return render(request, "calendars/days_change.html", context)


@access(May.WRITE_OWN_DAYS)
@require_POST
def closed_period_delete(request: ViewerRequest, period: int) -> HttpResponse:
    """Take a closed period out of the calendar."""
    found = load_period(request, period)
    back = calendar_address(
        posted_number(request, "school") if "school" in request.POST else None,
        posted_number(request, "year"),
    )
    if not may_change(request.viewer, found):
        messages.error(request, _("This one is the owner’s. Ask the project lead to change it."))
        return redirect(back)
    with tell_outcome(request, _("“%(name)s” is taken out.") % {"name": found.name}):
        take_out_days(days=found)
    return redirect(back)
