"""Undoing an acceptance, until the first invitation has gone out."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from rollout.notifications.actions.queueing import take_back
from rollout.notifications.models import Message
from rollout.notifications.outbox import WAITING
from rollout.planning.actions import change_workshop
from rollout.planning.models import Cohort, Membership, Workshop
from rollout.proposals.accepting import full
from rollout.proposals.actions import locked
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
    if is_built_on(proposal.undo):
        return _("Superusers or workshops of it have been moved or taken out since.")
    workshops = Workshop.objects.filter(pk__in=touched(proposal))
    if workshops.exclude(status=Workshop.Status.PLANNED).exists():
        return _("One of its workshops is already held or cancelled.")
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


def mail_since(proposal: Proposal) -> QuerySet[Message]:
    """Mail about the programme's workshops that was written after the proposal was accepted."""
    return Message.objects.filter(
        programme=proposal.programme_id, made_at__gte=proposal.accepted_at
    ).filter(workshop__in=touched(proposal))


def touched(proposal: Proposal) -> list[int]:
    """The workshops that accepting made or changed."""
    undo = proposal.undo or {}
    changed = [fields["pk"] for fields in undo.get("workshops_changed", [])]
    return [*undo.get("workshops_made", []), *changed]


@transaction.atomic
def undo_acceptance(*, proposal: Proposal, revision: int) -> Proposal:
    """Everything as it was before the proposal was accepted; it is ready again."""
    fresh = locked(proposal, revision)
    reason = why_not_undone(fresh)
    if reason:
        raise ValidationError(reason)
    put_back(fresh.undo or {}, fresh.name)
    take_back(mail_since(fresh), Message.Problem.CALLED_OFF)
    fresh.status = Proposal.Status.READY
    fresh.accepted_at = fresh.accepted_by = fresh.undo = None
    fresh.revision += 1
    fresh.save()
    return fresh


def put_back(undo: dict[str, Any], name: str) -> None:
    unseat(undo["guests_seated"])
    workshops = Workshop.objects.select_related("cohort__programme", "venue")
    for workshop in workshops.filter(pk__in=undo["workshops_made"]):
        workshop.delete()
    changed = workshops.in_bulk([fields["pk"] for fields in undo["workshops_changed"]])
    for fields in undo["workshops_changed"]:
        workshop = changed[fields["pk"]]
        for key, value in full(fields).items():
            setattr(workshop, key, value)
        change_workshop(workshop=workshop, revision=workshop.revision, note=name)
    for fields in undo["workshops_removed"]:
        Workshop(**full(fields)).save()
    made = Membership.objects.filter(pk__in=undo["memberships_made"])
    for membership in made.select_related("cohort__programme", "role__person"):
        membership.delete()
    ended = Membership.objects.select_related("cohort__programme", "role").in_bulk(
        [pk for pk, _ends_on in undo["memberships_ended"]]
    )
    for pk, ends_on in undo["memberships_ended"]:
        membership = ended[pk]
        membership.ends_on = ends_on
        membership.save()
    cohorts = Cohort.objects.filter(pk__in=undo["cohorts_made"], workshops__isnull=True)
    for cohort in cohorts.select_related("programme"):
        cohort.delete()
