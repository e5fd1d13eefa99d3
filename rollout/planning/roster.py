"""The roster: whom a programme is to reach at its schools, on a day."""

import datetime as dt

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


def roster_by_school(programme: Programme, day: dt.date) -> dict[int, set[int]]:
    """By school, the people to reach on a day, as ids. One query."""
    people: dict[int, set[int]] = {}
    for school, person in roster(programme, day).values_list("school_id", "person_id"):
        people.setdefault(school, set()).add(person)
    return people
