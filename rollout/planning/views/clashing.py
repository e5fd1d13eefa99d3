"""Telling whoever has just planned a workshop that its facilitator or venue can't that day."""

from collections.abc import Iterable

from django.contrib import messages
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from rollout.organisation.access import ViewerRequest
from rollout.planning.clashes import clashes
from rollout.planning.models import Workshop


def warn_of_clashes(request: ViewerRequest, workshops: Iterable[Workshop]) -> None:
    """One warning a clash: the workshop is saved all the same, as the lead may know better."""
    for clash in clashes(workshops):
        workshop = clash.workshop
        text = (
            _("%(name)s is away on %(day)s. Ask somebody else to lead, or choose another day.")
            if clash.is_of_facilitator
            else _("%(name)s can’t be had on %(day)s. Choose another venue or another day.")
        )
        who = workshop.facilitator if clash.is_of_facilitator else workshop.venue
        day = date_format(workshop.day, "SHORT_DATE_FORMAT")
        messages.warning(request, text % {"name": who, "day": day})
