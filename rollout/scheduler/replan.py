"""Plans the rest of an announced year anew, with as little change as will do (CP-SAT).

First whoever has no lawful place gets one, and stand-ins lead where that is all it takes; then
dates, venues and leaders of disturbed workshops change, within the narrowest scope that mends the
plan; then those who would still miss a workshop are seated as guests. What is past or locked is
never touched, and never judged.
"""

import datetime as dt
import itertools
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from rollout.scheduler.changes import USUAL, ChangePrices, PlanChange, change_cost, diff
from rollout.scheduler.guests import with_guests
from rollout.scheduler.leading import with_stand_ins
from rollout.scheduler.placing import Placed, Placing
from rollout.scheduler.price import Broken, Rule, cost, cost_by_kind
from rollout.scheduler.problem import Guest, Plan, Problem, School
from rollout.scheduler.redating import Redating, Scope
from rollout.scheduler.standing import NO_PINS, Cell, Pins, Standing, fitted

PLACING_RULES = {Rule.UNPLACED, Rule.APART, Rule.SEATS, Rule.TOO_FEW, Rule.SCHOOL_WEEKDAY}
FEW = 48  # workshops that can all be looked at at once
QUICK = 8  # disturbed workshops that need no first try by themselves
MANY = 400  # workshops, or schools, that can be looked at for their leader or cohort only
OFTEN = 3  # disturbed workshops from which on a cohort's home gives way


class Status(StrEnum):
    """Whether the plan needed to change, and whether it now keeps every rule."""

    UNCHANGED = "unchanged"
    MENDED = "mended"
    BROKEN = "broken"


@dataclass(frozen=True)
class Replanned:
    """A year planned anew. Costs are in points, by kind, of workshops from today on; `change_cost`
    is what the changes cost beside them. `broken` is empty unless the status is BROKEN. `proven`
    says that no better plan was within the scope that was searched."""

    plan: Plan
    status: Status
    broken: tuple[Broken, ...]
    changes: tuple[PlanChange, ...]
    cost_before: dict[str, int]
    cost_after: dict[str, int]
    change_cost: int
    proven: bool
    seconds: float


def replan(
    problem: Problem,
    announced: Plan,
    *,
    today: dt.date,
    locked: Iterable[Cell] = (),
    pins: Pins = NO_PINS,
    change_prices: ChangePrices = USUAL,
    was: Problem | None = None,
    time_limit: float = 0.5,
    seed: int = 1,
    should_stop: Callable[[], bool] | None = None,
) -> Replanned:
    """Mend an announced plan for a problem that has changed since.

    `locked` workshops, and all before `today`, stay as they are. `pins` are followed, whatever they
    break. `was` is the problem as it was announced: without it, every workshop that somebody will
    miss counts as disturbed, also where that was accepted. With change prices of 0 (`DRAFT`) the
    whole rest of the year is planned anew, from the announced plan. `time_limit` is in seconds;
    `should_stop` is asked between the steps.
    """
    start = time.monotonic()
    standing = Standing(problem, fitted(problem, announced), today, frozenset(locked), pins)
    mending = Mending(standing, change_prices, start + time_limit, seed, should_stop)
    mending.run(was)
    changes = diff(announced, mending.best, today)
    broken = tuple(standing.broken(mending.best))
    status = Status.MENDED if changes else Status.UNCHANGED
    return Replanned(
        plan=mending.best,
        status=Status.BROKEN if broken else status,
        broken=broken,
        changes=changes,
        cost_before=cost_by_kind(problem, standing.plan, today),
        cost_after=cost_by_kind(problem, mending.best, today),
        change_cost=change_cost(changes, change_prices),
        proven=mending.proven,
        seconds=time.monotonic() - start,
    )


