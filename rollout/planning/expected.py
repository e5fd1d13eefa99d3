"""Who is expected at a workshop, and where somebody is expected.

`expected_at` is the definition; what follows asks it, for one workshop, for many, or for the
workshops of some members. `members_at` is its first half: whose cohort meets, wherever each of them
comes. The day is always the workshop's own.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, TruncDate

from rollout.organisation.models import Person
from rollout.planning.models import (
    GuestPlace,
    Membership,
    Workshop,
    WorkshopAttendance,
    lasting_on,
)

# From a membership to the workshops that may expect it: its cohort's, and those it is a guest at.
OWN, AS_GUEST = "cohort__workshops", "role__person__guest_places__workshop"

Times = tuple[dt.datetime, dt.datetime]


@dataclass(frozen=True)
class Seat:
    """Somebody who is expected at a workshop. A guest is so by a membership in their own cohort."""

    workshop: int
    starts_at: dt.datetime
    ends_at: dt.datetime
    school: int
    person: int
    first_name: str
    last_name: str
    is_guest: bool

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()


def members_at(members: QuerySet[Any], cohort: Any, day: Any) -> QuerySet[Any]:
    """Whose cohort's workshop it is, of some members: those of its cohort on its day, also where
    they come to another cohort's instead."""
    return members.filter(lasting_on(day), cohort=cohort)


def expected_at(members: QuerySet[Any], workshop: Any, cohort: Any, day: Any) -> QuerySet[Any]:
    """**Who is expected at a workshop**, of some members: on its day those of its cohort who don't
    come to another cohort's instead, and guests, whose membership is in their own cohort.

    The workshop's id, its cohort's and its day may be values, or `F` and `OuterRef` in a query.
    """
    taken = GuestPlace.objects.taken().filter(person=OuterRef("role__person"))
    moved_away = Exists(taken.filter(instead_of=inside(workshop)))
    is_guest = Exists(
        taken.filter(workshop=inside(workshop), instead_of__cohort=OuterRef("cohort"))
    )
    return members.filter(lasting_on(day)).filter(Q(cohort=cohort) & ~moved_away | is_guest)


def inside(term: Any) -> Any:
    """A value, `F` or `OuterRef` of a query as a query inside it writes it."""
    if isinstance(term, OuterRef):
        return OuterRef(term)
    return OuterRef(term.name) if isinstance(term, F) else term  # type: ignore[attr-defined]  # the stubs leave it out


def expected_members(
    workshop: Workshop, members: QuerySet[Membership] | None = None
) -> QuerySet[Membership]:
    """Those expected at one workshop: all, or of some members."""
    among = Membership.objects.all() if members is None else members
    return expected_at(among, workshop.pk, workshop.cohort_id, workshop.day)


def members_on(workshop: Workshop) -> list[Membership]:
    """Those expected at one workshop, school by school, with what a line about one shows."""
    return list(
        expected_members(workshop)
        .select_related("role__person", "role__school", "cohort")
        .order_by("role__school__name", "role__person__last_name", "role__person__first_name")
    )


def expects(workshop: Workshop, person_id: int) -> bool:
    """Whether somebody has a place in a workshop, and so may answer its invitation."""
    return expected_members(workshop, Membership.objects.filter(role__person=person_id)).exists()


def meeting_with(
    workshops: QuerySet[Workshop], members: QuerySet[Membership]
) -> QuerySet[Workshop]:
    """Those of the workshops that are of the cohort, on its day, of somebody among the members."""
    there = members_at(members, OuterRef("cohort"), OuterRef("local_day"))
    return workshops.alias(local_day=TruncDate("starts_at")).filter(Exists(there))


def expecting(workshops: QuerySet[Workshop], members: QuerySet[Membership]) -> QuerySet[Workshop]:
    """Those of the workshops that somebody among the members is expected at."""
    there = expected_at(members, OuterRef("pk"), OuterRef("cohort"), OuterRef("local_day"))
    return workshops.alias(local_day=TruncDate("starts_at")).filter(Exists(there))


