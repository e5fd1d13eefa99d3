"""The cases' practices as advice."""

import datetime as dt

import pytest

from rollout.guidance.rules import Advice, Thresholds, advise
from rollout.insight.figures import Lag, Share, UnitFigures

DAY = dt.date(2026, 11, 1)
LIMITS = Thresholds(superusers=2, lag_days=28, quiet_days=21)


def school(pk: int = 1, **fields: object) -> UnitFigures:
    values: dict[str, object] = {
        "pk": pk, "name": f"Skole {pk}", "roster": 20, "due": (1,), "reached": {1: 10},
        "coverage": Share(10, 20), "reached_people": 10, "superusers": 2, "last_session": DAY,
    }  # fmt: skip
    return UnitFigures(**(values | fields))  # type: ignore[arg-type]


def advice(*schools: UnitFigures, quiet: int = 0) -> list[Advice]:
    return advise(schools, LIMITS, lambda kit: f"Pakke {kit}", lambda day: quiet)


def lag(days: int, *, is_open: bool = True, kit: int = 1) -> Lag:
    return Lag(kit, DAY, None if is_open else DAY, days)


def test_a_school_that_does_well_gets_none() -> None:
    assert advice(school(lags=(lag(10, is_open=False),))) == []


@pytest.mark.parametrize(("days", "late"), [(28, False), (29, True)])
def test_a_session_is_late_after_28_days(days: int, late: bool) -> None:
    assert bool(advice(school(lags=(lag(days),)))) is late


def test_two_late_kits_are_urgent_and_one_is_not() -> None:
    assert not advice(school(lags=(lag(40),)))[0].is_high
    assert advice(school(lags=(lag(70), lag(40, kit=2))))[0].is_high


def test_a_kit_skipped_long_ago_is_let_rest() -> None:
    done = tuple(lag(10, is_open=False, kit=n) for n in (2, 3, 4))
    assert advice(school(lags=(lag(400), *done))) == []


@pytest.mark.parametrize(("superusers", "high"), [(0, True), (1, False)])
def test_fewer_than_two_superusers_is_told(superusers: int, high: bool) -> None:
    assert [a.is_high for a in advice(school(superusers=superusers))] == [high]


@pytest.mark.parametrize(("quiet", "told"), [(21, False), (22, True)])
def test_a_school_is_quiet_after_21_school_days(quiet: int, told: bool) -> None:
    assert bool(advice(school(), quiet=quiet)) is told


@pytest.mark.parametrize(("quiet", "high"), [(42, False), (43, True)])
def test_a_school_quiet_for_over_twice_as_long_is_urgent(quiet: int, high: bool) -> None:
    assert advice(school(), quiet=quiet)[0].is_high is high


def test_a_school_that_has_not_begun_is_not_called_quiet() -> None:
    assert advice(school(last_session=None), quiet=99) == []


def test_the_schools_in_most_need_come_first_one_piece_each() -> None:
    found = advice(
        school(1, superusers=1, lags=(lag(35),)),
        school(2, lags=(lag(90), lag(60, kit=2))),
        school(3, superusers=0),
    )
    assert [a.school for a in found] == [3, 2, 1]
