"""What hangs on a change: worked out by making it, and so exactly that.

A change is made and compared with what somebody was shown of it. Where the two differ it is taken
back, nothing is kept or sent, and what it would do is shown; asked for again, it is done.
"""

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from django.db import transaction

from rollout.logbook.models import TrainingSession
from rollout.organisation.models import Person
from rollout.planning.models import Programme
from rollout.proposals.foreseeing import Foreseen, done_to_all


@dataclass(frozen=True)
class Besides:
    """What a change does besides mail and places in cohorts.

    `news` has to be seen before it is made, also where nothing else hangs on it; `facts` are told
    along. `sessions` are those that it cancels, `concerned` those who should know of it.
    """

    news: list[str] = field(default_factory=list)
    facts: list[str] = field(default_factory=list)
    sessions: list[TrainingSession] = field(default_factory=list)
    concerned: list[Person] = field(default_factory=list)
    waiting: int = 0  # superusers who need a cohort, and have none


@dataclass(frozen=True)
class Hanging:
    """All that hangs on a change, over the programmes that it touches."""

    foreseen: Foreseen
    besides: Besides

    @property
    def is_empty(self) -> bool:
        """Whether nobody need be asked."""
        found, besides = self.foreseen, self.besides
        lists = (found.caused.told, found.changes, found.called_off, found.given_back)
        return not any((*lists, besides.sessions, besides.news))

    @property
    def untold(self) -> list[Person]:
        """Those whom it concerns who get no mail about it."""
        people = {person.pk: person for person in self.besides.concerned}
        people |= {each.person.pk: each.person for each in self.foreseen.left}
        mailed = {told.person.pk for told in self.foreseen.caused.mails}
        return [person for pk, person in people.items() if pk not in mailed]

    @property
    def fingerprint(self) -> str:
        """The same for the same change, and for no other; empty where nobody need be asked."""
        if self.is_empty:
            return ""
        found, besides = self.foreseen, self.besides
        lines = [
            *(told.key for told in found.caused.told),
            *(f"{m.person.pk} {m.before} {m.after} {m.starts_on}" for m in found.changes),
            *(f"workshop {workshop.pk}" for workshop in found.called_off),
            *(f"place {place.pk}" for place in found.given_back),
            *(f"session {session.pk}" for session in besides.sessions),
            *besides.news,
            *besides.facts,
        ]
        return hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest()[:16]


class NotShown(Exception):
    """A change would do other than was shown: `hanging` is what it would do now."""

    def __init__(self, hanging: Hanging) -> None:
        super().__init__("what hangs on this change wasn’t shown")
        self.hanging = hanging


Change = Callable[[], Besides]


@transaction.atomic
def make(*, programmes: Iterable[Programme], change: Change, seen: str) -> Hanging:
    """Make a change that touches programmes, where nothing hangs on it or somebody has seen what
    does: `seen` is the fingerprint of that. Else NotShown is raised, and nothing is made."""
    besides: list[Besides] = []
    foreseen = done_to_all(programmes, lambda: besides.append(change()))
    hanging = Hanging(foreseen, besides[0])
    if hanging.fingerprint not in ("", seen):
        raise NotShown(hanging)
    return hanging
