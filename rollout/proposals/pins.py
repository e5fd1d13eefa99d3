"""What a hand has fixed in a proposal: workshops' dates, and schools' places in cohorts.

Pins name cells, `[cohort, period]` and `[cohort, school]`; what they hold is in the plan.
"""

from typing import Any

from rollout.scheduler.problem import Plan

Cell = tuple[int, int | str]


def pinned(pins: dict[str, Any], kind: str) -> set[Cell]:
    """The pinned cells of a kind: dates or members."""
    return {(cohort, other) for cohort, other in pins.get(kind, [])}


def with_pin(pins: dict[str, Any], kind: str, cell: Cell) -> dict[str, Any]:
    return {**pins, kind: [list(each) for each in sorted(pinned(pins, kind) | {cell}, key=str)]}


def without_pin(pins: dict[str, Any], kind: str, cell: Cell) -> dict[str, Any]:
    left = [list(each) for each in sorted(pinned(pins, kind) - {cell}, key=str)]
    return {key: cells for key, cells in {**pins, kind: left}.items() if cells}


def pinned_values(
    pins: dict[str, Any], plan: Plan
) -> tuple[dict[tuple[int, int], Any], dict[tuple[int, str], int]]:
    """The pinned dates and the pinned counts of a school's superusers, as the plan has them."""
    dates = {
        (cohort, period): plan.cohorts[cohort].dates[period]
        for cohort, period in pins.get("dates", [])
    }
    members = {
        (cohort, school): plan.cohorts[cohort].members.get(school, 0)
        for cohort, school in pins.get("members", [])
    }
    return dates, members
