"""Which counts of people's levels may be shown. The one place that decides it.

A count is safe when at least five have answered and when nobody who takes out their own answer
finds all the others alike. What is shown of a round is one picture: the overall level follows from
the areas, and a school that is hidden follows from the total and the others. So a school is shown
in everything or in nothing, and which safe schools are hidden with the others is left to chance:
a choice that could be worked out would tell what made it necessary.

What the hidden schools come to together is anybody's to work out. So they are so many that each
count of each of them may still be any of five values, also for somebody who knows how many have
answered at each school; `python -m tests.audit` looks for what is narrower.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from random import Random

SMALLEST_GROUP = 5
# A hidden count may be any of as many values, or of as many as it and its group are small.
FEWEST_VALUES = 5

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
        return is_large and is_safe(left, self.target) and self.leaves_it_open(answered)

    def leaves_it_open(self, groups: Sequence[Counts]) -> bool:
        """Whether the sum of groups narrows no count of any of them, nor how many are at the
        target."""
        if self.target is None:
            return is_open(groups)
        return is_open(groups) and is_open([sides(counts, self.target) for counts in groups])


@dataclass(frozen=True)
class Decision:
    """What is shown of some things together: all schools but the hidden ones, and the totals or
    not."""

    hidden: frozenset[int]
    totals_are_shown: bool


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
    return is_mixed(sides(counts, target))


def sides(counts: Counts, target: int) -> dict[int, int]:
    """How many are below a target rank (0), and how many at it or higher (1)."""
    reaching = at_target(counts, target)
    return {0: sum(counts.values()) - reaching, 1: reaching}


def is_open(groups: Sequence[Counts]) -> bool:
    """Whether each count of each group may be any of five values for somebody who knows the groups'
    sizes and their sum: or any at all, where the group or the sum is smaller than that."""
    total = added(groups)
    everybody = sum(total.values())
    for group in groups:
        size = sum(group.values())
        for n in total.values():
            most, least = min(size, n), max(0, n - (everybody - size))
            if most - least < min(most, FEWEST_VALUES - 1):
                return False
    return True


def added(groups: Iterable[Counts]) -> dict[int, int]:
    """Persons by level over several groups."""
    total: dict[int, int] = {}
    for counts in groups:
        for rank, n in counts.items():
            total[rank] = total.get(rank, 0) + n
    return total


def decide(things: Sequence[Answers], chance: Random) -> Decision:
    """What is shown of several things that the same schools are asked, all of it together.

    A total isn't shown where it alone tells of somebody, or where hiding every school isn't enough
    for it to leave the hidden ones open.
    """
    hidden = hidden_schools(things, chance)
    are_safe = all(is_safe(t.total, t.target) and t.leaves_nobody_alone(hidden) for t in things)
    return Decision(frozenset(hidden), are_safe)


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
