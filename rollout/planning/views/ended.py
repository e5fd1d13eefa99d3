"""What isn't done in a programme that has ended."""

from django.contrib import messages
from django.utils.translation import gettext as _

from rollout.common.dates import today
from rollout.organisation.access import ViewerRequest
from rollout.planning.models import Programme


def has_ended(request: ViewerRequest, programme: Programme) -> bool:
    """Whether a programme has ended, which is told: nothing more is planned or offered in it."""
    if not programme.has_ended(today()):
        return False
    text = _("The programme has ended. Change its last day first, if it goes on.")
    messages.warning(request, text)
    return True
