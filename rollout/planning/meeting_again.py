"""Where a superuser meets who has met before: who moves to another school, or whose school is back.

Nobody is asked: it is what people would expect, the cohorts' page shows it, and a lead can change
it there.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping

from django.db import transaction
from django.db.models import Q

from rollout.organisation.models import Role
from rollout.planning.models import Cohort, Membership, Programme
from rollout.planning.queries import unplaced_superusers

DAY = dt.timedelta(days=1)


@transaction.atomic
def meet_again(*, programme: Programme, roles: Iterable[Role], day: dt.date) -> list[Membership]:
    """Give the superusers of schools that are back a place from a day on, where they or their
    school met before. Who has one keeps it, and who has never met waits for a lead."""
    wanted = {role.pk for role in roles}
    if not wanted:
        return []
    unplaced = [role for role in unplaced_superusers(programme, day) if role.pk in wanted]
    first = max(day, programme.starts_on)
    cohorts = cohorts_of(programme)
    chosen = [where_to_meet(programme, role, first) for role in unplaced]
    return [
        give_back(role, cohorts[pk], first)
        for role, pk in zip(unplaced, chosen, strict=True)
        if pk is not None
    ]


@transaction.atomic
def follow(
    *, role: Role, day: dt.date, leaving: Mapping[int, dt.date] | None = None
) -> list[Membership]:
    """Let a superuser who met for another school, and no longer does, go on meeting for the school
    where they are superuser now: in each programme that hasn't ended, from the day after.

    They meet where the new school's others do, and else where they met. `leaving` are the last days
    of roles that are about to end, by id. Nothing is done where they still meet for another school,
    have never met, or the school takes no part. Another cohort is met from `day` at the earliest.
    """
    made = []
    for programme in Programme.objects.filter(owner=role.person.owner_id, ends_on__gte=day):
        begins = max(role.starts_on, programme.starts_on)
        if not unplaced_superusers(programme, max(day, begins)).filter(pk=role.pk).exists():
            continue
        was, last = last_place(programme, role), end_of_all(programme, role, leaving or {})
        if was is None or last is None:
            continue
        pk = where_to_meet(programme, role, max(day, begins))
        if pk is None:
            continue
        begins = max(begins, last + DAY)
        if pk != was.cohort_id:
            begins = max(begins, day)
        if begins <= programme.ends_on:
            cohort = cohorts_of(programme)[pk]
            made.append(Membership.objects.create(cohort=cohort, role=role, starts_on=begins))
    return made


def cohorts_of(programme: Programme) -> dict[int, Cohort]:
    """A programme's cohorts by id, each with the programme, which listeners to a place ask for."""
    cohorts = Cohort.objects.filter(programme=programme).select_related("programme__owner")
    return cohorts.in_bulk()


def last_place(programme: Programme, role: Role) -> Membership | None:
    """The latest of a person's places in a programme's cohorts, whichever school it was for."""
    places = Membership.objects.filter(cohort__programme=programme, role__person=role.person_id)
    return places.order_by("starts_on", "pk").last()


def end_of_all(programme: Programme, role: Role, leaving: Mapping[int, dt.date]) -> dt.date | None:
    """The last day that a person meets before they do so by a role: for other schools, where they
    do. None where that goes on, or they never have."""
    places = Membership.objects.filter(cohort__programme=programme, role__person=role.person_id)
    ends: dict[bool, list[dt.date]] = {True: [], False: []}
    for place in places.select_related("role"):
        days = (place.ends_on, place.role.ends_on, leaving.get(place.role_id))
        last = min((day for day in days if day), default=dt.date.max)
        ends[place.role_id == role.pk].append(last)
    if not ends[False] or max(ends[False]) == dt.date.max:
        return None
    return max(ends[True] + ends[False])


def where_to_meet(programme: Programme, role: Role, day: dt.date) -> int | None:
    """The cohort for a superuser without one: theirs from before, first for this school and else
    for another, unless their school's others meet elsewhere. For who has never met, the one that
    the school's others meet with, or did last."""
    there = Membership.objects.filter(cohort__programme=programme).order_by("starts_on", "pk")
    own = there.filter(role__person=role.person_id)
    latest = [own.filter(role__school=role.school_id).last(), own.last()]
    before = [place.cohort_id for place in latest if place]
    others = there.filter(role__school=role.school_id).exclude(role__person=role.person_id)
    reaching = others.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gt=day),
        Q(role__ends_on__isnull=True) | Q(role__ends_on__gt=day),
    )
    here = Counter(reaching.values_list("cohort_id", flat=True))
    kept = [pk for pk in before if not here or pk in here]
    if kept:
        return kept[0]
    if here:
        return min(here, key=lambda pk: (here[pk], pk))
    last = others.last()
    return last.cohort_id if last else None


def give_back(role: Role, cohort: Cohort, day: dt.date) -> Membership:
    """A place in a cohort from a day on, and after all that the superuser has. One that ends with
    the day before, or with the day, goes on as if it had never ended."""
    own = Membership.objects.filter(role=role, cohort__programme=cohort.programme_id)
    place = own.filter(ends_on__gte=day - DAY).order_by("ends_on", "pk").last()
    if place and place.cohort_id == cohort.pk:
        place.cohort, place.role, place.ends_on = cohort, role, None
        place.save()
        return place
    begins = place.ends_on + DAY if place and place.ends_on else day
    return Membership.objects.create(cohort=cohort, role=role, starts_on=max(begins, day))
