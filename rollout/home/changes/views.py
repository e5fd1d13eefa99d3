"""Changes that are shown with what hangs on them before they are made."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from rollout.accounts.permissions import May
from rollout.common.dates import today
from rollout.home.changes.hanging import Hanging, NotShown
from rollout.home.changes.programmes import change_programme, state_of
from rollout.home.changes.roles import give_role, take_role
from rollout.home.changes.wording import in_short
from rollout.organisation.access import ViewerRequest, access
from rollout.organisation.forms import EndRoleForm
from rollout.organisation.models import Role
from rollout.organisation.views import load_person, person_page, role_form
from rollout.planning.forms import TargetForm, ThresholdForm, WhatForm, WhoForm
from rollout.planning.models import Programme
from rollout.planning.queries import load_programme
from rollout.planning.taking_part import taking_part

# What the page that asks adds to what was posted.
OWN = {"csrfmiddlewaretoken", "seen", "back"}


def show_what_hangs(request: ViewerRequest, hanging: Hanging, **context: Any) -> HttpResponse:
    """The page that shows what hangs on a change and asks for it again. `title`, `act` and `back`
    are its heading, its button, and where its way back leads; none is the form posted again."""
    carried = [(name, values) for name, values in request.POST.lists() if name not in OWN]
    context |= {
        "hanging": hanging,
        "foreseen": hanging.foreseen,
        "in_short": in_short(hanging),
        "carried": carried,
        # What was shown before isn't what it would do any more.
        "is_other": bool(request.POST.get("seen")),
    }
    return render(request, "home/what_hangs.html", {"back": "", "employ": "", **context})


def tell_of_waiting(request: ViewerRequest, hanging: Hanging) -> None:
    """Superusers of a school that takes part may need a cohort."""
    if count := hanging.besides.waiting:
        text = ngettext(
            "%(n)s superuser has no cohort yet, and is invited to no workshop. Choose one under "
            "Cohorts.",
            "%(n)s superusers have no cohort yet, and are invited to no workshop. Choose one under "
            "Cohorts.",
            count,
        )
        messages.warning(request, text % {"n": count})


def programme_forms(
    data: QueryDict | None, programme: Programme, schools: list[int]
) -> tuple[WhatForm, WhoForm, TargetForm, ThresholdForm]:
    """Everything about a programme with these schools, in the parts of its page."""
    initial = {"schools": schools}
    who = WhoForm(data, instance=programme, owner=programme.owner, day=today(), initial=initial)
    return (
        WhatForm(data, instance=programme),
        who,
        TargetForm(data, instance=programme),
        ThresholdForm(data, instance=programme),
    )


@access(May.WRITE_SETTINGS)
def programme_change(request: ViewerRequest, programme_id: int) -> HttpResponse:
    """Everything about a programme, on one page; what hangs on a change is shown before it is
    made."""
    programme = load_programme(request, programme_id)
    schools = taking_part(programme, today())
    shown = state_of(programme, schools)
    data = request.POST or None
    parts = programme_forms(data, programme, schools)
    if data and "back" not in data and all(part.is_valid() for part in parts):
        try:
            return save_programme(request, programme, parts[1])
        except ValidationError as error:
            parts[1].add_error(None, ValidationError(error.messages))
    context = {"programme": programme, "parts": parts, "shown": request.POST.get("shown", shown)}
    return render(request, "planning/programme_change.html", context)


def save_programme(request: ViewerRequest, programme: Programme, who: WhoForm) -> HttpResponse:
    if programme.target_level:
        programme.framework = programme.target_level.framework
    try:
        hanging = change_programme(
            programme=programme,
            schools=who.cleaned_data["schools"],
            by=request.viewer.person,
            day=today(),
            shown=request.POST.get("shown", ""),
            seen=request.POST.get("seen", ""),
        )
    except NotShown as error:
        title, act = _("This hangs on the change"), _("Save the programme")
        return show_what_hangs(request, error.hanging, programme=programme, title=title, act=act)
    messages.success(request, _("The programme is saved."))
    tell_of_waiting(request, hanging)
    return redirect("setup")


@access(May.WRITE_SETTINGS)
@require_POST
def role_give(request: ViewerRequest, person: int) -> HttpResponse:
    """Give somebody a role. Where a superuser works elsewhere, or meets otherwise by it, that is
    asked about first."""
    found = load_person(request, person)
    form = role_form(request.POST, found)
    if form.is_valid():
        context = {
            "person": found,
            "title": _("Give %(name)s the role?") % {"name": found},
            "act": _("Give the role"),
            "back": reverse("person", args=[found.pk]),
        }
        try:
            seen = request.POST.get("seen", "")
            give_role(person=found, day=today(), seen=seen, **form.cleaned_data)
        except NotShown as error:
            if error.hanging.besides.news:
                context["employ"] = reverse("employment_new", args=[found.pk])
            return show_what_hangs(request, error.hanging, **context)
        except ValidationError as error:
            form.add_error(None, ValidationError(error.messages))
        else:
            messages.success(request, _("The role is given."))
            return redirect("person", found.pk)
    return person_page(request, found, form)


@access(May.WRITE_SETTINGS)
@require_POST
def role_end(request: ViewerRequest, role: int) -> HttpResponse:
    """End a role, with a reason; what hangs on it is shown first."""
    people = request.viewer.people()
    found = get_object_or_404(
        Role.objects.select_related("person", "school"), person__in=people, pk=role
    )
    form: forms.Form = EndRoleForm(request.POST)
    back = reverse("person", args=[found.person_id])
    if not form.is_valid():
        messages.error(request, _("Say the last day and why, then end the role."))
        return redirect(back)
    title = _("End the role of %(name)s?") % {"name": found.person}
    try:
        take_role(role=found, day=today(), seen=request.POST.get("seen", ""), **form.cleaned_data)
    except NotShown as error:
        context = {"person": found.person, "title": title, "act": _("End the role"), "back": back}
        return show_what_hangs(request, error.hanging, **context)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("The role ends."))
    return redirect(back)
