"""What pages show beside the figures: names, months and next workshops."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import CharField, Exists, F, OuterRef, QuerySet, Value
from django.db.models.functions import TruncDate, TruncMonth

from rollout.common.dates import in_force, month_start, months_between, start_of
from rollout.insight.sources import taught_at_workshops
from rollout.library.models import ModuleCompletion
from rollout.library.queries import kit_root
from rollout.logbook.models import SessionAttendance, TrainingSession
from rollout.organisation.models import Person, School
from rollout.planning.models import (
    GuestPlace,
    Membership,
    Programme,
    Workshop,
    WorkshopAttendance,
)
from rollout.planning.roster import roster_people


@dataclass(frozen=True)
class Reach:
    """A person on the roster, and how each due kit reached them ('' where it hasn't)."""

    person: Person
    ways: tuple[str, ...]
    share: int

    @property
    def is_reached(self) -> bool:
        """Whether the programme's share of the due kits has reached the person."""
        done = len(self.ways) - self.lacking
        return bool(self.ways) and done * 100 >= self.share * len(self.ways)

    @property
    def lacking(self) -> int:
        return sum(not way for way in self.ways)


def ways_reached(people: Iterable[int], day: dt.date) -> dict[tuple[int, int], str]:
    """How a person was reached by a kit, by (person, kit): session, else workshop, else module."""
    ids = list(people)
    modules = ModuleCompletion.objects.filter(person__in=ids, completed_on__lte=day)
    workshops = taught_at_workshops(day).filter(person__in=ids)
    sessions = SessionAttendance.objects.filter(
        person__in=ids, session__status="held", session__held_on__lte=day
    )
    rows = way(modules, "kit", "module").union(
        way(workshops, "workshop__kit", "workshop"), way(sessions, "session__kit", "session")
    )
    strength = ("module", "workshop", "session")
    return {
        (person, kit): name
        for person, kit, name in sorted(rows, key=lambda row: strength.index(row[2]))
    }


def way(rows: QuerySet, kit: str, name: str) -> QuerySet:
    """Person, root kit and the name of the way, for a union."""
    return rows.order_by().values_list("person_id", kit_root(kit), Value(name, CharField()))


def reach_of_roster(
    programme: Programme, school: School, due: tuple[int, ...], day: dt.date
) -> list[Reach]:
    """Everyone on a school's roster, those lacking most first."""
    people = list(roster_people(programme, school, day))
    ways = ways_reached([p.pk for p in people], day)
    share = programme.reached_share
    reach = [Reach(p, tuple(ways.get((p.pk, kit), "") for kit in due), share) for p in people]
    return sorted(reach, key=lambda r: (-r.lacking, r.person.last_name, r.person.first_name))


def sessions_by_month(
    programme: Programme, school: School | None, day: dt.date
) -> list[tuple[dt.date, int]]:
    """Held sessions in each month from the programme's start, at most the last twelve."""
    sessions = TrainingSession.objects.filter(
        programme=programme, status="held", held_on__lte=day
    ).order_by()
    if school:
        sessions = sessions.filter(school=school)
    months = sessions.annotate(month=TruncMonth("held_on")).values_list("month", flat=True)
    counts: dict[dt.date, int] = {}
    for month in months:
        counts[month] = counts.get(month, 0) + 1
    shown = months_between(programme.starts_on, max(programme.starts_on, month_start(day)))
    return [(month, counts.get(month, 0)) for month in shown[-12:]]


Times = tuple[dt.datetime, dt.datetime]


def coming_by_school(programme: Programme, day: dt.date) -> dict[int, list[Times]]:
    """When each school's superusers meet from a day on, each workshop with its own day's members:
    starts and ends, in order."""
    then = F("local_day")
    rows = (
        Membership.objects.filter(
            cohort__programme=programme,
            cohort__workshops__status="planned",
            cohort__workshops__ends_at__gte=start_of(day),
        )
        .alias(local_day=TruncDate("cohort__workshops__starts_at"))
        .filter(in_force(then), in_force(then, "role__"))
        .values_list(
            "role__school_id", "cohort__workshops__starts_at", "cohort__workshops__ends_at"
        )
    )
    coming: dict[int, list[Times]] = {}
    for school, starts_at, ends_at in rows.distinct().order_by("cohort__workshops__starts_at"):
        coming.setdefault(school, []).append((starts_at, ends_at))
    return coming


def next_during(programme: Programme, school: School, day: dt.date) -> list[Workshop]:
    """The workshops of the school's superusers that are the next one at some moment of a day:
    those that end that day, and the first after them."""
    then = OuterRef("local_day")
    members = Membership.objects.filter(
        in_force(then), in_force(then, "role__"), role__school=school, cohort=OuterRef("cohort")
    )
    workshops = (
        Workshop.objects.filter(
            cohort__programme=programme,
            status=Workshop.Status.PLANNED,
            ends_at__gte=start_of(day),
        )
        .alias(local_day=TruncDate("starts_at"))
        .filter(Exists(members))
        .select_related("cohort", "kit", "venue", "facilitator")
        .order_by("starts_at", "pk")
    )
    midnight = start_of(day + dt.timedelta(days=1))
    during = workshops.filter(ends_at__lt=midnight)
    return [*during, *workshops.filter(ends_at__gte=midnight)[:1]]


def away_from(workshop: Workshop, school: School) -> list[WorkshopAttendance]:
    """The school's superusers who said that they can't come, and go to no other cohort's."""
    own = Membership.objects.filter(in_force(workshop.day), role__school=school)
    moved = GuestPlace.objects.taken().filter(instead_of=workshop)
    return list(
        workshop.attendances.filter(answer="no", person__in=own.values("role__person"))
        .exclude(person__in=moved.values("person"))
        .select_related("person")
        .order_by("person__last_name")
    )


def moved_from_school(workshop: Workshop, school: School) -> list[GuestPlace]:
    """The school's superusers who come to another cohort's workshop instead."""
    own = Membership.objects.filter(in_force(workshop.day), role__school=school)
    return list(
        GuestPlace.objects.taken()
        .filter(instead_of=workshop, person__in=own.values("role__person"))
        .select_related("person", "workshop__cohort")
        .order_by("person__last_name")
    )
