"""Workshops: the list, one of them, and what happens to it."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from rollout.accounts.permissions import Kind, May
from rollout.calendars.queries import closed_days
from rollout.common.dates import local, today
from rollout.common.forms import posted_number, whole_number
from rollout.common.listing import list_page
from rollout.common.telling import tell_outcome
from rollout.organisation.access import Viewer, ViewerRequest, access
from rollout.organisation.queries import with_names
from rollout.planning.actions import (
    answer_invitation,
    cancel_workshop,
    change_workshop,
    replace_workshop,
    take_attendance,
)
from rollout.planning.clashes import clashes
from rollout.planning.expected import members_on
from rollout.planning.forms import CancelForm, NewDateForm, WorkshopForm
from rollout.planning.guests.queries import (
    in_line_for,
    is_ahead,
    moved_from,
    own_role,
    rooms,
    seen_by,
    state_of,
)
from rollout.planning.models import GuestPlace, Programme, Workshop
from rollout.planning.queries import (
    facilitators,
    load_programme,
    may_write_workshop,
    too_near,
    with_attended,
    workshops_for,
)
from rollout.planning.tables import WorkshopFilter, WorkshopTable
from rollout.planning.views.clashing import warn_of_clashes


@access(May.SEE_PLAN)
@require_safe
def workshops(request: ViewerRequest, programme_id: int) -> HttpResponse:
    """The workshops that the viewer may see."""
    programme = load_programme(request, programme_id)
    viewer = request.viewer
    rows = with_attended(workshops_for(viewer, programme))
    asked = request.GET.copy()
    asked.setdefault("time", "coming")
    filters = WorkshopFilter(asked, queryset=rows, request=request)
    filters.filters["cohort"].queryset = programme.cohorts.all()
    return list_page(
        request,
        "planning/workshops.html",
        filters=filters,
        table_class=WorkshopTable,
        title=_("workshops"),
        context={"programme": programme},
        order_by="-starts_at" if asked["time"] == "past" else "",
    )


def load_workshop(request: ViewerRequest, programme: Programme, pk: int) -> Workshop:
    """A workshop through what the viewer may see; a stranger gets 404."""
    return get_object_or_404(workshops_for(request.viewer, programme), pk=pk)


def load_own_workshop(request: ViewerRequest, programme: Programme, pk: int) -> Workshop:
    """A workshop that the viewer may write: a lead's every one, a facilitator's own."""
    workshop = load_workshop(request, programme, pk)
    if not may_write_workshop(request.viewer, workshop):
        raise PermissionDenied
    return workshop


def sees_people(viewer: Viewer) -> bool:
    """Whether they see who comes: all of them, or their own school's."""
    return viewer.kind in (Kind.PROJECT_LEAD, Kind.FACILITATOR) or viewer.may(May.SEE_NAMES)


def swaps(viewer: Viewer, workshop: Workshop, *, can_write: bool) -> dict[str, Any]:
    """Who comes to another cohort's instead, who is in line, and whether the room is full; for a
    superuser, their own place."""
    sees = sees_people(viewer)
    ahead = is_ahead(workshop, viewer.now)
    room = rooms([workshop])[workshop.pk] if can_write and ahead else None
    own = viewer.kind == Kind.SUPERUSER
    return {
        "moved_away": seen_by(viewer, moved_from(workshop)) if sees else [],
        "line": seen_by(viewer, in_line_for(workshop, viewer.now)) if sees else [],
        "room": room,
        "state": state_of(viewer.person, workshop, viewer.now) if own else None,
        "is_own": own and own_role(viewer.person, workshop) is not None,
        "is_ahead": ahead,
    }


def who_comes(request: ViewerRequest, workshop: Workshop) -> list[dict[str, Any]]:
    """Those expected, with answer and attendance; narrow roles see their own school's."""
    viewer = request.viewer
    if not sees_people(viewer):
        return []
    noted = {row.person_id: row for row in workshop.attendances.all()}
    return [
        {
            "role": member.role,
            "noted": noted.get(member.role.person_id),
            "guest_from": member.cohort if member.cohort_id != workshop.cohort_id else None,
        }
        for member in members_on(workshop)
        if viewer.reaches(member.role.own_school_id)
    ]


@access(May.SEE_PLAN)
@require_safe
def workshop(request: ViewerRequest, programme_id: int, workshop: int) -> HttpResponse:
    """One workshop: when, where, with whom, and what has been changed."""
    programme = load_programme(request, programme_id)
    found = load_workshop(request, programme, workshop)
    viewer = request.viewer
    people = who_comes(request, found)
    mine = next((p for p in people if p["role"].person_id == viewer.person.pk), None)
    closed = closed_days(programme.owner, found.day, found.day)
    can_write = may_write_workshop(viewer, found)
    context = {
        **swaps(viewer, found, can_write=can_write),
        "programme": programme,
        "workshop": found,
        "people": people,
        "mine": mine if viewer.kind == Kind.SUPERUSER else None,
        "can_write": can_write,
        "clashes": clashes([found]) if can_write else [],
        "cancel_form": CancelForm(initial={"revision": found.revision}),
        "date_form": NewDateForm(
            day=today(), initial={"start": timezone.localtime(found.starts_at).time()}
        ),
        "closed": closed.get(found.day, ""),
        "is_past": found.day <= today(),
        "is_untaken": found.is_untaken(timezone.now()),
        "replaced_by": Workshop.objects.filter(replaces=found).first(),
        "sees_names": viewer.may(May.SEE_NAMES),
        "history": list(with_names(found.history.select_related("venue", "kit"))),
    }
    return render(request, "planning/workshop.html", context)


