"""What a teacher's own page shows."""

from collections.abc import Iterable
from dataclasses import dataclass

from rollout.common.dates import today
from rollout.insight.kept import figures_today
from rollout.insight.queries import ways_reached
from rollout.library.models import Kit
from rollout.logbook.models import TrainingSession
from rollout.organisation.models import Person
from rollout.planning.models import Programme


@dataclass(frozen=True)
class OwnKit:
    """A due kit and how it reached me: session, workshop, module, or not yet. `is_held` tells
    whether a session on it has been held at a school of mine."""

    kit: Kit
    way: str
    is_held: bool

    @property
    def is_missed(self) -> bool:
        return self.is_held and not self.way


def upcoming_sessions(programme: Programme, schools: Iterable[int]) -> list[TrainingSession]:
    """Sessions planned at a teacher's schools."""
    planned = TrainingSession.objects.filter(
        programme=programme, school__in=schools, status="planned", held_on__gte=today()
    )
    return list(planned.select_related("kit", "held_by", "school").order_by("held_on")[:3])


def attended(person: Person, programme: Programme, schools: Iterable[int]) -> list[OwnKit]:
    """The due kits of a person's schools, the newest first."""
    figures = figures_today(programme)
    units = [figures.schools[pk] for pk in schools if pk in figures.schools]
    due = dict.fromkeys(kit for unit in units for kit in unit.due)
    held = {lag.kit for unit in units for lag in unit.lags if not lag.is_open}
    ways = ways_reached([person.pk], figures.day)
    kits = Kit.objects.in_bulk(list(due))
    return [OwnKit(kits[kit], ways.get((person.pk, kit), ""), kit in held) for kit in reversed(due)]
