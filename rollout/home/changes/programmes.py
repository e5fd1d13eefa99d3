"""Changing a programme that may run already."""

import datetime as dt
import hashlib
from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rollout.accounts.permissions import Kind
from rollout.home.changes.hanging import Besides, Hanging, make
from rollout.logbook.actions import By
from rollout.logbook.calling_off import at_schools_that_leave, call_off_sessions, outside_days
from rollout.organisation.models import Employment, Person, Position, School
from rollout.planning.forms import TargetForm, ThresholdForm, WhatForm, WhoForm
from rollout.planning.models import Programme, Workshop
from rollout.planning.queries import last_memberships, unplaced_superusers, within_programme
from rollout.planning.taking_part import save_programme, taking_part

FIELDS = sorted(
    [
        *WhatForm.Meta.fields,
        *WhoForm.Meta.fields,
        *TargetForm.Meta.fields,
        *ThresholdForm.Meta.fields,
    ]
)


def state_of(programme: Programme, schools: Iterable[int]) -> str:
    """A programme as its page shows it: the same for the same settings and schools."""
    values = [(name, str(programme.serializable_value(name))) for name in FIELDS]
    text = f"{values} {sorted(schools)}"
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def change_programme(
    *,
    programme: Programme,
    schools: Iterable[School],
    by: Person,
    day: dt.date,
    shown: str = "",
    seen: str = "",
) -> Hanging:
    """Save a programme with other settings, dates or schools, and do all that hangs on it. `shown`
    is its state when somebody began to change it; asked for twice, it is done once."""
    chosen = list(schools)

    def change() -> Besides:
        was = Programme.objects.get(pk=programme.pk)
        before = taking_part(was, day)
        now, wanted = state_of(was, before), state_of(programme, [school.pk for school in chosen])
        if now == wanted:
            return Besides()
        if shown not in ("", now):
            raise ValidationError(
                _(
                    "Somebody else changed this while you had it open. "
                    "Look at it as it is now, and save again."
                ),
                code="stale",
            )
        save_programme(programme=programme, schools=chosen, day=day)
        after = taking_part(programme, day)
        left = School.objects.filter(pk__in=set(before) - set(after))
        back = School.objects.filter(pk__in=set(after) - set(before))
        return besides(programme, was, left, back, by, day)

    return make(programmes=[programme], change=change, seen=seen)


def besides(
    programme: Programme,
    was: Programme,
    left: QuerySet[School],
    back: QuerySet[School],
    by: Person,
    day: dt.date,
) -> Besides:
    """What else a change that was just made does, and whom it concerns."""
    redated = (was.starts_on, was.ends_on) != (programme.starts_on, programme.ends_on)
    gone = at_schools_that_leave([school.pk for school in left], day)
    if redated:
        gone |= outside_days(programme, day)
    signed = By(by, Kind.PROJECT_LEAD)
    sessions = call_off_sessions(programme=programme, which=gone, by=signed)
    principals = Person.objects.filter(
        pk__in=Employment.objects.on(day)
        .filter(school__in=left, position=Position.PRINCIPAL)
        .values("person")
    )
    waiting = unplaced_superusers(programme, day).filter(school__in=back).count()
    has_cohorts = programme.cohorts.exists()
    return Besides(
        news=[ends_with(programme)] if redated and programme.has_ended(day) else [],
        facts=[
            *(leaves(programme, day) % {"school": school} for school in left),
            *(_("%(school)s takes part.") % {"school": school} for school in back),
            *(new_dates(programme, was, day) if redated else ()),
            *(nobody_left(programme, day) if left else ()),
        ],
        sessions=sessions,
        concerned=[*principals, *(session.held_by for session in sessions)],
        waiting=waiting if has_cohorts else 0,
    )


def nobody_left(programme: Programme, day: dt.date) -> list[str]:
    """What is told of cohorts with workshops to come in which nobody is left."""
    coming = Workshop.objects.filter(
        cohort__programme=programme,
        status=Workshop.Status.PLANNED,
        starts_at__gt=timezone.now(),
    )
    met = {place.cohort_id for place in last_memberships(programme, day).values()}
    empty = programme.cohorts.filter(pk__in=coming.values("cohort")).exclude(pk__in=met)
    text = _("Nobody is left in %(cohort)s. Its workshops stay until you cancel them.")
    return [text % {"cohort": cohort} for cohort in empty]


def leaves(programme: Programme, day: dt.date) -> str:
    if programme.starts_on > day:
        return _("%(school)s takes no part.")
    return _("%(school)s takes part until today.")


def ends_with(programme: Programme) -> str:
    return _("The programme ends with this day, %(day)s.") % {"day": short(programme.ends_on)}


def short(day: dt.date) -> str:
    return date_format(day, "SHORT_DATE_FORMAT")


def new_dates(programme: Programme, was: Programme, day: dt.date) -> list[str]:
    """What is told of a programme's new days, and of the workshops that have been and lie outside
    them. That it has ended is news of its own."""
    first = _("The first day becomes %(day)s, and was %(was)s.")
    last = _("The last day becomes %(day)s, and was %(was)s.")
    days = [(first, programme.starts_on, was.starts_on)]
    if not programme.has_ended(day):
        days.append((last, programme.ends_on, was.ends_on))
    told = [text % {"day": short(new), "was": short(old)} for text, new, old in days if new != old]
    return [*told, *past_outside(programme)]


def past_outside(programme: Programme) -> list[str]:
    """What is told of the workshops that have been and lie outside the programme's new days."""
    workshops = Workshop.objects.filter(cohort__programme=programme)
    been = workshops.exclude(status=Workshop.Status.CANCELLED).exclude(within_programme())
    if not (count := been.count()):
        return []
    text = ngettext(
        "%(n)s workshop that has been lies outside the new dates. It stays as it was.",
        "%(n)s workshops that have been lie outside the new dates. They stay as they were.",
        count,
    )
    return [text % {"n": count}]
