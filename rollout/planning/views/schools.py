"""What plans need to know of each school: weekdays to meet on."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rollout.accounts.permissions import May
from rollout.calendars.actions import set_weekdays
from rollout.calendars.availability import weekdays_of
from rollout.common.dates import Weekday
from rollout.organisation.access import ViewerRequest, access

SCHOOLS_A_PAGE = 50


@access(May.WRITE_OWN_DAYS)
def meeting_weekdays(request: ViewerRequest) -> HttpResponse:
    """On which weekdays each school's superusers can meet; a principal's own school."""
    viewer = request.viewer
    page = Paginator(viewer.schools(), SCHOOLS_A_PAGE).get_page(request.GET.get("page"))
    chosen = weekdays_of([school.pk for school in page])
    if request.method == "POST":
        ticked = ticked_weekdays(request, list(chosen))
        # Only what this page's sender changed is written, so that others' changes stay.
        changed = {
            pk: days for pk, days in ticked.items() if shown(days) != request.POST.get(f"was-{pk}")
        }
        try:
            told_of = set_weekdays(weekdays=changed)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            chosen |= ticked
        else:
            text = ngettext(
                "Saved. %(n)s school has other weekdays than before.",
                "Saved. %(n)s schools have other weekdays than before.",
                told_of,
            )
            messages.success(request, text % {"n": told_of} if told_of else _("Nothing changed."))
            return HttpResponseRedirect(request.get_full_path())
    rows = [{"school": s, "days": sorted(chosen[s.pk]), "was": shown(chosen[s.pk])} for s in page]
    context = {"rows": rows, "page": page, "weekdays": Weekday.choices}
    return render(request, "calendars/meeting_weekdays.html", context)


def shown(days: frozenset[int]) -> str:
    """Weekdays as the page's hidden field has them."""
    return "".join(str(day) for day in sorted(days))


def ticked_weekdays(request: ViewerRequest, schools: list[int]) -> dict[int, frozenset[int]]:
    """The weekdays ticked for each of the page's schools that the form had."""
    ticked = {day: set(request.POST.getlist(f"weekday-{day.value}")) for day in Weekday}
    return {
        pk: frozenset(int(day) for day, chosen in ticked.items() if str(pk) in chosen)
        for pk in schools
        if f"was-{pk}" in request.POST
    }
