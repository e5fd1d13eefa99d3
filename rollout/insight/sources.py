"""The rows behind the figures, read as plain sets of ids."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from rollout.common.dates import in_force
from rollout.competence.models import Area, Level, Round
from rollout.competence.queries import last_closed_round
from rollout.library.models import Kit
from rollout.library.queries import kit_root
from rollout.logbook.models import TrainingSession
from rollout.logbook.queries import read_due
from rollout.logbook.reached import has_reached, ways_reached
from rollout.organisation.queries import superusers_of
from rollout.planning.attendance import Untaken, untaken
from rollout.planning.models import Participation, Programme
from rollout.planning.roster import roster_by_school


@dataclass
class Sources:
    """What a programme's figures are made of, as of a day. Kits are named by their root's id."""

    day: dt.date
    schools: dict[int, str]
    roster: dict[int, set[int]]
    due: dict[int, dict[int, dt.date]]
    reached: dict[int, set[int]]
    sessions_on: dict[tuple[int, int], list[dt.date]]
    last_session: dict[int, dt.date]
    session_counts: dict[int, int]
    superusers: dict[int, set[int]]
    round: Round | None = None
    areas: list[Area] = field(default_factory=list)
    level_names: dict[int, Level] = field(default_factory=dict)
    reached_share: int = 50
    kits: dict[int, str] = field(default_factory=dict)
    untaken: tuple[Untaken, ...] = ()

    def are_reached(self, done: Counter[int], due: Mapping[int, int]) -> int:
        """How many persons the programme's share of their due kits has reached; how many kits have
        reached each, and how many are due to each, by person."""
        share = self.reached_share
        return sum(has_reached(done[person], kits, share) for person, kits in due.items())

    def due_kits(self, school: int) -> tuple[int, ...]:
        """The school's due kits, in the order of their first workshops."""
        due = self.due.get(school, {})
        return tuple(sorted(due, key=lambda kit: (due[kit], kit)))

    @cached_property
    def run(self) -> dict[int, set[int]]:
        """By school, the kits that it has held a session on."""
        kits: dict[int, set[int]] = {}
        for school, kit in self.sessions_on:
            kits.setdefault(school, set()).add(kit)
        return kits


def read_sources(programme: Programme, day: dt.date) -> Sources:
    """Every row that counts in a programme's figures as of a day, in eleven queries, where the
    programme was read with its owner and framework; two more while some attendance isn't taken."""
    sessions_on, last, counts = read_sessions(programme, day)
    sources = Sources(
        day=day,
        schools=read_schools(programme, day),
        roster=roster_by_school(programme, day),
        due=read_due(programme, day),
        reached=read_reached(programme.owner_id, day),
        sessions_on=sessions_on,
        last_session=last,
        session_counts=counts,
        superusers=read_superusers(programme, day),
        reached_share=programme.reached_share,
        kits=dict(Kit.objects.filter(owner=programme.owner_id).values_list("pk", "title")),
        untaken=untaken(programme, day),
    )
    if programme.framework_id:
        framework = programme.framework
        sources.areas = list(Area.objects.filter(framework=framework))
        sources.level_names = {
            level.rank: level for level in Level.objects.filter(framework=framework)
        }
        sources.round = last_closed_round(programme.owner_id, programme.framework_id, day)
    return sources


def read_schools(programme: Programme, day: dt.date) -> dict[int, str]:
    rows = Participation.objects.filter(in_force(day), programme=programme)
    return dict(rows.order_by("school__name").values_list("school_id", "school__name"))


def read_reached(owner_id: int, day: dt.date) -> dict[int, set[int]]:
    """By kit, whom it has reached."""
    reached: defaultdict[int, set[int]] = defaultdict(set)
    for person, kit in ways_reached(owner_id, day):
        reached[kit].add(person)
    return reached


def read_sessions(
    programme: Programme, day: dt.date
) -> tuple[dict[tuple[int, int], list[dt.date]], dict[int, dt.date], dict[int, int]]:
    """Days of held sessions by school and kit, last held session and number of them by school."""
    rows = TrainingSession.objects.filter(
        school__owner=programme.owner_id, status="held", held_on__lte=day
    ).values_list("school_id", kit_root(), "held_on", "programme_id")
    days: dict[tuple[int, int], list[dt.date]] = {}
    last: dict[int, dt.date] = {}
    counts: dict[int, int] = {}
    for school, kit, held_on, in_programme in rows:
        days.setdefault((school, kit), []).append(held_on)
        if in_programme == programme.pk:
            last[school] = max(held_on, last.get(school, held_on))
            counts[school] = counts.get(school, 0) + 1
    return days, last, counts


def read_superusers(programme: Programme, day: dt.date) -> dict[int, set[int]]:
    """Active superusers by school: people, however many roles they have there."""
    people: dict[int, set[int]] = {}
    for school, person in superusers_of(programme, day).values_list("school_id", "person_id"):
        people.setdefault(school, set()).add(person)
    return people
