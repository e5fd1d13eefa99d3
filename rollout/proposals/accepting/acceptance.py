"""A proposal on its way to being the plan, read once."""

import datetime as dt
from dataclasses import dataclass
from typing import Self

from rollout.planning.models import Cohort
from rollout.proposals.models import Proposal
from rollout.proposals.naming import cohorts_there, first_day, likely_cohorts
from rollout.scheduler.problem import Plan, Problem


@dataclass(frozen=True)
class Acceptance:
    """A proposal that is being accepted today: its problem and plan, the cohorts that the plan's
    become (one that is new isn't saved yet), and the first day that anything changes on."""

    proposal: Proposal
    today: dt.date
    problem: Problem
    plan: Plan
    cohorts: list[Cohort]
    first_day: dt.date

    @classmethod
    def of(cls, proposal: Proposal, today: dt.date) -> Self:
        problem = Problem.from_json(proposal.problem or {})
        plan = Plan.from_json(proposal.plan or {})
        cohorts = cohorts_of(proposal, plan)
        return cls(proposal, today, problem, plan, cohorts, first_day(proposal))


def cohorts_of(proposal: Proposal, plan: Plan) -> list[Cohort]:
    """The cohort that each of the plan's becomes, by the name that its page showed: the one that is
    announced, or the one that most of its superusers are in, or a new one."""
    if not proposal.before:
        return likely_cohorts(proposal, plan)
    present = cohorts_there(proposal.programme)
    return [present[pk] for pk in proposal.before["cohort_ids"]]
