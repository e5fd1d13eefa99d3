"""What a teacher's own page shows."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from rollout.insight.cache import figures_on
from rollout.library.models import Kit
from rollout.logbook.missing import helpers
from rollout.logbook.models import TrainingSession
from rollout.logbook.reached import ways_reached
from rollout.organisation.models import Person
from rollout.planning.models import Programme


@dataclass(frozen=True)
class OwnKit:
    """A kit and how it reached me: session, workshop or module, or not yet. `is_held` where my own
    school has held its session, so that I missed it unless it reached me; then `helper` is a
    colleague there who can help, if there is one."""

    kit: Kit
    way: str
    is_held: bool
    helper: Person | None = None

    @property
    def is_missed(self) -> bool:
        return self.is_held and not self.way


def upcoming_sessions(
    programme: Programme, schools: Iterable[int], day: dt.date
) -> list[TrainingSession]:
    """Sessions planned at a teacher's schools from a day on."""
    planned = TrainingSession.objects.filter(
        programme=programme, school__in=schools, status="planned", held_on__gte=day
    )
    return list(
        planned.select_related("kit", "held_by", "school").order_by("held_on", "begins_at")[:3]
    )


def together_with(sessions: Iterable[TrainingSession]) -> dict[int, list[Person]]:
    """By session, who will hold it besides the first. One query."""
    through: Any = TrainingSession.also_held_by.through
    rows = through._default_manager.filter(trainingsession__in=list(sessions))
    found: dict[int, list[Person]] = {}
    for row in rows.select_related("person").order_by("pk"):
        found.setdefault(row.trainingsession_id, []).append(row.person)
    return found


def own_kits(
    person: Person, programme: Programme, schools: Iterable[int], day: dt.date
) -> list[OwnKit]:
    """The due kits of a person's schools on a day, the newest first; before them those that reached
    the person already, of workshops without attendance taken."""
    figures = figures_on(programme, day)
    units = [figures.schools[pk] for pk in schools if pk in figures.schools]
    due = dict.fromkeys(kit for unit in units for kit in unit.due)
    run = {kit for unit in units for kit in unit.run}
    ways = ways_reached(programme.owner_id, figures.day, [person.pk])
    here = {unit.pk for unit in units}
    early = [row.kit for row in figures.untaken if row.kit and here & row.schools]
    early = [kit for kit in dict.fromkeys(early) if kit not in due and (person.pk, kit) in ways]
    kits = Kit.objects.in_bulk([*due, *early]) | copies_at(schools)
    missed = [kit for kit in run.intersection(due) if (person.pk, kit) not in ways]
    help_by = helper_by_kit(person, programme, schools, missed, day)
    return [
        OwnKit(kits[kit], ways.get((person.pk, kit), ""), kit in run, help_by.get(kit))
        for kit in reversed([*due, *early])
    ]


def copies_at(schools: Iterable[int]) -> dict[int, Kit]:
    """The schools' own copies by their origins."""
    copies = Kit.objects.filter(school__in=list(schools), origin__isnull=False)
    return {copy.root_id: copy for copy in copies}


def helper_by_kit(
    person: Person, programme: Programme, schools: Iterable[int], kits: list[int], day: dt.date
) -> dict[int, Person]:
    """For each kit, another one at the person's schools who can help with it, where there is
    such a colleague."""
    if not kits:
        return {}
    able = helpers(programme, list(schools), kits, day)
    likeliest = {kit: [pk for pk in people if pk != person.pk] for kit, people in able.items()}
    first = {kit: people[0] for kit, people in likeliest.items() if people}
    people = Person.objects.in_bulk(first.values())
    return {kit: people[pk] for kit, pk in first.items()}
