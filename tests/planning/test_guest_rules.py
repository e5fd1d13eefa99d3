"""What stands in for what, what is free, who is next; and what a day away costs in lessons."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rollout.common.places import km_between
from rollout.planning.away.rules import (
    Absence,
    AwayDay,
    CommonSlot,
    count_terms,
    lesson_minutes,
    next_away,
    term_of,
)
from rollout.planning.guests.rules import (
    GUESTS_WITHOUT_SEATS,
    SAME_KIT_DAYS,
    Meeting,
    Room,
    all_away,
    next_in_line,
    numbers,
    order_key,
    overlaps,
    suits,
)

DAYS = st.dates(dt.date(2026, 8, 1), dt.date(2027, 6, 30))
PEOPLE = st.sets(st.integers(1, 12), max_size=12)
TUESDAY, THURSDAY = dt.date(2027, 3, 9), dt.date(2027, 3, 11)
COMMON = CommonSlot(3, dt.time(14), dt.time(16))


@given(DAYS, DAYS, st.sampled_from([None, 1, 2]), st.sampled_from([None, 1, 2]))
def test_what_suits_is_the_same_month_or_the_same_kit_nearby(
    day: dt.date, other: dt.date, kit: int | None, other_kit: int | None
) -> None:
    found = suits(Meeting(1, day, kit), Meeting(2, other, other_kit))
    same_month = (day.year, day.month) == (other.year, other.month)
    same_kit = kit is not None and kit == other_kit
    assert found == (same_month or (same_kit and abs((day - other).days) <= SAME_KIT_DAYS))
    assert found == suits(Meeting(2, other, other_kit), Meeting(1, day, kit))
    assert not suits(Meeting(1, day, kit), Meeting(1, other, other_kit))


@given(st.none() | st.integers(0, 20), PEOPLE, PEOPLE, PEOPLE, PEOPLE)
def test_a_seat_is_free_where_nobody_is_expected(
    seats: int | None, members: set[int], declined: set[int], moved: set[int], guests: set[int]
) -> None:
    guests -= members
    room = Room(seats, (members - moved) | guests, guests, declined)
    assert not room.expected & declined
    if seats is None:
        assert room.free <= GUESTS_WITHOUT_SEATS
    else:
        assert room.free + len(room.expected) == seats
    for person in room.expected - room.guests:
        left = Room(seats, room.placed, guests, declined | {person})
        assert seats is None or left.free == room.free + 1


@given(st.lists(st.integers(1, 30), unique=True), st.integers(-3, 10), PEOPLE)
def test_seats_go_to_the_first_in_line_who_can(line: list[int], free: int, able: set[int]) -> None:
    chosen = next_in_line(line, free, able)
    assert len(chosen) == min(max(0, free), len(able & set(line)))
    assert chosen == [person for person in line if person in chosen]
    passed = [p for p in line[: line.index(chosen[-1])] if p not in chosen] if chosen else []
    assert not able & set(passed)
    assert sorted(numbers(line).values()) == list(range(1, len(line) + 1))


def test_all_are_away_when_nobody_is_left_and_one_alone_does_not_count() -> None:
    assert all_away({1, 2, 3}, {1, 2}, 3)
    assert not all_away({1, 2, 3}, {1}, 3)
    assert not all_away({3}, set(), 3)


def test_distances_are_as_on_the_map() -> None:
    oslo, bergen = (59.9139, 10.7522), (60.3913, 5.3221)
    assert km_between(oslo, bergen) == pytest.approx(305, abs=3)
    assert km_between(oslo, oslo) == 0
    assert km_between(oslo, None) is None


def test_meetings_back_to_back_do_not_clash() -> None:
    nine, ten, eleven = (dt.datetime(2027, 3, 9, hour, tzinfo=dt.UTC) for hour in (9, 10, 11))
    assert not overlaps((nine, ten), (ten, eleven))
    assert not overlaps((ten, eleven), (nine, ten))
    assert overlaps((nine, eleven), (ten, eleven))


def test_the_same_kit_in_the_next_month_may_be_three_weeks_off() -> None:
    own = Meeting(1, THURSDAY, 1)
    assert suits(own, Meeting(2, dt.date(2027, 4, 1), 1))
    assert not suits(own, Meeting(2, dt.date(2027, 4, 2), 1))


def test_offers_come_in_the_order_in_which_they_help() -> None:
    noon = dt.datetime(2027, 3, 9, 12, tzinfo=dt.UTC)
    best = {"hindered": False, "same_kit": True, "km": 4.0, "free": 2, "start": noon}
    worse: list[dict[str, object]] = [
        {"start": noon + dt.timedelta(days=1)},
        {"free": 1},
        {"km": 9.0, "free": 8},
        {"km": None, "free": 8},
        {"same_kit": False, "km": 0.0},
        {"hindered": True, "km": 0.0},
    ]
    keys = [order_key(**(best | change)) for change in [{}, *worse]]
    assert keys == sorted(keys)
    assert len(set(keys)) == len(keys)


@pytest.mark.parametrize(
    ("day", "start", "end", "is_open", "minutes"),
    [
        (TUESDAY, 9, 12, True, 180),
        (TUESDAY, 9, 12, False, 0),  # the school is closed
        (TUESDAY, 14, 16, True, 60),  # lessons end at three
        (TUESDAY, 15, 18, True, 0),
        (THURSDAY, 14, 16, True, 0),  # the common time
        (THURSDAY, 12, 15, True, 120),  # from noon to the common time
        (THURSDAY, 9, 12, True, 180),
        (dt.date(2027, 3, 13), 9, 12, True, 0),  # a Saturday
    ],
)
def test_a_substitute_covers_lessons_outside_the_common_time(
    day: dt.date, start: int, end: int, is_open: bool, minutes: int
) -> None:
    found = lesson_minutes(day, dt.time(start), dt.time(end), is_open=is_open, common=COMMON)
    assert found == minutes


def test_without_a_common_time_every_hour_before_three_is_a_lesson() -> None:
    found = lesson_minutes(THURSDAY, dt.time(12, 30), dt.time(16), is_open=True, common=None)
    assert found == 150


def absence(person: int, minutes: int, *, arranged: bool = False) -> Absence:
    noon = dt.datetime(2027, 3, 9, 12, tzinfo=dt.UTC)
    return Absence(person, str(person), 1, "A", "", noon, noon, minutes=minutes, arranged=arranged)


def test_a_term_counts_days_hours_and_what_is_left_to_arrange() -> None:
    days = [
        AwayDay(dt.date(2026, 12, 1), [absence(1, 60), absence(2, 60, arranged=True)]),
        AwayDay(dt.date(2027, 1, 12), [absence(1, 90)]),
        AwayDay(dt.date(2027, 2, 9), [absence(1, 0)]),
    ]
    autumn, spring = count_terms(days, dt.date(2026, 11, 1))
    assert (autumn.term, autumn.days, autumn.persons) == ((2026, 2), 1, 2)
    assert (autumn.hours, autumn.missing) == (2, 1)
    assert (spring.days, spring.hours, spring.missing) == (1, 1.5, 1)
    [past, _spring] = count_terms(days, dt.date(2027, 1, 1))
    assert (past.days, past.missing) == (1, 0)
    assert term_of(dt.date(2027, 7, 31)) == (2027, 1)


def test_what_is_left_to_arrange_and_the_next_day_away_count_today() -> None:
    day, before = AwayDay(TUESDAY, [absence(1, 60)]), AwayDay(TUESDAY - dt.timedelta(days=7))
    after = TUESDAY + dt.timedelta(days=1)
    assert [count_terms([day], each)[0].missing for each in (TUESDAY, after)] == [1, 0]
    assert [next_away([before, day], each) for each in (TUESDAY, after)] == [day, None]
    assert next_away([before, day], before.day) == day
