"""The first plan: a skeleton's cohorts get their dates, weekday by weekday, then their members."""

from collections import Counter
from collections.abc import Iterable

from ortools.sat.python import cp_model

from rollout.scheduler.clock import FOUND, Clock
from rollout.scheduler.detail import DetailModel
from rollout.scheduler.draft import CohortDraft, Draft, unplaced
from rollout.scheduler.grid import Grid
from rollout.scheduler.openings import Opening, Task
from rollout.scheduler.parameters import steady_solver
from rollout.scheduler.skeleton import Skeleton

REACH = 12  # cohorts that a school may come to in one sweep over all; the cheapest
MANY, QUICK_REACH = 40, 6  # of more cohorts than MANY, fewer at first, for a plan to begin from
DAYS_EFFORT, MEMBERS_EFFORT, QUICK_EFFORT, SOON_EFFORT = 2.0, 5.0, 2.0, 0.5
ROOM = 12  # cohorts that make room for a school that has none
GOOD_ENOUGH = 0.01  # share over the bound at which a first step is left


def place_soon(grid: Grid, draft: Draft, clock: Clock, seed: int) -> Draft | None:
    """The draft with members, not the best yet; some superusers may be left without a cohort. None
    where cohorts can't be filled as they must, or time is up."""
    reach, effort = (QUICK_REACH, QUICK_EFFORT) if len(draft) > MANY else (REACH, SOON_EFFORT)
    whole = place_members(grid, draft, clock, seed, reach, effort, GOOD_ENOUGH)
    if whole is None:
        whole = place_members(grid, draft, clock, seed, len(draft), MEMBERS_EFFORT, GOOD_ENOUGH)
    return whole if whole is None or len(draft) <= MANY else place_left(grid, whole, clock, seed)


def rough_cohorts(grid: Grid, skeleton: Skeleton) -> list[CohortDraft]:
    """The skeleton's cohorts without days, with the people of a slot shared out among them."""
    cohorts = []
    for slot, count in skeleton.cohorts.items():
        shares: list[dict[int, int]] = [{} for _ in range(count)]
        sizes = [0] * count
        for school, people in skeleton.people[slot].items():
            left = people
            while left:
                least = sizes.index(min(sizes))
                some = min(left, max(1, grid.most[school]))
                shares[least][school] = shares[least].get(school, 0) + some
                sizes[least] += some
                left -= some
        leads = [f for f, led in enumerate(skeleton.leads[slot]) for _ in range(led)]
        cohorts += [
            CohortDraft(slot, lead, (), share) for lead, share in zip(leads, shares, strict=True)
        ]
    return cohorts


def first_days(grid: Grid, cohorts: Iterable[CohortDraft], clock: Clock, seed: int) -> Draft | None:
    """The days of a weekday's cohorts, for those who would come."""
    openings = [Opening(c.slot, c, leads=(c.lead,)) for c in cohorts]
    task = Task(openings, [], {}, len(openings), may_meet=True, uneven=True)
    model = DetailModel(grid, task)
    solver = steady_solver(seed, DAYS_EFFORT)
    solver.parameters.relative_gap_limit = GOOD_ENOUGH
    return model.read(solver) if clock.solve(solver, model.model) in FOUND else None


def place_members(
    grid: Grid,
    draft: Draft,
    clock: Clock,
    seed: int,
    reach: int = REACH,
    effort: float = MEMBERS_EFFORT,
    gap: float = GOOD_ENOUGH / 10,
) -> Draft | None:
    """The best members for all cohorts on the days that they have."""
    pool = dict(enumerate(grid.people))
    task = Task(on_their_days(draft), [], pool, len(draft), reach=reach, may_leave=True)
    return planned(grid, task, clock, steady_solver(seed, effort), gap)


def place_left(grid: Grid, draft: Draft, clock: Clock, seed: int) -> Draft:
    """The draft with those who have no cohort yet in one that they can easily come to: its members
    and those of cohorts near it make room. Each school gets one turn, also one that had to go."""
    tried: set[int] = set()
    while left := {s: n for s, n in unplaced(grid, draft).items() if s not in tried}:
        school, people = next(iter(left.items()))
        tried.add(school)
        cost = grid.place_cost[school]
        near = sorted(range(len(draft)), key=lambda n: int(cost[draft[n].slot]))[:ROOM]
        pool = Counter({school: people})
        for n in near:
            pool.update(draft[n].members)
        others = [cohort for n, cohort in enumerate(draft) if n not in near]
        openings = on_their_days(draft[n] for n in near)
        task = Task(openings, others, dict(pool), len(near), may_leave=True)
        anew = planned(grid, task, clock, steady_solver(seed, QUICK_EFFORT), GOOD_ENOUGH / 10)
        if anew:
            changed = dict(zip(near, anew, strict=True))
            draft = tuple(changed.get(n, cohort) for n, cohort in enumerate(draft))
    return draft


def on_their_days(cohorts: Iterable[CohortDraft]) -> list[Opening]:
    """Cohorts whose members may be others, and nothing else."""
    return [Opening(c.slot, c, keep_days=True, leads=(c.lead,)) for c in cohorts]


def planned(
    grid: Grid, task: Task, clock: Clock, solver: cp_model.CpSolver, gap: float
) -> Draft | None:
    model = DetailModel(grid, task)
    solver.parameters.relative_gap_limit = gap
    return model.read(solver) if clock.solve(solver, model.model) in FOUND else None
