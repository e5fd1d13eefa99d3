"""What stopped a session, and help wanted: told with the session, and seen to by who can."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from rollout.accounts.permissions import Kind
from rollout.logbook.models import SessionNeed, TrainingSession
from rollout.organisation.models import Person


@dataclass(frozen=True)
class Told:
    """One line, and the role that it goes to; no text where nothing is told."""

    text: str = ""
    goes_to: str = Kind.FACILITATOR


def set_needs(*, session: TrainingSession, told: Mapping[str, Told]) -> None:
    """Let the open needs of a session be what is told, by kind. What was seen to stays as it is:
    what is told then is another one."""
    now_open = {need.kind: need for need in session.needs.filter(answered_at=None)}
    for kind, new in told.items():
        need = now_open.get(kind)
        if need is None and new.text:
            need = SessionNeed(session=session, kind=kind)
        if need is None:
            continue
        if not new.text:
            need.delete()
        elif (need.text, need.goes_to) != (new.text, new.goes_to):
            need.text, need.goes_to = new.text, new.goes_to
            need.full_clean()
            need.save()


@transaction.atomic
def see_to(*, need: SessionNeed, by: Person, answer: str = "") -> SessionNeed:
    """Note that a need was seen to, by whom, and a line of answer if there is one."""
    fresh = SessionNeed.objects.select_for_update().get(pk=need.pk)
    if fresh.answered_at is not None:
        raise ValidationError(_("Somebody has seen to this already."), code="stale")
    fresh.answer, fresh.answered_by, fresh.answered_at = answer, by, timezone.now()
    fresh.full_clean()
    fresh.save()
    return fresh
