"""Dates, venues and leaders of an announced plan anew, its cohorts' members as they are (CP-SAT).

Every hard rule can be broken at a great price, so there always is an answer: the announced plan to
begin with. Only the workshops of a scope may get another date or venue, and only its homes another
weekday, venue or facilitator for the rest of the year.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import TypeVar

from ortools.sat.python import cp_model

from rollout.scheduler.changes import ChangePrices, days_until
from rollout.scheduler.price import km_between, members_km
from rollout.scheduler.problem import CohortPlan, Mode, Plan
from rollout.scheduler.standing import Cell, Standing

BROKEN = 20_000  # a broken rule, in points: more than a plan can save by breaking it
NEAR = 4  # venues and facilitators that are looked at beside those announced
WEEKDAYS = range(5)
LONGEST = 100  # days that a gap can be too long or too short by

Literal = cp_model.IntVar | int
K = TypeVar("K")
G = TypeVar("G")


@dataclass(frozen=True)
class Scope:
    """What may change: the date and venue of `cells`, the leader of these and of `led`, and for the
    rest of the year the weekday, venue and facilitator of `homes`, cohorts by number. `enough` says
    that nothing wider need be tried where every rule is kept."""

    cells: frozenset[Cell]
    led: frozenset[Cell]
    homes: frozenset[int]
    enough: bool = True


@dataclass
class Home:
    """A cohort's choice of weekday, venue and facilitator: 0 or 1 where there is no choice."""

    weekday: dict[int, Literal]
    venue: dict[str, Literal]
    facilitator: dict[str, Literal]