class Mending:
    """The best plan so far, and the steps that better it."""

    def __init__(
        self,
        standing: Standing,
        prices: ChangePrices,
        deadline: float,
        seed: int,
        should_stop: Callable[[], bool] | None,
    ) -> None:
        self.standing, self.prices = standing, prices
        self.deadline, self.seed, self.should_stop = deadline, seed, should_stop
        self.best, self.proven = standing.plan, True
        self.draft = prices.moved_date == 0

    def run(self, was: Problem | None) -> None:
        """Mend members, then workshops in ever wider scopes until every rule is kept."""
        self.consider(self.with_members(self.standing.plan))
        placed = replace(self.standing, plan=self.best)
        disturbed = set(placed.open_cells()) if self.draft else placed.disturbed(was)
        if not disturbed:
            return
        unpinned = disturbed - set(self.standing.pins.leaders)
        self.consider(with_stand_ins(placed.problem, placed.plan, unpinned))
        if len(disturbed) > QUICK and not self.draft:
            # What stand-ins can mend is mended, so that there is an answer soon.
            led = replace(placed, plan=self.best)
            left = led.disturbed(was)
            if left:
                self.redate(led, left, None if len(disturbed) > FEW else 1)
        if len(disturbed) > FEW and not self.draft:
            self.proven = False  # too many to weigh against each other
            return
        self.redate(placed, disturbed)

    def redate(self, placed: Standing, disturbed: set[Cell], most: int | None = None) -> None:
        """Change disturbed workshops, and others where that isn't enough, in so many scopes."""
        for scope in itertools.islice(scopes(placed, disturbed), most):
            if self.stopped():
                self.proven = False
                return
            redating = Redating(placed, scope, self.prices)
            plan, self.proven = redating.solve(self.left(), self.seed, self.best)
            plan = self.with_members(plan)
            guests = disturbed | scope.cells
            self.consider(with_guests(placed, plan, guests, self.prices))
            if scope.enough and not self.standing.broken(self.best):
                return

    def consider(self, plan: Plan) -> None:
        """Keep a plan that is better than the best so far: fewer broken rules, then cheaper."""
        if self.worth(plan) < self.worth(self.best):
            self.best = plan

    def worth(self, plan: Plan) -> tuple[int, int]:
        standing = self.standing
        changes = diff(standing.plan, plan, standing.today)
        points = cost(standing.problem, plan, standing.today)
        broken = len(standing.broken(plan)) + self.loosened_pins(plan)
        return broken, points + change_cost(changes, self.prices)

    def loosened_pins(self, plan: Plan) -> int:
        """How many pins a plan doesn't follow."""
        pins = self.standing.pins
        loose = sum(plan.cohorts[n].dates[p] != day for (n, p), day in pins.dates.items())
        loose += sum(plan.cohorts[n].venue != venue for n, venue in pins.venues.items())
        loose += sum(
            plan.cohorts[n].leader(plan.cohorts[n].dates[p]) != who
            for (n, p), who in pins.leaders.items()
        )
        return loose + sum(
            plan.cohorts[number].members.get(school, 0) != n
            for (number, school), n in pins.members.items()
        )

    def with_members(self, plan: Plan) -> Plan:
        """The plan with a lawful place for everyone, where there is one: first those who have none
        are placed, then everyone may move."""
        schools = self.unsettled(plan)
        if not schools:
            return plan
        wish = Placed(self.prices.member_moved, self.standing.today, self.standing.pins.members)
        problem = self.standing.problem
        everyone = [list(problem.schools)] if len(problem.schools) <= MANY else []
        for chosen in (schools, *everyone):
            placed, proven = Placing(problem, plan, chosen, wish).solve(self.left(), self.seed)
            self.proven &= proven
            if not self.unsettled(placed) or self.stopped():
                break
        return replace(placed, guests=tuple(living_guests(placed)))

    def unsettled(self, plan: Plan) -> list[School]:
        """Schools that aren't placed as they should be, and those in cohorts that are too full."""
        problem, pins = self.standing.problem, self.standing.pins.members
        names = {school for _number, school in pins}
        for each in self.standing.broken(plan):
            if each.rule in PLACING_RULES and each.day is None:
                full = each.rule is Rule.SEATS and each.cohort is not None
                names |= set(plan.cohorts[each.cohort or 0].members) if full else {each.whom}
        alone = {each.whom for each in self.standing.broken(plan) if each.rule is Rule.ALL_AWAY}
        homes = Counter(school for cohort in plan.cohorts for school in cohort.members)
        names |= {school for school in alone if homes[school] == 1}
        return [school for school in problem.schools if school.id in names]

    def left(self) -> float:
        """Seconds that are left, and a little to end in."""
        return max(0.05, self.deadline - time.monotonic())

    def stopped(self) -> bool:
        late = time.monotonic() > self.deadline
        return late or bool(self.should_stop and self.should_stop())


def living_guests(plan: Plan) -> Iterator[Guest]:
    """Guests who still are members of the cohort that they leave for once."""
    for guest in plan.guests:
        if plan.cohorts[guest.home].members.get(guest.school, 0) >= guest.count:
            yield guest


def scopes(standing: Standing, disturbed: set[Cell]) -> Iterator[Scope]:
    """What may change, ever wider: the disturbed workshops; then the others of their months.

    In a large year the first is enough where it mends the plan; in a small one it only makes sure
    that there is an answer where the second takes long.
    """
    often = Counter(number for number, _place in disturbed)
    homes = frozenset(number for number, n in often.items() if n >= OFTEN)
    months = {place for _number, place in disturbed}
    around = [cell for cell in standing.open_cells() if cell[1] in months]
    led = frozenset(around if len(around) <= MANY else disturbed)
    large = len(around) > FEW
    if large or len(disturbed) > QUICK:
        yield Scope(frozenset(disturbed), led, homes, enough=large)
    near = nearest(standing.plan, disturbed, around)
    often_near = {number for number, _place in near} if homes else set()
    yield Scope(near | disturbed, led, homes | often_near)


def nearest(plan: Plan, disturbed: set[Cell], around: list[Cell]) -> frozenset[Cell]:
    """The workshops that most easily make room: few, of cohorts that share venue, facilitator or
    weekday with disturbed ones, and in months with the most of these."""
    hit = [plan.cohorts[number] for number in {number for number, _place in disturbed}]
    shared = {
        number: sum(
            (cohort.venue == other.venue)
            + (cohort.facilitator == other.facilitator)
            + (cohort.weekday == other.weekday)
            for other in hit
        )
        for number, cohort in enumerate(plan.cohorts)
    }
    months = Counter(place for _number, place in disturbed)
    ranked = sorted(around, key=lambda cell: (-shared[cell[0]], -months[cell[1]], cell))
    return frozenset(ranked[:FEW])
