"""Days and times as people type them into a field."""

import datetime as dt

import pytest
from django import forms
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from rollout.common.forms import DressedForm
from rollout.common.typed_times import day_text, read_day, read_time, time_text

CHRISTMAS_EVE = dt.date(2026, 12, 24)


@pytest.mark.parametrize(
    "text",
    [
        "24.12.2026", " 24.12.26 ", "24.12.2026.", "24/12/2026", "24-12-2026", "24,12,26",
        "24 12 2026", "24122026", "241226", "2026-12-24", "24. des 2026", "24. desember 2026",
        "torsdag 24. desember 2026", "24 December 2026", "2026-12-24 00:00:00",
    ],
)  # fmt: skip
def test_a_day_is_read(text: str) -> None:
    assert read_day(text) == CHRISTMAS_EVE


@pytest.mark.parametrize(
    "text",
    ["", "24.12", "31.02.2026", "24.13.2026", "12/24/2026", "24.12.1926", "0001-01-01",
     "uke 40 2026", "1.–3.12.2026", "i morgen", "99999999", "24.12.20266", "9" * 500],
)  # fmt: skip
def test_what_is_no_day_is_not_guessed_at(text: str) -> None:
    assert read_day(text) is None


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("8.30", "08:30"), ("08:30", "08:30"), ("0830", "08:30"), ("830", "08:30"),
        ("kl. 8", "08:00"), ("kl 14.15", "14:15"), ("klokken 9", "09:00"), ("14", "14:00"),
        ("14,15", "14:15"), ("14:15:00", "14:15"), ("23:59", "23:59"), ("0000", "00:00"),
    ],
)  # fmt: skip
def test_a_time_is_read(text: str, time: str) -> None:
    found = read_time(text)
    assert found is not None
    assert time_text(found) == time


@pytest.mark.parametrize("text", ["", "24:00", "8.3", "8:60", "klokka", "25", "12345", "8 pm"])
def test_what_is_no_time_is_not_guessed_at(text: str) -> None:
    assert read_time(text) is None


@given(st.dates(dt.date(2000, 1, 1), dt.date(2100, 12, 31)), st.times())
def test_what_is_shown_is_read_back(day: dt.date, time: dt.time) -> None:
    assert read_day(day_text(day)) == day
    assert read_day(day.isoformat()) == day
    assert read_time(time_text(time)) == time.replace(second=0, microsecond=0)


class When(DressedForm):
    day = forms.DateField()
    time = forms.TimeField(required=False)


@pytest.mark.parametrize("language", ["nb", "en"])
def test_a_form_shows_days_and_times_the_same_in_every_language(language: str) -> None:
    with translation.override(language):
        empty = When(initial={"day": CHRISTMAS_EVE, "time": dt.time(8, 30)})
        assert 'value="24.12.2026"' in str(empty["day"])
        assert 'value="08:30"' in str(empty["time"])
        assert 'type="text"' in str(empty["day"])
        sent = When({"day": "1.8.26", "time": "kl. 8"})
        assert sent.is_valid()
        assert sent.cleaned_data == {"day": dt.date(2026, 8, 1), "time": dt.time(8)}
        assert 'value="01.08.2026"' in str(sent["day"])


def test_a_day_that_cannot_be_read_stays_as_typed_and_says_how_to_write_it() -> None:
    form = When({"day": "31.02.2026", "time": "halv ni"})
    assert not form.is_valid()
    assert 'value="31.02.2026"' in str(form["day"])
    assert 'value="halv ni"' in str(form["time"])
    assert "24.12.2026" in form.errors["day"][0]
    assert "08:30" in form.errors["time"][0]


def test_a_wild_year_is_refused() -> None:
    assert not When({"day": "24.12.1926"}).is_valid()
    assert not When({"day": "0001-01-01"}).is_valid()
