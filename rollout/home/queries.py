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
    """A due kit and how it reached me: session, workshop, module, or not yet."""

    kit: Kit
    way: str


def upcoming_sessions(programme: Programme, schools: Iterable[int]) -> list[TrainingSession]:
    """Sessions planned at a teacher's schools."""
    planned = TrainingSession.objects.filter(
        programme=programme, school__in=schools, status="planned", held_on__gte=today()
    )
    return list(planned.select_related("kit", "held_by", "school").order_by("held_on")[:3])


def attended(person: Person, programme: Programme, schools: Iterable[int]) -> list[OwnKit]:
    """The due kits of a person's schools, the newest first."""
    figures = figures_today(programme)
    due = dict.fromkeys(
        kit for pk in schools if pk in figures.schools for kit in figures.schools[pk].due
    )
    ways = ways_reached([person.pk], figures.day)
    kits = Kit.objects.in_bulk(list(due))
    return [OwnKit(kits[kit], ways.get((person.pk, kit), "")) for kit in reversed(due)]
