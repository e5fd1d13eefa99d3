"""Which kit comes when: a programme's kits to its cohorts' workshops, in turn. Pure."""

import datetime as dt
import itertools
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Turn:
    """A cohort's workshop, by its id and day, and the kit that it is about, by the place of that in
    the programme's order; None where it has none. `waits` where it is to get one."""

    workshop: int
    cohort: int
    day: dt.date
    place: int | None = None
    waits: bool = False


def kits_in_turn(turns: Iterable[Turn], count: int) -> dict[int, int]:
    """By workshop, the place in the order of the kit that each that waits gets; those that all
    kits have gone before get none.

    A cohort goes on after the kit that it had last, and one that has had none where the others
    were when the month began. At the end of the order come those kits that nobody has had.
    """
    in_order = sorted(turns, key=lambda turn: (turn.day, turn.workshop))
    has: dict[int, set[int]] = {}
    for turn in in_order:
        if turn.place is not None:
            has.setdefault(turn.cohort, set()).add(turn.place)
    never = set(range(count)).difference(*has.values())
    reached: dict[int, int] = {}
    got: dict[int, int] = {}
    for _month, same in itertools.groupby(in_order, key=lambda turn: turn.day.replace(day=1)):
        furthest = max(reached.values(), default=-1)
        for turn in same:
            own = has.setdefault(turn.cohort, set())
            last = reached.setdefault(turn.cohort, furthest)
            place = turn.place
            if turn.waits:
                left = [n for n in range(last + 1, count) if n not in own]
                left = left or sorted(never - own)
                place = left[0] if left else None
                if place is not None:
                    got[turn.workshop] = place
                    own.add(place)
            if place is not None:
                reached[turn.cohort] = max(last, place)
    return got


def kits_in_new_order(turns: Iterable[Turn]) -> dict[int, int]:
    """By workshop, the place in the order of the kit that each of the turns gets where a cohort's
    kits come in order. Each cohort keeps the kits that it was to get, and its days; those that have
    none stay without."""
    by_cohort: dict[int, list[Turn]] = {}
    for turn in sorted(turns, key=lambda turn: (turn.day, turn.workshop)):
        if turn.place is not None:
            by_cohort.setdefault(turn.cohort, []).append(turn)
    return {
        turn.workshop: place
        for own in by_cohort.values()
        for turn, place in zip(
            own, sorted(t.place for t in own if t.place is not None), strict=True
        )
    }
