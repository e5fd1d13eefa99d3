"""The rows behind the figures, read as plain sets of ids."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from django.db.models import DurationField, ExpressionWrapper, F
from django.utils import timezone

from rollout.common.dates import in_force
from rollout.competence.models import Area, Level, Round
from rollout.competence.queries import last_closed_round
from rollout.insight.practice import Held
from rollout.library.copies.queries import changed_copies
from rollout.library.models import Dimension, Kit, ModuleCompletion
from rollout.library.queries import kit_root
from rollout.logbook.models import SessionAttendance, TrainingSession
from rollout.logbook.pulses.queries import told_by
from rollout.logbook.pulses.rules import PulseTold
from rollout.logbook.queries import end_of, read_due
from rollout.logbook.reached import has_reached, how_reached
from rollout.organisation.queries import superusers_of
from rollout.planning.attendance import Untaken, untaken
from rollout.planning.models import Participation, Programme, WorkshopAttendance
from rollout.planning.roster import Spell, roster_by_school, roster_spells


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
    spells: list[Spell] = field(default_factory=list)
    since: dict[tuple[int, int], dt.date] = field(default_factory=dict)
    held: dict[int, list[Held]] = field(default_factory=dict)
    modes: dict[tuple[int, int], str] = field(default_factory=dict)
    minutes: dict[int, int] = field(default_factory=dict)
    told: list[PulseTold] = field(default_factory=list)
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
    """Every row that counts in a programme's figures as of a day, in eighteen queries, where the
    programme was read with its owner and framework; two more while some attendance isn't taken."""
    sessions_on, held = read_sessions(programme, day)
    how, due = how_reached(programme.owner_id, day), read_due(programme, day)
    spells = roster_spells(programme, day)
    sources = Sources(
        day=day,
        schools=read_schools(programme, day),
        roster=roster_by_school(spells, day),
        due=due,
        reached=by_kit(how),
        since={key: each.since for key, each in how.items()},
        spells=spells,
        sessions_on=sessions_on,
        last_session={pk: max(s.held_on for s in own) for pk, own in held.items()},
        session_counts={pk: len(own) for pk, own in held.items()},
        held=held,
        modes={key: each.told for key, each in how.items()},
        minutes=read_minutes(programme, day, {kit for kits in due.values() for kit in kits}),
        told=told_by(programme, day),
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


def by_kit(reached: Iterable[tuple[int, int]]) -> dict[int, set[int]]:
    """By kit, whom it has reached."""
    found: defaultdict[int, set[int]] = defaultdict(set)
    for person, kit in reached:
        found[kit].add(person)
    return found


def read_sessions(
    programme: Programme, day: dt.date
) -> tuple[dict[tuple[int, int], list[dt.date]], dict[int, list[Held]]]:
    """Days of held sessions by school and kit, in any programme; and the programme's own, by
    school. One is adapted if it tells of a change, or was run from a copy that is changed."""
    rows = TrainingSession.objects.filter(
        school__owner=programme.owner_id, status="held", held_on__lte=day
    ).annotate(root=kit_root())
    days: dict[tuple[int, int], list[dt.date]] = {}
    held: dict[int, list[Held]] = {}
    changed = changed_copies(programme.owner_id, day)
    names = ("school_id", "root", "held_on", "programme_id", "minutes", "kit__dimension")
    ways = ("adaptation", "kit_id", "entered_at")
    for school, kit, on, own, minutes, dimension, *how in rows.values_list(*names, *ways):
        days.setdefault((school, kit), []).append(on)
        if own == programme.pk:
            adaptation, run_from, entered_at = how
            held.setdefault(school, []).append(
                Held(
                    held_on=on,
                    minutes=minutes,
                    is_technical=dimension == Dimension.TECHNICAL,
                    is_adapted=bool(adaptation) or run_from in changed,
                    entered_on=timezone.localdate(entered_at) if entered_at else None,
                )
            )
    return days, held


def read_minutes(programme: Programme, day: dt.date, kits: set[int]) -> Counter[int]:
    """By person, the minutes of professional development that they have had in the programme: held
    sessions and workshops that they came to, and modules of the due kits that they have done. Three
    queries."""
    sessions = SessionAttendance.objects.filter(
        session__programme=programme, session__status="held", session__held_on__lte=day
    ).values_list("person_id", "session__minutes")
    length = F("workshop__ends_at") - F("workshop__starts_at")
    workshops = WorkshopAttendance.objects.filter(
        workshop__cohort__programme=programme,
        workshop__status="held",
        workshop__starts_at__lt=end_of(day),
        attended=True,
    ).annotate(length=ExpressionWrapper(length, DurationField()))
    modules = ModuleCompletion.objects.filter(
        person__owner=programme.owner_id, completed_on__lte=day
    ).annotate(root=kit_root())
    minutes: Counter[int] = Counter()
    for person, taken in sessions:
        minutes[person] += taken
    for person, lasted in workshops.values_list("person_id", "length"):
        minutes[person] += round(lasted.total_seconds() / 60)
    names = ("person_id", "root", "kit__module_minutes")
    done = {(person, kit): taken or 0 for person, kit, taken in modules.values_list(*names)}
    for (person, kit), taken in done.items():
        minutes[person] += taken if kit in kits else 0
    return minutes


def read_superusers(programme: Programme, day: dt.date) -> dict[int, set[int]]:
    """Active superusers by school: people, however many roles they have there."""
    people: dict[int, set[int]] = {}
    for school, person in superusers_of(programme, day).values_list("school_id", "person_id"):
        people.setdefault(school, set()).add(person)
    return people
