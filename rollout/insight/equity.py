"""How alike the schools are: the spread of their coverage. Pure."""

import statistics
from collections.abc import Iterable
from dataclasses import dataclass

from rollout.insight.figures import UnitFigures


@dataclass(frozen=True)
class Dot:
    """A school's coverage, as a share."""

    name: str
    share: float

    @property
    def x(self) -> float:
        """Its place in per cent of the strip."""
        return round(100 * self.share, 1)


@dataclass(frozen=True)
class Spread:
    """The lowest, middle and highest coverage of the schools, and between which four of five lie
    (the tenth and the ninetieth hundredth, between two schools by a straight line)."""

    dots: tuple[Dot, ...]
    lowest: float
    low: float
    middle: float
    high: float
    highest: float

    @property
    def gap(self) -> float:
        """From the tenth hundredth to the ninetieth, as a share."""
        return self.high - self.low

    @property
    def low_x(self) -> float:
        return round(100 * self.low, 1)

    @property
    def middle_x(self) -> float:
        return round(100 * self.middle, 1)

    @property
    def width(self) -> float:
        return round(100 * self.gap, 1)


def spread_of(schools: Iterable[UnitFigures]) -> Spread | None:
    """The spread of the schools that have a coverage; None where fewer than two have."""
    found = [(each.name, each.coverage.value) for each in schools]
    dots = tuple(Dot(name, value) for name, value in found if value is not None)
    if len(dots) < 2:
        return None
    shares = sorted(dot.share for dot in dots)
    tenths = statistics.quantiles(shares, n=10, method="inclusive")
    return Spread(
        dots=dots,
        lowest=shares[0],
        low=tenths[0],
        middle=statistics.median(shares),
        high=tenths[-1],
        highest=shares[-1],
    )
