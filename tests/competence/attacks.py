"""Attacks on a round's result with everything that is shown of it together.

`attack` takes random owners and looks for a person whose level comes out by sums and differences.
`certainties` takes every owner of some sizes with every possible answer, and every choice that
chance may make, and looks for a person whose level is the same in all that look alike: that is all
that can be known for certain. The attacker sees every school and the owner's total, knows how the
result is made and who has answered, and is an outsider or one of the people, who knows their own.
`python -m tests.competence.attacks 20000` prints what comes out; it must be nothing.
"""

import os
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations_with_replacement, permutations, product
from random import Random
from typing import Any

from rollout.competence import rounds
from rollout.competence.rules import overall_level
from rollout.competence.suppression import Answers, Decision, decide

DIMENSIONS = {1: "pedagogical", 2: "technical", 3: "pedagogical"}


@dataclass
class Setup:
    """A small owner: where each counts, what each answered, and the target."""

    school_of: dict[int, int]
    answers: dict[int, dict[int, int]]
    target: int | None


def random_setup(random: Random) -> Setup:
    """One to six schools of one to fourteen people: some silent, many alike."""
    school_of: dict[int, int] = {}
    for place in range(1, random.randint(1, 6) + 1):
        for _ in range(random.randint(1, 14)):
            school_of[len(school_of) + 1] = place
    usual, spread = random.randint(1, 6), random.choice([0.1, 0.3, 0.8])
    answers = {
        person: {
            area: random.randint(1, 6) if random.random() < spread else usual
            for area in DIMENSIONS
            if random.random() < 0.97
        }
        for person in school_of
        if random.random() < 0.9
    }
    return Setup(school_of, answers, random.choice([None, 2, 3, 4]))


def names_somebody(counts: Counter[int], target: int | None) -> bool:
    """Whether counts of a group tell a level, or a side of the target, of somebody in it: to
    everybody, or to one of them who takes their own answer out."""
    for own in [None, *counts]:
        rest = counts - Counter([own]) if own is not None else counts
        if len(rest) == 1:
            return True
        if target is not None and len({rank >= target for rank in rest}) == 1:
            return True
    return False


def disclosures(result: dict[str, Any], target: int | None) -> list[str]:
    """Every way in which one thing's shown counts tell of somebody."""
    found = []
    for name in ("overall", *map(str, DIMENSIONS)):
        judged = target if name == "overall" else None
        schools = [counts for unit in result["schools"].values() if (counts := shown(unit, name))]
        total = shown(result["owner"], name)
        groups = [*schools, total] if total else schools
        if total:
            left = Counter(total)
            left.subtract(sum(schools, Counter()))
            if min(left.values()) < 0:
                found.append(f"{name}: less than nobody is left")
            groups += [+left] if +left else []
        found += [
            f"{name}: {dict(counts)}"
            for counts in groups
            if counts.total() < 5 or names_somebody(counts, judged)
        ]
    return found


def shown(unit: dict[str, Any], name: str) -> Counter[int] | None:
    counts = unit["overall"] if name == "overall" else unit["areas"][name]
    return None if counts is None else Counter({int(rank): n for rank, n in counts.items()})


def attack(setups: int, seed: int = 1) -> dict[str, int]:
    """How many set-ups were played, of how many a school was shown, and how many told of
    somebody."""
    random, told, seen = Random(seed), 0, 0  # noqa: S311
    for _ in range(setups):
        setup = random_setup(random)
        result = rounds.freeze(setup.answers, setup.school_of, DIMENSIONS, setup.target, random)
        told += bool(disclosures(result, setup.target))
        seen += any(unit["overall"] for unit in result["schools"].values())
    return {"set-ups": setups, "something shown": seen, "told of somebody": told}


# A person's answers: a rank by area, and the overall one last.
Row = tuple[int, ...]
School = tuple[Row, ...]


def certainties(sizes: tuple[int, ...], ranks: int, target: int | None, areas: int = 2) -> int:
    """Over all owners of these schools' sizes in which everybody answers: how often what is seen
    leaves only one level, or side of the target over all, for somebody else than the one who
    looks."""
    dimension_of = {area: ("pedagogical", "technical")[area] for area in range(areas)}
    rows = [
        (*row, overall_level(dict(enumerate(row)), dimension_of) or 0)
        for row in product(range(1, ranks + 1), repeat=areas)
    ]
    possible: dict[object, set[int]] = defaultdict(set)
    for schools in product(*(combinations_with_replacement(rows, n) for n in sizes)):
        for picture in pictures(schools, target):
            for key, rank in what_might_be(schools):
                possible[picture, key].add(rank)
    certain = 0
    for (_picture, (_own, _school, thing)), levels in possible.items():
        is_sided = target is not None and thing == areas
        sides = {rank >= (target or 0) for rank in levels}
        certain += len(levels) == 1 or (is_sided and len(sides) == 1)
    return certain


def pictures(schools: tuple[School, ...], target: int | None) -> Iterator[object]:
    """Everything that may be shown of an owner, as chance has it."""
    width = len(schools[0][0])
    counts = [[Counter(row[n] for row in school) for school in schools] for n in range(width)]
    things = [
        Answers(dict(enumerate(by_school)), target if n == width - 1 else None)
        for n, by_school in enumerate(counts)
    ]
    totals = [thing.total for thing in things]
    for decision in possible_decisions(things):
        hidden = decision.hidden
        yield (
            tuple(
                None if school in hidden else plain(by_school[school])
                for by_school in counts
                for school in range(len(schools))
            ),
            tuple(map(plain, totals)) if decision.totals_are_shown else None,
        )


def possible_decisions(things: list[Answers]) -> list[Decision]:
    """Everything that chance may decide."""
    schools = sorted(things[0].by_school)
    found: list[Decision] = []
    for order in permutations(schools):
        for first in (0.0, 1.0):
            decision = decide(things, Rigged(order, first))
            if decision not in found:
                found.append(decision)
    return found


class Rigged(Random):
    """Chance that falls as one likes."""

    def __init__(self, order: tuple[int, ...], first: float) -> None:
        super().__init__(0)
        self.order, self.first = order, first

    def random(self) -> float:
        return self.first

    def shuffle(self, x: Any) -> None:
        x.sort(key=self.order.index)


def plain(counts: dict[int, int]) -> tuple[tuple[int, int], ...]:
    return tuple(sorted(counts.items()))


def what_might_be(schools: tuple[School, ...]) -> Iterator[tuple[object, int]]:
    """For an outsider and for everyone of the people: what each other one may have answered."""
    lookers = [None, *((n, row) for n, school in enumerate(schools) for row in set(school))]
    for own in lookers:
        for number, school in enumerate(schools):
            others = Counter(school) - Counter([own[1]] if own and own[0] == number else [])
            for row in others:
                for thing, rank in enumerate(row):
                    yield (own, number, thing), rank


LARGER = (
    ((5,), 3, 2, 2),
    ((5, 6), 2, 2, 2),
    ((5, 5, 2), 2, None, 2),
    ((6, 5, 1), 2, 2, 2),
    ((6, 5, 5), 3, None, 1),
    ((7, 5, 6), 3, 2, 1),
)

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    print(attack(int(sys.argv[1]) if len(sys.argv) > 1 else 20000))  # noqa: T201
    for sizes, ranks, target, areas in LARGER:
        found = certainties(sizes, ranks, target, areas)
        text = f"schools of {sizes}, {ranks} levels, target {target}, {areas} areas"
        print(f"{text}: {found} certain")  # noqa: T201
