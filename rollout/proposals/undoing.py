"""Undoing an acceptance, until the first invitation has gone out."""

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, Min, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from rollout.common.bulk import change_rows
from rollout.notifications.actions.causing import rolled_back
from rollout.notifications.actions.queueing import take_back
from rollout.notifications.models import Message
from rollout.notifications.outbox import CALENDAR, WAITING
from rollout.organisation.models import Role
from rollout.planning.actions import change_workshop, lock_places
from rollout.planning.models import Cohort, Membership, Participation, Workshop
from rollout.proposals.accepting import PLANNED_FIELDS, are_moved, full
from rollout.proposals.actions import locked
from rollout.proposals.foreseeing import Consent, Foreseen, done_to
from rollout.proposals.guest_seats import unseat
from rollout.proposals.models import Proposal


def why_not_undone(proposal: Proposal) -> str:
    """Why an acceptance can't be undone; empty where it can."""
    if proposal.status != Proposal.Status.ACCEPTED:
        return _("It isn’t accepted.")
    if proposal.undo is None:
        return _("A later proposal is accepted on top of it.")
    if proposal.undo["workshops_cancelled"]:
        return _("Workshops that people were invited to are cancelled by it.")
    if is_built_on(proposal.undo) or schools_left(proposal):
        return _("Superusers or workshops of it have been moved or taken out since.")
    workshops = Workshop.objects.filter(pk__in=touched(proposal))
    if workshops.exclude(status=Workshop.Status.PLANNED).exists():
        return _("One of its workshops is already held or cancelled.")
    seen = {f["pk"]: f["revision"] for f in proposal.undo["workshops_changed"]}
    seen |= dict.fromkeys(proposal.undo["workshops_made"], 0)
    if len(workshops) < len(seen) or are_moved(workshops, seen):
        return _("One of its workshops has been changed by hand since.")
    cohorts = {fields["cohort_id"] for fields in proposal.undo["workshops_removed"]}
    if Cohort.objects.filter(pk__in=cohorts).count() != len(cohorts):
        return _("A cohort that met before it is gone.")
    if mail_since(proposal).exclude(status__in=[*WAITING, Message.Status.CANCELLED]).exists():
        return _("Invitations have gone out. Plan the least change instead.")
    return ""


def is_built_on(undo: dict[str, Any]) -> bool:
    """Whether something that undoing would put back or take out is no longer as accepting left it:
    somebody has since met with another cohort, or is in none."""
    made, ended = undo["memberships_made"], [pk for pk, _ends_on in undo["memberships_ended"]]
    still = Membership.objects.filter(pk__in=made, ends_on__isnull=True).count()
    there = Membership.objects.filter(pk__in=ended).count()
    changed = [fields["pk"] for fields in undo["workshops_changed"]]
    workshops = Workshop.objects.filter(pk__in=changed).count()
    return (still, there, workshops) != (len(made), len(ended), len(changed))


def schools_left(proposal: Proposal) -> bool:
    """Whether a school of those whom accepting placed has left the programme since: undoing would
    put them back into cohorts."""
    since = timezone.localdate(proposal.accepted_at)
    left = Participation.objects.filter(programme=proposal.programme_id, ends_on__gte=since)
    undo = proposal.undo or {}
    placed = [*undo["memberships_made"], *(pk for pk, _ends_on in undo["memberships_ended"])]
    schools = left.values("school")
    return Membership.objects.filter(pk__in=placed, role__school__in=schools).exists()


def mail_since(proposal: Proposal) -> QuerySet[Message]:
    """Mail about the programme's workshops that was written after the proposal was accepted."""
    return Message.objects.filter(
        programme=proposal.programme_id, made_at__gte=proposal.accepted_at
    ).filter(workshop__in=touched(proposal))


def waiting_since(proposal: Proposal) -> dict[str, Any]:
    """The mail that waits since the proposal was accepted, how much and until when: undone before
    then, nobody hears of it."""
    waiting = Message.objects.filter(
        programme=proposal.programme_id,
        made_at__gte=proposal.accepted_at,
        kind__in=CALENDAR,
        status__in=WAITING,
    )
    return waiting.aggregate(n=Count("pk"), due=Min("due_at"))


def touched(proposal: Proposal) -> list[int]:
    """The workshops that accepting made or changed."""
    undo = proposal.undo or {}
    changed = [fields["pk"] for fields in undo.get("workshops_changed", [])]
    return [*undo.get("workshops_made", []), *changed]


