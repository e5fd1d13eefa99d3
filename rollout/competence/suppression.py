"""Which counts of people's levels may be shown. The one place that decides it.

A count is safe when at least five have answered and when nobody who takes out their own answer
finds all the others alike: neither by level nor by being at the target. Groups that share no
person are judged together with their total, so that no difference between what is shown tells more.
"""

from collections.abc import Hashable, Iterable, Mapping
from typing import TypeVar

SMALLEST_GROUP = 5

Counts = Mapping[int, int]
Key = TypeVar("Key", bound=Hashable)


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


def hidden_groups(groups: Mapping[Key, Counts], target: int | None) -> set[Key]:
    """The groups to hide where all are shown beside their total; no two share a person.

    Besides those that aren't safe themselves, the smallest others are, until what is left of the
    total when the shown ones are taken from it is safe too. Where the total isn't safe, none is.
    """
    hidden = {key for key, counts in groups.items() if not is_safe(counts, target)}
    shown = sorted(
        (key for key in groups if key not in hidden),
        key=lambda key: (sum(groups[key].values()), str(key)),
    )
    while shown and not leaves_nobody_alone([groups[key] for key in hidden], target):
        hidden.add(shown.pop(0))
    return hidden


def leaves_nobody_alone(hidden: list[Counts], target: int | None) -> bool:
    """Whether the sum of the hidden groups, which anybody can work out, tells of no one.

    It must be more than one group's, safe, and still five without the one who looks.
    """
    answered = [counts for counts in hidden if sum(counts.values())]
    if not answered:
        return True
    left = added(answered)
    return len(answered) > 1 and sum(left.values()) > SMALLEST_GROUP and is_safe(left, target)
