"""Series of other people's calendars: what is left out, moved, doubled or written oddly."""

import datetime as dt
import re

import pytest
from hypothesis import given

from rollout.calendars.ics import UnreadableCalendar, read_calendar
from tests.bending import bent
from tests.calendars import files

FIRST, LAST = dt.date(2026, 8, 1), dt.date(2028, 7, 31)
OSLO = ";TZID=Europe/Oslo:"
COURSE = (f"DTSTART{OSLO}20270308T083000", f"DTEND{OSLO}20270308T153000")
WEEKS = "RRULE:FREQ=WEEKLY;COUNT=4"


def days(*events: str) -> list[str]:
    """The first days that a calendar takes, as 08.03, of one that is understood."""
    reading = read_calendar(files.calendar(*events), FIRST, LAST)
    assert reading.unread == []
    return [f"{each.first:%d.%m}" for each in reading.days]


def spans(*lines: str) -> list[str]:
    reading = read_calendar(files.calendar(files.event(*lines)), FIRST, LAST)
    return [f"{d.first:%d.%m}-{d.last:%d.%m}" for d in reading.days] or reading.unread


def test_a_series_across_the_change_of_clocks() -> None:
    assert days(files.event(*COURSE, WEEKS)) == ["08.03", "15.03", "22.03", "29.03"]


@pytest.mark.parametrize(
    "of",
    [
        f"RECURRENCE-ID{OSLO}20270329T083000",
        "RECURRENCE-ID:20270329T063000Z",
        "RECURRENCE-ID;VALUE=DATE:20270329",
        "RECURRENCE-ID;TZID=America/New_York:20270329T023000",
    ],
)
def test_a_change_of_one_time_is_known_by_its_instant_or_its_day(of: str) -> None:
    moved = (f"DTSTART{OSLO}20270330T083000", f"DTEND{OSLO}20270330T153000")
    series = files.event(*COURSE, WEEKS, uid="kurs")
    assert days(series, files.event(*moved, of, uid="kurs"))[-1] == "30.03"
    gone = files.event(*moved, of, "STATUS:CANCELLED", uid="kurs")
    assert days(series, gone) == ["08.03", "15.03", "22.03"]


@pytest.mark.parametrize(
    "out",
    [
        f"EXDATE{OSLO}20270315T083000",
        "EXDATE:20270315T073000Z",
        "EXDATE;VALUE=DATE:20270315",
        "EXDATE:20270315",
        "EXDATE:20270310T073000Z,20270315T073000Z",
    ],
)
def test_a_time_is_left_out_however_it_is_written(out: str) -> None:
    assert days(files.event(*COURSE, WEEKS, out)) == ["08.03", "22.03", "29.03"]


def test_a_time_left_out_of_a_series_of_days_may_be_a_moment() -> None:
    series = ("DTSTART;VALUE=DATE:20270308", WEEKS)
    assert days(files.event(*series, "EXDATE:20270314T230000Z")) == ["08.03", "22.03", "29.03"]


def test_times_are_added_as_days_moments_and_periods() -> None:
    added = (
        "RDATE;VALUE=DATE:20270310",
        "RDATE:20270311T073000Z",
        "RDATE;VALUE=PERIOD:20270317T070000Z/20270319T150000Z,20270323T070000Z/PT9H",
    )
    assert spans(*COURSE, *added) == [
        "08.03-08.03", "10.03-10.03", "11.03-11.03", "17.03-19.03", "23.03-23.03",
    ]  # fmt: skip


def test_this_and_all_that_follow_are_moved_or_cancelled() -> None:
    series = files.event("DTSTART;VALUE=DATE:20270308", WEEKS, uid="plan")
    of = "RECURRENCE-ID;VALUE=DATE;RANGE=THISANDFUTURE:20270322"
    moved = files.event("DTSTART;VALUE=DATE:20270323", of, uid="plan")
    assert days(series, moved) == ["08.03", "15.03", "23.03", "30.03"]
    ended = files.event("DTSTART;VALUE=DATE:20270322", of, "STATUS:CANCELLED", uid="plan")
    assert days(series, ended) == ["08.03", "15.03"]


def test_a_cancelled_event_takes_no_day() -> None:
    assert days(files.event(*COURSE, WEEKS, "STATUS:CANCELLED")) == []


def test_events_that_share_a_uid_stay_many_and_keep_their_own_names() -> None:
    shared = [
        files.event(f"DTSTART;VALUE=DATE:{day}", name=name, uid="event")
        for day, name in (("20270222", "Vinterferie"), ("20270222", "SFO stengt"),
                          ("20270322", "Påskeferie"))
    ]  # fmt: skip
    together = read_calendar(files.calendar(*shared), FIRST, LAST).days
    alone = read_calendar(files.calendar(*shared[:2]), FIRST, LAST).days
    assert sorted(each.name for each in together) == ["Påskeferie", "SFO stengt", "Vinterferie"]
    assert {each.uid for each in alone} < {each.uid for each in together}
    assert days(shared[0], shared[0]) == ["22.02"]


