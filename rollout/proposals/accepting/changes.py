"""What accepting a proposal changes: worked out from its plan and what is there; writes nothing.

What is there already stays where it fits: cohorts keep their names, workshops that only move keep
their kit, their answers and their place in people's calendars.
"""

import datetime as dt
from dataclasses import dataclass

from rollout.planning.models import Cohort, Workshop
from rollout.proposals.accepting.acceptance import Acceptance
from rollout.proposals.accepting.guest_seats import GuestWish, guest_wishes
from rollout.proposals.accepting.members import MemberMove, member_moves
from rollout.proposals.accepting.workshops import WorkshopChange, workshop_changes
from rollout.proposals.models import Proposal


@dataclass(frozen=True)
class Changes:
    """All that accepting a proposal changes, from a first day to a last.

    The plan's cohorts in its order, those without an id to be made; who moves to which; the
    workshops that aren't in the plan, those to be moved or made, and the guests. `name` is the
    proposal's: why, in workshops' history.
    """

    name: str
    first_day: dt.date
    last_day: dt.date
    cohorts: list[Cohort]
    moves: list[MemberMove]
    left_out: list[Workshop]
    workshops: list[WorkshopChange]
    guests: list[GuestWish]


def changes_of(proposal: Proposal, today: dt.date) -> Changes:
    """What accepting a proposal today would change. A workshop of today, and who is expected at it,
    stays as it is."""
    accepted = Acceptance.of(proposal, today)
    left_out, workshops = workshop_changes(accepted)
    return Changes(
        name=proposal.name,
        first_day=accepted.first_day,
        last_day=accepted.problem.periods[-1].last,
        cohorts=accepted.cohorts,
        moves=member_moves(accepted),
        left_out=left_out,
        workshops=workshops,
        guests=guest_wishes(accepted),
    )
