"""How coverage has moved, week by week: what each week's end would have shown, from one look at the
rows that today's figures are made of. Pure.

A person and a kit are *wanted* from the day on which the person is on the school's roster and the
kit is due there, and *reached* from the day on which the kit has reached the person besides. Both
end with the person's time on the roster. A week's figures are therefore those that were true of its
last day, as the rows tell it now.
"""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import accumulate

from rollout.insight.practice import Share
from rollout.planning.roster import Spell

WEEK = 7  # days
DAY = dt.timedelta(days=1)
Span = tuple[dt.date, dt.date | None]


@dataclass(frozen=True)
class Week:
    """Where a school, or all of them, stood at the end of a week; and how many persons and kits
    came to be reached in it that were on the roster and due."""

    ends_on: dt.date
    wanted: int
    reached: int
    gained: int

    @property
    def coverage(self) -> Share:
        return Share(self.reached, self.wanted)


@dataclass(frozen=True)
class Weeks:
    """The weeks of a programme up to a day: each ends on a Sunday, the last one on that day."""

    first: dt.date
    day: dt.date

    @property
    def ends(self) -> list[dt.date]:
        sundays = [self.sunday + dt.timedelta(days=WEEK * n) for n in range(self.count - 1)]
        return [*sundays, self.day]

    @cached_property
    def sunday(self) -> dt.date:
        return self.first + dt.timedelta(days=6 - self.first.weekday())

    @property
    def count(self) -> int:
        return self.ending(self.day) + 1

    def ending(self, day: dt.date) -> int:
        """The place of the week that a day is in; a day before the first counts in that."""
        return max(0, -((self.sunday - day).days // WEEK))

    def after(self, last: dt.date | None) -> int | None:
        """The place of the first week at whose end somebody has left; None where there is none."""
        if last is None or last >= self.day:
            return None
        return max(0, (last - self.sunday).days // WEEK + 1)


@dataclass
class Tally:
    """What begins and ends in each week, to be added up."""

    wanted: Counter[int] = field(default_factory=Counter)
    reached: Counter[int] = field(default_factory=Counter)
    gained: Counter[int] = field(default_factory=Counter)

    def __add__(self, other: "Tally") -> "Tally":
        both = Tally(Counter(self.wanted), Counter(self.reached), Counter(self.gained))
        both.wanted.update(other.wanted)
        both.reached.update(other.reached)
        both.gained.update(other.gained)
        return both

    def told(self, weeks: Weeks) -> tuple[Week, ...]:
        places = range(weeks.count)
        wanted = accumulate(self.wanted[place] for place in places)
        reached = accumulate(self.reached[place] for place in places)
        gained = (self.gained[place] for place in places)
        return tuple(map(Week, weeks.ends, wanted, reached, gained))


@dataclass(frozen=True)
class Movement:
    """The weeks of each school, and of the owner."""

    schools: dict[int, tuple[Week, ...]]
    owner: tuple[Week, ...]


def movement(
    weeks: Weeks,
    spells: Iterable[Spell],
    due: Mapping[int, Mapping[int, dt.date]],
    since: Mapping[tuple[int, int], dt.date],
) -> Movement:
    """The weeks of each school that has had somebody on its roster, and of all of them together,
    where a person at two schools counts once for each kit. `due` has the day from which each kit is
    due at a school, and `since` the first day on which a kit had reached a person; nothing of what
    is given began after the last day."""
    people = by_person(spells)
    steady = steady_people(people, due, weeks.day)
    alone = steady_tallies(weeks, steady, due, since)
    shared: defaultdict[int, Tally] = defaultdict(Tally)
    owner = Tally()
    for person, places in people.items():
        if person in steady:
            continue
        tallies = alone if len(places) == 1 else shared
        everywhere: dict[int, list[Span]] = {}
        for school, spans in places.items():
            tally = tallies[school]
            for kit, on in due.get(school, {}).items():
                own = clipped(spans, on)
                note(tally, weeks, own, since.get((person, kit)), on)
                if tallies is shared:
                    everywhere.setdefault(kit, []).extend(own)
        for kit, spans in everywhere.items():
            on = min(kits[kit] for school in places if kit in (kits := due.get(school, {})))
            note(owner, weeks, joined(spans), since.get((person, kit)), on)
    schools = {school: alone[school] + shared[school] for school in {*alone, *shared}}
    return Movement(
        schools={school: tally.told(weeks) for school, tally in schools.items()},
        owner=sum(alone.values(), owner).told(weeks),
    )


def steady_people(
    people: Mapping[int, Mapping[int, list[Span]]],
    due: Mapping[int, Mapping[int, dt.date]],
    day: dt.date,
) -> dict[int, int]:
    """Those who have been at one school since before any kit was due there, and are there still,
    with their school: most people, and quickly counted."""
    first_due = {school: min(kits.values()) for school, kits in due.items() if kits}
    found = {}
    for person, places in people.items():
        if len(places) == 1:
            ((school, spans),) = places.items()
            first, last = spans[0]
            stays = len(spans) == 1 and (last is None or last >= day)
            if stays and school in first_due and first <= first_due[school]:
                found[person] = school
    return found


def steady_tallies(
    weeks: Weeks,
    steady: Mapping[int, int],
    due: Mapping[int, Mapping[int, dt.date]],
    since: Mapping[tuple[int, int], dt.date],
) -> defaultdict[int, Tally]:
    """What begins in each week at each school, of its steady people."""
    tallies: defaultdict[int, Tally] = defaultdict(Tally)
    place_of = {day: weeks.ending(day) for day in {*since.values(), *days_of(due)}}
    for school, people in Counter(steady.values()).items():
        for on in due[school].values():
            tallies[school].wanted[place_of[on]] += people
    for (person, kit), on in since.items():
        school = steady.get(person, 0)
        due_on = due[school].get(kit) if school else None
        if due_on is not None:
            tally, place = tallies[school], place_of[max(on, due_on)]
            tally.reached[place] += 1
            tally.gained[place] += 1
    return tallies


def days_of(due: Mapping[int, Mapping[int, dt.date]]) -> Iterable[dt.date]:
    return (on for kits in due.values() for on in kits.values())


def by_person(spells: Iterable[Spell]) -> dict[int, dict[int, list[Span]]]:
    """By person and school, when they were on its roster."""
    found: dict[int, dict[int, list[Span]]] = {}
    for spell in spells:
        places = found.setdefault(spell.person, {})
        places.setdefault(spell.school, []).append((spell.first, spell.last))
    return {
        person: {school: joined(spans) for school, spans in places.items()}
        for person, places in found.items()
    }


def joined(spans: list[Span]) -> list[Span]:
    """The same days, in order, each in one span."""
    if len(spans) < 2:
        return spans
    found: list[Span] = []
    for first, last in sorted(spans, key=lambda span: span[0]):
        before = found[-1] if found else None
        if before and (before[1] is None or first <= before[1] + DAY):
            ends = None if before[1] is None or last is None else max(before[1], last)
            found[-1] = (before[0], ends)
        else:
            found.append((first, last))
    return found


def clipped(spans: list[Span], on: dt.date) -> list[Span]:
    """What of the days lies on a day or later."""
    return [(max(first, on), last) for first, last in spans if last is None or last >= on]


def note(
    tally: Tally, weeks: Weeks, spans: list[Span], since: dt.date | None, due_on: dt.date
) -> None:
    """Count a person and a kit that are wanted on some days, and reached since a day. Whoever comes
    to a school and was reached before is no gain of it."""
    for first, last in spans:
        gone = weeks.after(last)
        tally.wanted[weeks.ending(first)] += 1
        if gone is not None:
            tally.wanted[gone] -= 1
        if since is None or (last is not None and since > last):
            continue
        begins = max(first, since)
        tally.reached[weeks.ending(begins)] += 1
        if gone is not None:
            tally.reached[gone] -= 1
        if begins in (since, due_on):
            tally.gained[weeks.ending(begins)] += 1
