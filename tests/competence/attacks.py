"""Attacks on a round's result with everything that can be read of it together: how many persons'
levels come out. `python -m tests.competence.attacks 20000` prints the count; it must be none.

The attacker is anybody who sees every school and the owner's total, and anybody of the group who
knows their own answer besides. It works with sums and differences only and shares no code with the
rules that it attacks.
"""

import os
import sys
from collections import Counter
from dataclasses import dataclass
from random import Random
from typing import Any

DIMENSIONS = {1: "pedagogical", 2: "technical", 3: "pedagogical"}


@dataclass
class Setup:
    """A small owner: where each works, what each answered, and the target."""

    schools_of: dict[int, list[int]]
    answers: dict[int, dict[int, int]]
    target: int | None

    @property
    def school_of(self) -> dict[int, int]:
        return {person: schools[0] for person, schools in self.schools_of.items()}


def random_setup(random: Random) -> Setup:
    """One to five schools of one to nine people: some at two, some silent, many alike."""
    schools_of: dict[int, list[int]] = {}
    places = list(range(1, random.randint(1, 5) + 1))
    for place in places:
        for _ in range(random.randint(1, 9)):
            others = [place, random.choice(places)] if random.random() < 0.15 else [place]
            schools_of[len(schools_of) + 1] = list(dict.fromkeys(others))
    usual, spread = random.randint(1, 6), random.choice([0.1, 0.3, 0.8])
    answers = {
        person: {
            area: random.randint(1, 6) if random.random() < spread else usual
            for area in DIMENSIONS
            if random.random() < 0.95
        }
        for person in schools_of
        if random.random() < 0.85
    }
    return Setup(schools_of, answers, random.choice([None, 2, 3, 4]))


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
    for key in ("overall", *map(str, DIMENSIONS)):

        def shown(unit: dict[str, Any], key: str = key) -> Counter[int] | None:
            counts = unit["overall"] if key == "overall" else unit["areas"][key]
            return None if counts is None else Counter({int(r): n for r, n in counts.items()})

        schools = [counts for unit in result["schools"].values() if (counts := shown(unit))]
        for counts in schools:
            if counts.total() < 5 or names_somebody(counts, target):
                found.append(f"{key}: a school {dict(counts)}")
        total = shown(result["owner"])
        if total is None:
            continue
        if total.total() < 5 or names_somebody(total, target):
            found.append(f"{key}: the owner {dict(total)}")
        left = Counter(total)
        left.subtract(sum(schools, Counter()))
        is_wrong = min(left.values()) < 0 or 0 < left.total() < 5
        if is_wrong or (left.total() and names_somebody(+left, target)):
            found.append(f"{key}: left {dict(left)}")
    return found


def attack(setups: int, seed: int = 1) -> dict[str, int]:
    """How many set-ups were played, of how many something was shown, and how many told of
    somebody."""
    from rollout.competence.rounds import freeze

    random, told, shown = Random(seed), 0, 0  # noqa: S311
    for _ in range(setups):
        setup = random_setup(random)
        result = freeze(setup.answers, setup.school_of, DIMENSIONS, setup.target)
        told += bool(disclosures(result, setup.target))
        shown += any(
            unit["overall"] or any(unit["areas"].values()) for unit in result["schools"].values()
        )
    return {"set-ups": setups, "something shown": shown, "told of somebody": told}


if __name__ == "__main__":
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()
    print(attack(int(sys.argv[1]) if len(sys.argv) > 1 else 20000))  # noqa: T201
