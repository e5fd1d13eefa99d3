"""The roster: whom a programme is to reach at its schools, on a day."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from rollout.common.dates import in_force
from rollout.organisation.models import Employment, Person, School
from rollout.planning.models import Programme


def roster(programme: Programme, day: dt.date) -> QuerySet[Employment]:
    """**Who is on the roster on a day**: employments in force that day, at schools that take part
    then, whose position is in the programme's audience.

    Somebody who works at two of the schools is on both rosters.
    """
    return Employment.objects.filter(
        in_force(day),
        in_force(day, "school__participations__"),
        school__participations__programme=programme,
        position__in=programme.audience,
    )


def roster_people(programme: Programme, school: School, day: dt.date) -> QuerySet[Person]:
    """The people whom a school has to reach on a day, by surname."""
    here = roster(programme, day).filter(school=school)
    return Person.objects.filter(pk__in=here.values("person"))


@dataclass(frozen=True)
class Spell:
    """Somebody has been on a school's roster from a day to a day, or still is."""

    school: int
    person: int
    first: dt.date
    last: dt.date | None

    def covers(self, day: dt.date) -> bool:
        return self.first <= day and (self.last is None or day <= self.last)


def roster_spells(programme: Programme, day: dt.date) -> list[Spell]:
    """Who has been on which roster and when, of all that had begun by a day: on each day of it the
    roster is as `roster` says. One query."""
    rows = Employment.objects.filter(
        starts_on__lte=day,
        position__in=programme.audience,
        school__participations__programme=programme,
        school__participations__starts_on__lte=day,
    ).values_list(
        "school_id",
        "person_id",
        "starts_on",
        "ends_on",
        "school__participations__starts_on",
        "school__participations__ends_on",
    )
    spells = []
    for school, person, hired, left, joined, parted in rows:
        last = min((end for end in (left, parted) if end), default=None)
        if last is None or max(hired, joined) <= last:
            spells.append(Spell(school, person, max(hired, joined), last))
    return spells


def roster_by_school(spells: Iterable[Spell], day: dt.date) -> dict[int, set[int]]:
    """By school, the people to reach on a day, as ids."""
    people: dict[int, set[int]] = {}
    for spell in spells:
        if spell.covers(day):
            people.setdefault(spell.school, set()).add(spell.person)
    return people
