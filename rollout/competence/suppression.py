"""Which counts of people's levels may be shown. The one place that decides it.

A count is safe when at least five have answered and when nobody who takes out their own answer
finds all the others alike. What is shown of a round is one picture: the overall level follows from
the areas, and a school that is hidden follows from the total and the others. So a school is shown
in everything or in nothing, and which safe schools are hidden with the others is left to chance:
a choice that could be worked out would tell what made it necessary.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from random import Random

SMALLEST_GROUP = 5

Counts = Mapping[int, int]


@dataclass(frozen=True)
class Answers:
    """Persons by level rank for each school, of one thing that is asked; no two schools share a
    person. Where a target is shown for it, how many are at it is judged as well."""

    by_school: Mapping[int, Counts]
    target: int | None = None

    @property
    def total(self) -> dict[int, int]:
        return added(self.by_school.values())

    def is_safe_at(self, school: int) -> bool:
        return is_safe(self.by_school[school], self.target)

    def leaves_nobody_alone(self, hidden: Iterable[int]) -> bool:
        """Whether the sum of the hidden schools, which anybody can work out, tells of no one: it is
        more than one school's, safe, and still five without the one who looks."""
        answered = [counts for s in hidden if sum((counts := self.by_school[s]).values())]
        if not answered:
            return True
        left = added(answered)
        is_large = len(answered) > 1 and sum(left.values()) > SMALLEST_GROUP
        return is_large and is_safe(left, self.target)


def is_mixed(counts: Counts) -> bool:
    """Whether at least five have answered, of whom at least two differ from the most common.

    With one who differs, that one would know what each of the others has answered.
    """
    answered = sum(counts.values())
    return answered >= SMALLEST_GROUP and answered - max(counts.values()) >= 2


def at_target(counts: Counts, target: int) -> int:
    """How many are at a target rank or higher."""
    return sum(n for rank, n in counts.items() if rank >= target)


def is_safe(counts: Counts, target: int | None) -> bool:
    """Whether persons by level rank may be shown, and with them how many are at the target."""
    if not is_mixed(counts):
        return False
    if target is None:
        return True
    reaching = at_target(counts, target)
    return is_mixed({0: sum(counts.values()) - reaching, 1: reaching})


def added(groups: Iterable[Counts]) -> dict[int, int]:
    """Persons by level over several groups."""
    total: dict[int, int] = {}
    for counts in groups:
        for rank, n in counts.items():
            total[rank] = total.get(rank, 0) + n
    return total


def hidden_schools(things: Sequence[Answers], chance: Random) -> set[int]:
    """The schools to hide where all the others are shown beside their total, in everything.

    Besides those that aren't safe in something, safe ones are hidden as chance has it: as many as
    it takes for what is left of each total to be safe too, and perhaps one where it takes none.
    """
    schools = {school for thing in things for school in thing.by_school}
    hidden = {s for s in schools if not all(thing.is_safe_at(s) for thing in things)}
    if not any(sum(thing.by_school[s].values()) for thing in things for s in hidden):
        return hidden
    others = sorted(schools - hidden)
    chance.shuffle(others)
    if others and chance.random() < 0.5:
        hidden.add(others.pop())
    while others and not all(thing.leaves_nobody_alone(hidden) for thing in things):
        hidden.add(others.pop())
    return hidden
