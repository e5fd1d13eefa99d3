"""What differs between two plans, whom it concerns, and what changing what is announced costs."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from rollout.scheduler.problem import CohortPlan, Guest, Plan


class ChangeKind(StrEnum):
    """What can differ between two plans."""

    MOVED_DATE = "moved_date"
    CHANGED_LEADER = "changed_leader"
    CHANGED_VENUE = "changed_venue"
    MEMBER_MOVED = "member_moved"
    MEMBER_JOINED = "member_joined"
    MEMBER_LEFT = "member_left"
    GUEST = "guest"
    GUEST_BACK = "guest_back"


@dataclass(frozen=True)
class PlanChange:
    """One difference, and whom it concerns.

    `before` and `after` are dates, facilitators, venues or, for people, cohorts by number (None for
    those who come or leave). `period` is the workshop's place in the year, None for people who
    change cohort. `notice` is days from today to the first workshop concerned.
    """

    kind: ChangeKind
    cohort: int
    period: int | None
    before: dt.date | str | int | None
    after: dt.date | str | int | None
    superusers: int
    schools: tuple[str, ...]
    notice: int


@dataclass(frozen=True)
class ChangePrices:
    """What it costs to change what is announced, in points like the plan's own prices.

    Set so that a stand-in (15 and a changed leader) comes before a moved date (20 superusers: 60),
    and that a date is moved for two superusers who would miss it (80) but not for one (40). All
    but people who move for good cost `near` times more with less notice than so many days.
    """

    moved_date: int = 3  # a superuser concerned
    changed_venue: int = 2  # a superuser concerned
    changed_leader: int = 5  # a workshop
    member_moved: int = 20  # a person who changes cohort
    guest: int = 3  # a person, for one workshop
    near: tuple[tuple[int, int], ...] = ((14, 4), (42, 2))  # less than days' notice, times

    def nearness(self, notice: int) -> int:
        """How many times more a change costs with so many days' notice."""
        return next((times for days, times in self.near if notice < days), 1)

    def of(self, change: PlanChange) -> int:
        """The price of one change; those who join or leave cost nothing."""
        each = {
            ChangeKind.MOVED_DATE: self.moved_date * change.superusers,
            ChangeKind.CHANGED_VENUE: self.changed_venue * change.superusers,
            ChangeKind.CHANGED_LEADER: self.changed_leader,
            ChangeKind.GUEST: self.guest * change.superusers,
            ChangeKind.GUEST_BACK: self.guest * change.superusers,
        }
        if change.kind is ChangeKind.MEMBER_MOVED:
            return self.member_moved * change.superusers
        return each.get(change.kind, 0) * self.nearness(change.notice)


USUAL = ChangePrices()
DRAFT = ChangePrices(0, 0, 0, 0, 0)  # nobody has been told: changes cost nothing


def change_cost(changes: tuple[PlanChange, ...], prices: ChangePrices) -> int:
    """What all the changes cost together, in points."""
    return sum(map(prices.of, changes))


def diff(before: Plan, after: Plan, today: dt.date) -> tuple[PlanChange, ...]:
    """What differs from one plan to another: workshops by cohort and period, then people.

    Cohorts are compared by number.
    """
    changes: list[PlanChange] = []
    for number, (old, new) in enumerate(zip(before.cohorts, after.cohorts, strict=False)):
        for place in range(min(len(old.dates), len(new.dates))):
            changes += workshop_changes(number, place, old, new, today)
    changes += member_changes(before, after, today)
    changes += guest_changes(before, after, today)
    return tuple(changes)


def workshop_changes(
    number: int, place: int, old: CohortPlan, new: CohortPlan, today: dt.date
) -> Iterator[PlanChange]:
    """What differs between two plans for one workshop."""
    was, day = old.dates[place], new.dates[place]
    pairs: tuple[tuple[ChangeKind, dt.date | str, dt.date | str], ...] = (
        (ChangeKind.MOVED_DATE, was, day),
        (ChangeKind.CHANGED_LEADER, old.leader(was), new.leader(day)),
        (ChangeKind.CHANGED_VENUE, old.venue_on(was), new.venue_on(day)),
    )
    schools = tuple(sorted(old.members))
    notice = days_until(today, was, day)
    for kind, before, after in pairs:
        if before != after:
            yield PlanChange(kind, number, place, before, after, old.size, schools, notice)


def days_until(today: dt.date, *days: dt.date) -> int:
    return max(0, min((day - today).days for day in days))


def member_changes(before: Plan, after: Plan, today: dt.date) -> Iterator[PlanChange]:
    """Who changes cohort, comes or leaves: what a school's cohorts lose is paired with what they
    gain."""
    schools = {school for plan in (before, after) for c in plan.cohorts for school in c.members}
    for school in sorted(schools):
        more = members_by_cohort(after, school)
        more.subtract(members_by_cohort(before, school))
        lost = [number for number, n in sorted(more.items()) for _ in range(-n)]
        won = [number for number, n in sorted(more.items()) for _ in range(n)]
        moves: Counter[tuple[int | None, int | None]] = Counter(zip(lost, won, strict=False))
        moves.update((number, None) for number in lost[len(won) :])
        moves.update((None, number) for number in won[len(lost) :])
        for (old, new), n in moves.items():
            yield member_change(before, after, school, old, new, n, today)


def members_by_cohort(plan: Plan, school: str) -> Counter[int]:
    return Counter({number: c.members.get(school, 0) for number, c in enumerate(plan.cohorts)})


def member_change(
    before: Plan, after: Plan, school: str, old: int | None, new: int | None, n: int, today: dt.date
) -> PlanChange:
    days: list[dt.date] = []
    if old is not None:
        days += before.cohorts[old].dates
    if new is not None:
        days += after.cohorts[new].dates
    coming = [(day - today).days for day in days if day >= today]
    kind = ChangeKind.MEMBER_MOVED
    if old is None or new is None:
        kind = ChangeKind.MEMBER_JOINED if old is None else ChangeKind.MEMBER_LEFT
    number = next(each for each in (new, old) if each is not None)
    return PlanChange(kind, number, None, old, new, n, (school,), min(coming, default=0))


def guest_changes(before: Plan, after: Plan, today: dt.date) -> Iterator[PlanChange]:
    """Who becomes a guest of another cohort for one workshop, and who no longer is."""
    for guest in after.guests:
        if guest not in before.guests:
            yield guest_change(ChangeKind.GUEST, guest, after, today)
    for guest in before.guests:
        if guest not in after.guests:
            yield guest_change(ChangeKind.GUEST_BACK, guest, before, today)


def guest_change(kind: ChangeKind, guest: Guest, plan: Plan, today: dt.date) -> PlanChange:
    days = (plan.cohorts[number].dates[guest.period] for number in (guest.home, guest.host))
    ends = (guest.home, guest.host)
    before, after = ends if kind is ChangeKind.GUEST else reversed(ends)
    return PlanChange(
        kind, guest.home, guest.period, before, after, guest.count, (guest.school,),
        days_until(today, *days),
    )  # fmt: skip
