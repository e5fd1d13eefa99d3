"""Small groups stay unseen. The one place that decides what competence figures may be shown."""

from collections.abc import Hashable, Mapping
from typing import TypeVar

SMALLEST_GROUP = 5

Counts = Mapping[int, int]
Key = TypeVar("Key", bound=Hashable)


def must_hide(counts: Counts) -> bool:
    """Whether a group's answers would tell one person's: fewer than five, or all alike.

    `counts` is persons by level. An empty group has nothing to hide.
    """
    answered = [n for n in counts.values() if n]
    return bool(answered) and (sum(answered) < SMALLEST_GROUP or len(answered) == 1)


def added(groups: list[Counts]) -> dict[int, int]:
    """Persons by level over several groups."""
    total: dict[int, int] = {}
    for counts in groups:
        for level, n in counts.items():
            total[level] = total.get(level, 0) + n
    return total


def hidden_groups(groups: Mapping[Key, Counts]) -> set[Key]:
    """The groups to hide where all are shown beside their total.

    Besides those that must be hidden, the smallest others are, until what is left when the shown
    ones are taken from the total is at least two groups that together may be seen.
    """
    hidden = {key for key, counts in groups.items() if must_hide(counts)}
    if not hidden:
        return hidden
    shown = sorted(
        (key for key in groups if key not in hidden and any(groups[key].values())),
        key=lambda key: (sum(groups[key].values()), str(key)),
    )
    while shown and (len(hidden) < 2 or must_hide(added([groups[key] for key in hidden]))):
        hidden.add(shown.pop(0))
    return hidden
