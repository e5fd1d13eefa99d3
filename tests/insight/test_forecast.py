"""When the target is met at the pace so far, and when that can’t be told."""

from hypothesis import given
from hypothesis import strategies as st

from rollout.insight.forecast import BAND_WEEKS, LEAST_WEEKS, Forecast, Standing, forecasts

AHEAD = 115  # three years of school weeks


def school(gained: list[int], planned: int = 200, before: int = 0) -> Standing:
    """A school that has gained so much each week."""
    reached, left = before, []
    for each in gained:
        left.append(planned - reached)
        reached += each
    return Standing(reached=reached, planned=planned, gained=gained, left=left)


def one(standing: Standing, target: float = 0.9) -> Forecast | None:
    return forecasts([standing], target, AHEAD)[0][0]


gains = st.lists(st.integers(0, 6), min_size=LEAST_WEEKS, max_size=30)


@given(gains)
def test_the_band_is_in_order_and_only_rises(gained: list[int]) -> None:
    told = one(school(gained))
    assert told is not None
    assert len(told.band) == BAND_WEEKS
    assert all(0 <= low <= middle <= high <= 1 for low, middle, high in told.band)
    for now, then in zip(told.band, told.band[1:], strict=False):
        assert all(a <= b + 1e-9 for a, b in zip(now, then, strict=True))
    found = [AHEAD if each is None else each for each in (told.early, told.likely, told.late)]
    assert found == sorted(found)


@given(gains)
def test_the_same_rows_give_the_same_forecast(gained: list[int]) -> None:
    assert one(school(gained)) == one(school(gained))


@given(gains, st.floats(0.2, 0.9))
def test_a_lower_target_is_never_met_later(gained: list[int], target: float) -> None:
    near, far = one(school(gained), target), one(school(gained), target + 0.05)
    assert near is not None
    assert far is not None
    assert (AHEAD if near.likely is None else near.likely) <= (
        AHEAD if far.likely is None else far.likely
    )


def test_a_school_that_gains_steadily_arrives_and_one_that_gains_nothing_doesnt() -> None:
    steady, still = one(school([8] * 15)), one(school([0] * 15, before=40))
    assert steady is not None
    assert steady.likely is not None
    assert still is not None
    assert (still.is_there, still.early, still.likely, still.late) == (False, None, None, None)


def test_the_last_ones_take_longest() -> None:
    """A straight line would be there in 5 weeks: 8 a week, and 40 left."""
    told = one(school([8] * 17), target=0.88)
    assert told is not None
    assert told.likely is not None
    assert told.likely > 5


def test_who_is_there_is_said_to_be() -> None:
    told = one(school([20] * 10))
    assert told is not None
    assert told.is_there


def test_too_few_weeks_or_nothing_planned_tell_nothing() -> None:
    assert one(school([5] * (LEAST_WEEKS - 1))) is None
    assert one(school([0] * 20, planned=0)) is None
    assert forecasts([], 0.9, AHEAD) == ([], None)


def test_schools_together_lie_between_the_fastest_and_the_slowest() -> None:
    standings = [school([9] * 12), school([3] * 12), school([1] * 3)]
    (fast, slow, unknown), together = forecasts(standings, 0.7, AHEAD)
    assert unknown is None
    assert fast is not None
    assert slow is not None
    assert together is not None
    places = [AHEAD if each.likely is None else each.likely for each in (fast, together, slow)]
    assert places == sorted(places)


def test_a_school_that_came_late_is_drawn_its_own_mean_for_the_weeks_before() -> None:
    (old, new), _together = forecasts([school([4] * 20), school([4] * 9)], 0.9, AHEAD)
    assert old is not None
    assert new is not None
    assert new.band[10][1] > 0.2
