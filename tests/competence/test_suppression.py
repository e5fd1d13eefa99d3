"""Which counts may be shown: nobody learns what another has answered."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rollout.competence.suppression import Answers, hidden_schools, is_mixed, is_safe

counts = st.dictionaries(st.integers(1, 6), st.integers(0, 9), max_size=6)
groups = st.dictionaries(st.integers(1, 20), counts, max_size=10)


@pytest.mark.parametrize(
    ("answered", "is_shown"),
    [
        ({}, False),
        ({2: 2, 3: 2}, False),  # four
        ({2: 3, 3: 2}, True),  # exactly five
        ({3: 40}, False),  # all alike
        ({2: 4, 4: 1}, False),  # the one who differs would know the four
        ({1: 1, 3: 30}, False),
        ({1: 1, 2: 3, 4: 1}, True),
    ],
)
def test_five_of_whom_two_differ(answered: dict[int, int], is_shown: bool) -> None:
    assert is_mixed(answered) is is_shown


@pytest.mark.parametrize(
    ("answered", "is_shown"),
    [
        ({1: 2, 2: 3}, False),  # none of five at the target tells of each of the five
        ({3: 2, 4: 3}, False),  # and so does five of five
        ({1: 2, 2: 2, 3: 1}, False),  # and one, to the one
        ({1: 2, 2: 1, 3: 2}, True),
    ],
)
def test_the_share_at_the_target_is_judged_as_levels_are(
    answered: dict[int, int], is_shown: bool
) -> None:
    assert is_safe(answered, target=3) is is_shown
    assert is_safe(answered, target=None)


def hidden(*things: dict[int, dict[int, int]], chance: int = 0) -> set[int]:
    return hidden_schools([Answers(groups) for groups in things], Random(chance))  # noqa: S311


@pytest.mark.parametrize("chance", range(20))
def test_one_small_school_takes_another_with_it(chance: int) -> None:
    groups = {1: {1: 2, 2: 2}, 2: {1: 5, 2: 3}, 3: {1: 30, 2: 30}, 4: {1: 9, 2: 9}}
    found = hidden(groups, chance=chance)
    assert 1 in found
    assert len(found) == 2


def test_which_one_it_takes_is_left_to_chance() -> None:
    """A choice that could be worked out would tell why it was made."""
    groups = {1: {1: 2, 2: 2}, 2: {1: 5, 2: 3}, 3: {1: 30, 2: 30}, 4: {1: 9, 2: 9}}
    taken = {frozenset(hidden(groups, chance=n)) for n in range(60)}
    assert taken == {frozenset({1, *more}) for more in ([2], [3], [4])}


@pytest.mark.parametrize("chance", range(20))
def test_three_are_too_few_to_hide_a_large_school_with(chance: int) -> None:
    """All but three of the rest would be the large school's."""
    groups = {1: {1: 2, 2: 1}, 2: {1: 5, 2: 3}, 3: {1: 30, 2: 30}, 4: {1: 9, 2: 9}}
    assert len(hidden(groups, chance=chance)) == 3


@pytest.mark.parametrize("chance", range(20))
def test_four_alike_are_not_told_to_a_fifth_at_another_hidden_school(chance: int) -> None:
    groups = {1: {2: 4}, 2: {5: 1}, 3: {1: 5, 2: 5}, 4: {1: 9, 2: 9}}
    assert hidden(groups, chance=chance) > {1, 2}


@pytest.mark.parametrize("chance", range(20))
def test_five_at_hidden_schools_take_another_with_them(chance: int) -> None:
    """One of them would know what is left: the four others'."""
    groups = {1: {1: 2, 2: 1}, 2: {1: 1, 2: 1}, 3: {1: 5, 2: 5}, 4: {1: 9, 2: 9}}
    assert hidden(groups, chance=chance) > {1, 2}


def test_one_more_is_hidden_by_chance_where_those_hidden_would_do() -> None:
    groups = {1: {1: 3, 2: 1}, 2: {1: 1, 2: 3}, 3: {1: 5, 2: 5}, 4: {1: 9, 2: 9}}
    taken = {frozenset(hidden(groups, chance=n)) for n in range(60)}
    assert taken == {frozenset({1, 2, *more}) for more in ([], [3], [4])}


def test_schools_that_may_all_be_seen_stay() -> None:
    assert hidden({1: {1: 3, 2: 2}, 2: {1: 5, 2: 3}}) == set()


def test_schools_where_nobody_answered_take_no_other_with_them() -> None:
    assert hidden({1: {}, 2: {1: 5, 2: 3}}) == {1}


def test_a_school_is_hidden_in_everything_or_in_nothing() -> None:
    safe = {1: {1: 5, 2: 5}, 2: {1: 5, 2: 5}, 3: {1: 5, 2: 5}}
    assert 1 in hidden(safe, safe | {1: {1: 10}})


@given(groups, st.none() | st.integers(1, 6), st.integers(0, 9))
def test_what_is_shown_is_safe_and_so_is_what_is_left(
    groups: dict[int, dict[int, int]], target: int | None, chance: int
) -> None:
    thing = Answers(groups, target)
    found = hidden_schools([thing], Random(chance))  # noqa: S311
    assert all(thing.is_safe_at(school) for school in groups if school not in found)
    assert len(found) == len(groups) or thing.leaves_nobody_alone(found)
