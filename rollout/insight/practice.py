"""How a school passes on what its superusers bring home: the figures of practice. Pure.

They are made of held sessions, of how kits have reached people, and of what pulses show. Nothing in
them is about one person's competence; what a pulse hides is in none of them.
"""

import datetime as dt
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from rollout.logbook.pulses.rules import PulseTold, mean_mastery, used_of
from rollout.logbook.rules import is_entered_later

# So many of a school's latest sessions tell whether it is clicks or teaching that is passed on.
LATEST_SESSIONS = 6


@dataclass(frozen=True)
class Share:
    """A numerator over a denominator; no value where there is nothing to divide by."""

    numerator: int
    denominator: int

    @property
    def value(self) -> float | None:
        return self.numerator / self.denominator if self.denominator else None

    def __add__(self, other: "Share") -> "Share":
        return Share(self.numerator + other.numerator, self.denominator + other.denominator)


NONE_YET = Share(0, 0)


@dataclass(frozen=True)
class Held:
    """A held session of the programme, as the figures of practice need it. `entered_on` is None
    where nobody knows."""

    held_on: dt.date
    minutes: int
    is_technical: bool
    is_adapted: bool
    entered_on: dt.date | None


@dataclass(frozen=True)
class Dilution:
    """The mean mastery after the workshops on a kit, of 1 to 5, and after the sessions on it, each
    with how many answers it is made of; None where nothing is shown."""

    kit: int
    workshops: tuple[float, int] | None
    sessions: tuple[float, int] | None

    @property
    def means(self) -> tuple[tuple[float, int] | None, tuple[float, int] | None]:
        """After the workshops, and after the sessions."""
        return self.workshops, self.sessions

    @property
    def value(self) -> float | None:
        """What is lost on the way from the first hop to the second; below 0 where it grew."""
        if self.workshops is None or self.sessions is None:
            return None
        return self.workshops[0] - self.sessions[0]


@dataclass(frozen=True)
class Practice:
    """How a school, or all of them, pass on. `minutes` are those of professional development that
    the people on the roster have had in the programme."""

    technical: Share = NONE_YET
    adapted: Share = NONE_YET
    in_time: Share = NONE_YET
    used: Share = NONE_YET
    by_mode: Mapping[str, int] = field(default_factory=dict)
    minutes: int = 0
    people: int = 0
    dilution: tuple[Dilution, ...] = ()

    @property
    def hours(self) -> float | None:
        """Hours a person on the roster; no figure where there is nobody."""
        return self.minutes / 60 / self.people if self.people else None

    @property
    def reached_pairs(self) -> int:
        """Persons reached, added up over kits: what `by_mode` is divided by."""
        return sum(self.by_mode.values())


def of_sessions(held: Iterable[Held]) -> tuple[Share, Share, Share]:
    """Of a school's held sessions: the technical share of the minutes of the latest ones, the
    share that was adapted, and the share that was entered in good time."""
    latest_first = sorted(held, key=lambda session: session.held_on, reverse=True)
    latest = latest_first[:LATEST_SESSIONS]
    technical = Share(
        sum(s.minutes for s in latest if s.is_technical), sum(s.minutes for s in latest)
    )
    adapted = Share(sum(s.is_adapted for s in latest_first), len(latest_first))
    known = [(s.held_on, s.entered_on) for s in latest_first if s.entered_on]
    in_time = Share(sum(not is_entered_later(*days) for days in known), len(known))
    return technical, adapted, in_time


def modes_of(
    reached: Mapping[int, Collection[int]], modes: Mapping[tuple[int, int], str]
) -> Counter[str]:
    """By mode, how many persons the kits have reached, added up over kits; who is reached by which
    kit is given, and how each was."""
    return Counter(modes[person, kit] for kit, people in reached.items() for person in people)


def dilution_of(
    told: Iterable[PulseTold], kits: Iterable[int], school: int | None = None
) -> tuple[Dilution, ...]:
    """For each kit with anything shown: mastery after its workshops, and after its sessions, all of
    them or one school's."""
    rows = list(told)
    after_workshops = mean_mastery(row for row in rows if row.is_workshop)
    sessions = (row for row in rows if row.is_session and school in (None, row.school))
    after_sessions = mean_mastery(sessions)
    return tuple(
        Dilution(kit, after_workshops.get(kit), after_sessions.get(kit))
        for kit in kits
        if kit in after_sessions or (school is None and kit in after_workshops)
    )


def used_by(told: Iterable[PulseTold], school: int | None = None) -> Share:
    """Of those who have said whether they use it, eight weeks after a session, how many do."""
    return Share(*used_of(row for row in told if school in (None, row.school)))
