"""What a change to a programme, such as accepting a proposal or undoing that, does to whom: worked
out by doing it, and so exactly that. A preview is the same, rolled back."""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from rollout.common.dates import today
from rollout.notifications.actions.causing import (
    Caused,
    MailBefore,
    Notice,
    ahead,
    mail_before,
    mail_caused,
)
from rollout.organisation.models import Person
from rollout.planning.models import GuestPlace, Membership, Programme, Workshop
from rollout.planning.queries import last_memberships

SHOWN = 12  # people with all that they are told; the rest are folded
DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Moved:
    """A superuser who meets otherwise than before: with which cohort until then, with which after,
    from when. No cohort before: they had no place. None after: they have none any more."""

    person: Person
    school: str
    before: str
    after: str
    starts_on: dt.date

    @property
    def name(self) -> str:
        return str(self.person)


@dataclass(frozen=True)
class Foreseen:
    """Whom a change concerns: those who meet otherwise and all who get mail; the workshops that it
    cancels, and the places with other cohorts that are given back."""

    caused: Caused
    changes: list[Moved] = field(default_factory=list)
    called_off: list[Workshop] = field(default_factory=list)
    given_back: list[GuestPlace] = field(default_factory=list)
    without_kit: int = 0  # workshops of the plan that are about no kit afterwards

    @property
    def moved(self) -> list[Moved]:
        """Those who meet with another cohort than before."""
        return [each for each in self.changes if "" != each.before != each.after != ""]

    @property
    def left(self) -> list[Moved]:
        """Those who have no cohort any more."""
        return [each for each in self.changes if not each.after]

    @property
    def placed(self) -> list[Moved]:
        """Those who get a cohort, and had none."""
        return [each for each in self.changes if not each.before]

    @property
    def kept(self) -> list[Moved]:
        """Those who go on meeting with their cohort, for another school."""
        return [each for each in self.changes if each.before == each.after]

    @property
    def by_mail(self) -> list[tuple[Person, list[Notice]]]:
        """Those who get mail first, and then those who are spared one; by name."""
        people = self.caused.people.items()
        return sorted(people, key=lambda item: not any(notice.kind for notice in item[1]))

    @property
    def first_people(self) -> list[tuple[Person, list[Notice]]]:
        return self.by_mail[:SHOWN]

    @property
    def more_people(self) -> list[tuple[Person, list[Notice]]]:
        return self.by_mail[SHOWN:]

    @property
    def first_called_off(self) -> list[Workshop]:
        return self.called_off[:SHOWN]

    @property
    def more_called_off(self) -> list[Workshop]:
        return self.called_off[SHOWN:]

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


@dataclass(frozen=True)
class Before:
    """A programme before a change: where each superuser meets in the end, by role, the workshops to
    come, the places with other cohorts and the mail."""

    programme: Programme
    places: dict[int, Membership]
    coming: list[Workshop]
    guests: list[GuestPlace]
    mail: MailBefore


def as_it_stands(programme: Programme) -> Before:
    """Look at a programme before a change to its plan, in the transaction of the change."""
    return Before(
        programme,
        places=places(programme),
        coming=ahead(programme),
        guests=guests_ahead(programme),
        mail=mail_before(programme),
    )


def done_since(before: Before) -> Foreseen:
    """Whom the change that was made since concerns, in the same transaction."""
    programme = before.programme
    caused = mail_caused(before.mail)
    coming = {workshop.pk for workshop in ahead(programme)}
    guests = {place.pk for place in guests_ahead(programme)}
    return Foreseen(
        caused,
        changes_between(before.places, places(programme)),
        cancelled_of(before.coming, coming),
        [place for place in before.guests if place.pk not in guests],
    )


def done_to_all(programmes: Iterable[Programme], change: Callable[[], object]) -> Foreseen:
    """Make a change that touches several programmes, and tell whom it concerned; for none, nobody.
    In its transaction. The programmes are locked in their order, before the change."""
    before = [as_it_stands(programme) for programme in programmes]
    change()
    parts = [done_since(each) for each in before]
    return Foreseen(
        Caused(
            [notice for part in parts for notice in part.caused.told],
            sum(part.caused.invited for part in parts),
        ),
        [each for part in parts for each in part.changes],
        [each for part in parts for each in part.called_off],
        [each for part in parts for each in part.given_back],
    )


def running(owner_id: int, day: dt.date) -> list[Programme]:
    """An owner's programmes that haven't ended, in the order in which they are locked."""
    return list(Programme.objects.filter(owner=owner_id, ends_on__gte=day).order_by("pk"))


def places(programme: Programme) -> dict[int, Membership]:
    """Where each superuser meets in the end, by role."""
    return last_memberships(programme, today())


def guests_ahead(programme: Programme) -> list[GuestPlace]:
    """The places, taken or waited for, in workshops to come that aren't one's own cohort's."""
    found = GuestPlace.objects.in_force().filter(workshop__in=ahead(programme))
    return list(found.select_related("person", "workshop__cohort"))


def cancelled_of(coming: Iterable[Workshop], left: set[int]) -> list[Workshop]:
    """Those of the workshops that were to come which are cancelled now, the soonest first."""
    gone = [workshop.pk for workshop in coming if workshop.pk not in left]
    cancelled = Workshop.objects.filter(pk__in=gone, status=Workshop.Status.CANCELLED)
    return list(cancelled.select_related("cohort").order_by("starts_at", "pk"))


def changes_between(before: dict[int, Membership], after: dict[int, Membership]) -> list[Moved]:
    """Who meets otherwise than before. Somebody who leaves a cohort for one school and meets for
    another is one who moves, though it be with the same cohort."""
    leaving = {role: was for role, was in before.items() if leaves(was, after.get(role))}
    coming = {role: now for role, now in after.items() if role not in before}
    by_person = {now.role.person_id: now for now in coming.values()}
    found = [
        moved(before[role], now)
        for role, now in after.items()
        if role in before and role not in leaving and before[role].cohort_id != now.cohort_id
    ]
    rows = Membership.objects.filter(pk__in=[was.pk for was in leaving.values()])
    ends = dict(rows.values_list("pk", "ends_on"))
    for was in leaving.values():
        now = by_person.pop(was.role.person_id, None)
        found.append(moved(was, now) if now else left_behind(was, ends.get(was.pk)))
    found += [moved(None, now) for now in by_person.values()]
    return sorted(found, key=lambda m: (m.school, m.person.last_name, m.person.first_name))


def leaves(was: Membership, now: Membership | None) -> bool:
    """Whether a place is gone, or ends sooner than it did."""
    return now is None or (now.ends_on or dt.date.max) < (was.ends_on or dt.date.max)


def moved(was: Membership | None, now: Membership) -> Moved:
    """Who meets as they do now from the day that they do, or from today on."""
    before = was.cohort.name if was else ""
    role, begins = now.role, max(now.starts_on, today())
    return Moved(role.person, str(role.school), before, now.cohort.name, begins)


def left_behind(was: Membership, last: dt.date | None) -> Moved:
    """Who has no place any more after a last day, or never gets the one that was to come."""
    begins = last + DAY if last else was.starts_on
    return Moved(was.role.person, str(was.role.school), was.cohort.name, "", begins)
