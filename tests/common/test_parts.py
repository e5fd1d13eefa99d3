"""The parts without a domain word: exports, charts, rows, dates, tags."""

import datetime as dt

import pytest
from django.template import Context, Template
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from rollout.common import limits
from rollout.common.charts import columns, stacked
from rollout.common.dates import in_force, months_between, school_year_start, weeks_in_words
from rollout.common.display import percent
from rollout.common.exports import csv_bytes, file_response, safe_cell, xlsx_bytes
from rollout.common.rows import Sortable, sort_rows
from rollout.organisation.models import Employment
from tests import factories as make

NAMES = {1: "A1", 2: "A2", 3: "B1"}


@pytest.mark.parametrize("text", ["=1+1", "+47", "-5", "@SUM(A1)", "\tx", "\rx"])
def test_what_looks_like_a_formula_is_made_safe(text: str) -> None:
    assert safe_cell(text) == f"'{text}"


@pytest.mark.parametrize("value", [-5, 0.25, dt.date(2026, 1, 2)])
def test_numbers_and_days_stay_what_they_are(value: object) -> None:
    assert safe_cell(value) == value


def test_csv_opens_in_excel_in_norway() -> None:
    assert csv_bytes([["Ås", None]]) == "\ufeffÅs;\r\n".encode()


@pytest.mark.parametrize(
    ("value", "written"),
    [(0.36631944, "0,3663"), (48.0, "48"), (7.5, "7,5"), (-0.5, "-0,5"), (3, "3")],
)
def test_decimals_are_norwegian_in_csv(value: float, written: str) -> None:
    assert csv_bytes([[value]]).decode().strip("\ufeff\r\n") == written


@pytest.mark.parametrize(
    ("title", "name"), [("Økter", "okter"), ("Sammen om læring på Ås", "sammen-om-laering-pa-as")]
)
def test_files_keep_norwegian_letters_in_their_names(title: str, name: str) -> None:
    assert f'"{name}.csv"' in file_response("csv", title, [])["Content-Disposition"]


def test_a_workbooks_title_may_be_long() -> None:
    assert xlsx_bytes("x" * 80, [["a"]]).startswith(b"PK")


@given(st.dictionaries(st.sampled_from([1, 2, 3]), st.integers(0, 50), min_size=1))
def test_a_stacked_bar_fills_its_width(counts: dict[int, int]) -> None:
    bar = stacked("x", counts, NAMES)
    assert bar.total == sum(counts.values())
    if bar.total:
        assert sum(s.width for s in bar.segments) == pytest.approx(100, abs=0.1)
        assert bar.segments[0].x == 0


def test_the_marker_stands_where_the_target_begins() -> None:
    assert stacked("x", {1: 1, 2: 1, 3: 2}, NAMES, below=3).marker == 50
    assert stacked("x", {3: 2}, NAMES, below=3).marker == 0


def test_columns_are_scaled_to_the_largest_but_not_below_four() -> None:
    assert [c.height for c in columns([("a", "a", 1), ("b", "b", 2)])] == [25, 50]
    assert [c.height for c in columns([("a", "a", 5), ("b", "b", 10)])] == [50, 100]


def test_missing_values_come_last_in_both_directions() -> None:
    rows = [{"n": None}, {"n": 2}, {"n": 1}]
    shown = [Sortable("n", "n")]
    assert [r["n"] for r in sort_rows(rows, "n", shown)] == [1, 2, None]
    assert [r["n"] for r in sort_rows(rows, "-n", shown)] == [2, 1, None]


@given(st.dates(dt.date(2020, 1, 1), dt.date(2030, 1, 1)), st.integers(0, 800))
def test_months_between_are_every_month_once(first: dt.date, days: int) -> None:
    months = months_between(first, first + dt.timedelta(days=days))
    assert months[0] == first.replace(day=1)
    assert len(set(months)) == len(months)
    assert all(m.day == 1 for m in months)


@pytest.mark.parametrize(("day", "year"), [((2026, 7, 31), 2025), ((2026, 8, 1), 2026)])
def test_a_school_year_starts_in_august(day: tuple[int, int, int], year: int) -> None:
    assert school_year_start(dt.date(*day)) == dt.date(year, 8, 1)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("day", "holds"), [((3, 31), False), ((4, 1), True), ((6, 30), True), ((7, 1), False)]
)
def test_what_has_a_first_and_a_last_day_holds_on_both(day: tuple[int, int], holds: bool) -> None:
    here = make.employee(make.school(make.school_owner()))
    first, last = dt.date(2027, 4, 1), dt.date(2027, 6, 30)
    here.employments.update(starts_on=first, ends_on=last)
    assert Employment.objects.filter(in_force(dt.date(2027, *day))).exists() is holds


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        ((2026, 9, 28), (2026, 10, 2), "uke 40"),
        ((2026, 12, 28), (2027, 1, 3), "uke 53"),
        ((2026, 12, 22), (2027, 1, 4), "uke 52–1"),
        ((2026, 10, 5), (2027, 10, 8), "uke 41–40"),
    ],
)
def test_weeks_are_told_over_the_new_year(
    first: tuple[int, int, int], last: tuple[int, int, int], words: str
) -> None:
    assert weeks_in_words(dt.date(*first), dt.date(*last)) == words


def test_as_many_as_are_let_through_are() -> None:
    assert [limits.is_over("x", most=2) for _ in range(3)] == [False, False, True]
    assert not limits.is_over("y", most=2)


def test_percent_as_each_language_writes_it() -> None:
    assert percent(0.755) == "76\N{NO-BREAK SPACE}%"
    assert percent(None) == "–"
    with translation.override("en"):
        assert percent(0.755) == "76%"


def test_days_and_numbers_as_norwegians_write_them() -> None:
    page = Template("{{ day }} {{ day|date:'SHORT_DATE_FORMAT' }} {{ n }} {{ day|long_day }}")
    text = page.render(Context({"day": dt.date(2026, 3, 12), "n": 12345.5}))
    assert text == "12. mars 2026 12.03.2026 12\N{NO-BREAK SPACE}345,5 torsdag 12. mars"
