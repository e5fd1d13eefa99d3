"""One run of the planner, in the worker: it plans in a thread of its own, while this one tells the
database how far it has come, and asks it whether to stop."""

import datetime as dt
import json
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import asdict, replace
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.utils import timezone

from rollout.common.dates import today
from rollout.proposals.models import Proposal
from rollout.proposals.pins import pinned_values
from rollout.proposals.rules import Wishes
from rollout.scheduler.changes import DRAFT, ChangePrices
from rollout.scheduler.price import cost
from rollout.scheduler.problem import Plan, Problem

BEAT = 0.4  # seconds between two looks at the database
BREATH = dt.timedelta(seconds=2)  # one heard of since then is at work
SILENT = dt.timedelta(seconds=15)  # a planner not heard of for so long is gone
LONGEST_TRACK = 400
LEAST_SECONDS = 5
DIAGNOSE_SECONDS = 20


class RunSoFar:
    """What the planner has found so far, passed from its thread to the one that writes, and back
    the other way whether it is to stop. Only the one that writes touches the database: a connection
    isn't shared between threads."""

    def __init__(self, track: list[list[float]]) -> None:
        self.stop = False
        self.latest: Any = None
        self.track = list(track)
        self.spent = track[-1][0] if track else 0.0  # seconds of a run that was cut off

    def progress(self, progress: Any) -> None:
        self.latest = progress
        if progress.cost is not None:
            seconds = round(self.spent + progress.seconds, 2)
            self.track.append([seconds, progress.cost, progress.bound])

    def should_stop(self) -> bool:
        return self.stop


def carry_out(proposal_id: int, run: int) -> None:
    """Plan what a waiting proposal asks for. A run that isn't the proposal's present one, or that
    another worker has begun, does nothing."""
    now = timezone.now()
    mine = Proposal.objects.filter(pk=proposal_id, run=run)
    waiting = mine.filter(status=Proposal.Status.WAITING)
    begun = {"status": Proposal.Status.RUNNING, "started_at": now, "alive_at": now}
    if not waiting.update(**begun):
        return
    proposal = mine.get()
    so_far = RunSoFar(proposal.track)
    with ThreadPoolExecutor(1) as pool:
        work = pool.submit(work_for(proposal), proposal, so_far)
        try:
            follow(work, so_far, proposal)
            finish(proposal, work.result(), so_far)
        except Exception as fault:
            so_far.stop = True
            said = f"{type(fault).__name__}: {fault}"[:300]
            ended = {"status": Proposal.Status.FAILED, "fault": said}
            mine.update(**ended, finished_at=timezone.now())
            raise


def follow(work: "Future[Any]", so_far: RunSoFar, proposal: Proposal) -> None:
    """Write what comes until the planner is done; it is told to stop when somebody asks for it, or
    when the proposal has gone to another run."""
    mine = Proposal.objects.filter(pk=proposal.pk, run=proposal.run)
    written = None
    while not work.done():
        wait([work], timeout=BEAT)
        facts: dict[str, Any] = {"alive_at": timezone.now()}
        if so_far.latest is not None and so_far.latest is not written:
            written = so_far.latest
            facts |= plan_fields(written.plan, written.cost, written.bound, so_far)
        going = mine.filter(status=Proposal.Status.RUNNING)
        if not going.update(**facts) or going.filter(stop_asked=True).exists():
            so_far.stop = True


def plan_fields(
    plan: Plan | None, price: int | None, bound: int, so_far: RunSoFar
) -> dict[str, Any]:
    """A proposal's fields for the best plan so far."""
    facts: dict[str, Any] = {"bound": bound, "track": so_far.track[-LONGEST_TRACK:]}
    if plan is not None and price is not None:
        facts |= {"plan": plan.to_json(), "cost": price, "bound": min(bound, price)}
    return facts


