"""Making and changing a programme, and which schools take part in it from when to when."""

import datetime as dt
from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import ngettext

from rollout.common.dates import local
from rollout.organisation.models import School
from rollout.planning.actions import tell_places
from rollout.planning.models import Membership, Participation, Programme, Workshop
from rollout.planning.signals import place_left


@transaction.atomic
def save_programme(*, programme: Programme, schools: Iterable[School], day: dt.date) -> Programme:
    """Make or change a programme and which schools take part from a day on."""
    check_end(programme)
    check_superusers(programme)
    programme.save()
    set_schools(programme=programme, schools=schools, day=day)
    return programme


def check_end(programme: Programme) -> None:
    """A programme doesn't end before workshops that people have been invited to."""
    tomorrow = local(programme.ends_on + dt.timedelta(days=1), dt.time.min)
    late = Workshop.objects.filter(
        cohort__programme=programme.pk,
        status=Workshop.Status.PLANNED,
        invited_at__isnull=False,
        starts_at__gte=tomorrow,
    ).order_by("starts_at")
    if not (found := list(late)):
        return
    text = ngettext(
        "%(n)s announced workshop lies after this day, on %(day)s. Move or cancel it first.",
        "%(n)s announced workshops lie after this day, the last on %(day)s. Move or cancel them "
        "first.",
        len(found),
    )
    day = date_format(found[-1].day, "SHORT_DATE_FORMAT")
    raise ValidationError({"ends_on": text % {"n": len(found), "day": day}})


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
    """Exactly these schools take part from a day on; what was before stays as it was.

    A school that has never taken part does so from the programme's first day; one that comes back,
    from the day itself.
    """
    chosen = {school.pk for school in schools}
    rows = list(programme.participations.order_by("starts_on"))
    present = {row.school_id for row in rows if row.ends_on is None or row.ends_on >= day}
    for row in rows:
        if row.school_id in present - chosen:
            end(row, day)
            leave_cohorts(programme, row.school_id, day)
    latest = {row.school_id: row for row in rows}
    for pk in sorted(chosen - present):
        begin(programme, pk, latest.get(pk), day)


def end(row: Participation, day: dt.date) -> None:
    """The school takes part no more from a day on."""
    if row.starts_on >= day:
        row.delete()
    elif row.ends_on is None or row.ends_on >= day:
        row.ends_on = day - dt.timedelta(days=1)
        row.save()


def leave_cohorts(programme: Programme, school: int, day: dt.date) -> None:
    """A school's superusers are expected at no workshop of the programme from a day on, and are
    told of those that are announced."""
    members = Membership.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=day),
        cohort__programme=programme,
        role__school=school,
    )
    for member in members.select_related("role__person", "cohort"):
        if member.starts_on >= day:
            member.delete()
        else:
            member.ends_on = day - dt.timedelta(days=1)
            member.save()
        tell_places(place_left, role=member.role, cohort_id=member.cohort_id, day=day)


def begin(programme: Programme, school: int, was: Participation | None, day: dt.date) -> None:
    """The school takes part from a day on; one that left the day before hasn't been away."""
    if was and was.ends_on == day - dt.timedelta(days=1):
        was.ends_on = None
        was.save()
        return
    first = max(day, programme.starts_on) if was else programme.starts_on
    made = Participation(programme=programme, school_id=school, starts_on=first)
    made.full_clean()
    made.save()


def taking_part(programme: Programme, day: dt.date) -> list[int]:
    """The ids of the schools that take part on a day, or will."""
    rows = programme.participations.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=day))
    return list(rows.values_list("school_id", flat=True))
