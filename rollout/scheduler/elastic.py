"""The year as flows, every demand in it elastic (CP-SAT).

Cohorts with the same weekday and venue are alike, so they are counted, not told apart: as many as
there are flow from date to date through the periods. Schools with the same weekdays and as many
superusers are counted too. That keeps the model small and free of symmetry at any size. It is a
relaxation: what it can't do, no plan can. Each demand has slack; holding it takes the slack away.
"""

import datetime as dt
import itertools
from collections import defaultdict
from collections.abc import Callable, Container, Hashable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import TypeVar

from ortools.sat.python import cp_model

from rollout.scheduler.demands import Demand, DemandKind
from rollout.scheduler.problem import Mode, Problem, School

WEEKDAYS = range(5)
FEW_VENUES = 4  # so many can be looked at two by two
WIDER = 7  # days by which a period can be widened, at most
ROOMS = 2  # workshops a day at a venue, where that demand is left
SHORTER, LONGER = 14, 21  # days by which the gaps can be left, at most

Pattern = tuple[int, str]  # weekday and venue
Node = tuple[int, str, int, dt.date]  # weekday, venue, period, day
Kind = tuple[frozenset[int], int]  # schools that are alike: weekdays and superusers
Part = Hashable
K = TypeVar("K")


SKIPPED = dt.date.min


@dataclass
class Slack:
    """By how much a demand may be left: variables by what each stands for. `size` weighs them as
    one change to the demand, `weight` as rules that a plan breaks."""

    parts: dict[Part, cp_model.IntVar] = field(default_factory=dict)
    size: list[cp_model.LinearExprT] = field(default_factory=list)
    weight: list[cp_model.LinearExprT] = field(default_factory=list)


