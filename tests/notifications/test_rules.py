"""When a mail is tried again, and on which day and hour reminders go out."""

import datetime as dt
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from rollout.notifications.rules import (
    EVENING,
    RETRY_AFTER,
    after_day,
    before_day,
    due_before,
    is_due_after,
    next_try,
    sending_time,
)

OSLO = ZoneInfo("Europe/Oslo")
NOW = dt.datetime(2026, 11, 2, 12, tzinfo=OSLO)
days = st.dates(dt.date(2024, 1, 1), dt.date(2030, 12, 31))
closed_sets = st.sets(st.integers(-90, 90), max_size=60)
times = st.lists(st.integers(1, 60), min_size=1, max_size=2, unique=True)


def calendar(day: dt.date, closed: set[int]):
    """Weekends are closed, and some days around this one."""
    shut = {day + dt.timedelta(days=n) for n in closed}
    return lambda asked: asked.weekday() < 5 and asked not in shut


def weekdays(day: dt.date) -> bool:
    return day.weekday() < 5


def test_each_try_waits_longer_than_the_one_before_until_it_is_given_up() -> None:
    waits = [next_try(n, NOW) for n in range(1, len(RETRY_AFTER) + 1)]
    assert all(waits)
    assert sorted(set(waits)) == waits
    assert next_try(len(RETRY_AFTER) + 1, NOW) is None


def test_a_day_before_a_monday_is_the_friday() -> None:
    assert before_day(dt.date(2026, 3, 16), 1, weekdays) == dt.date(2026, 3, 13)
    assert before_day(dt.date(2026, 3, 16), 7, weekdays) == dt.date(2026, 3, 9)
    assert after_day(dt.date(2026, 3, 13), 1, weekdays) == dt.date(2026, 3, 16)


@given(days, st.integers(1, 60), closed_sets)
def test_reminders_fall_on_school_days_and_never_after_their_time(
    day: dt.date, before: int, closed: set[int]
) -> None:
    is_open = calendar(day, closed)
    found = before_day(day, before, is_open)
    assert is_open(found)
    assert found <= day - dt.timedelta(days=before)
    between = (day - dt.timedelta(days=before) - found).days
    assert not any(is_open(found + dt.timedelta(days=n)) for n in range(1, between + 1))
    later = after_day(day, before, is_open)
    assert is_open(later)
    assert later >= day + dt.timedelta(days=before)


@given(days, times, closed_sets, st.integers(0, 70))
def test_asked_every_day_each_reminder_is_due_and_the_nearest_wins(
    day: dt.date, wished: list[int], closed: set[int], invited_before: int
) -> None:
    is_open = calendar(day, closed)
    invited = day - dt.timedelta(days=invited_before)
    seen = []
    for n in range(200, -2, -1):
        asked = day - dt.timedelta(days=n)
        found = due_before(day, invited, wished, asked, is_open)
        if asked < day and found is not None:
            assert before_day(day, found, is_open) <= asked
            assert before_day(day, found, is_open) > invited
            seen.append(found)
        if asked >= day:
            assert found is None
    in_time = [n for n in wished if before_day(day, n, is_open) > invited]
    distinct = {
        before_day(day, n, is_open): min(
            m for m in in_time if before_day(day, m, is_open) == before_day(day, n, is_open)
        )
        for n in in_time
    }
    assert list(dict.fromkeys(seen)) == [distinct[d] for d in sorted(distinct)]


def test_a_fresh_invitation_isnt_followed_by_a_reminder_the_same_day() -> None:
    workshop = dt.date(2026, 3, 12)
    week_before = dt.date(2026, 3, 5)
    assert due_before(workshop, week_before, [7, 1], week_before, weekdays) is None
    assert due_before(workshop, dt.date(2026, 2, 1), [7, 1], week_before, weekdays) == 7
    assert due_before(workshop, dt.date(2026, 2, 1), [7, 1], dt.date(2026, 3, 11), weekdays) == 1
    assert due_before(workshop, dt.date(2026, 2, 1), [7, 1], workshop, weekdays) is None


def test_what_is_asked_afterwards_is_let_be_when_it_is_too_late() -> None:
    workshop = dt.date(2026, 3, 12)
    asked = [
        n for n in range(40) if is_due_after(workshop, 1, workshop + dt.timedelta(days=n), weekdays)
    ]
    assert (asked[0], asked[-1]) == (1, 15)


@given(
    st.datetimes(dt.datetime(2026, 1, 1), dt.datetime(2027, 12, 31)),
    st.integers(6, 17),
    closed_sets,
)
def test_reminders_go_out_by_day_on_school_days(
    moment: dt.datetime, hour: int, closed: set[int]
) -> None:
    now = moment.replace(tzinfo=OSLO)
    is_open = calendar(now.date(), closed)
    found = sending_time(now, dt.time(hour), is_open)
    assert is_open(found.date())
    assert dt.time(hour) <= found.time() < EVENING
    assert found >= now or found.date() == now.date()


def test_seven_in_the_morning_is_seven_on_both_sides_of_the_change_of_the_clock() -> None:
    for day in (dt.date(2026, 3, 27), dt.date(2026, 10, 23)):
        evening = dt.datetime.combine(day, dt.time(20), tzinfo=OSLO)
        found = sending_time(evening, dt.time(7), weekdays)
        assert (found.date() - day).days == 3
        assert found.time() == dt.time(7)
        assert found.utcoffset() != evening.utcoffset()


def test_the_evening_begins_at_six_sharp_and_the_morning_to_the_minute() -> None:
    monday = dt.datetime(2026, 3, 9, tzinfo=OSLO)
    earliest = dt.time(7, 30)
    assert sending_time(monday.replace(hour=6), earliest, weekdays) == monday.replace(
        hour=7, minute=30
    )
    before_six = monday.replace(hour=17, minute=59)
    assert sending_time(before_six, earliest, weekdays) == before_six
    assert sending_time(monday.replace(hour=18), earliest, weekdays) == monday.replace(
        day=10, hour=7, minute=30
    )


def test_a_calendar_that_is_closed_for_months_moves_nothing() -> None:
    workshop = dt.date(2026, 3, 12)
    assert after_day(workshop, 1, lambda _day: False) == dt.date(2026, 3, 13)
    assert before_day(workshop, 1, lambda _day: False) == dt.date(2026, 3, 11)
