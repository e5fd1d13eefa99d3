"""Small groups stay unseen, and can't be worked out."""

from hypothesis import given
from hypothesis import strategies as st

from rollout.insight.figures import masked
from rollout.insight.masking import hidden_groups, must_hide

counts = st.dictionaries(st.integers(1, 6), st.integers(0, 9), max_size=6)
groups = st.dictionaries(st.integers(1, 20), counts, max_size=10)


def test_under_five_is_hidden_and_five_is_not() -> None:
    assert must_hide({1: 2, 2: 2})
    assert not must_hide({1: 2, 2: 3})


def test_all_alike_is_hidden_however_many() -> None:
    assert must_hide({3: 40})


def test_nobody_is_nothing_to_hide() -> None:
    assert not must_hide({})
    assert not must_hide({1: 0})


def test_one_small_group_takes_the_next_smallest_with_it() -> None:
    groups = {"a": {1: 2, 2: 1}, "b": {1: 5, 2: 3}, "c": {1: 30, 2: 30}}
    assert hidden_groups(groups) == {"a", "b"}


def test_two_groups_whose_sum_is_small_take_a_third() -> None:
    groups = {"a": {1: 1}, "b": {2: 1}, "c": {1: 5, 2: 3}, "d": {1: 30, 2: 30}}
    assert hidden_groups(groups) == {"a", "b", "c"}


def test_groups_that_may_all_be_seen_stay() -> None:
    assert hidden_groups({"a": {1: 3, 2: 2}, "b": {1: 5, 2: 3}}) == set()


@given(groups)
def test_what_is_shown_is_never_small(groups: dict[int, dict[int, int]]) -> None:
    hidden = hidden_groups(groups)
    assert not any(must_hide(counts) for key, counts in groups.items() if key not in hidden)


people = st.dictionaries(
    st.integers(1, 6), st.sets(st.integers(1, 30), max_size=12), min_size=1, max_size=6
)


@given(people, st.lists(st.integers(1, 4), min_size=31, max_size=31))
def test_the_total_less_what_is_shown_gives_nobody_away(
    staff: dict[int, set[int]], ranks: list[int]
) -> None:
    """People at two schools too: whoever isn't at a school that is shown can't be singled out."""
    rank_of = dict(enumerate(ranks))
    found = masked(staff, rank_of)
    if found[0].is_hidden:
        return
    seen = set().union(*(p for pk, p in staff.items() if not found[pk].is_hidden), set())
    left: dict[int, int] = {}
    for person in set().union(*staff.values()) - seen:
        left[rank_of[person]] = left.get(rank_of[person], 0) + 1
    if any(found[pk].is_hidden for pk in staff):
        assert not must_hide(left)
