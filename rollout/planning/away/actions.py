"""Writes about substitute teachers."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from rollout.organisation.models import Person, School
from rollout.planning.away.queries import away
from rollout.planning.models import Programme, SubstituteDay


@transaction.atomic
def arrange_substitute(
    *,
    programme: Programme,
    school: School,
    person: int,
    day: dt.date,
    first: dt.date,
    by: Person | None,
) -> SubstituteDay:
    """Note that somebody's lessons are covered on a day, from a first one on; noted twice, it is
    once."""
    there = SubstituteDay.objects.filter(school=school, person=person, day=day).first()
    if there:
        return there
    if day < first:
        raise ValidationError(_("That day is past."))
    days = away(programme, [school], day, day)[school.pk].days
    if not any(a.person == person and a.needs_substitute for d in days for a in d.absences):
        raise ValidationError(_("Nobody needs a substitute there any more. Look at the day anew."))
    return SubstituteDay.objects.get_or_create(
        school=school, person_id=person, day=day, defaults={"arranged_by": by}
    )[0]


@transaction.atomic
def undo_substitute(*, school: School, person: int, day: dt.date) -> None:
    """Take back that a substitute is arranged; taken back twice, it is once."""
    for substitute in SubstituteDay.objects.filter(school=school, person=person, day=day):
        substitute.delete()