@pytest.mark.parametrize(
    ("lines", "span"),
    [
        (("DTSTART;VALUE=DATE:20270222", "DTEND:20270226T235959"), "22.02-26.02"),
        (("DTSTART;VALUE=DATE:20270222", "DTEND:20270227T000000"), "22.02-26.02"),
        (("DTSTART:20270222", "DTEND:20270227"), "22.02-26.02"),
        (("DTSTART;VALUE=DATE:2027-02-22", "DTEND;VALUE=DATE:2027-02-27"), "22.02-26.02"),
        (("DTSTART;VALUE=DATE:20270222Z", "DTEND;VALUE=DATE:20270227Z"), "22.02-26.02"),
        (("DTSTART;VALUE=DATE:20270222T000000", "DTEND;VALUE=DATE:20270227T000000"), "22.02-26.02"),
        (("DTSTART;VALUE=DATE-TIME:20270222", "DTEND;VALUE=DATE-TIME:20270227"), "22.02-26.02"),
        (("DTSTART;TZID=Europe/Oslo;VALUE=DATE:20270222", "DURATION:P1W"), "22.02-28.02"),
        (("DTSTART;VALUE=DATE: 20270222 ", "DTEND;VALUE=DATE:20270227  "), "22.02-26.02"),
        (("DTSTART;VALUE=DATE:20270222", "DTSTART;VALUE=DATE:20270222"), "22.02-22.02"),
    ],
)
def test_days_are_read_as_they_are_meant(lines: tuple[str, ...], span: str) -> None:
    assert spans(*lines) == [span]


@pytest.mark.parametrize(
    "lines",
    [
        ("DTSTART;VALUE=DATE:20270222", "DTEND;VALUE=DATE:20270215"),
        ("DTSTART;VALUE=DATE:20270222", "DTSTART;VALUE=DATE:20270223"),
        ("DTSTART;VALUE=DATE:20270222", "DTEND;VALUE=DATE:i morgen"),
        ("DTSTART;VALUE=DATE:20270222", "DURATION:-P1D"),
        ("DTSTART;VALUE=DATE:20270222", "RRULE:FREQ=WEEKLY;COUNT=2", "RRULE:FREQ=DAILY;COUNT=3"),
        ("DTSTART;VALUE=DATE:20270222", "RRULE:FREQ=WEEKLY;COUNT=2", "EXDATE:snart"),
        ("DTSTART;VALUE=DATE:20270222", "RECURRENCE-ID:forrige"),
        ("TRANSP:OPAQUE",),
    ],
)
def test_what_does_not_agree_with_itself_is_told_of(lines: tuple[str, ...]) -> None:
    assert spans(*lines) == ["Høstferie"]


def name_of(*lines: str, content: bytes | None = None) -> str:
    event = files.event("DTSTART;VALUE=DATE:20270222", *lines, name=None)
    (found,) = read_calendar(content or files.calendar(event), FIRST, LAST).days
    return found.name


@pytest.mark.parametrize(
    ("lines", "name"),
    [
        (("SUMMARY;LANGUAGE=en:Winter break", "SUMMARY;LANGUAGE=nb:Vinterferie"), "Vinterferie"),
        (("SUMMARY:P&aring;skeferie &#8211\\; fri",), "Påskeferie – fri"),
        (("SUMMARY;ENCODING=QUOTED-PRINTABLE:P=C3=A5skeferie, alle",), "Påskeferie, alle"),
        (("SUMMARY;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:P=C3=A5ske=", "ferie"), "Påskeferie"),
        (("SUMMARY:Påske\u200bferie ",), "Påskeferie"),
    ],
)
def test_a_name_is_read_as_it_is_meant(lines: tuple[str, ...], name: str) -> None:
    assert name_of(*lines) == name


def test_a_line_may_be_broken_inside_a_letter() -> None:
    whole = files.calendar(files.event("DTSTART;VALUE=DATE:20270222", name="Påskeferie"))
    broken = whole.replace("å".encode(), b"\xc3\r\n \xa5")
    assert name_of(content=broken) == "Påskeferie"


@pytest.mark.parametrize(
    "page", ["utf-8-sig", "latin-1", "utf-16", "utf-16-le", "mac_roman", "cp850"]
)
def test_letters_are_those_of_the_files_own_code_page(page: str) -> None:
    whole = files.calendar(files.event("DTSTART;VALUE=DATE:20270222", name="Påskeferie, nøye"))
    assert name_of(content=whole.decode().encode(page)) == "Påskeferie, nøye"


def test_text_before_and_after_is_not_the_calendars() -> None:
    whole = files.calendar(files.event("DTSTART;VALUE=DATE:20270222", name="Vinterferie"))
    assert name_of(content=b"\r\n<!-- " + whole + b"<!-- 0.2 s -->\n") == "Vinterferie"
    with pytest.raises(UnreadableCalendar, match="middle"):
        read_calendar(whole + whole[:60], FIRST, LAST)


RIGHT = [
    files.calendar(
        files.event("DTSTART;VALUE=DATE:20261005", "DTEND;VALUE=DATE:20261010"),
        files.event("DTSTART;VALUE=DATE:20270222", "DURATION:P5D", name="Vinterferie", uid="b"),
        files.event("DTSTART;VALUE=DATE:20270507", "TRANSP:OPAQUE", name="Skulefri", uid="c"),
    ),
    files.calendar(
        files.event("DTSTART;VALUE=DATE:20270222", "DTEND:20270226T235959", uid="d"),
        files.event("DTSTART;VALUE=DATE:20270322", "RECURRENCE-ID:20270315", uid="d"),
    ),
]
BITS = [b"\r\n", b" ", b":", b";", b"=", b"Z", b"T000000", b"2027", b"\xe5", b"\0", b"END:VEVENT",
        b"RANGE=THISANDFUTURE", b"STATUS:CANCELLED\r\n", b"&aring;", b"P1W"]  # fmt: skip


@given(bent(RIGHT, BITS))
def test_no_bent_calendar_gives_a_first_day_that_it_does_not_hold(content: bytes) -> None:
    try:
        reading = read_calendar(content, dt.date(1990, 1, 1), dt.date(2200, 1, 1))
    except UnreadableCalendar:
        return
    held = re.sub(rb"\r?\n[ \t]|-", b"", content)
    for each in reading.days:
        assert f"{each.first:%Y%m%d}".encode() in held
