"""How what a kit says differs from what it was: which texts and steps, and which words. Pure."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from rollout.library.versions.rules import (
    KIT_TEXTS,
    STEP_FIELDS,
    Content,
    Values,
    by_key,
    mark,
    placed,
    same,
    value_of,
)

# Pairs of like words that are compared in well under a second.
MOST_WORK = 200_000
WORDS = re.compile(r"\S+\s*|\s+")  # spaces are no words of their own


class State(StrEnum):
    """What has become of a step."""

    SAME = "same"
    CHANGED = "changed"
    ADDED = "added"
    DROPPED = "dropped"


@dataclass(frozen=True)
class StepDifference:
    """A step as it was and as it is now; None where it isn’t there. `is_moved` tells whether it has
    another place among the others."""

    key: str
    was: Values | None
    now: Values | None
    is_moved: bool = False

    @property
    def state(self) -> State:
        if self.was is None:
            return State.ADDED
        if self.now is None:
            return State.DROPPED
        return State.SAME if same(self.was, self.now) else State.CHANGED

    @property
    def is_any(self) -> bool:
        return self.is_moved or self.state != State.SAME

    @property
    def mark(self) -> str:
        """Tells whether a page shows the step as it is now."""
        return mark([self.was, self.now])

    @property
    def fields(self) -> list[str]:
        """The fields that differ."""
        return changed_fields(self.was, self.now, STEP_FIELDS)


@dataclass(frozen=True)
class Differences:
    """The kit’s texts that differ, and all its steps, those that are gone among them."""

    texts: list[str]
    steps: list[StepDifference]

    @property
    def changed_steps(self) -> list[StepDifference]:
        return [step for step in self.steps if step.is_any]

    @property
    def is_any(self) -> bool:
        return bool(self.texts or self.changed_steps)

    def count(self, state: str) -> int:
        """How many steps have a state; a step that is only moved has that of its own."""
        return sum(step.state == state for step in self.steps)

    @property
    def moved(self) -> int:
        """How many steps have only changed places."""
        return sum(step.is_moved and step.state == State.SAME for step in self.steps)


def changed_fields(was: Values | None, now: Values | None, names: Sequence[str]) -> list[str]:
    return [name for name in names if value_of(was, name) != value_of(now, name)]


def differences(was: Content, now: Content) -> Differences:
    """What has changed from one content to another."""
    before, after = by_key(was), by_key(now)
    moved = moved_keys(before, after)
    return Differences(
        changed_fields(was["texts"], now["texts"], KIT_TEXTS),
        [
            StepDifference(key, before.get(key), after.get(key), key in moved)
            for key in placed(list(after), list(before))
        ],
    )


def moved_keys(before: dict[str, Values], after: dict[str, Values]) -> set[str]:
    """The fewest steps of which one could say that they have been moved within their part."""
    stays = {key for key in before if key in after and before[key]["part"] == after[key]["part"]}
    was = [key for key in before if key in stays]
    now = [key for key in after if key in stays]
    blocks = SequenceMatcher(None, was, now, autojunk=False).get_matching_blocks()
    return stays - {key for block in blocks for key in was[block.a : block.a + block.size]}


@dataclass(frozen=True)
class Piece:
    """A piece of a text, and whether the other text has it not."""

    text: str
    is_other: bool


def work_of(old: list[str], new: list[str]) -> int:
    """How many pairs of like words there are to compare: what it takes to tell two texts apart."""
    there = Counter(new)
    return sum(n * there[word] for word, n in Counter(old).items())


def word_pieces(was: str, now: str) -> tuple[list[Piece], list[Piece]]:
    """Both texts in pieces, in each of which all words are in the other too, or none. Texts that
    repeat the same words without end are told of as wholly different."""
    old, new = WORDS.findall(was), WORDS.findall(now)
    if work_of(old, new) > MOST_WORK:
        return [Piece(was, True)], [Piece(now, True)]
    left: list[Piece] = []
    right: list[Piece] = []
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if i2 > i1:
            left.append(Piece("".join(old[i1:i2]), tag != "equal"))
        if j2 > j1:
            right.append(Piece("".join(new[j1:j2]), tag != "equal"))
    return left, right
