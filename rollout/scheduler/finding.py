"""The way to a first plan: it goes on until there is one, a proof that there is none, or no time.

A skeleton whose dates can't be found has a weekday at fault: that weekday's dates become part of
the skeleton, so that it never fails there again and still is a true relaxation. A skeleton that
leaves some superusers without a cohort is mended for a while, then left aside for the next one;
where it has too few cohorts on a weekday for those who can on no other, it is ruled out instead.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from functools import cached_property

from ortools.sat.python import cp_model

from rollout.scheduler.clock import FOUND, Clock
from rollout.scheduler.detail import DetailModel
from rollout.scheduler.draft import CohortDraft, Draft, unplaced
from rollout.scheduler.first import first_days, place_soon, rough_cohorts
from rollout.scheduler.grid import FAR, Grid
from rollout.scheduler.openings import Opening, Task
from rollout.scheduler.parameters import skeleton_solver, steady_solver
from rollout.scheduler.search import Search
from rollout.scheduler.skeleton import Skeleton, SkeletonModel
from rollout.scheduler.timetable import Timetable

DATES_EFFORT, WEEKDAY_EFFORT = 2.0, 1.0
ROUNDS = 3  # of mending the first skeleton that leaves somebody out; each later one gets more


class Finding:
    """Skeletons, one after another, each with its dates and members.

    `impossible` is set by proof only. `doubtful` are the slots of skeletons that were left aside
    without one; `exhausted` says that there are no others.
    """

    def __init__(
        self,
        grid: Grid,
        clock: Clock,
        seed: int,
        workers: int,
        on_draft: Callable[[Draft], None],
        on_bound: Callable[[int], None],
    ) -> None:
        self.grid, self.clock, self.seed, self.workers = grid, clock, seed, workers
        self.on_draft, self.on_bound = on_draft, on_bound
        self.model = SkeletonModel(grid)
        self.skeleton: Skeleton | None = None
        self.effort = 1.0
        self.rough: float | None = None  # cost of a skeleton that isn't near the best
        self.impossible = self.exhausted = False
        self.doubtful: list[tuple[int, ...]] = []
        self.enough: dict[tuple[int, ...], bool] = {}  # whether a weekday's slots may be

    def first(self) -> Draft | None:
        """A draft from the cheapest skeleton that dates can be found for; perhaps some superusers
        are left over. None where that takes long, or with `impossible`."""
        while not self.clock.over:
            self.skeleton = self.next_skeleton()
            rough = rough_cohorts(self.grid, self.skeleton) if self.skeleton else []
            draft, at_fault = self.dated(rough)
            if not at_fault:
                return self.placed(draft) if rough and len(draft) == len(rough) else None
            for weekday in at_fault:
                self.model.open_weekday(weekday)
        return None

    def others(self, draft: Draft | None) -> Draft | None:
        """A draft with everybody in it: from the one that leaves some over, or from further
        skeletons. None where time is up, or with `impossible` or `exhausted`."""
        while not (self.clock.over or self.impossible or self.exhausted):
            if self.skeleton is None:
                self.effort *= 2
            elif too_few := self.too_few(self.skeleton, draft):
                for weekday in too_few:
                    self.model.ask_for_more(weekday, self.skeleton)
            else:
                draft = draft and self.mended(draft)
                if draft is not None and not unplaced(self.grid, draft):
                    return draft
                self.leave(self.skeleton)
            draft = self.first()
        return None

    def too_few(self, skeleton: Skeleton, draft: Draft | None) -> list[int]:
        """The weekdays whose cohorts are proven too few for those who can on no other, as far as
        somebody of these is left over."""
        left = unplaced(self.grid, draft) if draft else {}
        weekdays = {weekday for weekday, its in self.bound.items() if left.keys() & set(its)}
        return [weekday for weekday in sorted(weekdays) if not self.can_take(weekday, skeleton)]

    @cached_property
    def bound(self) -> dict[int, list[int]]:
        """By weekday, the schools that can on no other."""
        schools = defaultdict(list)
        slots = self.grid.slots
        for school, cost in enumerate(self.grid.place_cost):
            weekdays = {slot.weekday for slot in slots if cost[slot.number] < FAR}
            if len(weekdays) == 1:
                schools[weekdays.pop()].append(school)
        return schools

    def can_take(self, weekday: int, skeleton: Skeleton) -> bool:
        """Whether a weekday's cohorts, or fewer, may take all who can on no other: its dates and
        rules alone. True also where that isn't known."""
        slots = tuple(n for n in skeleton.slots if self.grid.slots[n].weekday == weekday)
        if slots not in self.enough:
            openings = [Opening(slot, leads=(0,), optional=True) for slot in slots]
            pool = {school: self.grid.people[school] for school in self.bound[weekday]}
            task = Task(openings, [], pool, len(openings), uneven=True, partial=True)
            solver = steady_solver(self.seed, WEEKDAY_EFFORT)
            solver.parameters.stop_after_first_solution = True
            status = self.clock.solve(solver, DetailModel(self.grid, task).model)
            self.enough[slots] = status != cp_model.INFEASIBLE
        return self.enough[slots]

    def next_skeleton(self) -> Skeleton | None:
        """The cheapest skeleton; None where there is none, or it wasn't found within its effort."""
        solver, status = self.solve(self.seed)
        if status == cp_model.INFEASIBLE:
            self.impossible = not self.doubtful
            self.exhausted = bool(self.doubtful)
        if status not in FOUND:
            return None
        self.rough = None if status == cp_model.OPTIMAL else solver.objective_value
        return self.model.read(solver)

    def solve(self, seed: int) -> tuple[cp_model.CpSolver, cp_model.CpSolverStatus]:
        """Solve the skeleton. Its bound counts as long as none was left aside without a proof."""
        solver = skeleton_solver(seed, len(self.grid.people), self.effort)
        status = self.clock.solve(solver, self.model.model)
        if status in FOUND and not self.doubtful:
            self.on_bound(math.ceil(solver.best_objective_bound - 1e-6))
        return solver, status

    def dated(self, rough: list[CohortDraft]) -> tuple[Draft, list[int]]:
        """The cohorts with dates, and the weekdays that have none for theirs."""
        draft: list[CohortDraft] = []
        at_fault: list[int] = []
        for weekday in sorted({self.grid.slots[cohort.slot].weekday for cohort in rough}):
            cohorts = [c for c in rough if self.grid.slots[c.slot].weekday == weekday]
            status, found = self.dated_weekday(weekday, cohorts)
            draft += found
            if status == cp_model.INFEASIBLE:
                at_fault.append(weekday)
        return tuple(draft), at_fault

    def dated_weekday(
        self, weekday: int, cohorts: list[CohortDraft]
    ) -> tuple[cp_model.CpSolverStatus, Draft]:
        """Dates for a weekday's cohorts, good ones for those who would come if these are soon
        found."""
        model = cp_model.CpModel()
        timetable = Timetable(self.grid, model, weekday, Counter(c.slot for c in cohorts))
        solver = steady_solver(self.seed, DATES_EFFORT * self.effort)
        status = self.clock.solve(solver, model)
        if status not in FOUND:
            return status, ()
        found = first_days(self.grid, cohorts, self.clock, self.seed)
        return status, found or timetable.dated(cohorts, solver)

    def placed(self, draft: Draft) -> Draft | None:
        """The draft with members."""
        whole = place_soon(self.grid, draft, self.clock, self.seed)
        if whole is not None:
            self.on_draft(whole)
        return whole

    def nearer(self, tries: int) -> Iterator[Draft]:
        """Drafts from other seeds' skeletons that are nearer to the best, where the first was far
        from it: a skeleton's weekdays and venues are hard to leave later."""
        for seed in range(self.seed + 1, self.seed + tries + 1):
            if self.rough is None:
                return
            solver, status = self.solve(seed)
            if status in FOUND and solver.objective_value < self.rough:
                self.rough = None if status == cp_model.OPTIMAL else solver.objective_value
                rough = rough_cohorts(self.grid, self.model.read(solver))
                dated, _at_fault = self.dated(rough)
                draft = self.placed(dated) if len(dated) == len(rough) else None
                if draft is not None:
                    yield draft

    def mended(self, draft: Draft) -> Draft:
        """The draft after some rounds of planning cohorts anew, then everybody in them, and further
        rounds as long as ever fewer are left over."""
        rounds = ROUNDS * (len(self.doubtful) + 1)
        before = math.inf
        while not self.clock.over and 0 < (left := self.left_over(draft)) < before:
            before = left
            draft = self.searched(draft, rounds)
            anew = self.placed(draft) if unplaced(self.grid, draft) else None
            draft = min(draft, anew or draft, key=self.left_over)
        return draft

    def searched(self, draft: Draft, rounds: int) -> Draft:
        """The draft after some rounds, fewer if all have got a cohort."""
        seed = self.seed + len(self.doubtful)
        search = Search(self.grid, draft, self.clock, seed, self.workers)
        search.run(lambda draft, _cost: self.on_draft(draft), lambda: search.complete, rounds)
        return search.draft

    def left_over(self, draft: Draft) -> int:
        """How many superusers have no cohort."""
        return sum(unplaced(self.grid, draft).values())

    def leave(self, skeleton: Skeleton) -> None:
        """Leave a skeleton aside for others, without a proof that it holds no plan."""
        self.model.forbid(skeleton)
        self.doubtful.append(skeleton.slots)
