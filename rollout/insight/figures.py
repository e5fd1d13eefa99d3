"""Every figure, as defined in the house plan, computed here and nowhere else.

`programme_figures(programme, day)` reads the rows in eighteen queries, whatever the number of
schools, where the programme was read with its owner and framework, and gives a
`ProgrammeFigures` of plain numbers, with the workshops that they lack. Competence is what the last
closed round froze.
"""

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

from rollout.competence.models import Area, Level, Round
from rollout.competence.suppression import at_target
from rollout.insight.movement import Week, Weeks, movement
from rollout.insight.practice import (
    NONE_YET,
    Practice,
    Share,
    dilution_of,
    modes_of,
    of_sessions,
    used_by,
)
from rollout.insight.sources import Sources, read_sources
from rollout.planning.attendance import Untaken, over
from rollout.planning.models import Programme

# A kit that was skipped long ago can wait; the last few are what the school is to run now.
RECENT_KITS = 3


@dataclass(frozen=True)
class Lag:
    """Days from a held workshop on a kit to the first session on it that the school held since;
    `session_on` lies before the workshop where that is the only kind there is."""

    kit: int
    workshop_on: dt.date
    session_on: dt.date | None
    days: int

    @property
    def is_open(self) -> bool:
        return self.session_on is None


@dataclass(frozen=True)
class Levels:
    """Persons by level rank, of how many. Where hidden, the counts are empty and stay that way."""

    counts: dict[int, int] = field(default_factory=dict)
    is_hidden: bool = False
    people: int = 0

    @property
    def assessed(self) -> int:
        return sum(self.counts.values())


@dataclass
class UnitFigures:
    """A school's figures, or the owner's own over all its schools."""

    pk: int | None
    name: str
    roster: int
    due: tuple[int, ...]
    reached: dict[int, int]
    coverage: Share
    reached_people: int
    lags: tuple[Lag, ...] = ()
    superusers: int = 0
    sessions: int = 0
    last_session: dt.date | None = None
    run: frozenset[int] = frozenset()
    level: Levels = field(default_factory=Levels)
    at_target: Share = NONE_YET
    area_levels: dict[int, Levels] = field(default_factory=dict)
    practice: Practice = field(default_factory=Practice)
    weeks: tuple[Week, ...] = ()

    @property
    def not_yet_reached(self) -> int | None:
        """Persons on the roster whom too few of the due kits have reached."""
        return self.roster - self.reached_people if self.due else None

    @property
    def latest_lag(self) -> Lag | None:
        """The lag of the last workshop's kit."""
        return self.lags[-1] if self.lags else None

    @property
    def awaited_lags(self) -> list[Lag]:
        """What the school is to run now: of the last three due kits, those whose session is still
        awaited."""
        return [lag for lag in self.lags[-RECENT_KITS:] if lag.is_open]

    @property
    def pressing_lag(self) -> Lag | None:
        """The school's “days to session”, wherever one number is told: of the kits it is to run
        now, the one whose session is longest awaited; else the last that was due."""
        return max(self.awaited_lags, key=lambda lag: lag.days, default=self.latest_lag)

    @property
    def assessed_share(self) -> Share:
        return Share(self.level.assessed, self.level.people)


@dataclass
class ProgrammeFigures:
    """All figures of a programme as of a day."""

    programme: int
    day: dt.date
    owner: UnitFigures
    schools: dict[int, UnitFigures]
    kits: dict[int, str] = field(default_factory=dict)
    areas: list[Area] = field(default_factory=list)
    level_names: dict[int, Level] = field(default_factory=dict)
    round: Round | None = None
    untaken: tuple[Untaken, ...] = ()

    def outstanding(self, now: dt.datetime, school: int | None = None) -> list[Untaken]:
        """The workshops over by a moment that the figures lack, since attendance isn't taken: all,
        or those that concern a school."""
        rows = over(self.untaken, now)
        return rows if school is None else [row for row in rows if school in row.schools]

    @property
    def with_superusers(self) -> int:
        """How many schools have an active superuser."""
        return sum(school.superusers > 0 for school in self.schools.values())

    @property
    def target_rank(self) -> int | None:
        """The target of the round that the levels come from."""
        target = self.round.target_level if self.round else None
        return target.rank if target else None


def programme_figures(programme: Programme, day: dt.date) -> ProgrammeFigures:
    """The figures of every school in the programme, and of its owner, as of a day."""
    sources = read_sources(programme, day)
    schools = {pk: school_figures(sources, pk) for pk in sources.schools}
    owner = owner_figures(sources, programme.owner.name, schools)
    add_levels(sources, schools, owner)
    add_weeks(sources, programme.starts_on, schools, owner)
    return ProgrammeFigures(
        programme=programme.pk,
        day=day,
        owner=owner,
        schools=schools,
        kits=sources.kits,
        areas=sources.areas,
        level_names=sources.level_names,
        round=sources.round,
        untaken=sources.untaken,
    )


def school_figures(sources: Sources, pk: int) -> UnitFigures:
    people = sources.roster.get(pk, set())
    due = sources.due_kits(pk)
    reached = {kit: people & sources.reached.get(kit, set()) for kit in due}
    done = Counter(chain.from_iterable(reached.values()))
    return UnitFigures(
        pk=pk,
        name=sources.schools[pk],
        roster=len(people),
        due=due,
        reached={kit: len(those) for kit, those in reached.items()},
        coverage=Share(done.total(), len(people) * len(due)),
        reached_people=sources.are_reached(done, dict.fromkeys(people, len(due))),
        lags=tuple(lag(sources, pk, kit) for kit in due),
        superusers=len(sources.superusers.get(pk, ())),
        sessions=sources.session_counts.get(pk, 0),
        last_session=sources.last_session.get(pk),
        run=frozenset(sources.run.get(pk, ())),
        practice=school_practice(sources, pk, reached),
    )


