"""Writes to proposals. Each is atomic, and refuses to overwrite what somebody else changed."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from rollout.common.background import abandoned_arguments
from rollout.common.revisions import check_fresh
from rollout.organisation.models import Person
from rollout.planning.models import Programme
from rollout.proposals.models import Proposal
from rollout.proposals.pins import Cell, with_pin, without_pin
from rollout.proposals.rules import Wishes
from rollout.proposals.runs import BREATH, SILENT
from rollout.proposals.tasks import run_proposal
from rollout.scheduler.moves import move_date, move_members
from rollout.scheduler.price import cost
from rollout.scheduler.problem import Mode, Plan, Problem

MOST_EARLIER = 30
MOST_REVIVALS = 3  # a run that ends worker after worker is given up
Status = Proposal.Status


@transaction.atomic
def make_proposal(
    *,
    programme: Programme,
    by: Person | None,
    wishes: Wishes,
    name: str = "",
    **more: Any,
) -> Proposal:
    """A new proposal, numbered after the last; two leads at once get a number each."""
    Programme.objects.select_for_update().get(pk=programme.pk)
    last = programme.proposals.aggregate(last=Max("number"))["last"] or 0
    title = name or _("Proposal %(number)s") % {"number": last + 1}
    return Proposal.objects.create(
        programme=programme,
        number=last + 1,
        name=title[:80],
        wishes=wishes.to_json(),
        made_by=by,
        **more,
    )


def locked(proposal: Proposal, revision: int) -> Proposal:
    """The proposal under lock, where it is still as the page showed it."""
    fresh = Proposal.objects.select_for_update().get(pk=proposal.pk)
    check_fresh(fresh, revision)
    return fresh


def check_still(proposal: Proposal) -> None:
    """Refuse to change what the planner has in hand, or what is accepted."""
    if proposal.is_under_way:
        raise ValidationError(_("The planner is at work on it. Stop it first, or make a copy."))
    if proposal.status == Status.ACCEPTED:
        raise ValidationError(_("It is accepted. Make a copy to go on from it."))


@transaction.atomic
def change_wishes(*, proposal: Proposal, revision: int, wishes: Wishes, name: str) -> Proposal:
    """Other wishes for a proposal; what the planner found for the old ones goes."""
    fresh = locked(proposal, revision)
    check_still(fresh)
    fresh.name = name[:80] or fresh.name
    if wishes.to_json() != fresh.wishes:
        fresh.wishes = wishes.to_json()
        forget_result(fresh)
        fresh.status = Status.DRAFT
    fresh.revision += 1
    fresh.save()
    return fresh


def forget_result(proposal: Proposal) -> None:
    proposal.plan = proposal.problem = proposal.diagnosis = None
    proposal.cost = proposal.bound = None
    proposal.track, proposal.earlier, proposal.pins = [], [], {}


@transaction.atomic
def start_run(
    *,
    proposal: Proposal,
    revision: int,
    problem: Problem,
    anew: bool = True,
    before: dict[str, Any] | None = None,
) -> Proposal:
    """Hand a proposal to the planner: anew, or (with pins) onward from the plan as it is."""
    fresh = locked(proposal, revision)
    check_still(fresh)
    if anew:
        forget_result(fresh)
    elif fresh.plan:
        if not fits(problem, fresh.plan):
            raise ValidationError(
                _("The months, venues or people aren’t those that it was planned for. Plan anew.")
            )
        earlier = [*fresh.earlier, fresh.plan][-MOST_EARLIER:]
        fresh.earlier = [plan for plan in earlier if fits(problem, plan)]
    if before is not None:
        fresh.before = before
    fresh.problem = problem.to_json()
    fresh.revivals = 0
    fresh.revision += 1
    hand_over(fresh)
    return fresh


def fits(problem: Problem, plan_json: dict[str, Any]) -> bool:
    """Whether a plan is about a problem's months, schools, venues and facilitators."""
    plan = Plan.from_json(plan_json)
    return all(
        [f"{day:%Y-%m}" for day in year.dates] == [f"{p.first:%Y-%m}" for p in problem.periods]
        and {year.venue, *year.other_venues.values()} <= set(problem.venue)
        and {year.facilitator, *year.substitutes.values()} <= set(problem.facilitator)
        and set(year.members) <= set(problem.school)
        for year in plan.cohorts
    )


def hand_over(proposal: Proposal) -> None:
    """Queue a proposal for the planner under a new run number; earlier runs then stop."""
    proposal.run += 1
    proposal.status = Status.WAITING
    proposal.stop_asked = False
    proposal.fault = ""
    proposal.started_at = proposal.finished_at = None
    proposal.alive_at = timezone.now()
    proposal.save()
    pk, run = proposal.pk, proposal.run
    transaction.on_commit(lambda: run_proposal.enqueue(pk, run))


@transaction.atomic
def stop_run(*, proposal: Proposal) -> None:
    """Ask the planner to stop; the best plan so far stays. One that waits needn't begin."""
    fresh = Proposal.objects.select_for_update().get(pk=proposal.pk)
    if fresh.status == Status.WAITING:
        fresh.status = Status.READY if fresh.plan else Status.DRAFT
        fresh.run += 1
        fresh.save()
    elif fresh.status == Status.RUNNING:
        Proposal.objects.filter(pk=fresh.pk).update(stop_asked=True)


