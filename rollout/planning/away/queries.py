"""Reads about who is away from a school, and when. The same queries for one school as for all."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from django.db.models import Q
from django.utils import timezone

from rollout.accounts.permissions import Kind
from rollout.calendars.queries import why_closed
from rollout.common.dates import local
from rollout.organisation.models import CommonTime, Role, School
from rollout.planning.away.rules import Absence, AwayDay, CommonSlot, lesson_minutes
from rollout.planning.expected import Seat, seats_at
from rollout.planning.models import (
    Membership,
    Programme,
    SubstituteDay,
    Workshop,
    WorkshopAttendance,
)


@dataclass
class SchoolAway:
    """A school's days away, and substitutes arranged for days that need none any more."""

    days: list[AwayDay] = field(default_factory=list)
    in_vain: list[SubstituteDay] = field(default_factory=list)


@dataclass
class AwayRows:
    """The rows that days away are made of."""

    workshops: list[Workshop]
    seats: dict[int, list[Seat]]
    noted: dict[tuple[int, int], tuple[str, bool | None]]
    superusers: dict[int, list[tuple[int, dt.date, dt.date]]]
    closed: dict[tuple[int, dt.date], str]
    substitutes: dict[tuple[int, int, dt.date], SubstituteDay]


def away(
    programme: Programme, schools: Collection[School], first: dt.date, last: dt.date
) -> dict[int, SchoolAway]:
    """By school, who is away on which days. Six queries, however many schools and days."""
    rows = read_rows(programme, [school.pk for school in schools], first, last)
    found = {school.pk: SchoolAway() for school in schools}
    by_day = days_away(rows, {school.pk: common_slot(school, programme) for school in schools})
    for (school, _day), away_day in sorted(by_day.items()):
        away_day.absences.sort(key=lambda absence: (absence.start, absence.name))
        away_day.all_away = is_all_away(rows, school, away_day)
        found[school].days.append(away_day)
    needed = {
        (school, absence.person, day.day)
        for school, one in found.items()
        for day in one.days
        for absence in day.absences
        if absence.needs_substitute
    }
    for key, substitute in rows.substitutes.items():
        if key not in needed:
            found[key[0]].in_vain.append(substitute)
    return found


def common_slot(school: School, programme: Programme) -> CommonSlot | None:
    """When the school has its common time: its own, else the programme's, else the owner's."""
    holders: tuple[CommonTime, ...] = (school, programme, programme.owner)
    for holder in holders:
        day, start, end = holder.common_weekday, holder.common_from, holder.common_to
        if day is not None and start and end:
            return CommonSlot(day, start, end)
    return None


def read_rows(programme: Programme, schools: list[int], first: dt.date, last: dt.date) -> AwayRows:
    workshops = list(
        Workshop.objects.filter(cohort__programme=programme)
        .exclude(status=Workshop.Status.CANCELLED)
        .filter(starts_at__gte=local(first, dt.time()))
        .filter(starts_at__lt=local(last + dt.timedelta(days=1), dt.time()))
        .select_related("cohort", "venue")
        .order_by("starts_at", "pk")
    )
    members = Membership.objects.filter(role__school__in=schools)
    return AwayRows(
        workshops=workshops,
        seats=seats_at([workshop.pk for workshop in workshops], members),
        noted=read_answers(workshops, schools),
        superusers=read_superusers(programme, schools),
        closed=why_closed(programme.owner, schools, first, last),
        substitutes=read_substitutes(schools, first, last),
    )


def read_answers(
    workshops: Iterable[Workshop], schools: Iterable[int]
) -> dict[tuple[int, int], tuple[str, bool | None]]:
    superusers = Role.objects.filter(kind=Kind.SUPERUSER, school__in=schools)
    rows = WorkshopAttendance.objects.filter(
        workshop__in=[w.pk for w in workshops], person__in=superusers.values("person")
    )
    found = rows.values_list("workshop_id", "person_id", "answer", "attended")
    return {(workshop, person): (answer, came) for workshop, person, answer, came in found}


def read_superusers(
    programme: Programme, schools: Iterable[int]
) -> dict[int, list[tuple[int, dt.date, dt.date]]]:
    found: dict[int, list[tuple[int, dt.date, dt.date]]] = defaultdict(list)
    rows = Role.objects.filter(
        Q(programme=programme) | Q(programme__isnull=True),
        kind=Kind.SUPERUSER,
        school__in=schools,
    )
    for school, person, first, last in rows.values_list(
        "school_id", "person_id", "starts_on", "ends_on"
    ):
        found[school].append((person, first, last or dt.date.max))
    return found


def read_substitutes(
    schools: Iterable[int], first: dt.date, last: dt.date
) -> dict[tuple[int, int, dt.date], SubstituteDay]:
    rows = SubstituteDay.objects.filter(school__in=schools, day__gte=first, day__lte=last)
    rows = rows.select_related("person")
    return {(row.school_id, row.person_id, row.day): row for row in rows}


@dataclass(frozen=True)
class Meeting:
    """A workshop in local time, worked out once for all who are there."""

    workshop: Workshop
    day: dt.date
    start: dt.datetime
    end: dt.datetime


def days_away(
    rows: AwayRows, common: dict[int, CommonSlot | None]
) -> dict[tuple[int, dt.date], AwayDay]:
    """By school and day, who is at a workshop, and who has said no to it."""
    days: dict[tuple[int, dt.date], AwayDay] = {}
    for workshop in rows.workshops:
        start, end = timezone.localtime(workshop.starts_at), timezone.localtime(workshop.ends_at)
        at = Meeting(workshop, start.date(), start, end)
        for seat in rows.seats.get(workshop.pk, ()):
            key = (seat.school, at.day)
            answer, came = rows.noted.get((workshop.pk, seat.person), ("", None))
            day = days.setdefault(key, AwayDay(at.day, closed=rows.closed.get(key, "")))
            if came is False or (came is None and answer == WorkshopAttendance.Answer.NO):
                day.staying.append(seat.name)
            else:
                slot = common.get(seat.school)
                day.absences.append(absence(rows, at, seat, answer, slot))
    return days


def absence(
    rows: AwayRows, at: Meeting, seat: Seat, answer: str, common: CommonSlot | None
) -> Absence:
    return Absence(
        person=seat.person,
        name=seat.name,
        workshop=at.workshop.pk,
        cohort=at.workshop.cohort.name,
        place=str(at.workshop.venue or ""),
        start=at.start,
        end=at.end,
        answer=answer,
        is_guest=seat.is_guest,
        minutes=lesson_minutes(
            at.day,
            at.start.time(),
            at.end.time(),
            is_open=(seat.school, at.day) not in rows.closed,
            common=common,
        ),
        arranged=(seat.school, seat.person, at.day) in rows.substitutes,
    )


def is_all_away(rows: AwayRows, school: int, day: AwayDay) -> bool:
    """Whether every superuser of the school is away; one who is alone always is."""
    there = {
        person
        for person, first, last in rows.superusers.get(school, ())
        if first <= day.day <= last
    }
    return len(there) > 1 and there <= {absence.person for absence in day.absences}
