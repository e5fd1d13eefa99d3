"""Which counts may be shown: nobody learns what another has answered."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rollout.competence.suppression import hidden_groups, is_mixed, is_safe

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


def test_one_small_group_takes_the_next_smallest_with_it() -> None:
    groups = {"a": {1: 2, 2: 1}, "b": {1: 5, 2: 3}, "c": {1: 30, 2: 30}}
    assert hidden_groups(groups, None) == {"a", "b"}


def test_two_groups_whose_sum_is_small_take_a_third() -> None:
    groups = {"a": {1: 1}, "b": {2: 1}, "c": {1: 5, 2: 3}, "d": {1: 30, 2: 30}}
    assert hidden_groups(groups, None) == {"a", "b", "c"}


def test_four_alike_are_not_told_to_a_fifth_at_another_hidden_school() -> None:
    groups = {"a": {2: 4}, "b": {5: 1}, "c": {1: 5, 2: 5}, "d": {1: 9, 2: 9}}
    assert hidden_groups(groups, None) == {"a", "b", "c"}


def test_groups_that_may_all_be_seen_stay() -> None:
    assert hidden_groups({"a": {1: 3, 2: 2}, "b": {1: 5, 2: 3}}, None) == set()


def test_schools_where_nobody_answered_take_no_other_with_them() -> None:
    assert hidden_groups({"a": {}, "b": {1: 5, 2: 3}}, None) == {"a"}


@given(groups, st.none() | st.integers(1, 6))
def test_what_is_shown_is_safe(groups: dict[int, dict[int, int]], target: int | None) -> None:
    hidden = hidden_groups(groups, target)
    assert all(is_safe(counts, target) for key, counts in groups.items() if key not in hidden)