def expected_workshops(person: Person) -> QuerySet[Workshop]:
    """The workshops that somebody is expected at: their cohorts’, and those they moved to."""
    return expecting(Workshop.objects.all(), Membership.objects.filter(role__person=person))


def seats_at(
    workshops: QuerySet[Workshop] | Iterable[int], members: QuerySet[Membership] | None = None
) -> dict[int, list[Seat]]:
    """By workshop, those expected there, guests last: all, or of some members. The workshops are a
    query, or their ids. One query."""
    among = Membership.objects.all() if members is None else members
    which = workshops.values("pk") if isinstance(workshops, QuerySet) else list(workshops)
    own, guests = (seat_rows(among, which, way) for way in (OWN, AS_GUEST))
    found = [
        (cohort != own_cohort, pk, *seat) for pk, cohort, own_cohort, *seat in own.union(guests)
    ]
    seats: dict[int, list[Seat]] = defaultdict(list)
    for is_guest, _pk, *of_seat in sorted(found, key=lambda row: row[:2]):
        seat: Any = (*of_seat, is_guest)
        seats[of_seat[0]].append(Seat(*seat))
    return seats


def seat_rows(
    members: QuerySet[Membership], workshops: QuerySet[Any] | list[int], way: str
) -> QuerySet[Any]:
    """What seats are made of, of the workshops at the end of one way from a membership."""
    pairs = with_workshops(members, workshops, way)
    expected = expected_at(pairs, F("at"), F("at_cohort"), F("day"))
    return expected.order_by().values_list(
        "pk", "at_cohort", "cohort", "at", "begins", "finishes", "role__school",
        "role__person", "role__person__first_name", "role__person__last_name",
    )  # fmt: skip


def with_workshops(
    members: QuerySet[Membership], workshops: QuerySet[Any] | list[int], way: str
) -> QuerySet[Any]:
    """Each member with each workshop at the end of a way: its id, its cohort's and its day as `at`,
    `at_cohort` and `day`, and when it `begins` and `finishes`."""
    return members.filter(**{f"{way}__in": workshops}).annotate(
        at=F(way),
        at_cohort=F(f"{way}__cohort"),
        begins=F(f"{way}__starts_at"),
        finishes=F(f"{way}__ends_at"),
        day=TruncDate(f"{way}__starts_at"),
    )


def meetings_by_school(
    workshops: QuerySet[Workshop], members: QuerySet[Membership]
) -> dict[int, list[Times]]:
    """When the cohorts of each school's members meet, of the workshops: starts and ends, in order.
    One query."""
    pairs = with_workshops(members, workshops.values("pk"), OWN)
    rows = members_at(pairs, F("at_cohort"), F("day"))
    found = rows.values_list("role__school", "begins", "finishes").distinct()
    meetings: dict[int, list[Times]] = {}
    for school, begins, finishes in found.order_by("begins"):
        meetings.setdefault(school, []).append((begins, finishes))
    return meetings


def answers_of_expected(answer: str) -> Coalesce:
    """How many of those expected have given an answer to a workshop, in a query for workshops."""
    workshop, cohort = OuterRef("workshop"), OuterRef("workshop__cohort")
    own = Membership.objects.filter(role__person=OuterRef("person"))
    rows = (
        WorkshopAttendance.objects.filter(workshop=OuterRef("pk"), answer=answer)
        .alias(local_day=TruncDate("workshop__starts_at"))
        .filter(Exists(expected_at(own, workshop, cohort, OuterRef("local_day"))))
    )
    count = rows.order_by().values("workshop").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(count), 0)


def next_workshops(workshops: QuerySet[Workshop], since: dt.datetime) -> QuerySet[Workshop]:
    """Planned workshops that haven't ended by a moment, the soonest first, each with a count of
    those expected who can't as `cannot`."""
    return (
        workshops.filter(status=Workshop.Status.PLANNED, ends_at__gte=since)
        .annotate(cannot=answers_of_expected("no"))
        .order_by("starts_at")
    )
