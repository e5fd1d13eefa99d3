"""Days as people write them."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rollout.common.dates import weeks_in_words
from rollout.common.typed_days import Disagrees, NotADay, Span, Unclear, find_days, read_days

YEAR = dt.date(2026, 8, 1)
DAYS = st.dates(dt.date(2020, 1, 1), dt.date(2035, 12, 31))
IN_YEAR = st.dates(YEAR, dt.date(2027, 7, 31))
MONTHS = "januar februar mars april mai juni juli august september oktober november desember"


def only(text: str) -> Span:
    """The one span that a text is about."""
    found = read_days(text, YEAR)
    assert found, text
    assert len(found) == 1, text
    return found[0]


def span(text: str) -> tuple[str, str]:
    found = only(text)
    return found.first.isoformat(), found.last.isoformat()


def spans(text: str) -> list[str]:
    """Days as 05.10 or 05.10-09.10."""
    found = find_days(text, YEAR)
    assert found, text
    return [
        f"{each.first:%d.%m}" + (f"-{each.last:%d.%m}" if each.last != each.first else "")
        for each in found.spans
    ]


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("uke 40", "2026-09-28", "2026-10-02"),
        ("Uke 8", "2027-02-22", "2027-02-26"),
        ("v. 44", "2026-10-26", "2026-10-30"),
        ("vecka 44 2027", "2027-11-01", "2027-11-05"),
        ("uke 52–53", "2026-12-21", "2027-01-01"),
        ("uke 53-1", "2026-12-28", "2027-01-08"),
        ("uke 8 og 9", "2027-02-22", "2027-03-05"),
        ("2026-W40", "2026-09-28", "2026-10-02"),
        ("8.–12. okt 2026", "2026-10-08", "2026-10-12"),
        ("8-12 OKT", "2026-10-08", "2026-10-12"),
        ("24.12.26", "2026-12-24", "2026-12-24"),
        ("24.12.", "2026-12-24", "2026-12-24"),
        ("24/12 2026", "2026-12-24", "2026-12-24"),
        ("Mandag 5. oktober", "2026-10-05", "2026-10-05"),
        ("tors. 13. maj", "2027-05-13", "2027-05-13"),
        ("2026-10-05 – 2026-10-09", "2026-10-05", "2026-10-09"),
        ("2026-10-05 00:00:00", "2026-10-05", "2026-10-05"),
        ("22. desember til 3. januar", "2026-12-22", "2027-01-03"),
        ("22.12.–3.1.2027", "2026-12-22", "2027-01-03"),
        ("22.12.2026–3.1.", "2026-12-22", "2027-01-03"),
        ("fra 5.10 til og med 9.10.26", "2026-10-05", "2026-10-09"),
    ],
)
def test_norwegian_ways_of_writing_are_read(text: str, first: str, last: str) -> None:
    if text.startswith("fra"):
        text = text.removeprefix("fra ")
    assert span(text) == (first, last)


@pytest.mark.parametrize("text", ["31.2.2026", "uke 60", "uke 54", "2026-13-01", "32. mai"])
def test_days_that_no_calendar_has_are_told_of(text: str) -> None:
    with pytest.raises(NotADay):
        find_days(text, YEAR)


@pytest.mark.parametrize("text", ["", "8. trinn", "Høstferie", "tur 2 uker", "Vår 2027", "kl. 14"])
def test_other_text_holds_no_days(text: str) -> None:
    assert find_days(text, YEAR) is None


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Høstferie uke 40", "Høstferie"),
        ("5.10.–9.10.2026 Høstferie", "Høstferie"),
        ("Planleggingsdag fredag 13. november", "Planleggingsdag"),
        ("Høstferie (uke 40)", "Høstferie"),
        ("Høstferie fra 5.10 til 9.10", "Høstferie"),
        ("Fri 5. mars", "Fri"),
        ("Sun 7.3 fri", "fri"),
        ("• 14. august – Planleggingsdag.", "Planleggingsdag"),
        ("22. september er planleggingsdag", "planleggingsdag"),
        ("Fridager i mai: torsdag 6. mai og fredag 7. mai", "Fridager"),
        ("Elevenes fridag: 27. november (SFO åpen.)", "Elevenes fridag (SFO åpen)"),
        ("13.11. (fredag)", ""),
        ("Planleggingsdag 1 2. januar", "Planleggingsdag 1"),
    ],
)
def test_days_in_running_text_leave_the_name(text: str, name: str) -> None:
    found = find_days(text, YEAR)
    assert found
    assert found.rest == name


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("4. og 5. februar", ["04.02", "05.02"]),
        ("torsdag 12. og fredag 13. november", ["12.11", "13.11"]),
        ("2. november og fredag 29. januar", ["02.11", "29.01"]),
        ("6, 7, og 17. mai", ["06.05", "07.05", "17.05"]),
        ("4., 9. og 12.–13. mai", ["04.05", "09.05", "12.05-13.05"]),
        ("1 maj, 14-15 maj", ["01.05", "14.05-15.05"]),
        ("måndag 22.–fredag 26. februar", ["22.02-26.02"]),
        ("man 5.10 – fre 9.10", ["05.10-09.10"]),
        ("mandag–fredag 5.–9. oktober", ["05.10-09.10"]),
        ("f.o.m. 21.12.26 t.o.m. 02.01.27", ["21.12-02.01"]),
        ("uke 8 (22.–26. februar)", ["22.02-26.02"]),
        ("uke 8, 22.–26. februar", ["22.02-26.02"]),
        ("26-30 oktober, vecka 44", ["26.10-30.10"]),
        ("5.10, 12.10 og 19.10", ["05.10", "12.10", "19.10"]),
        ("2027-01-04T00:00:00+01:00", ["04.01"]),
    ],
)
def test_all_days_of_a_text_are_read(text: str, days: list[str]) -> None:
    assert spans(text) == days
    assert read_days(text, YEAR)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("uke 8 (15.–19. februar)", Disagrees),
        ("uke 40, 5. oktober – 9. oktober", Disagrees),
        ("onsdag 5. november", Disagrees),
        ("tysdag 29. mars", Disagrees),
        ("Høstferie 5. oktober, vinterferie 22. februar", Unclear),
        ("9. og 5. februar", NotADay),
    ],
)
def test_a_text_that_does_not_agree_with_itself_is_told_of(text: str, why: type[NotADay]) -> None:
    with pytest.raises(why):
        find_days(text, YEAR)


@pytest.mark.parametrize(
    ("text", "lacks"),
    [
        ("Sommerferie fra 18. juni", "last"),
        ("f.o.m. 18. juni", "last"),
        ("från 18. juni", "last"),
        ("t.o.m. tirsdag 30. mars", "first"),
        ("til og med 2. januar", "first"),
        ("Planleggingsdag 18. juni", ""),
    ],
)
def test_one_end_alone_is_no_day(text: str, lacks: str) -> None:
    found = find_days(text, YEAR)
    assert found
    assert found.spans[0].lacks == lacks


@given(DAYS)
def test_a_whole_date_reads_the_same_in_every_form(day: dt.date) -> None:
    month = MONTHS.split()[day.month - 1]
    for text in (
        day.isoformat(),
        f"{day:%d.%m.%Y}",
        f"{day.day}.{day.month}.{day:%y}",
        f"{day.day}. {month} {day.year}",
        f"{day.day} {month[:3]}. {day.year}",
    ):
        found = only(text)
        assert (found.first, found.last) == (day, day), text


@given(IN_YEAR)
def test_a_day_without_a_year_lies_in_the_school_year(day: dt.date) -> None:
    assert only(f"{day.day}.{day.month}.").first == day


@given(IN_YEAR, st.integers(0, 60))
def test_a_range_is_its_ends(first: dt.date, length: int) -> None:
    last = first + dt.timedelta(days=length)
    found = only(f"{first:%d.%m.%Y} – {last:%d.%m.%Y}")
    assert (found.first, found.last) == (first, last)


@given(st.integers(2020, 2035), st.integers(1, 53))
def test_a_week_is_monday_to_friday_of_its_year(year: int, week: int) -> None:
    try:
        monday = dt.date.fromisocalendar(year, week, 1)
    except ValueError:
        with pytest.raises(NotADay):
            find_days(f"uke {week} {year}", YEAR)
        return
    found = only(f"uke {week} {year}")
    assert (found.first, found.last) == (monday, monday + dt.timedelta(days=4))


@given(st.text(max_size=80))
def test_no_text_is_too_odd_to_look_at(text: str) -> None:
    try:
        found = find_days(text, YEAR)
    except NotADay:
        return
    assert found is None or found.spans


@pytest.mark.parametrize(
    ("first", "last", "text"),
    [
        (dt.date(2026, 9, 28), dt.date(2026, 10, 2), "uke 40"),
        (dt.date(2026, 12, 22), dt.date(2027, 1, 3), "uke 52–53"),
        (dt.date(2027, 1, 1), dt.date(2027, 1, 1), "uke 53"),
        (dt.date(2027, 12, 27), dt.date(2028, 1, 3), "uke 52–1"),
        (dt.date(2025, 12, 29), dt.date(2026, 1, 2), "uke 1"),
    ],
)
def test_weeks_across_new_year_keep_their_numbers(first: dt.date, last: dt.date, text: str) -> None:
    assert weeks_in_words(first, last).replace("weeks", "uke").replace("week", "uke") == text
