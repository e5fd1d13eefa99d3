"""Who is in which cohort, its dates, venue and weekday given (CP-SAT).

Every hard rule can be broken at a great price, so there always is an answer.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from ortools.sat.python import cp_model

from rollout.scheduler.price import km_between, misses
from rollout.scheduler.problem import CohortPlan, Mode, Plan, Problem, School

FEW = 40  # schools that may be placed in any cohort
NEAR = 16  # cohorts that a school may be placed in, where there are more schools
BROKEN = 20_000  # a broken rule a person, in points: more than a plan can save by breaking it


@dataclass(frozen=True)
class Placed:
    """What placing goes by: `members` of a cohort that are fixed, what each person who leaves a
    cohort for another costs, and the day from which on workshops count. `excepted` schools may be
    split or together as it suits. With `rules_only` any lawful placing will do."""

    moved: int = 0
    since: dt.date = dt.date.min
    fixed: Mapping[tuple[int, str], int] = field(default_factory=dict)
    excepted: frozenset[str] = frozenset()
    rules_only: bool = False


USUAL = Placed()


class Placing:
    """The model: schools that may be placed anew, in the cohorts of a plan."""

    def __init__(
        self, problem: Problem, plan: Plan, schools: list[School], wish: Placed = USUAL
    ) -> None:
        self.problem, self.plan, self.wish = problem, plan, wish
        self.near = NEAR if len(schools) > FEW else len(plan.cohorts)
        self.model = cp_model.CpModel()
        self.terms: list[cp_model.LinearExprT] = []
        self.meeting = together_sets(plan, wish.since)
        self.members: dict[tuple[int, str], cp_model.IntVar] = {}
        for school in schools:
            self.add_school(school)
        self.fill_cohorts({school.id for school in schools})
        self.model.minimize(sum(self.terms))

    def add_school(self, school: School) -> None:
        """Place all of a school's superusers, together or never all away on one day.

        Nobody being placed is twice as bad as another rule that is broken.
        """
        cohorts = self.cohorts_for(school)
        for number in cohorts:
            self.add_members(number, school)
        its = {number: self.members[number, school.id] for number in cohorts}
        unplaced = self.slack(2 * school.superusers)
        self.model.add(2 * sum(its.values()) + unplaced >= 2 * school.superusers)
        self.model.add(sum(its.values()) <= school.superusers)
        if school.id in self.wish.excepted:
            return
        if self.problem.mode is Mode.TOGETHER:
            self.keep_together(its, school)
        else:
            self.keep_apart(its, school)

    def cohorts_for(self, school: School) -> list[int]:
        """The nearest cohorts whose weekday a school can, and those that it is in; else all."""
        cohorts = self.plan.cohorts
        mine = [n for n, cohort in enumerate(cohorts) if cohort.members.get(school.id)]
        suit = [n for n, cohort in enumerate(cohorts) if cohort.weekday in school.weekdays]
        venues = self.problem.venue
        suit.sort(key=lambda number: km_between(school, venues.get(cohorts[number].venue)))
        return sorted({*mine, *suit[: self.near]}) or list(range(len(cohorts)))

    def add_members(self, number: int, school: School) -> None:
        cohort = self.plan.cohorts[number]
        had = cohort.members.get(school.id, 0)
        var = self.model.new_int_var(0, self.most_in_one(school), "")
        self.members[number, school.id] = var
        self.model.add_hint(var, min(had, school.superusers))
        if (number, school.id) in self.wish.fixed:
            self.model.add(var == self.wish.fixed[number, school.id])
        self.terms.append(var * self.cost_each(cohort, school))
        if self.wish.moved:
            more = self.model.new_int_var(0, school.superusers, "")
            self.model.add(more >= var - had)
            self.terms.append(more * self.wish.moved)

    def most_in_one(self, school: School) -> int:
        """How many of a school can be in one cohort: not all, where they are to be split."""
        split = self.problem.mode is Mode.SPLIT and school.id not in self.wish.excepted
        return school.superusers - 1 if split and school.superusers > 1 else school.superusers

    def cost_each(self, cohort: CohortPlan, school: School) -> int:
        """What a superuser of a school costs in a cohort."""
        unlawful = BROKEN * (cohort.weekday not in school.weekdays)
        if self.wish.rules_only:
            return unlawful
        prices = self.problem.prices
        points = prices.travel * km_between(school, self.problem.venue.get(cohort.venue))
        points += prices.other_weekday * (cohort.weekday != self.problem.preferred_weekday)
        coming = [day for day in cohort.dates if day >= self.wish.since]
        points += prices.missed * sum(
            misses(self.problem, cohort, school.id, day) for day in coming
        )
        return points + unlawful

    def slack(self, most: int) -> cp_model.IntVar:
        """By how many people a rule is broken, at its price."""
        var = self.model.new_int_var(0, most, "")
        self.terms.append(var * BROKEN)
        return var

    def keep_together(self, its: Mapping[int, cp_model.IntVar], school: School) -> None:
        homes = []
        for var in its.values():
            home = self.model.new_bool_var("")
            self.model.add(var <= school.superusers * home)
            homes.append(home)
        self.model.add(sum(homes) <= 1 + self.slack(len(homes)))

    def keep_apart(self, its: Mapping[int, cp_model.IntVar], school: School) -> None:
        """Of cohorts that meet on one day, never all of a school's superusers."""
        groups = {frozenset(its) & cohorts for cohorts in self.meeting}
        groups = {each for each in groups if len(each) > 1 or school.superusers < 2}
        for group in sorted(map(sorted, groups)):
            away = sum(its[number] for number in group)
            self.model.add(away <= school.superusers - 1 + self.slack(1))

    def fill_cohorts(self, schools: set[str]) -> None:
        """Seats for everyone, nobody nearly alone, and cohorts of about one size."""
        sizes: list[cp_model.LinearExprT] = []
        for number, cohort in enumerate(self.plan.cohorts):
            stay = sum(n for school, n in cohort.members.items() if school not in schools)
            come = [var for (at, _school), var in self.members.items() if at == number]
            size: cp_model.LinearExprT = sum(come) + stay
            sizes.append(size)
            self.model.add(
                size <= seats(self.problem, cohort) + self.slack(self.problem.superusers)
            )
            least = self.problem.least_size
            if least:
                self.model.add(size >= least - self.slack(least))
        if not self.wish.rules_only:
            self.even_out(sizes)

    def even_out(self, sizes: list[cp_model.LinearExprT]) -> None:
        """The largest less the smallest cohort has its price."""
        most = self.model.new_int_var(0, self.problem.superusers, "")
        least = self.model.new_int_var(0, self.problem.superusers, "")
        for size in sizes:
            self.model.add(size <= most)
            self.model.add(size >= least)
        self.terms.append((most - least) * self.problem.prices.imbalance)

    def solve(self, time_limit: float, seed: int) -> tuple[Plan, bool]:
        """The plan with the cheapest members found, and whether they are proven cheapest."""
        solver = cp_model.CpSolver()
        solver.parameters.max_time_in_seconds = time_limit
        solver.parameters.random_seed = seed
        solver.parameters.num_workers = 1
        solver.parameters.linearization_level = 2
        solver.parameters.cp_model_probing_level = 0
        solver.parameters.symmetry_level = 0
        solver.parameters.max_presolve_iterations = 1
        status = solver.solve(self.model)
        if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            return self.plan, False
        members = [dict(cohort.members) for cohort in self.plan.cohorts]
        for (number, school), var in self.members.items():
            members[number][school] = solver.value(var)
        cohorts = tuple(
            replace(cohort, members={school: n for school, n in its.items() if n})
            for cohort, its in zip(self.plan.cohorts, members, strict=True)
        )
        return replace(self.plan, cohorts=cohorts), status == cp_model.OPTIMAL


def seats(problem: Problem, cohort: CohortPlan) -> int:
    """A cohort's seats at its venue; none where the venue is gone."""
    venue = problem.venue.get(cohort.venue)
    return venue.seats if venue else 0


def together_sets(plan: Plan, since: dt.date) -> set[frozenset[int]]:
    """The sets of cohorts that meet on one day, from a day on."""
    meeting: dict[dt.date, set[int]] = defaultdict(set)
    for number, cohort in enumerate(plan.cohorts):
        for day in cohort.dates:
            if day >= since:
                meeting[day].add(number)
    alone = {frozenset([number]) for number in range(len(plan.cohorts))}
    return alone | set(map(frozenset, meeting.values()))
