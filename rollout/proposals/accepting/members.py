"""Who meets with which cohort once a proposal is accepted: worked out, nothing is written."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db.models import Q

from rollout.organisation.models import Role
from rollout.planning.models import Cohort, Membership, Programme
from rollout.planning.queries import superuser_roles
from rollout.proposals.accepting.acceptance import Acceptance
from rollout.proposals.models import Proposal

DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class MemberMove:
    """A superuser who meets with a cohort from a day on: the places that now last to another day,
    or on; those that never come; and whether they get a new one."""

    role: Role
    to: Cohort
    starts_on: dt.date
    ended: list[tuple[Membership, dt.date | None]] = field(default_factory=list)
    removed: list[Membership] = field(default_factory=list)
    is_new: bool = True


def member_moves(accepted: Acceptance) -> list[MemberMove]:
    """Every superuser to the plan's cohort from the first day on; who can stay, stays. A least
    change leaves alone whoever will meet there anyway, and moves others from the place they have
    in the end."""
    proposal, plan, first = accepted.proposal, accepted.plan, accepted.first_day
    cohorts, is_change = accepted.cohorts, proposal.purpose == Proposal.Purpose.CHANGE
    reaching = places_reaching(proposal.programme, first)
    now = {role: rows[-1 if is_change else 0] for role, rows in reaching.items()}
    by_school: dict[str, list[Role]] = {}
    for role in superuser_roles(proposal.programme, first):
        by_school.setdefault(f"s{role.school_id}", []).append(role)
    moves = []
    for school, roles in by_school.items():
        numbers = [n for n, c in enumerate(plan.cohorts) for _ in range(c.members.get(school, 0))]
        for role, number in stay_or_move(roles, numbers, cohorts, now):
            there = now.get(role.pk) if is_change else None
            if there and there.cohort_id == cohorts[number].pk:
                continue
            rows = [there] if there else reaching.get(role.pk, [])
            starts_on = max(first, there.starts_on) if there else first
            moves.append(move_to(role, cohorts[number], rows, starts_on))
    return moves


def places_reaching(programme: Programme, first: dt.date) -> dict[int, list[Membership]]:
    """By role, the places in cohorts that reach a day or begin later, in order."""
    reaching: dict[int, list[Membership]] = {}
    rows = Membership.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=first), cohort__programme=programme
    ).select_related("cohort__programme", "role__person")
    for row in rows.order_by("starts_on", "pk"):
        reaching.setdefault(row.role_id, []).append(row)
    return reaching


def stay_or_move(
    roles: list[Role],
    numbers: list[int],
    cohorts: Sequence[Cohort],
    now: dict[int, Membership],
) -> list[tuple[Role, int]]:
    """Which of a school's superusers goes to which of the plan's cohorts, by number: first those
    who are there already."""
    left, pairs, others = list(numbers), [], []
    for role in roles:
        place = now.get(role.pk)
        number = next((n for n in left if place and cohorts[n].pk == place.cohort_id), None)
        if number is None:
            others.append(role)
        else:
            left.remove(number)
            pairs.append((role, number))
    return pairs + list(zip(others, left, strict=False))


def move_to(role: Role, to: Cohort, rows: list[Membership], starts_on: dt.date) -> MemberMove:
    """A superuser's place in a cohort from a day on; what went before stays as it was. `rows` are
    the places that reach the day or begin later, in order."""
    staying = next((m for m in rows if m.cohort_id == to.pk and m.starts_on <= starts_on), None)
    removed = [m for m in rows if m is not staying and m.starts_on >= starts_on]
    lasting = [(m, None if m is staying else starts_on - DAY) for m in rows if m not in removed]
    ended = [(m, last) for m, last in lasting if m.ends_on != last]
    return MemberMove(role, to, starts_on, ended, removed, is_new=staying is None)
