"""Making the changes of a proposal that is accepted."""

from django.utils.translation import gettext as _

from rollout.planning.actions import cancel_workshop, change_workshop, check_within
from rollout.planning.models import Membership, Workshop, WorkshopAttendance
from rollout.proposals.accepting.changes import Changes
from rollout.proposals.accepting.guest_seats import seat_guests
from rollout.proposals.accepting.members import MemberMove
from rollout.proposals.accepting.record import (
    AnswerBefore,
    Applied,
    MembershipBefore,
    RemovedWorkshop,
    WorkshopBefore,
)
from rollout.proposals.accepting.workshops import PLANNED_FIELDS, WorkshopChange


def apply_changes(changes: Changes) -> Applied:
    """Make all the changes, and tell what was done. In the transaction of the acceptance.

    The order matters: who moves loses seats as a guest, and the answers that go with them, so
    answers are read after that and before any workshop changes; a workshop that isn't in the plan
    goes before others move, since its hours may be those that one moves to; and guests get their
    seats when members and workshops are there.
    """
    applied = Applied()
    for cohort in changes.cohorts:
        if cohort.pk is None:
            cohort.save()
            applied.cohorts_made.append(cohort.pk)
    for move in changes.moves:
        move_superuser(move, applied)
    answers = answers_by_workshop([c.workshop for c in changes.workshops if c.workshop])
    for workshop in changes.left_out:
        take_out(workshop, changes.name, applied)
    for change in changes.workshops:
        if change.workshop is None:
            make_workshop(change, applied)
        else:
            answered = answers[change.workshop.pk]
            move_workshop(change.workshop, change, answered, changes.name, applied)
    applied.guests_seated = seat_guests(changes.guests)
    return applied


def move_superuser(move: MemberMove, applied: Applied) -> None:
    """A superuser's places in cohorts as the plan has them."""
    for row, ends_on in move.ended:
        applied.memberships_ended.append((row.pk, row.ends_on))
        row.ends_on = ends_on
        row.save()
    for row in move.removed:
        applied.memberships_removed.append(MembershipBefore.of(row))
        row.delete()
    if move.is_new:
        made = Membership.objects.create(cohort=move.to, role=move.role, starts_on=move.starts_on)
        applied.memberships_made.append(made.pk)


def answers_by_workshop(workshops: list[Workshop]) -> dict[int, list[AnswerBefore]]:
    """Who has answered, by workshop; moving one takes its answers away."""
    answers: dict[int, list[AnswerBefore]] = {workshop.pk: [] for workshop in workshops}
    for row in WorkshopAttendance.objects.exclude(answer="").filter(workshop__in=answers):
        answers[row.workshop_id].append(AnswerBefore.of(row))
    return answers


def take_out(workshop: Workshop, name: str, applied: Applied) -> None:
    """A workshop that the plan hasn't: cancelled where people are invited, else taken out."""
    if workshop.invited_at:
        reason = _("Planned anew: %(name)s") % {"name": name}
        cancel_workshop(workshop=workshop, revision=workshop.revision, reason=reason)
        applied.workshops_cancelled.append(workshop.pk)
        return
    applied.workshops_removed.append(RemovedWorkshop.of(workshop))
    workshop.delete()


def make_workshop(change: WorkshopChange, applied: Applied) -> None:
    workshop = Workshop(cohort=change.cohort, kit=change.kit, **change.wanted)
    check_within(workshop)
    workshop.full_clean()
    workshop.save()
    applied.workshops_made.append(workshop.pk)


def move_workshop(
    workshop: Workshop,
    change: WorkshopChange,
    answers: list[AnswerBefore],
    name: str,
    applied: Applied,
) -> None:
    """A workshop that is there, at the plan's time and place."""
    was = {field: getattr(workshop, field) for field in PLANNED_FIELDS}
    invited = workshop.invited_at is not None
    for field, value in change.wanted.items():
        setattr(workshop, field, value)
    changed = change_workshop(workshop=workshop, revision=workshop.revision, note=name)
    applied.workshops_changed.append(
        WorkshopBefore(
            pk=workshop.pk, revision=changed.revision, invited=invited, answers=answers, **was
        )
    )
