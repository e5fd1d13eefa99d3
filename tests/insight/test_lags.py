"""Which kits a school is to run now, and which number of days to a session is told of it."""

import datetime as dt

from rollout.insight.figures import Lag, UnitFigures
from rollout.insight.practice import Share

DAY = dt.date(2026, 11, 1)


def school(*days: int | None) -> UnitFigures:
    """A school whose kits have waited so many days, in the order they were given; None: has run."""
    lags = [
        Lag(kit, DAY, DAY if waited is None else None, waited or 0)
        for kit, waited in enumerate(days)
    ]
    due = tuple(lag.kit for lag in lags)
    return UnitFigures(1, "Skole", 20, due, {}, Share(0, 20), 0, lags=tuple(lags))


def test_of_the_last_three_kits_those_are_to_be_run_that_await_their_session() -> None:
    assert [lag.days for lag in school(400, 90, None, 30).awaited_lags] == [90, 30]
    assert school(400, None, None, None).awaited_lags == []
    assert school().awaited_lags == []


def test_the_longest_awaited_of_them_is_told_and_else_the_last() -> None:
    pressing = school(400, 90, None, 30).pressing_lag
    assert pressing is not None
    assert pressing.days == 90
    done = school(400, None, None, None)
    assert done.pressing_lag == done.latest_lag == done.lags[-1]
    assert school().pressing_lag is None