@access(May.WRITE_OWN_WORKSHOPS)
def workshop_change(request: ViewerRequest, programme_id: int, workshop: int) -> HttpResponse:
    """Move a workshop or change its place, facilitator or kit."""
    programme = load_programme(request, programme_id)
    found = load_own_workshop(request, programme, workshop)
    form = WorkshopForm(
        request.POST or None, instance=found, facilitators=facilitators(programme, today())
    )
    if form.is_valid():
        try:
            change_workshop(
                workshop=form.save(commit=False),
                revision=form.cleaned_data["revision"],
                note=form.cleaned_data["why"],
            )
        except ValidationError as error:
            form.add_error(None, ValidationError(error.messages))
        else:
            messages.success(request, _("The workshop is changed. Its history shows what it was."))
            warn_of_clashes(request, [found])
            if near := too_near(found):
                messages.warning(
                    request,
                    _("Only %(days)s days from the cohort’s workshop on %(day)s.")
                    % {"days": near[0], "day": date_format(near[1], "SHORT_DATE_FORMAT")},
                )
            return redirect("workshop", programme.pk, found.pk)
    context = {"programme": programme, "workshop": found, "form": form}
    return render(request, "planning/workshop_change.html", context)


@access(May.WRITE_OWN_WORKSHOPS)
@require_POST
def workshop_cancel(request: ViewerRequest, programme_id: int, workshop: int) -> HttpResponse:
    """Cancel, and go back to be asked for a new date."""
    programme = load_programme(request, programme_id)
    found = load_own_workshop(request, programme, workshop)
    form = CancelForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Say why the workshop is cancelled, so that people understand."))
        return redirect("workshop", programme.pk, found.pk)
    with tell_outcome(request, _("The workshop is cancelled. When shall it be instead?")):
        cancel_workshop(workshop=found, **form.cleaned_data)
    return redirect("workshop", programme.pk, found.pk)


@access(May.WRITE_OWN_WORKSHOPS)
@require_POST
def workshop_replace(request: ViewerRequest, programme_id: int, workshop: int) -> HttpResponse:
    """Give a cancelled workshop a new date."""
    programme = load_programme(request, programme_id)
    found = load_own_workshop(request, programme, workshop)
    form = NewDateForm(request.POST, day=today())
    if not form.is_valid():
        messages.error(request, " ".join(str(m) for e in form.errors.values() for m in e))
        return redirect("workshop", programme.pk, found.pk)
    starts_at = local(form.cleaned_data["day"], form.cleaned_data["start"])
    try:
        new = replace_workshop(cancelled=found, starts_at=starts_at)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("workshop", programme.pk, found.pk)
    messages.success(request, _("The workshop has a new date."))
    warn_of_clashes(request, [new])
    return redirect("workshop", programme.pk, new.pk)


@access(May.WRITE_OWN_WORKSHOPS)
@require_POST
def workshop_attendance(request: ViewerRequest, programme_id: int, workshop: int) -> HttpResponse:
    """Note who came; the workshop is then held."""
    programme = load_programme(request, programme_id)
    found = load_own_workshop(request, programme, workshop)
    came = [whole_number(pk) for pk in request.POST.getlist("people")]
    with tell_outcome(request, _("Noted. The kit is now due at the schools that took part.")):
        take_attendance(workshop=found, revision=posted_number(request, "revision"), came=came)
    return redirect("workshop", programme.pk, found.pk)


@access(May.ANSWER_INVITATION)
@require_POST
def workshop_answer(request: ViewerRequest, programme_id: int, workshop: int) -> HttpResponse:
    """A superuser says whether they come."""
    programme = load_programme(request, programme_id)
    found = load_workshop(request, programme, workshop)
    person = request.viewer.person
    answer = request.POST.get("answer", "")
    guest = GuestPlace.objects.taken().filter(workshop=found, person=person).first()
    is_expected = guest or own_role(person, found)
    if not is_expected or found.status != Workshop.Status.PLANNED:
        raise PermissionDenied
    if answer in ("yes", "no"):
        answer_invitation(
            workshop=found,
            person=person,
            answer=answer,
            reason=request.POST.get("reason", "").replace("\0", ""),
        )
        messages.success(request, _("Thank you. Your answer is noted."))
    if answer == "no":
        return redirect(
            "workshop_instead", programme.pk, guest.instead_of_id if guest else found.pk
        )
    if request.POST.get("back") == "workshop":
        return redirect("workshop", programme.pk, found.pk)
    return redirect("home")
