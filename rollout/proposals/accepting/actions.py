"""Accepting a proposal, and undoing that: what changes, who is told, how it is taken back."""

from dataclasses import replace

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from rollout.common.dates import today
from rollout.notifications.actions.causing import rolled_back
from rollout.notifications.actions.queueing import take_back
from rollout.notifications.models import Message
from rollout.organisation.models import Person
from rollout.planning.actions import lock_places
from rollout.planning.handing_out import without_kit
from rollout.planning.models import Workshop
from rollout.proposals.accepting.applying import apply_changes
from rollout.proposals.accepting.changes import Changes, changes_of
from rollout.proposals.accepting.checks import check_acceptable, why_not_undone
from rollout.proposals.accepting.putting_back import put_back
from rollout.proposals.accepting.queries import mail_since
from rollout.proposals.accepting.record import Applied
from rollout.proposals.actions import locked
from rollout.proposals.foreseeing import Consent, Foreseen, as_it_stands, done_since
from rollout.proposals.models import Proposal


@transaction.atomic
def accept_proposal(
    *, proposal: Proposal, revision: int, by: Person | None, consent: Consent | None = None
) -> Proposal:
    """Make a proposal the plan: one action, all or nothing. Nobody is invited by it; those who are
    invited already are told of what changes, and that is what whoever consents has seen."""
    now = timezone.now()  # before the mail that this writes: undoing takes back what came since
    fresh, changes, applied, foreseen = make_plan(proposal, revision)
    if consent is not None:
        consent.check(foreseen)
    fresh.programme.proposals.exclude(pk=fresh.pk).update(undo=None)
    fresh.status = Proposal.Status.ACCEPTED
    fresh.accepted_at, fresh.accepted_by = now, by
    fresh.names = [cohort.name for cohort in changes.cohorts]
    fresh.undo = applied.to_json()
    fresh.revision += 1
    fresh.save()
    return fresh


def foresee_accepting(*, proposal: Proposal) -> Foreseen:
    """Whom accepting would concern, and all the mail it would cause. Nothing is kept."""
    with rolled_back():
        *_made, foreseen = make_plan(proposal, proposal.revision)
        return foreseen


def make_plan(proposal: Proposal, revision: int) -> tuple[Proposal, Changes, Applied, Foreseen]:
    """All that accepting changes but the proposal's own state; in one transaction, so that a
    preview takes it back."""
    day = today()
    fresh = locked_with_places(proposal, revision)
    check_acceptable(fresh, day)
    changes = changes_of(fresh, day)
    before = as_it_stands(fresh.programme)
    applied = apply_changes(changes)
    foreseen = done_since(before)
    kitless = without_kit(fresh.programme, changes.first_day)
    number = kitless.filter(starts_at__date__lte=changes.last_day).count()
    return fresh, changes, applied, replace(foreseen, without_kit=number)


@transaction.atomic
def undo_acceptance(
    *, proposal: Proposal, revision: int, consent: Consent | None = None
) -> Proposal:
    """Everything as it was before the proposal was accepted; it is ready again. Who wasn't told of
    it isn't told of this either."""
    fresh, foreseen = take_plan_back(proposal, revision)
    if consent is not None:
        consent.check(foreseen)
    fresh.status = Proposal.Status.READY
    fresh.accepted_at = fresh.accepted_by = fresh.undo = None
    fresh.revision += 1
    fresh.save()
    return fresh


def foresee_undoing(*, proposal: Proposal) -> Foreseen:
    """Whom undoing would concern, and all the mail it would cause. Nothing is kept. The random
    histories hold that undoing does just this."""
    with rolled_back():
        return take_plan_back(proposal, proposal.revision)[1]


def take_plan_back(proposal: Proposal, revision: int) -> tuple[Proposal, Foreseen]:
    """All that undoing changes but the proposal's own state; in one transaction, so that a preview
    takes it back."""
    fresh = locked_with_places(proposal, revision)
    if reason := why_not_undone(fresh):
        raise ValidationError(reason)
    applied = Applied.from_json(fresh.undo or {})
    before = as_it_stands(fresh.programme)
    put_back(applied, fresh.name, fresh.programme.owner_id)
    # Nobody is invited to these any more.
    invitations = mail_since(fresh, applied).filter(workshop__in=applied.uninvited)
    take_back(invitations, Message.Problem.CALLED_OFF)
    see_as_announced(fresh, applied)
    return fresh, done_since(before)


def locked_with_places(proposal: Proposal, revision: int) -> Proposal:
    """The proposal under lock, where it is still as the page showed it, and its programme's seats
    too: the programme comes first, as in everything that gives or frees a seat, so that no two wait
    for each other."""
    lock_places(proposal.programme_id)
    return locked(proposal, revision)


def see_as_announced(proposal: Proposal, applied: Applied) -> None:
    """What a least change is against is there again, so it can be accepted again: its workshops
    have only been counted on."""
    if proposal.before and "revisions" in proposal.before:
        changed = Workshop.objects.filter(pk__in=applied.workshops)
        now = {str(pk): revision for pk, revision in changed.values_list("pk", "revision")}
        proposal.before["revisions"] |= now
