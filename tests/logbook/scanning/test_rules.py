"""When a session may be scanned, which code is good then, and which names are meant."""

import datetime as dt
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rollout.common.dates import local
from rollout.logbook.scanning.guessing import MOST_IN_ALL
from rollout.logbook.scanning.qr import QUIET, drawn
from rollout.logbook.scanning.rules import (
    ALPHABET,
    FIRST_CODE_LASTS,
    LENGTH,
    STEP_SECONDS,
    Standing,
    Times,
    accepted_steps,
    as_code,
    code_of,
    in_groups,
    is_enough,
    is_good,
    names_meant,
    seconds_left,
    shown_step,
    standing_at,
    step_at,
    times_of,
)

DAY = dt.date(2026, 11, 10)
BEGIN = local(DAY, dt.time(14))
MINUTE = dt.timedelta(minutes=1)
TIMES = times_of(DAY, 60, dt.time(14))
KEY = "en nøkkel"
moments = st.integers(-3600, 6 * 3600).map(lambda n: TIMES.opens_at + dt.timedelta(seconds=n))


def test_a_code_changes_every_30_seconds() -> None:
    codes = [code_of(KEY, step_at(BEGIN) + n) for n in range(200)]
    assert len(set(codes)) == len(codes)
    assert step_at(BEGIN + dt.timedelta(seconds=STEP_SECONDS)) == step_at(BEGIN) + 1
    assert STEP_SECONDS == 30


def test_a_code_is_six_signs_that_nobody_confuses() -> None:
    code = code_of(KEY, 7)
    assert re.fullmatch(f"[{ALPHABET}]{{{LENGTH}}}", code)
    assert not set("0O1IL") & set(ALPHABET)
    assert len(set(ALPHABET)) == 31
    assert code == code_of(KEY, 7) != code_of("en annen", 7)
    assert as_code(in_groups(code).lower()) == code
    assert as_code(f" {code[:2]}-{code[2:]}\n") == code


@given(now=moments, made=moments)
def test_a_code_is_good_iff_it_is_on_the_screen_was_just_before_or_is_the_first(
    now: dt.datetime, made: dt.datetime
) -> None:
    code = code_of(KEY, shown_step(made, TIMES))
    first, shown = step_at(TIMES.opens_at), shown_step(now, TIMES)
    is_just_shown = shown_step(made, TIMES) in (shown, shown - 1)
    was_first = shown_step(made, TIMES) == first and now < TIMES.opens_at + FIRST_CODE_LASTS
    assert is_good(code, KEY, now, TIMES) == (is_just_shown or was_first)


@given(now=moments, seconds=st.integers(0, 3600))
def test_what_is_scanned_within_half_a_minute_is_good(now: dt.datetime, seconds: int) -> None:
    code, later = code_of(KEY, shown_step(now, TIMES)), now + dt.timedelta(seconds=seconds)
    if seconds <= STEP_SECONDS:
        assert is_good(code, KEY, later, TIMES)
    if seconds >= 2 * STEP_SECONDS and later >= TIMES.opens_at + FIRST_CODE_LASTS:
        assert not is_good(code, KEY, later, TIMES)


@given(early=st.integers(1, 3600))
def test_a_code_that_was_scanned_too_early_is_good_once_it_opens(early: int) -> None:
    code = code_of(KEY, shown_step(TIMES.opens_at - dt.timedelta(seconds=early), TIMES))
    assert is_good(code, KEY, TIMES.opens_at + 2 * MINUTE, TIMES)
    assert not is_good(code, KEY, TIMES.opens_at + 3 * MINUTE, TIMES)


@given(now=moments)
def test_at_most_three_codes_are_good(now: dt.datetime) -> None:
    assert 1 <= len(accepted_steps(now, TIMES)) <= 3
    assert 1 <= seconds_left(now) <= STEP_SECONDS


def test_guessing_is_hopeless() -> None:
    """All together, at the most that are let through, an hour long, against 28 schools at once."""
    tries, good = MOST_IN_ALL * 60, 28 * 3
    assert tries * good / len(ALPHABET) ** LENGTH < 0.006


@pytest.mark.parametrize(
    ("minutes", "expected"),
    [
        (-16, Standing.EARLY), (-15, Standing.OPEN), (0, Standing.OPEN), (179, Standing.OPEN),
        (180, Standing.LATE), (-24 * 60, Standing.EARLY), (24 * 60, Standing.LATE),
    ],
)  # fmt: skip
def test_it_is_open_from_just_before_the_beginning_until_two_hours_after_the_end(
    minutes: int, expected: Standing
) -> None:
    now = BEGIN + minutes * MINUTE
    assert standing_at(now, TIMES, is_closed=False, is_cancelled=False) == expected


@pytest.mark.parametrize("day", [DAY, dt.date(2027, 3, 28), dt.date(2026, 10, 25)])
def test_a_session_without_a_time_is_open_on_its_day(day: dt.date) -> None:
    times = times_of(day, 45)
    assert times == Times(local(day, dt.time()), local(day + dt.timedelta(days=1), dt.time()))


def test_what_is_closed_or_cancelled_isnt_open() -> None:
    assert standing_at(BEGIN, TIMES, is_closed=True, is_cancelled=False) == Standing.CLOSED
    assert standing_at(BEGIN, TIMES, is_closed=True, is_cancelled=True) == Standing.CANCELLED


NAMES = [(1, "Åse Lund"), (2, "Anne-Lise Øvergård"), (3, "Kari Lunde"), (4, "Ánte Sara")]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("lu", [1, 3]), ("ase l", [1]), ("Øver", [2]), ("over anne", [2]), ("lise", [2]),
        ("anne-lise", [2]), ("ante", [4]), ("und", []), ("kari x", []),
    ],
)  # fmt: skip
def test_names_are_found_by_how_their_words_begin(typed: str, expected: list[int]) -> None:
    assert [pk for pk, _name in names_meant(NAMES, typed)] == expected


@pytest.mark.parametrize("typed", ["", "k", "- -", "k."])
def test_one_letter_shows_no_list(typed: str) -> None:
    assert not is_enough(typed)
    assert is_enough(f"{typed} k ø")


def squares(path: str, side: int) -> list[list[int]]:
    """The dark squares that a path draws, read back."""
    grid = [[0] * side for _row in range(side)]
    drawn_again = ""
    for x, y, width in re.findall(r"M(\d+) (\d+)h(\d+)v1h-\3z", path):
        drawn_again += f"M{x} {y}h{width}v1h-{width}z"
        for place in range(int(x), int(x) + int(width)):
            grid[int(y)][place] = 1
    assert drawn_again == path
    return grid


ADDRESS = "https://rollout.solvik.kommune.no/here/ABC234/"


def test_the_drawing_is_the_code_with_its_quiet_zone() -> None:
    import segno

    drawing = drawn(ADDRESS)
    code = [list(row) for row in segno.make_qr(ADDRESS, error="l").matrix]
    empty = [[0] * drawing.side for _row in range(QUIET)]
    padded = [[0] * QUIET + row + [0] * QUIET for row in code]
    assert squares(drawing.path, drawing.side) == [*empty, *padded, *empty]


def test_a_usual_address_is_read_from_the_back_row() -> None:
    """See `qr.py`: at least 60 % of the short side of 720 px, without its quiet zone."""
    drawing = drawn(ADDRESS)
    squares_wide = drawing.side - 2 * QUIET
    assert squares_wide == 29
    assert 640 * squares_wide / drawing.side >= 0.6 * 720