def finish(proposal: Proposal, result: dict[str, Any], so_far: RunSoFar) -> None:
    """Keep what the planner ended with, where the run is still the proposal's own."""
    mine = Proposal.objects.filter(pk=proposal.pk, run=proposal.run, status=Proposal.Status.RUNNING)
    mine.update(**{"track": so_far.track[-LONGEST_TRACK:]} | result, finished_at=timezone.now())


def plan_year(proposal: Proposal, so_far: RunSoFar) -> dict[str, Any]:
    """A year from nothing, or onward from the best plan of a run that was cut off."""
    from rollout.scheduler.solve import Status, solve  # 100 MB: in the worker only

    problem = Problem.from_json(proposal.problem or {})
    wishes = Wishes.from_json(proposal.wishes)
    start = Plan.from_json(proposal.plan) if proposal.plan else None
    outcome = solve(
        problem,
        time_limit=max(LEAST_SECONDS, wishes.seconds - so_far.spent),
        seed=wishes.seed,
        on_progress=so_far.progress,
        should_stop=so_far.should_stop,
        start=start,
    )
    if outcome.status is Status.INFEASIBLE or outcome.plan is None:
        return impossible(problem)
    fields = plan_fields(outcome.plan, outcome.cost, outcome.bound, so_far)
    return fields | {"status": Proposal.Status.READY, "fault": ""}


def impossible(problem: Problem) -> dict[str, Any]:
    """Why there is no plan, and the nearest one; or the plan that was found on the way."""
    from rollout.scheduler.diagnose import diagnose

    diagnosis = diagnose(problem, time_limit=DIAGNOSE_SECONDS)
    why = asdict(replace(diagnosis, nearest=None, breaks=()))
    is_found = bool(diagnosis.feasible and diagnosis.nearest)
    return {
        "status": Proposal.Status.READY if is_found else Proposal.Status.IMPOSSIBLE,
        "diagnosis": None if is_found else json.loads(json.dumps(why, cls=DjangoJSONEncoder)),
        "plan": diagnosis.nearest.to_json() if diagnosis.nearest else None,
        "cost": cost(problem, diagnosis.nearest) if diagnosis.nearest else None,
        "bound": None,
    }


def change_least(proposal: Proposal, so_far: RunSoFar) -> dict[str, Any]:
    """The least change to what is announced that keeps the rules of today's calendars."""
    return let_follow(proposal, so_far, ChangePrices())


def follow_pins(proposal: Proposal, so_far: RunSoFar) -> dict[str, Any]:
    """What is pinned stays, and the rest follows: nobody has been told of a year's proposal."""
    is_announced = proposal.purpose == Proposal.Purpose.CHANGE
    return let_follow(proposal, so_far, ChangePrices() if is_announced else DRAFT)


def let_follow(proposal: Proposal, so_far: RunSoFar, prices: ChangePrices) -> dict[str, Any]:
    from rollout.scheduler.replan import Pins, replan

    problem = Problem.from_json(proposal.problem or {})
    started = time.monotonic()
    was = (proposal.before or {}).get("plan")
    announced = Plan.from_json(was or proposal.plan or {})
    dates, members = pinned_values(proposal.pins, Plan.from_json(proposal.plan or was or {}))
    result = replan(
        problem,
        announced,
        today=today(),
        pins=Pins(dates=dates, members=members),
        change_prices=prices,
        time_limit=min(20, Wishes.from_json(proposal.wishes).seconds),
        should_stop=so_far.should_stop,
    )
    price = cost(problem, result.plan)
    so_far.track.append([round(time.monotonic() - started, 2), price, 0])
    fields = plan_fields(result.plan, price, 0, so_far)
    return fields | {"status": Proposal.Status.READY, "bound": None, "fault": ""}


def work_for(proposal: Proposal) -> Callable[[Proposal, RunSoFar], dict[str, Any]]:
    """What the planner is to do with a proposal."""
    if proposal.pins and proposal.plan:
        return follow_pins
    return change_least if proposal.purpose == Proposal.Purpose.CHANGE else plan_year
