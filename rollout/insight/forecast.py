"""When colleagues will have been reached at the pace so far: a forecast with its band. Pure.

What a school gains in a week is a share of what remains of all that is planned, so that the last
ones take longest. Those shares are drawn anew from the school's last weeks, some weeks in a row at
a time, as weeks follow each other by months. All schools are drawn the same weeks, so that what
moves them together does so ahead, too. In each draw each school's pace is besides a little faster
or slower than it was, since paces change.

The weeks are school weeks. The draws have a seed: the same rows give the same forecast. How many
weeks are drawn from, how many in a row and how much paces change were chosen on the demos of the
seeds 1, 2 and 3; `manage.py backtest_forecast` tells how good the forecast is on others.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

DRAWS = 200
DRAWN_FROM = 20  # the last so many school weeks
BLOCK = 4  # school weeks in a row
CHANGE = 0.3  # of pace, as a standard deviation of its logarithm
BAND_WEEKS = 52  # so far ahead the band is told
LEAST_WEEKS = 8  # with a kit that is due; from fewer nothing is told
SEED = 20200817
LOW, MIDDLE, HIGH = 10, 50, 90  # per cent of the draws: the band holds four of five
Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Standing:
    """Where a school stands: of how many persons and kits that are wanted once all that is planned
    is given out, how many are reached. `gained` and `left` have for each school week since its
    first kit was due how many came to be reached, and how many there were left to reach."""

    reached: int
    planned: int
    gained: Sequence[int]
    left: Sequence[int]


@dataclass(frozen=True)
class Forecast:
    """What the draws tell. `early`, `likely` and `late` are places among the weeks ahead, None
    where that share of the draws never arrives in them; `band` has for each of the first weeks
    ahead the share of what is planned that is reached, in the low, middle and high draws."""

    is_there: bool
    early: int | None
    likely: int | None
    late: int | None
    band: Sequence[tuple[float, float, float]]


def forecasts(
    standings: Sequence[Standing], target: float, ahead: int
) -> tuple[list[Forecast | None], Forecast | None]:
    """The forecast of each school, and of all of them together, over some weeks ahead: when the
    target, a share of what is planned, is met. None where nothing is planned, or too few weeks are
    known."""
    told = [each for each in standings if can_tell(each)]
    if not told or not ahead:
        return [None] * len(standings), None
    paths = drawn(told, ahead)
    found = iter(
        of_paths(paths[:, place, :] / each.planned, each.reached / each.planned, target)
        for place, each in enumerate(told)
    )
    planned = sum(each.planned for each in told)
    together = of_paths(
        paths.sum(axis=1) / planned, sum(each.reached for each in told) / planned, target
    )
    return [next(found) if can_tell(each) else None for each in standings], together


def can_tell(standing: Standing) -> bool:
    return standing.planned > 0 and len(standing.gained) >= LEAST_WEEKS


def drawn(standings: Sequence[Standing], ahead: int) -> Numbers:
    """How many persons and kits are reached at the end of each week ahead, by week, school and
    draw."""
    random = np.random.default_rng(SEED)
    shares = shares_gained(standings)
    weeks = weeks_drawn(random, shares.shape[1], ahead)
    pace = changes(random, len(standings))
    planned = np.array([[each.planned] for each in standings], dtype=float)
    reached = np.repeat([[float(each.reached)] for each in standings], DRAWS, axis=1)
    paths = np.empty((ahead, *reached.shape))
    for week in range(ahead):
        share = np.minimum(shares[:, weeks[week]] * pace, 1)
        reached = reached + share * np.maximum(planned - reached, 0)
        paths[week] = reached
    return paths


def changes(random: np.random.Generator, schools: int) -> Numbers:
    """What each school's pace is multiplied by in each draw: half of the change is all schools'
    together."""
    common, own = (random.normal(size=(rows, DRAWS)) for rows in (1, schools))
    change = CHANGE * (common + own) / np.sqrt(2)
    return np.exp(change - CHANGE**2 / 2)


def shares_gained(standings: Sequence[Standing]) -> Numbers:
    """By school and week, what was gained as a share of what was left; of a school that hasn't been
    there for as many weeks as others, its mean in the weeks before."""
    count = min(DRAWN_FROM, max(len(each.gained) for each in standings))
    shares = np.zeros((len(standings), count))
    for place, each in enumerate(standings):
        gained, left = each.gained[-count:], each.left[-count:]
        shares[place, :] = sum(gained) / max(sum(left), 1)
        own = [won / rest if rest else 0 for won, rest in zip(gained, left, strict=True)]
        shares[place, count - len(own) :] = own
    return shares


def weeks_drawn(random: np.random.Generator, known: int, ahead: int) -> NDArray[np.int64]:
    """Which of the known weeks each draw repeats, by week ahead and draw."""
    block = min(BLOCK, known)
    starts = random.integers(0, known - block + 1, size=(-(-ahead // block), DRAWS))
    return (starts[:, None, :] + np.arange(block)[None, :, None]).reshape(-1, DRAWS)[:ahead]


def of_paths(shares: Numbers, start: float, target: float) -> Forecast:
    """A forecast from the shares reached, by week ahead and draw."""
    there = shares >= target
    first = np.where(there.any(axis=0), there.argmax(axis=0), len(shares))
    early, likely, late = (place_of(first, each, len(shares)) for each in (LOW, MIDDLE, HIGH))
    low, middle, high = np.percentile(shares[:BAND_WEEKS], (LOW, MIDDLE, HIGH), axis=1)
    band = list(zip(low.tolist(), middle.tolist(), high.tolist(), strict=True))
    return Forecast(start >= target, early, likely, late, band)


def place_of(first: NDArray[np.int64], share: int, ahead: int) -> int | None:
    """The week ahead by which a share of the draws has arrived, in per cent."""
    place = int(np.percentile(first, share, method="higher"))
    return place if place < ahead else None
