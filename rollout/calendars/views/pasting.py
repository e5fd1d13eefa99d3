"""Rows pasted from a table or read from a calendar file: looked at first, then saved as a whole."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rollout.accounts.permissions import May
from rollout.calendars.actions import add_rows
from rollout.calendars.feeds import window
from rollout.calendars.forms import PasteForm
from rollout.calendars.ics import UnreadableCalendar, read_calendar
from rollout.calendars.models import Venue
from rollout.calendars.pasted import MOST_LINES, is_day, joined_cells, pasted_rows
from rollout.calendars.reach import load_facilitator, load_venue
from rollout.calendars.rows import DayRow, plan_closed_days, plan_days_away
from rollout.calendars.views.calendar import asked_school, calendar_address
from rollout.calendars.words import closes_school
from rollout.common.dates import school_year_start, today
from rollout.organisation.access import ViewerRequest, access
from rollout.organisation.models import Person, School
from rollout.organisation.queries import school_names

Plan = Callable[[str, dt.date, School | None], list[DayRow]]


@access(May.WRITE_OWN_DAYS)
def closed_days_paste(request: ViewerRequest) -> HttpResponse:
    """Paste closed days, for all schools or one; a row may name its own school."""
    viewer = request.viewer
    is_lead = viewer.may(May.WRITE_SETTINGS)
    owner = viewer.person.owner
    own_only = None if is_lead else frozenset(viewer.school_ids)

    names = school_names(owner)

    def plan(text: str, year_start: dt.date, school: School | None) -> list[DayRow]:
        lines = pasted_rows(text, year_start, lambda cell: names.find(cell) is not None)
        rows = [(number, cells) for number, cells, _line in lines]
        return plan_closed_days(
            rows, owner, year_start=year_start, school=school, own_only=own_only, names=names
        )

    school = asked_school(request)
    form = PasteForm(
        request.POST or None,
        request.FILES or None,
        schools=viewer.schools(),
        may_choose_all=is_lead,
        day=viewer.day,
        initial={"school": school, "year": request.GET.get("from") or None},
    )
    page = {
        "title": _("Paste closed days"),
        "back": calendar_address(school.pk if school else None),
        "back_name": _("Closed days"),
        "examples": closed_examples(viewer.schools().first()),
        "is_closed_days": True,
    }
    return paste_page(request, form, plan, page)


def as_row(*cells: str) -> str:
    return "\t".join(cells)


def closed_examples(school: School | None) -> list[str]:
    """Rows as they may be pasted."""
    return [
        as_row(_("Autumn break"), "uke 40"),
        as_row(_("Christmas break"), "22.12.", "3.1."),
        as_row(_("Winter break"), "22.–26. feb"),
        as_row(_("Planning day"), "13. nov", *([school.name] if school else [])),
    ]


def paste_away(request: ViewerRequest, whose: Person | Venue, back: str) -> HttpResponse:
    """Paste the days when a facilitator or a venue can't."""

    def plan(text: str, year_start: dt.date, _school: School | None) -> list[DayRow]:
        lines = pasted_rows(text, year_start, lambda _cell: False)
        return plan_days_away(
            [(number, cells) for number, cells, _line in lines], whose, year_start=year_start
        )

    form = PasteForm(
        request.POST or None,
        request.FILES or None,
        schools=None,
        may_choose_all=False,
        day=request.viewer.day,
    )
    page = {
        "title": _("Paste days away"),
        "back": back,
        "back_name": str(whose),
        "examples": [
            as_row("14.12.–18.12.", _("Course")),
            as_row("uke 8", _("Holiday")),
            as_row("24.12.", "3.1.", _("Christmas break")),
        ],
        "is_closed_days": False,
    }
    return paste_page(request, form, plan, page)


@access(May.WRITE_DAYS_AWAY)
def facilitator_paste(request: ViewerRequest, person: int) -> HttpResponse:
    """Paste a facilitator's days away."""
    found = load_facilitator(request, person)
    return paste_away(request, found, reverse("facilitator", args=[found.pk]))


