"""Random small owners, closed, with what somebody knows who has seen who answered."""

from collections import Counter
from dataclasses import dataclass
from random import Random

from rollout.competence import rounds
from rollout.competence.rules import overall_level
from tests.audit.auditor import Finding, audit
from tests.audit.pictures import of_result
from tests.competence.attacks import DIMENSIONS, Setup, random_setup

LEVELS = range(1, 7)


def answered_at(setup: Setup) -> dict[str, Counter[int]]:
    """How many have answered at each school, overall and in each area."""
    found: dict[str, Counter[int]] = {
        name: Counter(dict.fromkeys(setup.school_of.values(), 0))
        for name in ("overall", *map(str, DIMENSIONS))
    }
    for person, by_area in setup.answers.items():
        school = setup.school_of[person]
        for area in by_area:
            found[str(area)][school] += 1
        found["overall"][school] += overall_level(by_area, DIMENSIONS) is not None
    return found


def narrowed(setup: Setup, random: Random) -> list[Finding]:
    """What is narrowed of an owner's hidden counts, to an outsider and to who knows who
    answered."""
    result = rounds.freeze(setup.answers, setup.school_of, DIMENSIONS, setup.target, random)
    outside = of_result(result, LEVELS, setup.target)
    inside = of_result(result, LEVELS, setup.target, answered_at(setup))
    return audit([*outside, *inside])


@dataclass
class Tally:
    """What came out of many owners."""

    owners: int = 0
    schools: int = 0
    shown: int = 0
    totals: int = 0
    leaking: int = 0
    narrowed: int = 0
    first: Finding | None = None


def audit_owners(owners: int, seed: int = 1) -> Tally:
    random, tally = Random(seed), Tally(owners)  # noqa: S311
    for _ in range(owners):
        setup = random_setup(random)
        state = random.getstate()
        result = rounds.freeze(setup.answers, setup.school_of, DIMENSIONS, setup.target, random)
        random.setstate(state)
        found = narrowed(setup, random)
        tally.schools += len(result["schools"])
        tally.shown += sum(unit["overall"] is not None for unit in result["schools"].values())
        tally.totals += result["owner"]["overall"] is not None
        tally.leaking += bool(found)
        tally.narrowed += len(found)
        tally.first = tally.first or next(iter(found), None)
    return tally