def school_practice(sources: Sources, pk: int, reached: dict[int, set[int]]) -> Practice:
    """How a school passes on; whom each due kit has reached there is given."""
    technical, adapted, in_time = of_sessions(sources.held.get(pk, ()))
    people = sources.roster.get(pk, set())
    return Practice(
        technical=technical,
        adapted=adapted,
        in_time=in_time,
        used=used_by(sources.told, pk),
        by_mode=modes_of(reached, sources.modes),
        minutes=sum(sources.minutes.get(person, 0) for person in people),
        people=len(people),
        dilution=dilution_of(sources.told, reached, pk),
    )


def lag(sources: Sources, school: int, kit: int) -> Lag:
    """From the workshop to the first session on its day or later. Where the school has only run the
    kit before, from another year perhaps, nothing is awaited: 0 days, and not open."""
    workshop_on = sources.due[school][kit]
    days = sources.sessions_on.get((school, kit), [])
    session_on = min((day for day in days if day >= workshop_on), default=None)
    if session_on is None and days:
        return Lag(kit, workshop_on, max(days), 0)
    return Lag(kit, workshop_on, session_on, ((session_on or sources.day) - workshop_on).days)


def owner_figures(sources: Sources, name: str, schools: dict[int, UnitFigures]) -> UnitFigures:
    """The schools added up, a person at two of them counted once for each kit."""
    wanted: dict[int, set[int]] = {}
    for pk in schools:
        for kit in sources.due_kits(pk):
            wanted.setdefault(kit, set()).update(sources.roster.get(pk, ()))
    reached = {kit: people & sources.reached.get(kit, set()) for kit, people in wanted.items()}
    everyone = set().union(*sources.roster.values()) if sources.roster else set()
    done = Counter(chain.from_iterable(reached.values()))
    due = Counter(chain.from_iterable(wanted.values()))
    last = [s.last_session for s in schools.values() if s.last_session]
    return UnitFigures(
        pk=None,
        name=name,
        roster=len(everyone),
        due=tuple(wanted),
        reached={kit: len(people) for kit, people in reached.items()},
        coverage=Share(done.total(), due.total()),
        reached_people=sources.are_reached(done, due),
        superusers=len(set().union(*(sources.superusers.get(pk, ()) for pk in schools))),
        sessions=sum(s.sessions for s in schools.values()),
        last_session=max(last, default=None),
        practice=owner_practice(sources, [s.practice for s in schools.values()], reached),
    )


def owner_practice(
    sources: Sources, schools: list[Practice], reached: dict[int, set[int]]
) -> Practice:
    """The schools' practice added up; people and what has reached them once each."""
    everyone = set().union(*sources.roster.values()) if sources.roster else set()
    return Practice(
        technical=sum((s.technical for s in schools), NONE_YET),
        adapted=sum((s.adapted for s in schools), NONE_YET),
        in_time=sum((s.in_time for s in schools), NONE_YET),
        used=used_by(sources.told),
        by_mode=modes_of(reached, sources.modes),
        minutes=sum(sources.minutes.get(person, 0) for person in everyone),
        people=len(everyone),
        dilution=dilution_of(sources.told, reached),
    )


def add_levels(sources: Sources, schools: dict[int, UnitFigures], owner: UnitFigures) -> None:
    """Overall and area levels for every school and the owner, as the last closed round froze them.

    A round is the owner's own: whatever the programme's audience, schools and target are, two
    programmes show the same numbers, and nothing that happens after it closed moves them.
    """
    if sources.round is None or sources.round.result is None:
        return
    result, level = sources.round.result, sources.round.target_level
    target = level.rank if level else None
    add_unit(owner, result["owner"], target)
    for pk, unit in schools.items():
        if str(pk) in result["schools"]:
            add_unit(unit, result["schools"][str(pk)], target)


def add_unit(unit: UnitFigures, frozen: dict[str, Any], target: int | None) -> None:
    """What a round shows of one school, or of the owner."""
    people = frozen["people"]
    unit.level = levels_of(frozen["overall"], people)
    if target is not None:
        unit.at_target = Share(at_target(unit.level.counts, target), unit.level.assessed)
    unit.area_levels = {
        int(area): levels_of(counts, people) for area, counts in frozen["areas"].items()
    }


def levels_of(counts: dict[str, int] | None, people: int) -> Levels:
    if counts is None:
        return Levels(is_hidden=True, people=people)
    return Levels({int(rank): n for rank, n in counts.items()}, people=people)


def add_weeks(
    sources: Sources, starts_on: dt.date, schools: dict[int, UnitFigures], owner: UnitFigures
) -> None:
    """How every school and the owner have moved, week by week since the programme's first day."""
    weeks = Weeks(min(starts_on, sources.day), sources.day)
    moved = movement(weeks, sources.spells, sources.due, sources.since)
    owner.weeks = moved.owner
    for pk, unit in schools.items():
        unit.weeks = moved.schools.get(pk, ())
