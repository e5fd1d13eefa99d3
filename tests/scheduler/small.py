"""A small year for the tests: three cohorts, four months, two venues, two facilitators."""

import datetime as dt
from dataclasses import replace
from typing import Any

from rollout.scheduler.problem import (
    CohortPlan,
    Facilitator,
    Mode,
    Period,
    Plan,
    Problem,
    School,
    Venue,
)

TUESDAY, WEDNESDAY, THURSDAY = 1, 2, 3
ANY_DAY = frozenset(range(5))
NEVER: frozenset[dt.date] = frozenset()
FIRST = dt.date(2026, 9, 1)  # a Tuesday


def day(text: str) -> dt.date:
    """A day of 2026 as month-day."""
    return dt.date.fromisoformat(f"2026-{text}")


def month(number: int) -> Period:
    first = dt.date(2026, number, 1)
    last = dt.date(2026, number + 1, 1) - dt.timedelta(1)
    return Period(f"2026-{number:02}", first, last)


def working_days() -> tuple[dt.date, ...]:
    days = (FIRST + dt.timedelta(n) for n in range(120))
    return tuple(each for each in days if each.weekday() < 5 and each.month <= 12)


def small_problem(**changes: Any) -> Problem:
    """The small year, with some fields changed."""
    problem = Problem(
        name="small",
        mode=Mode.SPLIT,
        days=tuple(each for each in working_days() if each < day("12-24")),
        periods=(month(9), month(10), month(11), Period("2026-12", day("12-01"), day("12-23"))),
        least_gap=21,
        most_gap=42,
        ideal_gap=28,
        preferred_weekday=TUESDAY,
        cohorts=3,
        schools=tuple(School(f"S{n}", n, n % 3, 2, ANY_DAY, NEVER) for n in range(6)),
        venues=(Venue("V0", 0, 0, 6, NEVER), Venue("V1", 5, 5, 6, NEVER)),
        facilitators=(Facilitator("F0", 1, 1, NEVER), Facilitator("F1", 4, 4, NEVER)),
    )
    return replace(problem, **changes)


def small_plan() -> Plan:
    """A plan for it that keeps every rule: two cohorts on Tuesdays, one on Thursdays."""
    half = {f"S{n}": 1 for n in range(6)}
    few, rest = dict(list(half.items())[:3]), dict(list(half.items())[3:])
    second = tuple(map(day, ("09-08", "10-06", "11-03", "12-01")))
    third = tuple(map(day, ("09-15", "10-13", "11-10", "12-08")))
    thursday = tuple(map(day, ("09-10", "10-08", "11-05", "12-03")))
    return Plan(
        (
            CohortPlan(TUESDAY, "V0", "F0", second, few | {"S3": 1}),
            CohortPlan(TUESDAY, "V1", "F1", third, rest | {"S0": 1}),
            CohortPlan(THURSDAY, "V0", "F0", thursday, {"S1": 1, "S2": 1, "S4": 1, "S5": 1}),
        )
    )
