"""Makes years to plan, of three sizes and any seed, with the shape of a Norwegian school year.

uv run --group test python -m tests.benchmarks.plan_instances DIR --size city --mode split --seed 7
"""

import argparse
import datetime as dt
import json
import math
import random
from dataclasses import dataclass
from pathlib import Path

from rollout.scheduler.problem import (
    Facilitator,
    Mode,
    Period,
    Problem,
    School,
    Venue,
)

DAY = dt.timedelta(days=1)
PERIODS = (
    ("2026-08-24", "2026-09-25"), ("2026-10-05", "2026-10-30"), ("2026-11-02", "2026-11-30"),
    ("2026-12-01", "2026-12-18"), ("2027-01-05", "2027-01-29"), ("2027-02-01", "2027-02-19"),
    ("2027-03-01", "2027-03-31"), ("2027-04-01", "2027-04-29"), ("2027-05-03", "2027-05-31"),
    ("2027-06-01", "2027-06-18"),
)  # fmt: skip
CLOSED_FOR_ALL = [(3, 22, 30), (4, 30, 30), (5, 6, 7), (5, 17, 17)]  # month, from, to in 2027
PREFERRED = 1


@dataclass(frozen=True)
class Size:
    """How much there is of everything; `side` in kilometres."""

    schools: int
    threes: int  # schools with three superusers; the rest have two
    venues: int
    facilitators: int
    cohorts: int
    side: float


SIZES = {
    "lillestrom": Size(30, 15, 2, 2, 4, 20),
    "city": Size(150, 100, 4, 4, 20, 30),
    "county": Size(1000, 500, 24, 20, 126, 160),
}


def working_days() -> list[dt.date]:
    """The open days of all periods."""
    days = []
    for first, last in PERIODS:
        day = dt.date.fromisoformat(first)
        while day <= dt.date.fromisoformat(last):
            shut = any(day.month == m and a <= day.day <= b for m, a, b in CLOSED_FOR_ALL)
            if day.weekday() < 5 and not (shut and day.year == 2027):
                days.append(day)
            day += DAY
    return days


def run_of(
    random: random.Random, days: list[dt.date], months: set[int], count: int
) -> set[dt.date]:
    """Consecutive working days in some months."""
    inside = [day for day in days if day.month in months]
    first = random.randrange(max(1, len(inside) - count))
    return set(inside[first : first + count])


def closed_days(random: random.Random, days: list[dt.date]) -> frozenset[dt.date]:
    """A school's own: three here and there, often exams in January, in May and June, or both."""
    shut = set(random.sample(days, 3))
    if random.random() < 0.5:
        shut |= run_of(random, days, {1}, 5)
    if random.random() < 0.3:
        shut |= run_of(random, days, {5, 6}, random.choice([8, 13]))
    return frozenset(shut)


def away_days(random: random.Random, days: list[dt.date]) -> frozenset[dt.date]:
    """A facilitator's: a week, and others here and there."""
    return frozenset(run_of(random, days, set(range(1, 13)), 5) | set(random.sample(days, 18)))


def make_problem(size: str, mode: Mode, seed: int) -> Problem:
    """A year to plan; the same seed gives the same year, and the same schools in both modes."""
    chance, each, days = random.Random(seed), SIZES[size], working_days()  # noqa: S311
    centres = [(chance.uniform(0, each.side), chance.uniform(0, each.side))
               for _ in range(max(3, each.venues))]  # fmt: skip

    def near(centre: tuple[float, float], spread: float) -> tuple[float, float]:
        return (
            round(chance.gauss(centre[0], spread), 3),
            round(chance.gauss(centre[1], spread), 3),
        )

    def weekdays() -> frozenset[int]:
        return frozenset({PREFERRED, *chance.sample([0, 2, 3, 4], chance.choice([1, 2, 3]))})

    counts = [3] * each.threes + [2] * (each.schools - each.threes)
    chance.shuffle(counts)
    schools = tuple(
        School(f"S{n:04}", *near(chance.choice(centres), math.sqrt(each.side)), people, weekdays(),
               closed_days(chance, days))
        for n, people in enumerate(counts)
    )  # fmt: skip
    venues = tuple(
        Venue(f"V{n:02}", *near(centres[n % len(centres)], 2), chance.choice([20, 22, 24]),
              frozenset(chance.sample(days, 18)))
        for n in range(each.venues)
    )  # fmt: skip
    facilitators = tuple(
        Facilitator(f"F{n:02}", *near((venues[n].x, venues[n].y), 3), away_days(chance, days))
        for n in range(each.facilitators)
    )
    periods = tuple(
        Period(first[:7], dt.date.fromisoformat(first), dt.date.fromisoformat(last))
        for first, last in PERIODS
    )
    return Problem(size, mode, tuple(days), periods, 21, 42, 28, PREFERRED, each.cohorts, schools,
                   venues, facilitators)  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("directory", type=Path)
    parser.add_argument("--size", choices=SIZES, required=True)
    parser.add_argument("--mode", choices=[str(mode) for mode in Mode], required=True)
    parser.add_argument("--seed", type=int, required=True)
    options = parser.parse_args()
    problem = make_problem(options.size, Mode(options.mode), options.seed)
    path = options.directory / f"{options.size}-{options.mode}-{options.seed}.json"
    path.write_text(json.dumps(problem.to_json(), indent=1), encoding="utf-8")
    print(path)


if __name__ == "__main__":
    main()
