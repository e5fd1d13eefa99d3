"""What accepting a proposal, or undoing that, does to whom: worked out by doing it, and so exactly
that. A preview is the same, rolled back."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from rollout.common.dates import today
from rollout.notifications.actions.causing import Caused, Told, caused_by
from rollout.organisation.models import Person
from rollout.planning.models import Membership, Programme
from rollout.planning.queries import last_memberships

SHOWN = 12  # people with all that they are told; the rest are folded


@dataclass(frozen=True)
class Moved:
    """A superuser who meets with another cohort than before: from which, to which, from when."""

    name: str
    school: str
    before: str
    after: str
    starts_on: dt.date


@dataclass(frozen=True)
class Foreseen:
    """The people whom a change concerns: those who change cohorts, and all who get mail."""

    caused: Caused
    moved: list[Moved]
    placed: int  # who had no place in a cohort before

    @property
    def by_mail(self) -> list[tuple[Person, list[Told]]]:
        """Those who get mail first, and then those who are spared one; by name."""
        people = self.caused.people.items()
        return sorted(people, key=lambda item: not any(told.kind for told in item[1]))

    @property
    def first_people(self) -> list[tuple[Person, list[Told]]]:
        return self.by_mail[:SHOWN]

    @property
    def more_people(self) -> list[tuple[Person, list[Told]]]:
        return self.by_mail[SHOWN:]

    @property
    def first_moved(self) -> list[Moved]:
        return self.moved[:SHOWN]

    @property
    def more_moved(self) -> list[Moved]:
        return self.moved[SHOWN:]


@dataclass(frozen=True)
class Consent:
    """What somebody saw of a change before they asked for it, and whether they are sure."""

    seen: str = ""
    is_sure: bool = False

    def check(self, foreseen: Foreseen) -> None:
        """Refuse to do what wasn't shown, and to touch many without being asked twice."""
        caused = foreseen.caused
        if caused.fingerprint != self.seen:
            text = _("What this causes isn’t what you saw. Look at it as it is now.")
            raise Unforeseen(foreseen, text)
        if caused.is_large and not self.is_sure:
            text = _("It touches %(n)s of the %(all)s who are invited. Do it all the same?")
            facts = {"n": caused.readers, "all": caused.invited}
            raise Unforeseen(foreseen, text % facts, is_many=True)


class Unforeseen(Exception):
    """A change would do other than was shown, or touch more than was agreed to: `foreseen` is what
    it would do now."""

    def __init__(self, foreseen: Foreseen, text: str, *, is_many: bool = False) -> None:
        super().__init__(text)
        self.foreseen, self.text, self.is_many = foreseen, text, is_many


def done_to(programme: Programme, change: Callable[[], object]) -> Foreseen:
    """Make a change to a programme's plan, and tell whom it concerned. In its transaction."""
    before = places(programme)
    caused = caused_by(programme, change)
    after = places(programme)
    moved = [
        Moved(
            str(now.role.person),
            str(now.role.school),
            before[role].cohort.name,
            now.cohort.name,
            now.starts_on,
        )
        for role, now in after.items()
        if role in before and before[role].cohort_id != now.cohort_id
    ]
    placed = sum(role not in before for role in after)
    return Foreseen(caused, sorted(moved, key=lambda m: (m.school, m.name)), placed)


def places(programme: Programme) -> dict[int, Membership]:
    """Where each superuser meets in the end, by role."""
    return last_memberships(programme, today())
