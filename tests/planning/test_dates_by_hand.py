"""Which dates suit a cohort."""

import datetime as dt
import itertools

from hypothesis import given
from hypothesis import strategies as st

from rollout.common.dates import months_between
from rollout.planning.by_hand.rules import YearWish, dates_of_year, nth_weekday

THURSDAY = 3
YEAR = months_between(dt.date(2026, 8, 1), dt.date(2027, 5, 1))


def wish(closed: dict[dt.date, str] | None = None, **options: object) -> YearWish:
    values: dict[str, object] = {
        "months": YEAR, "weekday": THURSDAY, "week": 2, "gap_days": 21, "closed": closed or {},
    }  # fmt: skip
    return YearWish(**(values | options))


def test_an_open_year_gets_the_wished_day_in_every_month() -> None:
    proposals = dates_of_year(wish())
    assert [p.day for p in proposals] == [nth_weekday(m, THURSDAY, 2) for m in YEAR]
    assert not any(p.stepped_round or p.other_weekday for p in proposals)


def test_a_closed_day_is_stepped_round_and_said_why() -> None:
    autumn = {dt.date(2026, 10, d): "Høstferie" for d in range(5, 10)}
    october = dates_of_year(wish(autumn))[2]
    assert october.day == dt.date(2026, 10, 15)
    assert [(c.day, c.why) for c in october.stepped_round] == [(dt.date(2026, 10, 8), "Høstferie")]


def test_where_no_such_weekday_is_open_another_day_is_taken() -> None:
    thursdays = {dt.date(2026, 12, d): "Eksamen" for d in (3, 10, 17, 24, 31)}
    december = dates_of_year(wish(thursdays))[4]
    assert december.day is not None
    assert december.other_weekday
    assert december.stepped_round


def test_a_month_without_an_open_day_is_left_out_and_the_gap_still_holds() -> None:
    closed = {dt.date(2026, 12, d): "Stengt" for d in range(1, 32)}
    proposals = dates_of_year(wish(closed))
    assert proposals[4].day is None
    days = [p.day for p in proposals if p.day]
    assert len(days) == 9
    assert all((b - a).days >= 21 for a, b in itertools.pairwise(days))


def test_a_day_when_many_schools_are_closed_gives_way_to_the_week_after() -> None:
    proposals = dates_of_year(wish(missing_on={dt.date(2026, 9, 10): 6}))
    assert proposals[1].day in (dt.date(2026, 9, 3), dt.date(2026, 9, 17))


def test_the_gap_holds_towards_workshops_already_there() -> None:
    there = frozenset({dt.date(2026, 9, 28)})
    proposals = dates_of_year(wish(existing=there))
    assert all(abs((p.day - dt.date(2026, 9, 28)).days) >= 21 for p in proposals if p.day)


def test_a_gap_of_just_the_days_asked_for_is_kept() -> None:
    september = [dt.date(2026, 9, 1)]
    wished, later = dt.date(2026, 9, 10), dt.date(2026, 9, 17)
    for there, day in ((dt.date(2026, 8, 20), wished), (dt.date(2026, 8, 21), later)):
        (found,) = dates_of_year(wish(months=september, existing=frozenset({there})))
        assert found.day == day


def test_dates_in_a_row_keep_just_the_gap_and_one_that_gave_way_says_so() -> None:
    thursdays = [dt.date(2026, 8, 13), dt.date(2026, 9, 10)]
    assert [p.day for p in dates_of_year(wish(months=YEAR[:2], gap_days=28))] == thursdays
    moved = dates_of_year(wish(months=YEAR[:2], gap_days=29))
    assert [p.kept_gap for p in moved] == [p.day not in thursdays for p in moved]
    assert any(p.kept_gap for p in moved)


def test_a_day_that_the_facilitator_has_elsewhere_is_left_to_them() -> None:
    (found,) = dates_of_year(wish(months=YEAR[1:2], taken=frozenset({dt.date(2026, 9, 10)})))
    assert found.day in (dt.date(2026, 9, 3), dt.date(2026, 9, 17))


def test_of_two_days_as_near_the_one_that_evens_the_year_is_taken() -> None:
    closed = {dt.date(2026, 9, n): "x" for n in range(1, 31) if n != 24}
    closed[dt.date(2026, 10, 8)] = "x"
    days = [p.day for p in dates_of_year(wish(closed, months=YEAR[1:3], gap_days=7))]
    assert days == [dt.date(2026, 9, 24), dt.date(2026, 10, 15)]


days_closed = st.sets(st.dates(dt.date(2026, 8, 1), dt.date(2027, 5, 31)), max_size=120)


@given(days_closed, st.integers(0, 4), st.integers(1, 4), st.integers(14, 35))
def test_no_year_breaks_a_rule(closed: set[dt.date], weekday: int, week: int, gap: int) -> None:
    asked = wish(dict.fromkeys(closed, "x"), weekday=weekday, week=week, gap_days=gap)
    proposals = dates_of_year(asked)
    assert [p.month for p in proposals] == YEAR
    chosen = [p.day for p in proposals if p.day]
    assert not set(chosen) & closed
    assert all(day.weekday() < 5 for day in chosen)
    assert all(p.day is None or p.day.replace(day=1) == p.month for p in proposals)
    assert all((b - a).days >= gap for a, b in itertools.pairwise(chosen))
