"""What a proposal draws: the run as it falls, and names on the map."""

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from rollout.proposals.showing import Dot, covers, falling, labelled

TRACK = [[1.0, 100, 40], [3.0, 80, 40], [4.0, 70, 60]]


def points(drawn: str) -> list[tuple[float, float]]:
    return [tuple(map(float, pair.split(","))) for pair in drawn.split()]


def test_nothing_is_drawn_before_there_is_a_plan() -> None:
    assert falling([], 2.0, 10) is None


def test_values_hold_until_the_next_and_the_last_until_now() -> None:
    chart = falling(TRACK, 5.0, 10)
    assert chart
    assert [x for x, _y in points(chart.cost)] == [32, 96, 96, 128, 128, 160]
    heights = [y for _x, y in points(chart.cost)]
    assert heights == sorted(heights)
    assert heights[0] == heights[1] == 0
    assert next(y for _x, y in points(chart.bound)) == 90


def test_a_run_over_its_time_stays_in_the_picture() -> None:
    chart = falling(TRACK, 15.0, 4)
    assert chart
    assert max(x for x, _y in points(chart.cost)) == 320


@given(
    st.lists(
        st.builds(
            Dot, st.integers(60, 580), st.integers(60, 360), st.text("ab ", min_size=3, max_size=28)
        ),
        max_size=4,
    )
)
def test_names_of_a_few_venues_dont_cover_each_other(dots: list[Dot]) -> None:
    for one, other in combinations(labelled(dots), 2):
        assert not covers(other, other.label, one)
