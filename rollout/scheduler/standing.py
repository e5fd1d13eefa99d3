"""What of an announced plan still stands: what is fixed, and which workshops are disturbed."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from rollout.scheduler.price import Broken, Rule, broken_rules, misses
from rollout.scheduler.problem import Plan, Problem

Cell = tuple[int, int]  # a cohort's number and the period's place in the year


@dataclass(frozen=True)
class Pins:
    """What is fixed by hand; the rest of the plan follows. `venues` is a cohort's for the rest of
    the year, `members` how many of a school are in a cohort."""

    dates: Mapping[Cell, dt.date] = field(default_factory=dict)
    leaders: Mapping[Cell, str] = field(default_factory=dict)
    members: Mapping[tuple[int, str], int] = field(default_factory=dict)
    venues: Mapping[int, str] = field(default_factory=dict)


NO_PINS = Pins()


@dataclass(frozen=True)
class Standing:
    """An announced plan in the problem as it is now, with what can't be touched any more."""

    problem: Problem
    plan: Plan
    today: dt.date
    locked: frozenset[Cell] = frozenset()
    pins: Pins = NO_PINS

    def fixed(self, cell: Cell) -> bool:
        """Whether a workshop is past or locked."""
        number, place = cell
        return cell in self.locked or self.plan.cohorts[number].dates[place] < self.today

    def open_cells(self) -> list[Cell]:
        """The workshops that may still change."""
        cells = (
            (number, place)
            for number, cohort in enumerate(self.plan.cohorts)
            for place in range(len(cohort.dates))
        )
        return [cell for cell in cells if not self.fixed(cell)]

    def broken(self, plan: Plan) -> list[Broken]:
        """The rules that a plan breaks from today on; what is past or locked isn't judged."""
        kept = {(number, self.plan.cohorts[number].dates[place]) for number, place in self.locked}
        return [
            each
            for each in broken_rules(self.problem, plan, self.today)
            if (each.cohort, each.day) not in kept
        ]

    def disturbed(self, was: Problem | None = None) -> set[Cell]:
        """The open workshops that can't or shouldn't be as announced: they break a rule, are pinned
        elsewhere, or more superusers miss them than in the problem as it `was`."""
        cells = set(self.missed_more(was))
        for each in self.broken(self.plan):
            if each.day:
                cells.update(self.concerned(each))
        pinned = {*self.pins.dates, *self.pins.leaders}
        cells |= {
            cell for cell in self.open_cells() if cell in pinned or cell[0] in self.pins.venues
        }
        return {cell for cell in cells if not self.fixed(cell)}

    def concerned(self, broken: Broken) -> Iterator[Cell]:
        """The workshops that could mend a rule that is broken on a day."""
        for number, cohort in enumerate(self.plan.cohorts):
            for place, day in enumerate(cohort.dates):
                if day == broken.day and self.takes_part(number, day, broken):
                    yield number, place
                    if broken.rule is Rule.GAP:
                        yield number, place - 1

    def takes_part(self, number: int, day: dt.date, broken: Broken) -> bool:
        cohort = self.plan.cohorts[number]
        shared = {
            Rule.VENUE_TWICE: cohort.venue_on(day) == broken.whom,
            Rule.FACILITATOR_TWICE: cohort.leader(day) == broken.whom,
            Rule.ALL_AWAY: broken.whom in cohort.members,
        }
        return shared.get(broken.rule, number == broken.cohort)

    def missed_more(self, was: Problem | None) -> Iterator[Cell]:
        """The workshops that somebody's school can't attend, and could before."""
        guests = {(guest.home, guest.period, guest.school) for guest in self.plan.guests}
        for number, place in self.open_cells():
            cohort = self.plan.cohorts[number]
            day = cohort.dates[place]
            for school in cohort.members:
                known = was and (school not in was.school or misses(was, cohort, school, day))
                seated = known or (number, place, school) in guests
                if not seated and misses(self.problem, cohort, school, day):
                    yield number, place


def fitted(problem: Problem, plan: Plan) -> Plan:
    """A plan without the schools that are gone, and their guests."""
    return Plan(
        tuple(
            replace(
                cohort, members={s: n for s, n in cohort.members.items() if s in problem.school}
            )
            for cohort in plan.cohorts
        ),
        tuple(guest for guest in plan.guests if guest.school in problem.school),
    )
