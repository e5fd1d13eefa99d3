"""Small years to plan, and the cheapest plan of a tiny one by trying everything."""

import datetime as dt
import itertools
import random
from collections.abc import Iterator

from rollout.scheduler import price
from rollout.scheduler.problem import (
    CohortPlan,
    Facilitator,
    Mode,
    Period,
    Plan,
    Prices,
    Problem,
    School,
    Venue,
)

MONDAY = dt.date(2026, 8, 31)


def small(
    seed: int,
    mode: Mode = Mode.SPLIT,
    *,
    weeks: int = 4,
    periods: int = 2,
    cohorts: int = 2,
    schools: int = 3,
    weekdays: tuple[int, ...] = (1, 2),
    prices: Prices | None = None,
) -> Problem:
    """A year of a few periods of so many weeks each, with two venues and two facilitators."""
    chance = random.Random(seed)  # noqa: S311
    days = [
        MONDAY + dt.timedelta(weeks=week, days=weekday)
        for week in range(weeks * periods)
        for weekday in weekdays
    ]
    months = [
        Period(f"month {n}", MONDAY + dt.timedelta(weeks=weeks * n),
               MONDAY + dt.timedelta(weeks=weeks * (n + 1), days=-1))
        for n in range(periods)
    ]  # fmt: skip

    def some(share: float) -> frozenset[dt.date]:
        return frozenset(day for day in days if chance.random() < share)

    def at() -> tuple[int, int]:
        return chance.randrange(20), chance.randrange(20)

    counts = [chance.choice([2, 3]) for _ in range(schools)]
    seats = max(3, -(-sum(counts) // cohorts) + 1)
    can = [frozenset(chance.choice([weekdays, weekdays[:1]])) for _ in counts]
    return Problem(
        name="small",
        mode=mode,
        days=tuple(days),
        periods=tuple(months),
        least_gap=14,
        most_gap=42,
        ideal_gap=7 * weeks,
        preferred_weekday=weekdays[0],
        cohorts=cohorts,
        schools=tuple(
            School(f"S{n}", *at(), people, can[n], some(0.3)) for n, people in enumerate(counts)
        ),
        venues=tuple(Venue(f"V{n}", *at(), seats, some(0.2)) for n in range(2)),
        facilitators=tuple(Facilitator(f"F{n}", *at(), some(0.3)) for n in range(2)),
        prices=prices or Prices(),
    )


def cheapest(problem: Problem) -> int | None:
    """The cost of the cheapest plan of a tiny problem, or None where no plan keeps the rules."""
    costs = []
    alone = list(lone_cohorts(problem))
    for pair in itertools.combinations_with_replacement(alone, problem.cohorts):
        venues = [(c.venue, day) for c in pair for day in c.dates]
        led = led_cheapest(problem, pair)
        if led is not None and len(set(venues)) == len(venues):
            costs += [price.cost(problem, plan) for plan in with_members(problem, led)]
    return min(costs, default=None)


def lone_cohorts(problem: Problem) -> Iterator[CohortPlan]:
    """Every venue, weekday, facilitator and chain of dates of a cohort without members."""
    for weekday in sorted({day.weekday() for day in problem.days}):
        choices = [
            [day for day in problem.days_in(period) if day.weekday() == weekday]
            for period in problem.periods
        ]
        for dates in itertools.product(*choices):
            for venue, lead in itertools.product(problem.venues, problem.facilitators):
                cohort = CohortPlan(weekday, venue.id, lead.id, dates, {})
                fine = all(
                    problem.least_gap <= gap <= problem.most_gap for gap in price.gaps(cohort)
                )
                if fine and not venue.closed.intersection(dates):
                    yield cohort


def led_cheapest(
    problem: Problem, cohorts: tuple[CohortPlan, ...]
) -> tuple[CohortPlan, ...] | None:
    """The cohorts with the fewest stand-ins that let every workshop be led."""
    dates = [(n, day) for n, cohort in enumerate(cohorts) for day in cohort.dates]
    best: tuple[int, tuple[CohortPlan, ...]] | None = None
    for leaders in itertools.product(problem.facilitators, repeat=len(dates)):
        led = {(leader.id, day) for leader, (_, day) in zip(leaders, dates, strict=True)}
        away = any(day in f.away for f, (_, day) in zip(leaders, dates, strict=True))
        if away or len(led) < len(dates):
            continue
        instead = [
            {day: f.id for f, (n, day) in zip(leaders, dates, strict=True)
             if n == number and f.id != cohort.facilitator}
            for number, cohort in enumerate(cohorts)
        ]  # fmt: skip
        count = sum(map(len, instead))
        if best is None or count < best[0]:
            best = (
                count,
                tuple(
                    CohortPlan(c.weekday, c.venue, c.facilitator, c.dates, {}, substitutes)
                    for c, substitutes in zip(cohorts, instead, strict=True)
                ),
            )
    return best[1] if best else None


def with_members(problem: Problem, cohorts: tuple[CohortPlan, ...]) -> Iterator[Plan]:
    """Every way of placing the superusers that keeps the rules."""
    ways = [
        [counts for counts in itertools.product(range(school.superusers + 1), repeat=len(cohorts))
         if sum(counts) == school.superusers]
        for school in problem.schools
    ]  # fmt: skip
    for placing in itertools.product(*ways):
        plan = Plan(
            tuple(
                CohortPlan(
                    c.weekday, c.venue, c.facilitator, c.dates,
                    {s.id: counts[n] for s, counts in zip(problem.schools, placing, strict=True)
                     if counts[n]},
                    c.substitutes,
                )
                for n, c in enumerate(cohorts)
            )
        )  # fmt: skip
        if not price.broken_rules(problem, plan):
            yield plan
