"""Undoing what accepting a proposal did: the record of it, gone over the other way."""

import datetime as dt
from collections.abc import Mapping

from rollout.common.bulk import change_rows
from rollout.organisation.models import Role
from rollout.planning.actions import change_workshop
from rollout.planning.models import Cohort, Membership, Workshop
from rollout.proposals.accepting.guest_seats import unseat
from rollout.proposals.accepting.record import Applied, WorkshopBefore
from rollout.proposals.accepting.workshops import PLANNED_FIELDS


def put_back(applied: Applied, name: str, owner_id: int) -> None:
    """Seats first, then workshops, members and at last the cohorts that nobody is left in. `name`
    is the proposal's: why, in workshops' history. In the transaction of the undoing."""
    unseat(applied.guests_seated)
    put_back_workshops(applied, name, owner_id)
    put_back_members(applied)
    cohorts = Cohort.objects.filter(
        pk__in=applied.cohorts_made, workshops__isnull=True, memberships__isnull=True
    )
    for cohort in cohorts.select_related("programme"):
        cohort.delete()


def put_back_workshops(applied: Applied, name: str, owner_id: int) -> None:
    """Made ones go, changed ones are as before with the answers they had, removed ones are anew."""
    workshops = Workshop.objects.select_related("cohort__programme", "venue")
    for workshop in workshops.filter(pk__in=applied.workshops_made):
        workshop.delete()
    # First, so that moving them back tells nobody.
    uninvited = Workshop.objects.filter(pk__in=applied.uninvited)
    change_rows(uninvited, owner_id=owner_id, invited_at=None)
    changed = workshops.in_bulk([was.pk for was in applied.workshops_changed])
    for was in applied.workshops_changed:
        put_back_workshop(changed[was.pk], was, name, owner_id)
    for removed in applied.workshops_removed:
        Workshop(**vars(removed)).save()


def put_back_workshop(workshop: Workshop, was: WorkshopBefore, name: str, owner_id: int) -> None:
    """A workshop as it was, with the answers that moving it took away; one that somebody has given
    since holds."""
    for field in PLANNED_FIELDS:
        setattr(workshop, field, getattr(was, field))
    change_workshop(workshop=workshop, revision=workshop.revision, note=name)
    for given in was.answers:
        attendance = workshop.attendances.filter(person=given.person_id, answer="")
        change_rows(
            attendance,
            owner_id=owner_id,
            answer=given.answer,
            reason=given.reason,
            answered_at=given.answered_at,
        )


def put_back_members(applied: Applied) -> None:
    """Places in cohorts as they were, but for those who have got another since."""
    made = Membership.objects.filter(pk__in=applied.memberships_made)
    for membership in made.select_related("cohort__programme", "role__person"):
        membership.delete()
    end_as_before(dict(applied.memberships_ended))
    cohorts = set(Cohort.objects.values_list("pk", flat=True))
    roles = set(Role.objects.values_list("pk", flat=True))
    for removed in applied.memberships_removed:
        if removed.cohort_id in cohorts and removed.role_id in roles:
            Membership.objects.create(**vars(removed))


def end_as_before(last_days: Mapping[int, dt.date | None]) -> None:
    """Places by id with the last day that each had, or none."""
    rows = Membership.objects.select_related("cohort__programme", "role").filter(pk__in=last_days)
    for membership in rows:
        if not has_moved_since(membership):
            membership.ends_on = last_days[membership.pk]
            membership.save()


def has_moved_since(membership: Membership) -> bool:
    """Whether somebody has given the superuser another place since; then that one holds."""
    return Membership.objects.filter(
        role=membership.role_id,
        cohort__programme=membership.cohort.programme_id,
        starts_on__gt=membership.starts_on,
    ).exists()
