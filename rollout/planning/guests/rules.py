"""Pure rules for guest places: what suits, who is expected, what is free, who is next."""

import datetime as dt
import math
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

# Where the seats of a place aren’t known, this many guests more than the cohort can come.
GUESTS_WITHOUT_SEATS = 5
# A workshop on the same kit may lie this far off, in the next month too.
SAME_KIT_DAYS = 21


@dataclass(frozen=True)
class Meeting:
    """What a workshop’s day and kit say about whether it can stand in for another."""

    cohort: int
    day: dt.date
    kit: int | None


def suits(own: Meeting, other: Meeting) -> bool:
    """Whether another cohort’s workshop can stand in for one’s own: the same calendar month, or
    the same kit within three weeks."""
    if own.cohort == other.cohort:
        return False
    if (own.day.year, own.day.month) == (other.day.year, other.day.month):
        return True
    near = abs((own.day - other.day).days) <= SAME_KIT_DAYS
    return near and own.kit is not None and own.kit == other.kit


@dataclass
class Room:
    """Whom a workshop is for, `placed`, those of them who are guests, and those who said no; all as
    ids of persons."""

    seats: int | None
    placed: set[int] = field(default_factory=set)
    guests: set[int] = field(default_factory=set)
    declined: set[int] = field(default_factory=set)

    @property
    def expected(self) -> set[int]:
        """Those the facilitator can count on, as far as anybody has said."""
        return self.placed - self.declined

    @property
    def free(self) -> int:
        """Seats that a guest can have; under 0 where members came back after theirs was given."""
        if self.seats is None:
            return GUESTS_WITHOUT_SEATS - len(self.guests - self.declined)
        return self.seats - len(self.expected)


def next_in_line(line: Iterable[int], free: int, may_come: Collection[int]) -> list[int]:
    """Who gets the free seats: those first in line who still can, in their order."""
    able = [person for person in line if person in may_come]
    return able[: max(0, free)]


def numbers(line: Iterable[int]) -> dict[int, int]:
    """Each person’s number in line; the first is number 1."""
    return {person: number for number, person in enumerate(line, 1)}


def all_away(superusers: Collection[int], away: Collection[int], person: int) -> bool:
    """Whether a school’s superusers would all be away, with this one. One alone always is, and
    nothing can be done about it."""
    return len(set(superusers)) > 1 and set(superusers) <= {*away, person}


def overlaps(one: tuple[dt.datetime, dt.datetime], other: tuple[dt.datetime, dt.datetime]) -> bool:
    """Whether two meetings are at the same time; one that ends as the other begins isn’t."""
    return one[0] < other[1] and other[0] < one[1]


def order_key(
    *, hindered: bool, same_kit: bool, km: float | None, free: int, start: dt.datetime
) -> tuple[bool, bool, float, int, dt.datetime]:
    """Offers in the order they help: days one can, the kit one misses, near, room, soon."""
    distance = math.inf if km is None else round(km)
    return hindered, not same_kit, distance, -free, start
