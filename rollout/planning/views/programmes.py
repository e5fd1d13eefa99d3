"""Setting up a programme in three steps."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rollout.accounts.permissions import May
from rollout.common.dates import today
from rollout.organisation.access import ViewerRequest, access
from rollout.organisation.models import SchoolOwner
from rollout.planning.forms import TargetForm, WhatForm, WhoForm, proposed_dates
from rollout.planning.models import Programme
from rollout.planning.taking_part import save_programme

DRAFT = "programme_draft"
STEPS: tuple[tuple[type[forms.ModelForm], Any], ...] = (
    (WhatForm, gettext_lazy("What")),
    (WhoForm, gettext_lazy("Who and when")),
    (TargetForm, gettext_lazy("How far")),
)


def owner_of(request: ViewerRequest) -> SchoolOwner:
    return request.viewer.person.owner


def step_form(
    step: int, data: QueryDict | None, owner: SchoolOwner, programme: Programme
) -> forms.ModelForm:
    kind = STEPS[step - 1][0]
    options: dict[str, Any] = {"instance": programme}
    if kind is WhoForm:
        options |= {"owner": owner, "day": today()}
        # A second programme gets nobody's superusers unasked.
        schools = owner.schools.values_list("pk", flat=True)
        options["initial"] = {
            "schools": schools,
            "shares_superusers": False,
            **proposed_dates(today()),
        }
    if kind is TargetForm and data is None:
        options["initial"] = common_time_of(owner)
    return kind(data, **options)


def common_time_of(owner: SchoolOwner) -> dict[str, object]:
    return {name: getattr(owner, name) for name in ("common_weekday", "common_from", "common_to")}


@access(May.WRITE_SETTINGS)
def programme_new(request: ViewerRequest, step: int) -> HttpResponse:
    """One step at a time. What was typed is kept until the programme is made."""
    if not 1 <= step <= len(STEPS):
        raise Http404
    owner = owner_of(request)
    draft: dict[str, str] = request.session.get(DRAFT, {})
    missing = next((n for n in range(1, step) if str(n) not in draft), None)
    if missing:
        return redirect("programme_new", missing)
    kept = QueryDict(draft[str(step)]) if str(step) in draft else None
    data = request.POST if request.method == "POST" else kept
    form = step_form(step, data, owner, Programme(owner=owner))
    if request.method == "POST":
        request.session[DRAFT] = {**draft, str(step): request.POST.urlencode()}
        if form.is_valid():
            if step < len(STEPS):
                return redirect("programme_new", step + 1)
            return finish(request, owner)
    context = {"form": form, "step": step, "steps": [name for _f, name in STEPS]}
    return render(request, "planning/programme_step.html", context)


def finish(request: ViewerRequest, owner: SchoolOwner) -> HttpResponse:
    """Make the programme from all steps; a step that no longer holds is shown again."""
    programme = Programme(owner=owner)
    schools: list[Any] = []
    for step in range(1, len(STEPS) + 1):
        form = step_form(step, QueryDict(request.session[DRAFT][str(step)]), owner, programme)
        if not form.is_valid():
            return redirect("programme_new", step)
        programme = form.save(commit=False)
        schools = form.cleaned_data.get("schools", schools)
    if programme.target_level:
        programme.framework = programme.target_level.framework
    try:
        programme.full_clean()
        save_programme(programme=programme, schools=schools, day=today())
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("programme_new", 1)
    del request.session[DRAFT]
    messages.success(request, _("The programme is set up. Next: superusers, cohorts and the year."))
    return redirect(f"{reverse('home')}?programme={programme.pk}")