class Redating:
    """The model: built once for a scope, then solved."""

    def __init__(self, standing: Standing, scope: Scope, prices: ChangePrices) -> None:
        self.standing, self.scope, self.prices = standing, scope, prices
        self.problem, self.plan = standing.problem, standing.plan
        self.model = cp_model.CpModel()
        self.terms: list[tuple[int, cp_model.IntVar]] = []
        self.venues_for, self.leaders_for = cache(self.near_venues), cache(self.near_leaders)
        self.homes = {number: self.home(number) for number in range(len(self.plan.cohorts))}
        self.meets: dict[Cell, dict[tuple[dt.date, str], Literal]] = {}
        self.leads: dict[Cell, dict[tuple[dt.date, str], Literal]] = {}
        for number, cohort in enumerate(self.plan.cohorts):
            for place in range(len(cohort.dates)):
                self.add_workshop((number, place))
            self.add_gaps(number)
        self.once_a_day(self.meets)
        self.once_a_day(self.leads)
        if self.problem.mode is Mode.SPLIT:
            self.keep_apart()
        points, charged = zip(*self.terms, strict=True) if self.terms else ((), ())
        self.model.minimize(cp_model.LinearExpr.weighted_sum(charged, points))

    def literal(self, points: int) -> cp_model.IntVar:
        """A choice, at its price."""
        var = self.model.new_bool_var("")
        self.charge(points, var)
        return var

    def charge(self, points: int, var: Literal) -> None:
        if points and not isinstance(var, int):
            self.terms.append((points, var))

    def charge_unless(self, points: int, chosen: list[Literal], home: Literal) -> None:
        """Charge for what is chosen for a workshop where it isn't the cohort's home choice."""
        if not points or (isinstance(home, int) and home):
            return
        if isinstance(home, int):
            for var in chosen:
                self.charge(points, var)
            return
        other = self.model.new_bool_var("")
        self.model.add(other >= sum(chosen) - home)
        self.charge(points, other)

    # Homes

    def home(self, number: int) -> Home:
        """What a cohort's home may be, and what it costs. A new weekday is one that all can."""
        now = self.plan.cohorts[number]
        prices, preferred = self.problem.prices, self.problem.preferred_weekday
        if number not in self.scope.homes:
            return Home({now.weekday: 1}, {now.venue: 1}, {now.facilitator: 1})
        weekday: dict[int, Literal] = {
            each: self.literal(prices.other_weekday * now.size * (each != preferred))
            for each in WEEKDAYS
            if self.unable(now, each) <= self.unable(now, now.weekday)
        }
        venue: dict[str, Literal] = {
            each: self.literal(self.venue_cost(now, each)) for each in self.venues_for(number)
        }
        facilitator: dict[str, Literal] = {
            each: self.literal(0) for each in self.leaders_for(number)
        }
        for choice in (weekday, venue, facilitator):
            self.model.add_exactly_one(choice.values())
        for who, leads in facilitator.items():
            for at, meets in venue.items():
                apart = km_between(self.problem.facilitator.get(who), self.problem.venue.get(at))
                self.charge_both(prices.facilitator_travel * apart, leads, meets)
        return Home(weekday, venue, facilitator)

    def charge_both(self, points: int, first: Literal, second: Literal) -> None:
        both = self.model.new_bool_var("")
        self.model.add(both >= first + second - 1)
        self.charge(points, both)

    def unable(self, now: CohortPlan, weekday: int) -> int:
        """How many of a cohort's members can't on a weekday."""
        schools = self.problem.school
        return sum(n for s, n in now.members.items() if weekday not in schools[s].weekdays)

    def venue_cost(self, now: CohortPlan, venue: str) -> int:
        points = self.problem.prices.travel * members_km(self.problem, now, venue)
        return points + self.seats_cost(now, venue)

    def seats_cost(self, now: CohortPlan, venue: str) -> int:
        at = self.problem.venue.get(venue)
        return BROKEN * (max(0, now.size - at.seats) if at else 1)

    def near_venues(self, number: int) -> list[str]:
        """The venues that a cohort might use: as pinned, or its own and the nearest."""
        if number in self.standing.pins.venues:
            return [self.standing.pins.venues[number]]
        now = self.plan.cohorts[number]
        near = sorted(self.problem.venue, key=lambda each: self.venue_cost(now, each))
        return list(dict.fromkeys([*near[:NEAR], now.venue]))

    def near_leaders(self, number: int) -> list[str]:
        """The facilitators that might lead a cohort: its own and the nearest."""
        now = self.plan.cohorts[number]
        venue = self.problem.venue.get(now.venue)
        everyone = self.problem.facilitator
        near = sorted(everyone, key=lambda each: km_between(everyone[each], venue))
        return list(dict.fromkeys([*near[: 2 * NEAR], now.facilitator]))

    # Workshops

    def add_workshop(self, cell: Cell) -> None:
        number, place = cell
        now = self.plan.cohorts[number]
        day = now.dates[place]
        as_announced: dict[tuple[dt.date, str], Literal] = {(day, now.venue_on(day)): 1}
        self.meets[cell] = self.options(cell) if cell in self.scope.cells else as_announced
        led = cell in self.scope.cells or cell in self.scope.led
        self.leads[cell] = self.leading(cell) if led else {(day, now.leader(day)): 1}
        if self.standing.fixed(cell):
            return
        home, prices = self.homes[number], self.problem.prices
        exception = prices.one_off * now.size
        for weekday, chosen in by(self.meets[cell], lambda key: key[0].weekday()):
            points = exception + prices.missed * self.unable(now, weekday)
            self.charge_unless(points, chosen, home.weekday.get(weekday, 0))
        for venue, chosen in by(self.meets[cell], lambda key: key[1]):
            points = exception + self.longer_way(now, venue)
            self.charge_unless(points, chosen, home.venue.get(venue, 0))
        for who, chosen in by(self.leads[cell], lambda key: key[1]):
            self.charge_unless(prices.substitute, chosen, home.facilitator.get(who, 0))

    def longer_way(self, now: CohortPlan, venue: str) -> int:
        longer = members_km(self.problem, now, venue) - members_km(self.problem, now, now.venue)
        return self.problem.prices.travel * max(0, longer) // len(self.problem.periods)

    def options(self, cell: Cell) -> dict[tuple[dt.date, str], Literal]:
        """The days and venues of a workshop that may move."""
        number, place = cell
        now = self.plan.cohorts[number]
        was = now.dates[place]
        costs: dict[tuple[dt.date, str], int] = {}
        venues = {venue: self.moved_venue_cost(cell, venue) for venue in self.venues_for(number)}
        for day in self.days_for(cell):
            on_day = self.day_cost(cell, day)
            for venue, points in venues.items():
                at = self.problem.venue.get(venue)
                closed = BROKEN * (at is None or day in at.closed)
                costs[day, venue] = on_day + points + closed
        found = self.choice(costs, (was, now.venue_on(was)))
        self.model.add_exactly_one(found.values())
        return found

    def choice(
        self, costs: Mapping[tuple[dt.date, str], int], announced: tuple[dt.date, str]
    ) -> dict[tuple[dt.date, str], Literal]:
        """Variables for what breaks no rule, and for what is announced; else for all there is."""
        lawful = {key for key, points in costs.items() if points < BROKEN or key == announced}
        return {
            key: self.literal(points)
            for key, points in costs.items()
            if key in lawful or not lawful
        }

    def days_for(self, cell: Cell) -> list[dt.date]:
        number, place = cell
        if cell in self.standing.pins.dates:
            return [self.standing.pins.dates[cell]]
        was = self.plan.cohorts[number].dates[place]
        period = self.problem.periods[place]
        days = {day for day in self.problem.days_in(period) if day >= self.standing.today}
        return sorted(days | {was})

    def day_cost(self, cell: Cell, day: dt.date) -> int:
        """What a day costs a workshop: the move, who misses it or is a guest instead, and whether
        it is open."""
        number, place = cell
        now, period = self.plan.cohorts[number], self.problem.periods[place]
        near = self.prices.nearness(days_until(self.standing.today, now.dates[place], day))
        moved = self.prices.moved_date * now.size * near * (day != now.dates[place])
        prices = self.problem.prices
        missing = min(prices.missed, prices.one_off + self.prices.guest * near)
        schools = self.problem.school
        closed = sum(n for s, n in now.members.items() if day in schools[s].closed)
        shut = day not in self.problem.open_days or not period.first <= day <= period.last
        return moved + missing * closed + BROKEN * shut

    def moved_venue_cost(self, cell: Cell, venue: str) -> int:
        number, place = cell
        now = self.plan.cohorts[number]
        day = now.dates[place]
        near = self.prices.nearness(days_until(self.standing.today, day))
        moved = self.prices.changed_venue * now.size * near * (venue != now.venue_on(day))
        return moved + self.seats_cost(now, venue) * (venue != now.venue)

    def leading(self, cell: Cell) -> dict[tuple[dt.date, str], Literal]:
        """Who may lead a workshop on each of its days."""
        number, place = cell
        now = self.plan.cohorts[number]
        was = now.dates[place]
        pinned = self.standing.pins.leaders.get(cell)
        who = [pinned] if pinned else self.leaders_for(number)
        near = self.prices.nearness(days_until(self.standing.today, was))
        changed = self.prices.changed_leader * near
        found: dict[tuple[dt.date, str], Literal] = {}
        for day, chosen in by(self.meets[cell], lambda key: key[0]):
            costs = {}
            for each in who:
                facilitator = self.problem.facilitator.get(each)
                away = BROKEN * (facilitator is None or day in facilitator.away)
                costs[day, each] = changed * (each != now.leader(was)) + away
            leads = self.choice(costs, (was, now.leader(was)))
            self.model.add(sum(leads.values()) == sum(chosen))
            found |= leads
        return found

    # Rules

    def slack(self, most: int) -> cp_model.IntVar:
        """How many times a rule is broken, at its price."""
        var = self.model.new_int_var(0, most, "")
        self.charge(BROKEN, var)
        return var

    def add_gaps(self, number: int) -> None:
        """A cohort's gaps: within their bounds, and priced by whole weeks from the ideal."""
        problem, days = self.problem, len(self.plan.cohorts[number].dates)
        for place in range(days - 1):
            if not {(number, place), (number, place + 1)} & self.scope.cells:
                continue
            gap = self.ordinal((number, place + 1)) - self.ordinal((number, place))
            broken = self.slack(1)
            self.model.add(gap >= problem.least_gap - LONGEST * broken)
            self.model.add(gap <= problem.most_gap + LONGEST * broken)
            weeks = self.model.new_int_var(0, LONGEST // 7, "")
            self.model.add(7 * weeks >= gap - problem.ideal_gap - 6)
            self.model.add(7 * weeks >= problem.ideal_gap - gap - 6)
            self.charge(problem.prices.spacing, weeks)

    def ordinal(self, cell: Cell) -> cp_model.LinearExpr:
        """A workshop's day, counted from today."""
        start = self.standing.today
        days = [((day - start).days, var) for (day, _venue), var in self.meets[cell].items()]
        return cp_model.LinearExpr.weighted_sum([var for _n, var in days], [n for n, _var in days])

    def once_a_day(self, chosen: Mapping[Cell, Mapping[tuple[dt.date, str], Literal]]) -> None:
        """A venue has one workshop a day, a facilitator leads one."""
        taken: dict[tuple[dt.date, str], list[Literal]] = defaultdict(list)
        for options in chosen.values():
            for key, var in options.items():
                if key[0] >= self.standing.today:
                    taken[key].append(var)
        for wanted in taken.values():
            if len(wanted) > 1 and not all(isinstance(var, int) for var in wanted):
                self.model.add(sum(wanted) <= 1 + self.slack(len(wanted)))

    def keep_apart(self) -> None:
        """A school's cohorts don't all meet on one day."""
        hosts: dict[str, list[int]] = defaultdict(list)
        for number, cohort in enumerate(self.plan.cohorts):
            for school in cohort.members:
                hosts[school].append(number)
        for together in sorted(set(map(tuple, hosts.values()))):
            if len(together) > 1:
                for place in range(len(self.problem.periods)):
                    self.not_all([(number, place) for number in together])

    def not_all(self, cells: list[Cell]) -> None:
        """Some workshops aren't all on one day."""
        if not self.scope.cells.intersection(cells):
            return
        met = [dict(by(self.meets[cell], lambda key: key[0])) for cell in cells]
        shared = set.intersection(*(set(days) for days in met))
        for day in sorted(shared):
            meeting = sum(sum(days[day]) for days in met)
            self.model.add(meeting <= len(cells) - 1 + self.slack(1))

    # Solving

    def solve(self, time_limit: float, seed: int, hint: Plan) -> tuple[Plan, bool]:
        """The best plan found from a hint, and whether it is proven. Falls back on the announced.

        Without presolve and with linear relaxation: the model is small, the time short.
        """
        self.add_hint(hint)
        solver = cp_model.CpSolver()
        solver.parameters.max_time_in_seconds = time_limit
        solver.parameters.random_seed = seed
        solver.parameters.num_workers = 1
        solver.parameters.linearization_level = 2
        solver.parameters.cp_model_presolve = False
        status = solver.solve(self.model)
        if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            return self.plan, False
        cohorts = (self.cohort(solver, number) for number in range(len(self.plan.cohorts)))
        return Plan(tuple(cohorts), self.plan.guests), status == cp_model.OPTIMAL

    def add_hint(self, plan: Plan) -> None:
        """Begin from the dates, venues and leaders of a plan."""
        self.model.clear_hints()
        for number, cohort in enumerate(plan.cohorts):
            home = self.homes[number]
            self.hint_at(home.weekday, cohort.weekday)
            self.hint_at(home.venue, cohort.venue)
            self.hint_at(home.facilitator, cohort.facilitator)
            for place, day in enumerate(cohort.dates):
                self.hint_at(self.meets[number, place], (day, cohort.venue_on(day)))
                self.hint_at(self.leads[number, place], (day, cohort.leader(day)))

    def hint_at(self, choice: Mapping[K, Literal], chosen: K) -> None:
        for key, var in choice.items():
            if not isinstance(var, int):
                self.model.add_hint(var, key == chosen)

    def cohort(self, solver: cp_model.CpSolver, number: int) -> CohortPlan:
        """A cohort's year as it was solved; what differs from its home is written as exceptions."""
        now, home = self.plan.cohorts[number], self.homes[number]
        weekday = picked(solver, home.weekday)
        venue, facilitator = picked(solver, home.venue), picked(solver, home.facilitator)
        cells = [(number, place) for place in range(len(now.dates))]
        at = dict(picked(solver, self.meets[cell]) for cell in cells)
        led = dict(picked(solver, self.leads[cell]) for cell in cells)
        return CohortPlan(
            weekday=weekday,
            venue=venue,
            facilitator=facilitator,
            dates=tuple(at),
            members=now.members,
            substitutes={day: who for day, who in led.items() if who != facilitator},
            other_venues={day: where for day, where in at.items() if where != venue},
            other_days=frozenset(day for day in at if day.weekday() != weekday),
        )


def picked(solver: cp_model.CpSolver, choice: Mapping[K, Literal]) -> K:
    """The chosen one of a choice."""
    return next(key for key, var in choice.items() if solver.value(var))


def by(choice: Mapping[K, Literal], key: Callable[[K], G]) -> Iterator[tuple[G, list[Literal]]]:
    """A choice's variables, grouped."""
    groups: dict[G, list[Literal]] = defaultdict(list)
    for each, var in choice.items():
        groups[key(each)].append(var)
    yield from groups.items()
