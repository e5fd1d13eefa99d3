"""For every hidden count, the least and the most that it can be, by linear programming.

The counts are taken as any real numbers from 0: what is open for them is at least as wide as what
is open for whole ones, and here no narrower, since sums over schools that don't overlap but by
inclusion, with sizes, have corners in whole numbers.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from math import ceil, floor

from highspy import Highs, HighsModelStatus

from rollout.competence.suppression import FEWEST_VALUES
from tests.audit.pictures import Picture

NEARLY = 1e-6


@dataclass(frozen=True)
class Finding:
    """A count of a hidden school that what is shown narrows."""

    picture: str
    school: int
    values: tuple[int, ...]
    least: int
    most: int
    size: int
    remainder: int

    def __str__(self) -> str:
        what = "+".join(map(str, self.values))
        return (
            f"{self.picture}: school {self.school} has {self.least} to {self.most} of its"
            f" {self.size} at {what}, of {self.remainder} at hidden schools"
        )


class Knowledge:
    """What somebody knows of a picture, and what they can work out from it."""

    def __init__(self, picture: Picture) -> None:
        self.picture = picture
        self.solver = Highs()
        self.solver.silent()
        self.count = {
            (school, value): self.solver.addVariable(lb=0)
            for school in picture.people
            for value in picture.values
        }
        for schools, counts in picture.sums:
            for value in picture.values:
                group = self.solver.qsum(self.count[school, value] for school in schools)
                self.solver.addConstr(group == counts.get(value, 0))
        for school in picture.people:
            everybody = self.sum_of([school], picture.values)
            if picture.answered is None:
                self.solver.addConstr(everybody <= self.size(school))
            else:
                self.solver.addConstr(everybody == self.size(school))

    def size(self, school: int) -> int:
        """How many may have answered at a school, as far as is known."""
        known = self.picture.people if self.picture.answered is None else self.picture.answered
        return known[school]

    def sum_of(self, schools: Iterable[int], values: Iterable[int]):
        chosen = list(values)
        return self.solver.qsum(self.count[school, value] for school in schools for value in chosen)

    def bounds(self, schools: Iterable[int], values: Iterable[int]) -> tuple[int, int]:
        """The least and the most persons at some values at some schools."""
        wanted = self.sum_of(list(schools), values)
        found = []
        for look in (self.solver.minimize, self.solver.maximize):
            look(wanted)
            if self.solver.getModelStatus() != HighsModelStatus.kOptimal:
                raise ValueError(f"{self.picture.name}: {self.solver.getModelStatus()}")
            found.append(self.solver.getObjectiveValue())
        return ceil(found[0] - NEARLY), floor(found[1] + NEARLY)


def asked_of(picture: Picture) -> list[tuple[int, ...]]:
    """The values whose counts are looked at: each alone, and those at the target together."""
    alone = [(value,) for value in picture.values]
    if picture.target is None:
        return alone
    reaching = tuple(value for value in picture.values if value >= picture.target)
    below = tuple(value for value in picture.values if value < picture.target)
    return [*alone, *(side for side in (reaching, below) if len(side) > 1)]


def audit(pictures: Iterable[Picture]) -> list[Finding]:
    """Every hidden count that may not be any of five values, or of all that its school's size and
    the hidden schools' sum leave room for."""
    found = []
    for picture in pictures:
        if not picture.hidden:
            continue
        knowledge = Knowledge(picture)
        for values in asked_of(picture):
            remainder = knowledge.bounds(picture.hidden, values)[1]
            for school in picture.hidden:
                least, most = knowledge.bounds([school], values)
                size = knowledge.size(school)
                if most - least < min(size, remainder, FEWEST_VALUES - 1):
                    found.append(
                        Finding(picture.name, school, values, least, most, size, remainder)
                    )
    return found