@transaction.atomic
def undo_acceptance(
    *, proposal: Proposal, revision: int, consent: Consent | None = None
) -> Proposal:
    """Everything as it was before the proposal was accepted; it is ready again. Who wasn't told of
    it isn't told of this either."""
    fresh, foreseen = take_out(proposal, revision)
    if consent is not None:
        consent.check(foreseen)
    fresh.status = Proposal.Status.READY
    fresh.accepted_at = fresh.accepted_by = fresh.undo = None
    fresh.revision += 1
    fresh.save()
    return fresh


def what_undoing_does(*, proposal: Proposal) -> Foreseen:
    """Whom undoing would concern, and all the mail it would cause. Nothing is kept."""
    with rolled_back():
        return take_out(proposal, proposal.revision)[1]


def take_out(proposal: Proposal, revision: int) -> tuple[Proposal, Foreseen]:
    """All that undoing changes but the proposal's own state, in one transaction."""
    lock_places(proposal.programme_id)
    fresh = locked(proposal, revision)
    reason = why_not_undone(fresh)
    if reason:
        raise ValidationError(reason)
    undo = fresh.undo or {}
    quiet = [fields["pk"] for fields in undo["workshops_changed"] if not fields["invited"]]

    def back() -> None:
        put_back(undo, fresh.name, fresh.programme.owner_id)
        # Nobody is invited to these any more.
        take_back(mail_since(fresh).filter(workshop__in=quiet), Message.Problem.CALLED_OFF)
        see_again(fresh)

    return fresh, done_to(fresh.programme, back)


def see_again(proposal: Proposal) -> None:
    """What a least change is against is there again, so it can be accepted again: its workshops
    have only been counted on."""
    if proposal.before and "revisions" in proposal.before:
        changed = Workshop.objects.filter(pk__in=touched(proposal))
        now = {str(pk): revision for pk, revision in changed.values_list("pk", "revision")}
        proposal.before["revisions"] |= now


def put_back(undo: dict[str, Any], name: str, owner_id: int) -> None:
    """Seats first, then workshops, members and at last the cohorts that nobody is left in."""
    unseat(undo["guests_seated"])
    put_back_workshops(undo, name, owner_id)
    put_back_members(undo)
    cohorts = Cohort.objects.filter(
        pk__in=undo["cohorts_made"], workshops__isnull=True, memberships__isnull=True
    )
    for cohort in cohorts.select_related("programme"):
        cohort.delete()


def put_back_workshops(undo: dict[str, Any], name: str, owner_id: int) -> None:
    """Made ones go, changed ones are as before with the answers they had, removed ones are anew."""
    workshops = Workshop.objects.select_related("cohort__programme", "venue")
    for workshop in workshops.filter(pk__in=undo["workshops_made"]):
        workshop.delete()
    quiet = [fields["pk"] for fields in undo["workshops_changed"] if not fields["invited"]]
    change_rows(Workshop.objects.filter(pk__in=quiet), owner_id=owner_id, invited_at=None)
    changed = workshops.in_bulk([fields["pk"] for fields in undo["workshops_changed"]])
    for fields in undo["workshops_changed"]:
        workshop = changed[fields["pk"]]
        for key in PLANNED_FIELDS:
            setattr(workshop, key, full(fields)[key])
        change_workshop(workshop=workshop, revision=workshop.revision, note=name)
        for answer in fields["answers"]:
            given = {key: answer[key] for key in ("answer", "reason", "answered_at")}
            attendance = workshop.attendances.filter(person=answer["person_id"], answer="")
            change_rows(attendance, owner_id=owner_id, **given)
    for fields in undo["workshops_removed"]:
        Workshop(**full(fields)).save()


def put_back_members(undo: dict[str, Any]) -> None:
    """Places in cohorts as they were, but for those who have got another since."""
    made = Membership.objects.filter(pk__in=undo["memberships_made"])
    for membership in made.select_related("cohort__programme", "role__person"):
        membership.delete()
    ends = dict(undo["memberships_ended"])
    ended = Membership.objects.select_related("cohort__programme", "role").filter(pk__in=ends)
    for membership in ended:
        if not moved_since(membership):
            membership.ends_on = as_day(ends[membership.pk])
            membership.save()
    there = {
        "cohort_id": set(Cohort.objects.values_list("pk", flat=True)),
        "role_id": set(Role.objects.values_list("pk", flat=True)),
    }
    for fields in undo["memberships_removed"]:
        if all(fields[key] in pks for key, pks in there.items()):
            days = {key: as_day(fields[key]) for key in ("starts_on", "ends_on")}
            Membership.objects.create(**{**fields, **days})


def as_day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


def moved_since(membership: Membership) -> bool:
    """Whether somebody has given the superuser another place since; then that one holds."""
    return Membership.objects.filter(
        role=membership.role_id,
        cohort__programme=membership.cohort.programme_id,
        starts_on__gt=membership.starts_on,
    ).exists()
