"""The outbox: a programme's mail, one of them, and what is done with it."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from rollout.accounts.permissions import May
from rollout.common.dates import today
from rollout.common.forms import posted_number
from rollout.common.listing import list_page
from rollout.common.telling import tell_outcome
from rollout.notifications.actions.acting import (
    ACTS,
    acts_for,
    edit_message,
    hold_messages,
    release_messages,
)
from rollout.notifications.forms import WordsForm
from rollout.notifications.letters import letter_for
from rollout.notifications.models import Message
from rollout.notifications.outbox import WAITING, counts_by_status, load_message, outbox, overdue
from rollout.notifications.tables import MailFilter, MailTable
from rollout.notifications.unclear import waiting
from rollout.organisation.access import ViewerRequest, access
from rollout.planning.queries import load_programme, may_write_workshop, workshops_for

DONE = {
    "hold": lambda: _("The mail is held back until you let it go."),
    "release": lambda: _("The mail goes out when it is due."),
    "cancel": lambda: _("The mail is taken back."),
    "retry": lambda: _("The mail is tried again."),
    "again": lambda: _("The mail is sent once more."),
    "arrived": lambda: _("Noted: the mail arrived."),
}


@access(May.WRITE_PLAN)
@require_safe
def mail(request: ViewerRequest, programme_id: int) -> HttpResponse:
    """A programme's mail, what needs a person first."""
    programme = load_programme(request, programme_id)
    return list_page(
        request,
        "notifications/mail.html",
        filters=MailFilter(request.GET, queryset=outbox(programme)),
        table_class=MailTable,
        title=_("mail"),
        context={
            "programme": programme,
            "counts": counts_by_status(programme),
            "overdue": overdue(programme, timezone.now()),
            "unclear": waiting(programme).count(),
        },
    )


@access(May.WRITE_OWN_WORKSHOPS)
def mail_message(request: ViewerRequest, programme_id: int, message: int) -> HttpResponse:
    """One mail as its reader gets it, how it stands with it, and its words while it waits."""
    programme = load_programme(request, programme_id)
    found = load_message(request, programme, message)
    form = WordsForm(request.POST or None, instance=found) if found.status in WAITING else None
    if request.method == "POST" and form is None:
        messages.error(request, _("The mail has gone on, and its words can’t be changed."))
        return redirect("mail_message", programme.pk, found.pk)
    if form and form.is_valid():
        words = form.cleaned_data
        with tell_outcome(request, _("The mail has its new words.")):
            edit_message(message=found, **words)
        return redirect("mail_message", programme.pk, found.pk)
    return render(request, "notifications/message.html", message_context(programme, found, form))


def message_context(programme: Any, found: Message, form: WordsForm | None) -> dict[str, Any]:
    shown = Message.objects.get(pk=found.pk) if form and form.is_bound else found
    shown.workshop, shown.recipient = found.workshop, found.recipient
    return {
        "programme": programme,
        "message": shown,
        "letter": letter_for(shown, today()),
        "form": form,
        "acts": acts_for(shown),
    }


@access(May.WRITE_OWN_WORKSHOPS)
@require_POST
def mail_act(request: ViewerRequest, programme_id: int, message: int) -> HttpResponse:
    """Hold, let go, take back, try again, send again, or note that it arrived."""
    programme = load_programme(request, programme_id)
    found = load_message(request, programme, message)
    act = request.POST.get("act", "")
    if act in ACTS:
        with tell_outcome(request, DONE[act]()):
            ACTS[act](message=found, revision=posted_number(request, "revision"))
    if request.POST.get("back") == "workshop":
        return redirect("workshop", programme.pk, found.workshop_id)
    return redirect("mail_message", programme.pk, found.pk)


@access(May.WRITE_OWN_WORKSHOPS)
@require_POST
def workshop_mail(request: ViewerRequest, programme_id: int, workshop: int) -> HttpResponse:
    """Hold or let go all of a workshop's mail."""
    programme = load_programme(request, programme_id)
    viewer = request.viewer
    found = get_object_or_404(workshops_for(viewer, programme), pk=workshop)
    if not may_write_workshop(viewer, found):
        raise PermissionDenied
    try:
        if request.POST.get("act") == "release":
            number = release_messages(workshop=found)
            said = ngettext("%(n)s mail is let go.", "%(n)s mails are let go.", number)
        else:
            number = hold_messages(workshop=found)
            said = ngettext("%(n)s mail is held back.", "%(n)s mails are held back.", number)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, said % {"n": number})
    return redirect("workshop", programme.pk, found.pk)
