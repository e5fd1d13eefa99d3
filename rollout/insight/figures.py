"""Every figure, as defined in the house plan, computed here and nowhere else.

`programme_figures(programme, day)` reads the rows in eleven queries, whatever the number of
schools, and gives a `ProgrammeFigures` of plain numbers. Competence is masked before it leaves.
"""

import datetime as dt
from dataclasses import dataclass, field

from rollout.competence.models import Area, Level
from rollout.competence.rules import overall_level
from rollout.insight.masking import Counts, hidden_groups, must_hide
from rollout.insight.sources import Sources, read_sources
from rollout.planning.models import Programme


@dataclass(frozen=True)
class Share:
    """A numerator over a denominator; no value where there is nothing to divide by."""

    numerator: int
    denominator: int

    @property
    def value(self) -> float | None:
        return self.numerator / self.denominator if self.denominator else None


@dataclass(frozen=True)
class Lag:
    """Days from a held workshop on a kit to the first held session on it at the school."""

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
    level: Levels = field(default_factory=Levels)
    at_target: Share = Share(0, 0)
    area_levels: dict[int, Levels] = field(default_factory=dict)

    @property
    def not_yet_reached(self) -> int | None:
        """Persons on the roster whom too few of the due kits have reached."""
        return self.roster - self.reached_people if self.due else None

    @property
    def latest_lag(self) -> Lag | None:
        """The lag of the last workshop's kit."""
        return self.lags[-1] if self.lags else None

    @property
    def pressing_lag(self) -> Lag | None:
        """Of the last three due kits, the one whose session is longest awaited; else the last."""
        still_open = [lag for lag in self.lags[-3:] if lag.is_open]
        return max(still_open, key=lambda lag: lag.days, default=self.latest_lag)

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
    target_rank: int | None = None


def programme_figures(programme: Programme, day: dt.date) -> ProgrammeFigures:
    """The figures of every school in the programme, and of its owner, as of a day."""
    sources = read_sources(programme, day)
    schools = {pk: school_figures(sources, pk) for pk in sources.schools}
    owner = owner_figures(sources, programme.owner.name, schools)
    add_levels(sources, schools, owner)
    return ProgrammeFigures(
        programme=programme.pk,
        day=day,
        owner=owner,
        schools=schools,
        kits=sources.kits,
        areas=sources.areas,
        level_names=sources.level_names,
        target_rank=sources.target_rank,
    )


def school_figures(sources: Sources, pk: int) -> UnitFigures:
    people = sources.roster.get(pk, set())
    due = sources.due_kits(pk)
    reached = {kit: len(people & sources.reached.get(kit, set())) for kit in due}
    reached_people = sum(sources.is_reached(person, due) for person in people)
    return UnitFigures(
        pk=pk,
        name=sources.schools[pk],
        roster=len(people),
        due=due,
        reached=reached,
        coverage=Share(sum(reached.values()), len(people) * len(due)),
        reached_people=reached_people,
        lags=tuple(lag(sources, pk, kit) for kit in due),
        superusers=sources.superusers.get(pk, 0),
        sessions=sources.session_counts.get(pk, 0),
        last_session=sources.last_session.get(pk),
    )


def lag(sources: Sources, school: int, kit: int) -> Lag:
    workshop_on = sources.due[school][kit]
    session_on = sources.first_session.get((school, kit))
    until = session_on or sources.day
    return Lag(kit, workshop_on, session_on, max(0, (until - workshop_on).days))


def owner_figures(sources: Sources, name: str, schools: dict[int, UnitFigures]) -> UnitFigures:
    """The schools added up, a person at two of them counted once for each kit."""
    wanted: dict[int, set[int]] = {}
    for pk in schools:
        for kit in sources.due_kits(pk):
            wanted.setdefault(kit, set()).update(sources.roster.get(pk, ()))
    reached = {kit: people & sources.reached.get(kit, set()) for kit, people in wanted.items()}
    everyone = set().union(*sources.roster.values()) if sources.roster else set()
    due_of: dict[int, set[int]] = {}
    for kit, people in wanted.items():
        for person in people:
            due_of.setdefault(person, set()).add(kit)
    last = [s.last_session for s in schools.values() if s.last_session]
    return UnitFigures(
        pk=None,
        name=name,
        roster=len(everyone),
        due=tuple(wanted),
        reached={kit: len(people) for kit, people in reached.items()},
        coverage=Share(sum(map(len, reached.values())), sum(map(len, wanted.values()))),
        reached_people=sum(
            sources.is_reached(person, due_of.get(person, ())) for person in everyone
        ),
        superusers=sum(s.superusers for s in schools.values()),
        sessions=sum(s.sessions for s in schools.values()),
        last_session=max(last, default=None),
    )


def add_levels(sources: Sources, schools: dict[int, UnitFigures], owner: UnitFigures) -> None:
    """Overall and area levels for every school and the owner, masked as a whole.

    Competence is counted over everyone employed at all the owner's schools, whatever the
    programme's audience and schools are: two programmes show the same numbers, so that nothing
    can be learnt from the difference between them.
    """
    if not sources.dimension_of:
        return
    overall = {
        person: level
        for person, by_area in sources.levels.items()
        if (level := overall_level(by_area, sources.dimension_of)) is not None
    }
    for unit, levels in masked(sources.staff, overall).items():
        if unit in schools or not unit:
            add_overall(schools[unit] if unit else owner, levels, sources.target_rank)
    for area in sources.dimension_of:
        in_area = {p: by_area[area] for p, by_area in sources.levels.items() if area in by_area}
        for unit, levels in masked(sources.staff, in_area).items():
            if unit in schools or not unit:
                (schools[unit] if unit else owner).area_levels[area] = levels


def add_overall(unit: UnitFigures, levels: Levels, target: int | None) -> None:
    unit.level = levels
    if target is not None:
        reaching = sum(n for rank, n in levels.counts.items() if rank >= target)
        unit.at_target = Share(reaching, levels.assessed)


def masked(staff: dict[int, set[int]], rank_of: dict[int, int]) -> dict[int, Levels]:
    """Levels by school, and the owner's under 0, with small groups hidden."""
    groups = {pk: counted(people, rank_of) for pk, people in staff.items()}
    hidden = hidden_groups(groups)
    shown = {
        pk: Levels({} if pk in hidden else dict(counts), pk in hidden, len(staff[pk]))
        for pk, counts in groups.items()
    }
    everyone = set().union(*staff.values()) if staff else set()
    seen = set().union(*(people for pk, people in staff.items() if pk not in hidden))
    total, left = counted(everyone, rank_of), counted(everyone - seen, rank_of)
    # People at two schools are counted once here, so what is left is looked at person by person.
    unsafe = must_hide(total) or (bool(hidden) and must_hide(left))
    return shown | {0: Levels({} if unsafe else dict(total), unsafe, len(everyone))}


def counted(people: set[int], rank_of: dict[int, int]) -> Counts:
    counts: dict[int, int] = {}
    for person in people:
        if person in rank_of:
            counts[rank_of[person]] = counts.get(rank_of[person], 0) + 1
    return dict(sorted(counts.items()))
