"""When a programme reminds."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from rollout.accounts.permissions import May
from rollout.common.forms import save_or_tell
from rollout.notifications.forms import ReminderTimesForm
from rollout.notifications.outbox import reminder_times
from rollout.organisation.access import ViewerRequest, access
from rollout.planning.queries import load_programme


@access(May.WRITE_SETTINGS)
def reminders(request: ViewerRequest, programme_id: int) -> HttpResponse:
    """Choose which reminders the programme sends, and when."""
    programme = load_programme(request, programme_id)
    form = ReminderTimesForm(request.POST or None, instance=reminder_times(programme))
    if form.is_valid() and save_or_tell(form, form.save):
        messages.success(request, _("The reminders are saved."))
        return redirect("mail", programme.pk)
    return render(request, "notifications/reminders.html", {"programme": programme, "form": form})
