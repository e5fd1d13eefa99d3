"""How things stand with an invitation when somebody answers it from a mail."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from rollout.notifications.answer_links import AnswerLink, moment
from rollout.organisation.models import Person
from rollout.planning.expected import expects
from rollout.planning.models import Workshop, WorkshopAttendance


class Standing(StrEnum):
    """How things are with an invitation when its link is opened."""

    OPEN = "open"
    MOVED = "moved"
    CANCELLED = "cancelled"
    ENDED = "ended"
    NOT_INVITED = "not_invited"


@dataclass(frozen=True)
class Asked:
    """An invitation as it stands now: the workshop, who was asked, and what they have answered."""

    workshop: Workshop
    person: Person
    standing: Standing
    noted: WorkshopAttendance | None

    @property
    def answer(self) -> str:
        return self.noted.answer if self.noted else ""

    @property
    def is_open(self) -> bool:
        return self.standing in (Standing.OPEN, Standing.MOVED)


def asked_by(link: AnswerLink, now: dt.datetime) -> Asked | None:
    """The invitation that a link answers; None where the workshop or the person is gone."""
    workshops = Workshop.objects.select_related(
        "cohort__programme__owner", "venue", "kit", "facilitator"
    )
    workshop = workshops.filter(pk=link.workshop_id).first()
    person = Person.objects.select_related("owner").filter(pk=link.person_id).first()
    if workshop is None or person is None:
        return None
    noted = workshop.attendances.filter(person=person).first()
    return Asked(workshop, person, standing_of(workshop, person, link.starts, now), noted)


def standing_of(workshop: Workshop, person: Person, starts: int, now: dt.datetime) -> Standing:
    """How it stands at a moment with a person's invitation that named a starting time."""
    if workshop.status == Workshop.Status.CANCELLED:
        return Standing.CANCELLED
    if workshop.status == Workshop.Status.HELD or workshop.ends_at <= now:
        return Standing.ENDED
    if not expects(workshop, person.pk):
        return Standing.NOT_INVITED
    return Standing.OPEN if starts == moment(workshop) else Standing.MOVED