@access(May.WRITE_SETTINGS)
def venue_paste(request: ViewerRequest, venue: int) -> HttpResponse:
    """Paste the days when a venue can't be had."""
    found = load_venue(request, venue)
    return paste_away(request, found, reverse("venue", args=[found.pk]))


def paste_page(
    request: ViewerRequest, form: PasteForm, plan: Plan, page: dict[str, Any]
) -> HttpResponse:
    """Show what the rows say; on saving, add all of them or none."""
    schools = request.viewer.schools()
    context: dict[str, Any] = page | {"form": form, "planned": [], "left_out": []}
    if form.is_valid():
        data = form.cleaned_data
        text = joined_cells(data["rows"].replace("\0", ""))
        if data["file"]:
            text, context["left_out"] = with_file(form, text, page["is_closed_days"])
        school = data.get("school")

        planned: list[DayRow] = []

        def again() -> list[DayRow]:
            planned[:] = plan(text, data["year"], school)
            return planned

        if not form.errors and check_lines(form, text):
            if request.POST.get("step") == "save" and save(request, form, again):
                return redirect(page["back"])
            context |= preview(text, planned or again()) | {
                "schools": dict(schools.values_list("pk", "name"))
            }
        # The rows of a file stand among the others from now on, to be changed by hand.
        shown = request.POST.copy()
        shown["rows"] = text
        form.data = shown
    return render(request, "calendars/paste.html", context)


def check_lines(form: PasteForm, text: str) -> bool:
    """Whether there are lines to read, and not too many."""
    lines = sum(bool(line.strip()) for line in text.splitlines())
    if not lines:
        form.add_error("rows", _("Paste some rows, or choose a calendar file."))
    elif lines > MOST_LINES:
        text = _("There are more than %(most)s rows. Paste them in several goes.")
        form.add_error("rows", text % {"most": MOST_LINES})
    else:
        return True
    return False


def save(request: ViewerRequest, form: PasteForm, again: Callable[[], list[DayRow]]) -> bool:
    """Add the rows; what stands in the way is told, and nothing is saved."""
    viewer = request.viewer
    try:
        added = add_rows(
            owner_id=viewer.owner_id,
            plan=again,
            leave_out_errors=bool(request.POST.get("leave_out")),
        )
    except ValidationError as error:
        form.add_error(None, ValidationError(error.messages))
        return False
    text = ngettext("%(n)s row is added.", "%(n)s rows are added.", added) % {"n": added}
    messages.success(request, text if added else _("Everything was there already."))
    return True


def preview(text: str, planned: list[DayRow]) -> dict[str, Any]:
    """The rows as read, beside the lines they came from."""
    lines = dict(enumerate((line.strip() for line in text.splitlines()), 1))
    states = [row.state for row in planned]
    return {
        "planned": [(row, lines.get(row.row, "")) for row in planned],
        "new": states.count("new"),
        "same": states.count("same"),
        "errors": states.count("error"),
        "open": states.count("open"),
    }


def as_name(text: str, start: dt.date) -> str:
    """An event's name as a cell; one that could be read as a day stands in quotation marks."""
    return f"«{text}»" if is_day(text, start) else text.replace(";", ",")


def with_file(form: PasteForm, text: str, is_closed_days: bool) -> tuple[str, list[str]]:
    """The rows with a calendar file's events added, and the names of those left out."""
    try:
        reading = read_calendar(form.cleaned_data["file"].read(), *window(today()))
    except UnreadableCalendar as error:
        form.add_error("file", _("The file can’t be read: %(why)s.") % {"why": _(str(error))})
        return text, []
    everything = not is_closed_days or form.cleaned_data["takes_all"]
    taken = [
        days
        for days in reading.days
        if (everything and not days.is_free) or (is_closed_days and closes_school(days.name))
    ]
    left = [days.name for days in reading.days if days not in taken] + reading.unread
    start = school_year_start(today())
    rows = [
        as_row(as_name(d.name, start), f"{d.first:%d.%m.%Y}", f"{d.last:%d.%m.%Y}") for d in taken
    ]
    whole = "\n".join([*([text.rstrip()] if text.strip() else []), *rows])
    return whole, list(dict.fromkeys(left))
