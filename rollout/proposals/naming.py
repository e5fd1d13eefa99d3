"""What a proposal's cohorts are called: the same before and after it is accepted."""

import datetime as dt

from rollout.common.dates import in_force, today
from rollout.planning.actions import fresh_cohort_names
from rollout.planning.models import Cohort, Membership, Programme
from rollout.proposals.models import Proposal
from rollout.scheduler.problem import Plan


def cohort_names(proposal: Proposal, plan: Plan) -> list[str]:
    """The names of a plan's cohorts: as announced, as accepted, or as accepting it today would
    have them."""
    if proposal.before:
        return list(proposal.before["names"])
    if proposal.status == Proposal.Status.ACCEPTED and proposal.names:
        return list(proposal.names)
    return [cohort.name for cohort in likely_cohorts(proposal, plan)]


def likely_cohorts(proposal: Proposal, plan: Plan) -> list[Cohort]:
    """The cohort that each of the plan's becomes: the one that most of its superusers are in when
    it begins, or a new one, not saved yet."""
    programme, begins = proposal.programme, first_day(proposal)
    present = cohorts_there(programme)
    chosen: dict[int, Cohort] = {}
    for number, pk, _people in sorted(likeness(programme, plan, begins), key=lambda row: -row[2]):
        if number not in chosen and pk in present:
            chosen[number] = present.pop(pk)
    names = fresh_cohort_names(programme)
    return [
        chosen.get(number) or Cohort(programme=programme, name=next(names))
        for number in range(len(plan.cohorts))
    ]


def cohorts_there(programme: Programme) -> dict[int, Cohort]:
    """The programme's cohorts by id, each knowing its programme."""
    cohorts = Cohort.objects.filter(programme=programme).select_related("programme")
    return {cohort.pk: cohort for cohort in cohorts}


def first_day(proposal: Proposal) -> dt.date:
    """The first day that accepting a proposal changes anything on: a workshop of today, and who is
    expected at it, stays as it is."""
    begins = dt.date.fromisoformat((proposal.problem or {})["periods"][0]["from"])
    return max(today() + dt.timedelta(days=1), begins)


def likeness(programme: Programme, plan: Plan, day: dt.date) -> list[tuple[int, int, int]]:
    """For each of the plan's cohorts and each that is there, how many superusers they share."""
    there: dict[int, dict[str, int]] = {}
    members = Membership.objects.filter(in_force(day), cohort__programme=programme)
    for cohort, school in members.order_by("cohort").values_list("cohort_id", "role__school_id"):
        counts = there.setdefault(cohort, {})
        counts[f"s{school}"] = counts.get(f"s{school}", 0) + 1
    return [
        (number, pk, sum(min(n, counts.get(school, 0)) for school, n in cohort.members.items()))
        for number, cohort in enumerate(plan.cohorts)
        for pk, counts in there.items()
    ]