@transaction.atomic
def revive_run(*, proposal: Proposal) -> bool:
    """Queue a run anew whose planner hasn't been heard of: its worker was ended. It goes on from
    the best plan so far, unless somebody had asked it to stop."""
    fresh = Proposal.objects.select_for_update().get(pk=proposal.pk)
    if fresh.status != Status.RUNNING or not is_left(fresh):
        return False
    if fresh.stop_asked:
        fresh.status = Status.READY if fresh.plan else Status.DRAFT
        fresh.run += 1
        fresh.save()
    elif fresh.revivals >= MOST_REVIVALS:
        fresh.status = Status.FAILED
        fresh.fault = _("The planner was ended %(n)s times.") % {"n": MOST_REVIVALS + 1}
        fresh.run += 1
        fresh.save()
        return False
    else:
        fresh.revivals += 1
        hand_over(fresh)
    return True


def revive_silent() -> int:
    """Queue anew every run whose planner is gone; how many there were. For `manage.py tick`."""
    running = Proposal.objects.filter(status=Status.RUNNING)
    return sum(revive_run(proposal=proposal) for proposal in running)


def is_left(proposal: Proposal) -> bool:
    """Whether a run's planner is gone: known to be on this machine, or silent for a while."""
    since = timezone.now() - (proposal.alive_at or timezone.now())
    if since <= BREATH:
        return False
    run = [proposal.pk, proposal.run]
    return since > SILENT or run in abandoned_arguments(run_proposal.module_path)


def save_move(fresh: Proposal, plan: Plan) -> Proposal:
    """Save a plan changed by hand, with the one before it to go back to."""
    fresh.earlier = [*fresh.earlier, fresh.plan][-MOST_EARLIER:]
    return save_plan(fresh, plan)


def save_plan(fresh: Proposal, plan: Plan) -> Proposal:
    fresh.plan = plan.to_json()
    fresh.cost = cost(Problem.from_json(fresh.problem or {}), plan)
    # A hand may break rules, and then cost less than any plan that keeps them.
    fresh.bound = None if fresh.bound is None else min(fresh.bound, fresh.cost)
    fresh.revision += 1
    fresh.save()
    return fresh


@transaction.atomic
def move_workshop(
    *, proposal: Proposal, revision: int, cohort: int, period: int, day: Any
) -> Proposal:
    """A workshop on another day, chosen and so pinned by hand."""
    fresh = locked(proposal, revision)
    check_still(fresh)
    plan = Plan.from_json(fresh.plan or {})
    fresh.pins = with_pin(fresh.pins, "dates", (cohort, period))
    return save_move(fresh, move_date(plan, cohort, period, day))


@transaction.atomic
def move_superuser(
    *, proposal: Proposal, revision: int, school: str, source: int, target: int
) -> Proposal:
    """One of a school's superusers in another cohort, chosen and so pinned by hand; in a plan that
    keeps a school together, all of them."""
    fresh = locked(proposal, revision)
    check_still(fresh)
    plan = Plan.from_json(fresh.plan or {})
    together = Wishes.from_json(fresh.wishes).mode is Mode.TOGETHER
    n = plan.cohorts[source].members.get(school, 0) if together else 1
    try:
        moved = move_members(plan, school, source, target, n)
    except ValueError as error:
        raise ValidationError(_("They are no longer in that cohort.")) from error
    fresh.pins = with_pin(fresh.pins, "members", (target, school))
    return save_move(fresh, moved)


@transaction.atomic
def set_pin(
    *, proposal: Proposal, revision: int, kind: str, cell: Cell, is_pinned: bool
) -> Proposal:
    """Fix a workshop's date or a school's place, or let it go."""
    fresh = locked(proposal, revision)
    check_still(fresh)
    change = with_pin if is_pinned else without_pin
    fresh.pins = change(fresh.pins, kind, cell)
    fresh.revision += 1
    fresh.save()
    return fresh


@transaction.atomic
def take_back_move(*, proposal: Proposal, revision: int) -> Proposal:
    """The plan as it was before the last move."""
    fresh = locked(proposal, revision)
    check_still(fresh)
    if not fresh.earlier:
        raise ValidationError(_("There is nothing more to take back."))
    *fresh.earlier, last = fresh.earlier
    fresh.pins = {}
    return save_plan(fresh, Plan.from_json(last))


@transaction.atomic
def copy_proposal(*, proposal: Proposal, by: Person | None) -> Proposal:
    """A proposal to go on from, beside the one it came from."""
    fresh = Proposal.objects.get(pk=proposal.pk)
    has_plan = fresh.plan is not None and fresh.status in (Status.READY, Status.ACCEPTED)
    return make_proposal(
        programme=fresh.programme,
        by=by,
        wishes=Wishes.from_json(fresh.wishes),
        name=_("Copy of %(name)s") % {"name": fresh.name},
        purpose=fresh.purpose,
        status=Status.READY if has_plan else Status.DRAFT,
        problem=fresh.problem,
        before=fresh.before,
        plan=fresh.plan if has_plan else None,
        cost=fresh.cost if has_plan else None,
        bound=fresh.bound if has_plan else None,
        track=fresh.track,
        pins=fresh.pins,
    )


@transaction.atomic
def delete_proposal(*, proposal: Proposal, revision: int) -> None:
    """Throw a proposal away; an accepted one stays, as it tells where the plan came from."""
    fresh = locked(proposal, revision)
    if fresh.status == Status.ACCEPTED:
        raise ValidationError(_("An accepted proposal is kept, as the plan came from it."))
    fresh.delete()