class Elastic:
    """The model, built once; `hold` says which demands are kept in the next solve."""

    def __init__(self, problem: Problem, *, skips: bool = True) -> None:
        """With `skips`, a period that is left may be skipped, not only widened."""
        self.problem, self.skips = problem, skips
        self.model = cp_model.CpModel()
        self.slacks: dict[Demand, Slack] = {}
        self.most = problem.cohorts + 2
        self.cohorts: dict[Pattern, cp_model.IntVar] = {}
        self.flows: dict[tuple[Node, Node], cp_model.IntVar] = {}
        self.used: dict[Node, cp_model.LinearExprT] = {}
        self.people: dict[tuple[Kind, Pattern], cp_model.IntVar] = {}
        self.whole: dict[tuple[Kind, Pattern], cp_model.IntVar] = {}
        self.apart: dict[Kind, list[cp_model.IntVar]] = defaultdict(list)
        self.count_cohorts()
        for pattern, number in self.cohorts.items():
            self.add_chains(pattern, number)
        self.bound_gaps()
        self.share_venues()
        self.share_facilitators()
        self.kinds = kinds_of(problem)
        for kind, schools in self.kinds.items():
            self.place(kind, schools)
        if problem.mode is Mode.SPLIT and len(problem.venues) <= FEW_VENUES:
            self.keep_apart()
        self.seat()
        self.left = {demand: self.name(of) for demand, of in self.slacks.items()}

    # Slack

    def slack(
        self, demand: Demand, part: Part, most: int, size: int = 1, weight: int = 10
    ) -> cp_model.IntVar:
        """One part of a demand's slack; the same part is the same variable."""
        of = self.slacks.setdefault(demand, Slack())
        if part not in of.parts:
            var = self.model.new_int_var(0, most, "")
            of.parts[part] = var
            of.size.append(size * var)
            of.weight.append(weight * var)
        return of.parts[part]

    def name(self, of: Slack) -> cp_model.IntVar:
        """Whether a demand is left at all."""
        left = self.model.new_bool_var("")
        for var in of.parts.values():
            self.model.add(var <= var.proto.domain[1] * left)
        return left

    def hold(self, demands: Iterable[Demand]) -> None:
        """Keep some demands in the next solves; all others may be left."""
        held = set(demands)
        for demand, left in self.left.items():
            domain = left.proto.domain
            domain.clear()
            domain.extend([0, 0 if demand in held else 1])

    def flag(self, used: cp_model.LinearExprT, most: int) -> cp_model.IntVar:
        flag = self.model.new_bool_var("")
        self.model.add(used <= most * flag)
        return flag

    # Cohorts and their dates

    def count_cohorts(self) -> None:
        """How many cohorts there are of each weekday and venue."""
        for weekday, venue in itertools.product(WEEKDAYS, self.problem.venues):
            self.cohorts[weekday, venue.id] = self.model.new_int_var(0, self.most, "")
        count = Demand(DemandKind.COHORT_COUNT)
        more = self.slack(count, "more", 2, weight=30)
        fewer = self.slack(count, "fewer", self.problem.cohorts - 1, weight=self.whole_year())
        self.model.add(sum(self.cohorts.values()) == self.problem.cohorts + more - fewer)

    def whole_year(self) -> int:
        """What a cohort that isn't made weighs: more than its year could break, so that the nearest
        plan isn't one with hardly any cohorts."""
        return 30 + 12 * len(self.problem.periods)

    def add_chains(self, pattern: Pattern, number: cp_model.IntVar) -> None:
        """A pattern's cohorts flow from date to date through the periods, or skip one."""
        before: list[Node] = []
        for place in range(len(self.problem.periods)):
            nodes = [(*pattern, place, day) for day in self.days_for(pattern[0], place)]
            if self.skips:
                nodes.append((*pattern, place, SKIPPED))
            arrivals: dict[Node, list[cp_model.IntVar]] = {node: [] for node in nodes}
            departures: dict[Node, list[cp_model.IntVar]] = defaultdict(list)
            for source, target in itertools.product(before, arrivals):
                if self.may_follow(source[3], target[3]):
                    flow = self.model.new_int_var(
                        0, ROOMS if real(source, target) else self.most, ""
                    )
                    self.flows[source, target] = flow
                    departures[source].append(flow)
                    arrivals[target].append(flow)
            for source in before:
                self.model.add(sum(departures[source]) == self.used[source])
            for node, flows in arrivals.items():
                self.add_node(node, flows)
            if not before:
                self.model.add(sum(self.used[node] for node in arrivals) == number)
            before = list(arrivals)

    def may_follow(self, before: dt.date, after: dt.date) -> bool:
        """Whether a cohort could meet on two dates in turn, however loose its gaps."""
        if SKIPPED in (before, after):
            return True
        gap = (after - before).days
        shortest = max(1, self.problem.least_gap - SHORTER)
        return shortest <= gap <= self.problem.most_gap + LONGER

    def add_node(self, node: Node, flows: list[cp_model.IntVar]) -> None:
        """One date of a pattern: how many cohorts meet, and which demands that leaves."""
        _weekday, venue, place, day = node
        period = self.problem.periods[place]
        most = self.most if day == SKIPPED else ROOMS
        self.used[node] = used = sum(flows) if flows else self.model.new_int_var(0, most, "")
        demand = Demand(DemandKind.PERIOD, period.name)
        if day == SKIPPED:
            self.model.add(used <= self.slack(demand, "skip", self.most, size=1000, weight=1000))
            return
        if day in self.problem.venue[venue].closed:
            closed = Demand(DemandKind.VENUE_CLOSED, venue)
            self.model.add(used <= ROOMS * self.slack(closed, day, 1))
        if day not in self.problem.open_days:
            opened = self.slack(Demand(DemandKind.CLOSED_DAYS), day, 1, weight=20)
            self.model.add(used <= ROOMS * opened)
        early, late = (period.first - day).days, (day - period.last).days
        for part, beyond in (("earlier", early), ("later", late)):
            if beyond > 0:
                self.widen(demand, part, beyond, used)

    def widen(self, demand: Demand, part: str, beyond: int, used: cp_model.LinearExprT) -> None:
        """A date beyond a period's end."""
        wider = self.slack(demand, part, WIDER, weight=1)
        self.model.add(wider >= beyond * self.flag(used, ROOMS))
        self.model.add(used <= self.slack(demand, (part, beyond), self.most, size=0, weight=12))

    def days_for(self, weekday: int, place: int) -> list[dt.date]:
        """A weekday's dates in a period, and its open dates a little beyond it."""
        period = self.problem.periods[place]
        length = (period.last - period.first).days + 1
        days = (period.first + dt.timedelta(n) for n in range(-WIDER, length + WIDER))
        return [
            day
            for day in days
            if day.weekday() == weekday
            and (period.first <= day <= period.last or day in self.problem.open_days)
        ]

    def bound_gaps(self) -> None:
        """Flows over gaps that are too short or too long leave the demand by so many days."""
        least, most = self.problem.least_gap, self.problem.most_gap
        flows: dict[int, list[cp_model.IntVar]] = defaultdict(list)
        for (source, target), flow in self.flows.items():
            if real(source, target):
                flows[(target[3] - source[3]).days].append(flow)
        for gap, over in flows.items():
            for kind, off in (
                (DemandKind.GAP_LEAST, least - gap),
                (DemandKind.GAP_MOST, gap - most),
            ):
                if off > 0:
                    times = self.slack(Demand(kind), gap, 1000, size=0, weight=8)
                    self.model.add(sum(over) <= times)
                    by = self.slack(Demand(kind), "by", LONGER, weight=0)
                    self.model.add(by >= off * self.flag(times, 1000))

    # What cohorts share

    def share_venues(self) -> None:
        """A venue has one workshop a day, or two."""
        for (venue, day), used in self.used_by(lambda node: (node[1], node[3])):
            once = Demand(DemandKind.VENUE_ONCE, venue)
            self.model.add(sum(used) <= 1 + self.slack(once, day, ROOMS - 1, weight=15))

    def share_facilitators(self) -> None:
        """There are no more workshops on a day than facilitators who aren't away."""
        for day, used in self.used_by(lambda node: node[3]):
            leads: list[cp_model.IntVar | int] = []
            for each in self.problem.facilitators:
                if day in each.away:
                    leads.append(self.slack(Demand(DemandKind.FACILITATOR_AWAY, each.id), day, 1))
                else:
                    leads.append(1)
            more = self.slack(Demand(DemandKind.FACILITATORS), day, self.most, weight=12)
            self.model.add(sum(used) <= sum(leads) + more)

    def used_by(self, key: Callable[[Node], K]) -> Iterator[tuple[K, list[cp_model.LinearExprT]]]:
        groups: dict[K, list[cp_model.LinearExprT]] = defaultdict(list)
        for node, used in self.used.items():
            if node[3] != SKIPPED:
                groups[key(node)].append(used)
        yield from groups.items()

    # People

    def place(self, kind: Kind, schools: list[School]) -> None:
        """Place the superusers of schools that are alike."""
        weekdays, each = kind
        names = tuple(school.id for school in schools)
        rule = Demand(DemandKind.WEEKDAY_RULE, schools=names)
        everyone = each * len(schools)
        off: dict[int, list[cp_model.IntVar]] = defaultdict(list)
        for pattern in self.cohorts:
            people = self.model.new_int_var(0, everyone, "")
            self.people[kind, pattern] = people
            self.keep_mode(kind, pattern, len(schools))
            if pattern[0] not in weekdays:
                off[pattern[0]].append(people)
        total = sum(self.people[kind, pattern] for pattern in self.cohorts)
        self.model.add(total == everyone)
        for weekday, people_off in off.items():
            persons = self.slack(rule, (weekday, "people"), everyone, size=0, weight=6)
            willing = self.slack(rule, weekday, len(schools), weight=0)
            self.slacks[rule].size.append(len(schools) * self.flag(willing, len(schools)))
            self.model.add(sum(people_off) <= persons)
            self.model.add(sum(people_off) <= each * willing)

    def keep_mode(self, kind: Kind, pattern: Pattern, schools: int) -> None:
        """In one cohort at most all but one of a school, or all of it."""
        each = kind[1]
        people, number = self.people[kind, pattern], self.cohorts[pattern]
        if self.problem.mode is Mode.SPLIT:
            excepted = self.slack(Demand(DemandKind.SPLIT), kind, schools, weight=8)
            self.model.add(people <= (each - 1) * schools * number + each * excepted)
            return
        excepted = self.slack(Demand(DemandKind.TOGETHER), kind, schools, weight=8)
        self.whole[kind, pattern] = whole = self.model.new_int_var(0, schools, "")
        rest = self.model.new_int_var(0, each * schools, "")
        self.model.add(people == each * whole + rest)
        self.apart[kind].append(rest)
        self.model.add(sum(self.apart[kind]) <= each * excepted)

    def keep_apart(self) -> None:
        """Where two venues have one cohort each on a weekday, and these share a day, no school can
        be split between them."""
        for weekday, (one, other) in itertools.product(
            WEEKDAYS, itertools.combinations([venue.id for venue in self.problem.venues], 2)
        ):
            patterns = (weekday, one), (weekday, other)
            sharing, more = self.model.new_bool_var(""), self.model.new_bool_var("")
            for used in self.days_of(patterns).values():
                self.model.add(sum(used) <= 1 + 2 * ROOMS * sharing)
            number = sum(self.cohorts[pattern] for pattern in patterns)
            self.model.add(number >= 3).only_enforce_if(more)
            for kind, schools in self.kinds.items():
                excepted = self.slacks[Demand(DemandKind.SPLIT)].parts[kind]
                people = sum(self.people[kind, pattern] for pattern in patterns)
                limit = (kind[1] - 1) * len(schools) + kind[1] * excepted
                self.model.add(people <= limit).only_enforce_if(sharing, ~more)

    def days_of(self, patterns: Container[Pattern]) -> dict[dt.date, list[cp_model.LinearExprT]]:
        days: dict[dt.date, list[cp_model.LinearExprT]] = defaultdict(list)
        for (weekday, venue, _place, day), used in self.used.items():
            if (weekday, venue) in patterns and day != SKIPPED:
                days[day].append(used)
        return days

    def seat(self) -> None:
        """A seat for everyone, or more seats at a venue."""
        for pattern, number in self.cohorts.items():
            venue = self.problem.venue[pattern[1]]
            demand = Demand(DemandKind.VENUE_SEATS, venue.id)
            everyone = self.problem.superusers
            seats = self.slack(demand, "each", everyone, weight=0)
            over = self.slack(demand, pattern[0], everyone, size=0, weight=4)
            more = self.model.new_int_var(0, everyone * self.most, "")
            self.model.add_multiplication_equality(more, [seats, number])
            people = sum(var for (_kind, at), var in self.people.items() if at == pattern)
            self.model.add(over <= more)
            self.model.add(people <= venue.seats * number + over)
            self.model.add(people >= self.problem.least_size * number)
            for (kind, at), whole in self.whole.items():
                if at == pattern:
                    self.model.add(whole <= venue.seats // kind[1] * number + over)

    # Solving

    def core(self, time_limit: float, seed: int) -> list[Demand] | None:
        """Some demands that can't all be kept, mostly few; None where time ran out."""
        self.hold(())
        self.model.clear_objective()
        kept = {(~left).index: demand for demand, left in self.left.items()}
        self.model.add_assumptions([~left for left in self.left.values()])
        solver = cp_model.CpSolver()
        solver.parameters.max_time_in_seconds = max(0.01, time_limit)
        solver.parameters.random_seed = seed
        solver.parameters.num_workers = 1
        solver.parameters.cp_model_presolve = False
        status = solver.solve(self.model)
        self.model.clear_assumptions()
        if status != cp_model.INFEASIBLE:
            return None
        return [kept[each] for each in solver.sufficient_assumptions_for_infeasibility()]

    def solve(
        self,
        objective: Iterable[cp_model.LinearExprT],
        time_limit: float,
        seed: int,
        *,
        presolve: bool = True,
        gap: float = 0.0,
    ) -> tuple[cp_model.CpSolver, cp_model.CpSolverStatus]:
        """Solve with the demands that are held now, for the least sum of an objective.

        With few demands held, presolving takes longer than solving without it. With a `gap`, a sum
        that is only so much larger will do.
        """
        self.model.minimize(sum(objective))
        solver = cp_model.CpSolver()
        solver.parameters.max_time_in_seconds = max(0.01, time_limit)
        solver.parameters.random_seed = seed
        solver.parameters.num_workers = 1
        solver.parameters.cp_model_presolve = presolve
        solver.parameters.relative_gap_limit = gap
        solver.parameters.cp_model_probing_level = 0
        solver.parameters.symmetry_level = 0
        solver.parameters.max_presolve_iterations = 1
        solver.parameters.linearization_level = 2
        return solver, solver.solve(self.model)


def real(source: Node, target: Node) -> bool:
    """Whether neither of two dates is skipped."""
    return SKIPPED not in (source[3], target[3])


def kinds_of(problem: Problem) -> dict[Kind, list[School]]:
    """The schools by weekdays and superusers."""
    kinds: dict[Kind, list[School]] = defaultdict(list)
    for school in problem.schools:
        kinds[school.weekdays, school.superusers].append(school)
    return kinds
