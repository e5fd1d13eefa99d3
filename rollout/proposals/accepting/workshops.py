"""Which workshops come when once a proposal is accepted: worked out, nothing is written."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from rollout.common.dates import local, month_start
from rollout.library.models import Kit
from rollout.planning.kits import kits_to_give
from rollout.planning.models import Cohort, Programme, Workshop
from rollout.proposals.accepting.acceptance import Acceptance
from rollout.proposals.models import Proposal
from rollout.proposals.problems import row_id
from rollout.proposals.rules import Wishes
from rollout.scheduler.problem import CohortPlan, Period

PLANNED_FIELDS = ("starts_at", "ends_at", "venue_id", "facilitator_id")


@dataclass(frozen=True)
class WorkshopChange:
    """A workshop as the plan has it, by `PLANNED_FIELDS`: one that is there, or else one that is
    made, with a kit if there is one left."""

    cohort: Cohort
    wanted: dict[str, Any]
    workshop: Workshop | None
    kit: Kit | None

    @property
    def is_another(self) -> bool:
        """Whether it isn't there just so already."""
        return self.workshop is None or any(
            getattr(self.workshop, name) != value for name, value in self.wanted.items()
        )


def planned_workshops(programme: Programme, first: dt.date, last: dt.date) -> list[Workshop]:
    """The programme's planned workshops from a first day to a last, in order."""
    workshops = Workshop.objects.filter(
        cohort__programme=programme,
        status=Workshop.Status.PLANNED,
        starts_at__date__range=(first, last),
    )
    return list(workshops.select_related("cohort").order_by("starts_at"))


def workshop_changes(accepted: Acceptance) -> tuple[list[Workshop], list[WorkshopChange]]:
    """The workshops that aren't in the plan, and those of the plan that are to be moved or made.
    A least change takes none out and makes none."""
    problem, proposal = accepted.problem, accepted.proposal
    is_year = proposal.purpose == Proposal.Purpose.YEAR
    last = problem.periods[-1].last
    left = planned_workshops(proposal.programme, accepted.first_day, last)
    kits = kits_to_give(proposal.programme, moved=left)
    wishes = Wishes.from_json(proposal.wishes)
    found: list[WorkshopChange] = []
    for cohort, year in zip(accepted.cohorts, accepted.plan.cohorts, strict=True):
        for place, (period, day) in enumerate(zip(problem.periods, year.dates, strict=True)):
            if day <= accepted.today:
                continue
            workshop = take_from(left, cohort, period, day)
            wanted = wanted_fields(wishes, year, day)
            if workshop is not None and proposal.before:
                wanted |= own_hours(workshop, day)
            kit = kits[place] if place < len(kits) else None
            found.append(WorkshopChange(cohort, wanted, workshop, kit))
    changes = [each for each in found if each.is_another and (each.workshop or is_year)]
    return (left if is_year else []), changes


def take_from(
    workshops: list[Workshop], cohort: Cohort, period: Period, day: dt.date
) -> Workshop | None:
    """The cohort's own workshop of a period's month, taken out of the list: the one on the day,
    where there are several."""
    month = month_start(period.first)
    own = [w for w in workshops if w.cohort_id == cohort.pk and month_start(w.day) == month]
    if not own:
        return None
    workshop = next((w for w in own if w.day == day), own[0])
    workshops.remove(workshop)
    return workshop


def wanted_fields(wishes: Wishes, year: CohortPlan, day: dt.date) -> dict[str, Any]:
    return {
        "starts_at": local(day, wishes.starts),
        "ends_at": local(day, wishes.ends),
        "venue_id": row_id(year.venue_on(day)),
        "facilitator_id": row_id(year.leader(day)),
    }


def own_hours(workshop: Workshop, day: dt.date) -> dict[str, Any]:
    """A day at the hours that a workshop has: a least change keeps them, whatever is wished for."""
    starts_at = local(day, timezone.localtime(workshop.starts_at).time())
    return {"starts_at": starts_at, "ends_at": starts_at + (workshop.ends_at - workshop.starts_at)}
