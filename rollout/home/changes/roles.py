"""Giving somebody a role and ending it, with what hangs on it where they meet with others."""

import datetime as dt
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rollout.accounts.permissions import Kind
from rollout.common.dates import local
from rollout.home.changes.hanging import Besides, Hanging, make
from rollout.logbook.models import TrainingSession
from rollout.organisation.actions import end_role, grant_role
from rollout.organisation.models import Employment, Person, Role, School
from rollout.planning.meeting_again import follow
from rollout.planning.models import Programme, Workshop
from rollout.proposals.foreseeing import running

DAY = dt.timedelta(days=1)


def touched_by(kind: str, person: Person, day: dt.date) -> list[Programme]:
    """The programmes in which somebody may meet as what a role makes them."""
    return running(person.owner_id, day) if kind == Kind.SUPERUSER else []


def give_role(
    *,
    person: Person,
    kind: str,
    starts_on: dt.date,
    day: dt.date,
    school: School | None = None,
    programme: Any = None,
    seen: str = "",
) -> Hanging:
    """Give somebody a role from a day. A superuser who met for another school goes on meeting; one
    who works elsewhere only is asked about."""

    def change() -> Besides:
        role = grant_role(
            person=person, kind=kind, starts_on=starts_on, school=school, programme=programme
        )
        if school is None:
            return Besides()
        follow(role=role, day=day)
        return Besides(news=elsewhere(person, school, max(day, starts_on)))

    return make(programmes=touched_by(kind, person, day), change=change, seen=seen)


def elsewhere(person: Person, school: School, day: dt.date) -> list[str]:
    """What is asked of a superuser who works at other schools than this one."""
    works = Employment.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=day), person=person
    ).select_related("school")
    names = {employment.school_id: str(employment.school) for employment in works}
    if not names or school.pk in names:
        return []
    facts = {"name": person, "others": ", ".join(sorted(names.values())), "school": school}
    return [
        _(
            "%(name)s works at %(others)s, not at %(school)s. "
            "Is it %(school)s they’ll be superuser for?"
        )
        % facts
    ]


def take_role(
    *, role: Role, ends_on: dt.date, reason: str, day: dt.date, seen: str = ""
) -> Hanging:
    """End a role with a day. A superuser who is one at another school too meets for that one from
    then on; nobody is left without a cohort who had one, and is still to have one."""

    def change() -> Besides:
        others = Role.objects.filter(
            Q(ends_on__isnull=True) | Q(ends_on__gt=ends_on),
            person=role.person_id,
            kind=Kind.SUPERUSER,
        ).exclude(pk=role.pk)
        # Before the role ends, so that nobody gives up a seat who goes on meeting.
        if role.kind == Kind.SUPERUSER:
            for other in others.select_related("person").order_by("starts_on", "pk"):
                follow(role=other, day=day, leaving={role.pk: ends_on})
        fresh = Role.objects.select_related("person", "school").get(pk=role.pk)
        end_role(role=fresh, ends_on=ends_on, reason=reason)
        return Besides(news=left_to_others(fresh, ends_on))

    return make(programmes=touched_by(role.kind, role.person, day), change=change, seen=seen)


def left_to_others(role: Role, ends_on: dt.date) -> list[str]:
    """What somebody was to do by a role that ends, and others have to."""
    after = local(ends_on + DAY, dt.time.min)
    if role.kind == Kind.FACILITATOR:
        workshops = Workshop.objects.filter(
            facilitator=role.person_id,
            cohort__programme=role.programme_id,
            status=Workshop.Status.PLANNED,
            starts_at__gte=max(after, timezone.now()),
        )
        text = ngettext(
            "%(name)s leads %(n)s workshop after that day. Choose who leads it instead.",
            "%(name)s leads %(n)s workshops after that day. Choose who leads them instead.",
            count := workshops.count(),
        )
    elif role.kind == Kind.SUPERUSER:
        sessions = TrainingSession.objects.filter(
            held_by=role.person_id,
            school=role.school_id,
            status=TrainingSession.Status.PLANNED,
            held_on__gt=ends_on,
        )
        text = ngettext(
            "%(name)s is to hold %(n)s session after that day. Somebody else at the school may.",
            "%(name)s is to hold %(n)s sessions after that day. Somebody else at the school may.",
            count := sessions.count(),
        )
    else:
        return []
    return [text % {"name": role.person, "n": count}] if count else []
