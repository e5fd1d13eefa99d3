"""Making and changing a programme, and which schools take part in it from when to when."""

import datetime as dt
from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import ngettext

from rollout.organisation.models import School
from rollout.planning.meeting_again import meet_again
from rollout.planning.models import Membership, Participation, Programme
from rollout.planning.new_dates import begin_with, call_off_outside
from rollout.planning.queries import superuser_roles

DAY = dt.timedelta(days=1)


@transaction.atomic
def save_programme(*, programme: Programme, schools: Iterable[School], day: dt.date) -> Programme:
    """Make or change a programme and which schools take part in it.

    A workshop to come that its new dates leave out is cancelled. A school that leaves takes part
    until the end of the day; what was before stays as it was.
    """
    check_superusers(programme)
    was = Programme.objects.filter(pk=programme.pk).first()
    programme.save()
    if was is not None and (was.starts_on, was.ends_on) != (programme.starts_on, programme.ends_on):
        call_off_outside(programme=programme)
        begin_with(programme=programme, was=was.starts_on, day=day)
    set_schools(programme=programme, schools=schools, day=day)
    return programme


def check_superusers(programme: Programme) -> None:
    """Those who meet in a programme's cohorts are its superusers."""
    if programme.shares_superusers:
        return
    shared = Membership.objects.filter(
        cohort__programme=programme.pk, role__programme__isnull=True, ends_on__isnull=True
    )
    if count := shared.values("role__person").distinct().count():
        text = ngettext(
            "%(n)s superuser of all programmes is in its cohorts, and so has a place in it.",
            "%(n)s superusers of all programmes are in its cohorts, and so have a place in it.",
            count,
        )
        raise ValidationError({"shares_superusers": text % {"n": count}})


@transaction.atomic
def set_schools(*, programme: Programme, schools: Iterable[School], day: dt.date) -> None:
    """Exactly these schools take part after a day; what was until then stays as it was.

    A school that has never taken part does so from the programme's first day. One that comes back
    does so from the day itself, and its superusers meet where they met before.
    """
    chosen = {school.pk for school in schools}
    rows = list(programme.participations.order_by("starts_on"))
    present = {row.school_id for row in rows if row.ends_on is None or row.ends_on > day}
    for row in rows:
        if row.school_id in present - chosen:
            end(row, day)
            leave_cohorts(programme, row.school_id, day)
    latest = {row.school_id: row for row in rows}
    coming = chosen - present
    for pk in sorted(coming):
        begin(programme, pk, latest.get(pk), day)
    back = coming & set(latest)
    roles = [role for role in superuser_roles(programme, day) if role.school_id in back]
    meet_again(programme=programme, roles=roles, day=day)


def end(row: Participation, day: dt.date) -> None:
    """A day is the last on which the school takes part."""
    if row.starts_on > day:
        row.delete()
    elif row.ends_on is None or row.ends_on > day:
        row.ends_on = day
        row.save()


def leave_cohorts(programme: Programme, school: int, day: dt.date) -> None:
    """A school's superusers are expected at no workshop of the programme after a day."""
    members = Membership.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gt=day),
        cohort__programme=programme,
        role__school=school,
    )
    for member in members.select_related("role", "cohort__programme"):
        if member.starts_on > day:
            member.delete()
        else:
            member.ends_on = day
            member.save()


def begin(programme: Programme, school: int, was: Participation | None, day: dt.date) -> None:
    """The school takes part from a day on; one that left the day before, or leaves with the day,
    hasn't been away."""
    if was and was.ends_on and was.ends_on >= day - DAY:
        was.ends_on = None
        was.save()
        return
    first = max(day, programme.starts_on) if was else programme.starts_on
    made = Participation(programme=programme, school_id=school, starts_on=first)
    made.full_clean()
    made.save()


def taking_part(programme: Programme, day: dt.date) -> list[int]:
    """The ids of the schools that take part beyond a day, or will."""
    beyond = Q(ends_on__isnull=True) | Q(ends_on__gt=day)
    rows = Participation.objects.filter(beyond, programme=programme)
    return list(rows.values_list("school_id", flat=True))
