"""Announcing workshops: which, to whom, from when, and what the mail will look like."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rollout.accounts.permissions import May
from rollout.common.dates import today
from rollout.common.forms import offer_rows
from rollout.notifications.actions.queueing import draft
from rollout.notifications.delivery import delivers
from rollout.notifications.forms import InviteForm
from rollout.notifications.letters import Letter, letter_for
from rollout.notifications.models import Message
from rollout.notifications.outbox import asked_for, expected_people
from rollout.organisation.access import ViewerRequest, access
from rollout.planning.actions import invite_workshops
from rollout.planning.models import Workshop
from rollout.planning.queries import load_programme, unannounced
from rollout.planning.views.ended import has_ended

DAYS_AHEAD = 62


@access(May.WRITE_PLAN)
def invitations(request: ViewerRequest, programme_id: int) -> HttpResponse:
    """Send the invitations that haven't gone out, once."""
    programme = load_programme(request, programme_id)
    waiting = list(unannounced(programme, request.viewer.now))
    form = InviteForm(request.POST if request.method == "POST" else None, now=request.viewer.now)
    offer_rows(form, "workshops", Workshop.objects.filter(cohort__programme=programme))
    if form.is_bound and has_ended(request, programme):
        return redirect("invitations", programme.pk)
    if form.is_valid():
        invited = invite_workshops(
            workshops=form.cleaned_data["workshops"],
            send_after=form.cleaned_data.get("send_after"),
            as_one=form.cleaned_data["mails"] == InviteForm.YEAR,
        )
        tell_invited(request, invited)
        return redirect("invitations" if len(invited) < len(waiting) else "workshops", programme.pk)
    cohorts = by_cohort(waiting)
    posted = set(request.POST.getlist("workshops"))
    chosen = posted if form.is_bound else {str(workshop.pk) for workshop in soon(waiting)}
    context = {
        "programme": programme,
        "form": form,
        "cohorts": cohorts,
        "workshops": len(waiting),
        "without_kit": [workshop for workshop in waiting if workshop.kit_id is None],
        "letter": preview(waiting[0]) if waiting else None,
        "chosen": chosen,
        "mails": sum(
            row["mails"]
            for group in cohorts
            for row in group["rows"]
            if str(row["workshop"].pk) in chosen
        ),
    }
    return render(request, "notifications/invitations.html", context)


def soon(waiting: list[Workshop]) -> list[Workshop]:
    """The workshops that are ticked to begin with: those of the weeks ahead, else the first."""
    last = today() + dt.timedelta(days=DAYS_AHEAD)
    return [workshop for workshop in waiting if workshop.day <= last] or waiting[:1]


def tell_invited(request: ViewerRequest, invited: list[Workshop]) -> None:
    """Say what was done; what another click has done already isn't done again."""
    if not invited:
        messages.warning(
            request, _("These workshops are announced already. Nothing was sent anew.")
        )
        return
    number = Message.objects.filter(workshop__in=invited).count()
    if delivers():
        said = ngettext(
            "%(n)s invitation is on its way.", "%(n)s invitations are on their way.", number
        )
    else:
        said = ngettext(
            "%(n)s invitation is made. It is written to a file, not sent.",
            "%(n)s invitations are made. They are written to files, not sent.",
            number,
        )
    messages.success(request, said % {"n": number})
    if kitless := sum(workshop.kit_id is None for workshop in invited):
        text = ngettext(
            "%(n)s of the workshops has no kit yet. Hand kits out before the reminders go.",
            "%(n)s of the workshops have no kit yet. Hand kits out before the reminders go.",
            kitless,
        )
        messages.warning(request, text % {"n": kitless})


def by_cohort(workshops: list[Workshop]) -> list[dict[str, Any]]:
    """The workshops in groups, each with how many people will be asked."""
    people = asked_for(workshops)
    groups: dict[int, dict[str, Any]] = {}
    for workshop in workshops:
        group = groups.setdefault(workshop.cohort_id, {"cohort": workshop.cohort, "rows": []})
        group["rows"].append({"workshop": workshop, "mails": people[workshop.pk]})
    return sorted(groups.values(), key=lambda group: str(group["cohort"]))


def preview(workshop: Workshop) -> Letter | None:
    """The first workshop's invitation, as one of those who get it will read it."""
    people = expected_people(workshop)
    readers = [p for pk, p in people.items() if pk != workshop.facilitator_id] or [*people.values()]
    if not readers:
        return None
    return letter_for(draft(Message.Kind.INVITATION, workshop, readers[0]), today())
