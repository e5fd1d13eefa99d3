"""What pages show beside the figures: names, months and next workshops."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import QuerySet
from django.db.models.functions import TruncMonth

from rollout.common.dates import month_start, months_between, start_of
from rollout.logbook.models import TrainingSession
from rollout.logbook.reached import has_reached, ways_reached
from rollout.organisation.models import Person, School
from rollout.planning.expected import (
    Times,
    expected_members,
    meeting_with,
    meetings_by_school,
    members_at,
)
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
        return has_reached(len(self.ways) - self.lacking, len(self.ways), self.share)

    @property
    def lacking(self) -> int:
        return sum(not way for way in self.ways)


def reach_of_roster(
    programme: Programme, school: School, due: tuple[int, ...], day: dt.date
) -> list[Reach]:
    """Everyone on a school's roster, those lacking most first."""
    people = list(roster_people(programme, school, day))
    ways = ways_reached(programme.owner_id, day, [p.pk for p in people])
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


def coming_by_school(programme: Programme, day: dt.date) -> dict[int, list[Times]]:
    """When each school's superusers' cohorts meet from a day on: starts and ends, in order."""
    return meetings_by_school(ahead(programme, day), Membership.objects.all())


def next_during(programme: Programme, school: School, day: dt.date) -> list[Workshop]:
    """The workshops of the school's superusers' cohorts that are the next one at some moment of a
    day: those that end that day, and the first after them. Who comes to another cohort's instead is
    told beside them."""
    workshops = (
        meeting_with(ahead(programme, day), Membership.objects.filter(role__school=school))
        .select_related("cohort", "kit", "venue", "facilitator")
        .order_by("starts_at", "pk")
    )
    midnight = start_of(day + dt.timedelta(days=1))
    during = workshops.filter(ends_at__lt=midnight)
    return [*during, *workshops.filter(ends_at__gte=midnight)[:1]]


def ahead(programme: Programme, day: dt.date) -> QuerySet[Workshop]:
    """A programme's planned workshops that haven't ended as a day begins."""
    return Workshop.objects.filter(
        cohort__programme=programme, status=Workshop.Status.PLANNED, ends_at__gte=start_of(day)
    )


def away_from(workshop: Workshop, school: School) -> list[WorkshopAttendance]:
    """The school's superusers who are expected and have said that they can't come."""
    expected = expected_members(workshop, Membership.objects.filter(role__school=school))
    return list(
        workshop.attendances.filter(answer="no", person__in=expected.values("role__person"))
        .select_related("person")
        .order_by("person__last_name")
    )


def moved_from_school(workshop: Workshop, school: School) -> list[GuestPlace]:
    """The school's superusers who come to another cohort's workshop instead."""
    here = Membership.objects.filter(role__school=school)
    own = members_at(here, workshop.cohort_id, workshop.day)
    return list(
        GuestPlace.objects.taken()
        .filter(instead_of=workshop, person__in=own.values("role__person"))
        .select_related("person", "workshop__cohort")
        .order_by("person__last_name")
    )
