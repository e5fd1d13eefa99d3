"""Pure rules for days away: who is away, for how long, and whether a substitute is needed."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

# Lessons are taken to end by three at the latest; after that nobody has a class to leave.
LESSONS_END = dt.time(15)


@dataclass(frozen=True)
class CommonSlot:
    """The weekly time when a school has no lessons and all staff can meet; Monday is 0."""

    weekday: int
    start: dt.time
    end: dt.time


def minutes_of(time: dt.time) -> int:
    return time.hour * 60 + time.minute


def lesson_minutes(
    day: dt.date, start: dt.time, end: dt.time, *, is_open: bool, common: CommonSlot | None
) -> int:
    """Minutes of a workshop that take somebody away from lessons: on an open school day, outside
    the school's common time, and before lessons end."""
    if not is_open or day.weekday() > 4:
        return 0
    first, last = minutes_of(start), min(minutes_of(end), minutes_of(LESSONS_END))
    away = max(0, last - first)
    if common and common.weekday == day.weekday():
        shared = min(last, minutes_of(common.end)) - max(first, minutes_of(common.start))
        away -= max(0, shared)
    return max(0, away)


def term_of(day: dt.date) -> tuple[int, int]:
    """The school term of a day: the year, and 1 for spring or 2 for autumn, from August."""
    return day.year, 2 if day.month >= 8 else 1


def term_start(day: dt.date) -> dt.date:
    return dt.date(day.year, 8 if day.month >= 8 else 1, 1)


@dataclass(frozen=True)
class Absence:
    """One superuser's workshop on a day. `minutes` are those away from lessons."""

    person: int
    name: str
    workshop: int
    cohort: str
    place: str
    start: dt.datetime
    end: dt.datetime
    answer: str = ""
    is_guest: bool = False
    minutes: int = 0
    arranged: bool = False

    @property
    def needs_substitute(self) -> bool:
        return self.minutes > 0

    @property
    def is_open(self) -> bool:
        """Whether a substitute is needed and none is arranged yet."""
        return self.needs_substitute and not self.arranged


@dataclass
class AwayDay:
    """A day on which superusers of a school are at a workshop, and those who said no to it."""

    day: dt.date
    absences: list[Absence] = field(default_factory=list)
    staying: list[str] = field(default_factory=list)
    closed: str = ""
    all_away: bool = False

    @property
    def people(self) -> int:
        return len({absence.person for absence in self.absences})

    @property
    def needs_substitute(self) -> bool:
        return any(absence.needs_substitute for absence in self.absences)

    @property
    def missing(self) -> int:
        """How many substitutes are still to be arranged."""
        return len({absence.person for absence in self.absences if absence.is_open})

    @property
    def minutes(self) -> int:
        return sum(absence.minutes for absence in self.absences)


@dataclass(frozen=True)
class TermCount:
    """A term's days that need a substitute, and the hours of lessons."""

    term: tuple[int, int]
    days: int
    persons: int
    minutes: int
    missing: int

    @property
    def hours(self) -> float:
        return self.minutes / 60


def count_terms(days: Iterable[AwayDay], today: dt.date) -> list[TermCount]:
    """Each term's days, persons' days and hours that need a substitute, in order of time; and how
    many substitutes are still to be arranged from today on."""
    terms: dict[tuple[int, int], list[AwayDay]] = {}
    for day in days:
        terms.setdefault(term_of(day.day), []).append(day)
    return [
        TermCount(
            term,
            days=sum(d.needs_substitute for d in found),
            persons=sum(len({a.person for a in d.absences if a.needs_substitute}) for d in found),
            minutes=sum(d.minutes for d in found),
            missing=sum(d.missing for d in found if d.day >= today),
        )
        for term, found in sorted(terms.items())
    ]


def next_away(days: Sequence[AwayDay], today: dt.date) -> AwayDay | None:
    """The first day from today on that somebody is away."""
    return next((day for day in days if day.day >= today and day.absences), None)


@dataclass(frozen=True)
class Usual:
    """What most of a school's days away have in common, said once: when, with whom and where, and
    whether all its superusers are away then."""

    start: dt.time
    end: dt.time
    cohort: str
    place: str
    all_away: bool

    @property
    def whom_and_where(self) -> str:
        """The cohort, and the place where it is known."""
        return f"{self.cohort}, {self.place}" if self.place else self.cohort

    def covers(self, absence: Absence) -> bool:
        """Whether an absence is like the others."""
        return when_and_where(absence) == (self.start, self.end, self.cohort, self.place)


@dataclass(frozen=True)
class DayRow:
    """A day with what its row has to say: each absence, and whether it is unlike the usual one."""

    day: AwayDay
    absences: list[tuple[Absence, bool]]
    tells_all_away: bool


def when_and_where(absence: Absence) -> tuple[dt.time, dt.time, str, str]:
    return absence.start.time(), absence.end.time(), absence.cohort, absence.place


def usual_of(days: Iterable[AwayDay]) -> Usual | None:
    """What more than half of the absences share, where there is more than one day to say it of."""
    away = [day for day in days if day.absences]
    shared = Counter(when_and_where(absence) for day in away for absence in day.absences)
    if len(away) < 2:
        return None
    most, times = shared.most_common(1)[0]
    if 2 * times <= shared.total():
        return None
    return Usual(*most, all_away=2 * sum(day.all_away for day in away) > len(away))


def by_month(days: Iterable[AwayDay], usual: Usual | None) -> list[tuple[dt.date, list[DayRow]]]:
    """The days' rows by the first of their month, in order of time."""
    months: dict[dt.date, list[DayRow]] = {}
    for day in days:
        rows = [(absence, not (usual and usual.covers(absence))) for absence in day.absences]
        tells = day.all_away and not (usual and usual.all_away)
        months.setdefault(day.day.replace(day=1), []).append(DayRow(day, rows, tells))
    return list(months.items())
