"""Calendar files as days."""

import datetime as dt
import time
from contextlib import suppress
from typing import Any

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given
from hypothesis import strategies as st

from rollout.calendars.ics import Reading, UnreadableCalendar, read_calendar
from tests.calendars import files

FIRST, LAST = dt.date(2026, 8, 1), dt.date(2028, 7, 31)


def read(content: bytes) -> Reading:
    return read_calendar(content, FIRST, LAST)


def spans(content: bytes) -> list[tuple[str, str, str]]:
    return [(d.name, d.first.isoformat(), d.last.isoformat()) for d in read(content).days]


def one(*lines: str) -> list[tuple[str, str]]:
    return [(f, last) for _n, f, last in spans(files.calendar(files.event(*lines)))]


def test_a_calendar_from_google() -> None:
    assert spans(files.crlf(files.GOOGLE)) == [
        ("Høstferie", "2026-09-28", "2026-10-02"),
        ("Planleggingsdag – elevene har fri, SFO er åpen", "2026-11-13", "2026-11-13"),
        ("Første skoledag etter juleferien", "2027-01-04", "2027-01-04"),
    ]
    assert read(files.crlf(files.GOOGLE)).days[0].is_free


def test_a_calendar_from_outlook() -> None:
    """The holiday goes across the change of clocks; a repeat is left out and one is moved."""
    assert spans(files.crlf(files.OUTLOOK)) == [
        ("Ferie", "2026-10-19", "2026-10-30"),
        ("Undervisning", "2026-11-03", "2026-11-03"),
        ("Undervisning flyttet", "2026-11-19", "2026-11-19"),
        ("Undervisning", "2026-11-24", "2026-11-24"),
        ("Julebord", "2026-12-09", "2026-12-09"),
    ]
    assert [d.is_free for d in read(files.crlf(files.OUTLOOK)).days][-1]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (("DTSTART;VALUE=DATE:20261005",), [("2026-10-05", "2026-10-05")]),
        (
            ("DTSTART;VALUE=DATE:20261005", "DTEND;VALUE=DATE:20261005"),
            [("2026-10-05", "2026-10-05")],
        ),
        (("DTSTART;VALUE=DATE:20261005", "DURATION:P5D"), [("2026-10-05", "2026-10-09")]),
        # Midnight in Oslo, told in UTC, in summer time and in winter time.
        (("DTSTART:20261004T220000Z", "DTEND:20261009T220000Z"), [("2026-10-05", "2026-10-09")]),
        (("DTSTART:20261129T230000Z", "DTEND:20261130T230000Z"), [("2026-11-30", "2026-11-30")]),
        # From Friday afternoon until Monday morning leaves both days.
        (("DTSTART:20261002T140000Z", "DTEND:20261005T070000Z"), [("2026-10-03", "2026-10-04")]),
        (("DTSTART:20261005T060000Z", "DTEND:20261005T080000Z"), []),
        (("DTSTART:20261005T060000Z", "DTEND:20261005T100000Z"), [("2026-10-05", "2026-10-05")]),
        (("DTSTART:20200101T000000",), []),
    ],
)
def test_the_days_that_an_event_takes(
    lines: tuple[str, ...], expected: list[tuple[str, str]]
) -> None:
    assert one(*lines) == expected


@pytest.mark.parametrize(
    ("rule", "count"),
    [
        ("FREQ=YEARLY", 2),
        ("FREQ=WEEKLY;COUNT=3", 3),
        ("FREQ=WEEKLY;INTERVAL=2;UNTIL=20261116", 4),
        ("FREQ=MONTHLY;BYDAY=1MO;COUNT=4", 4),
        ("FREQ=DAILY;UNTIL=20261009T120000Z", 5),
    ],
)
def test_repeated_events_are_told_one_by_one(rule: str, count: int) -> None:
    found = one("DTSTART;VALUE=DATE:20261005", f"RRULE:{rule}")
    assert len(found) == count
    assert found[0] == ("2026-10-05", "2026-10-05")


def test_a_rule_from_long_ago_keeps_its_step() -> None:
    found = one("DTSTART;VALUE=DATE:20100104", "RRULE:FREQ=WEEKLY;INTERVAL=3")
    start = dt.date(2010, 1, 4)
    assert found
    assert all((dt.date.fromisoformat(f) - start).days % 21 == 0 for f, _last in found)


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=SECONDLY",
        "FREQ=DAILY;INTERVAL=0",
        "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=BANANA",
        "FREQ=YEARLY;BYHOUR=1,2,3;BYSECOND=1,2,3",
    ],
)
def test_rules_that_could_run_for_ever_are_told_of_and_not_run(rule: str) -> None:
    began = time.monotonic()
    reading = read(files.calendar(files.event("DTSTART:19950101T080000Z", f"RRULE:{rule}")))
    assert reading.unread == ["Høstferie"]
    assert reading.days == []
    assert time.monotonic() - began < 1


@pytest.mark.parametrize(
    ("start", "rule"),
    [
        ("20260101", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"),
        ("20260130", "FREQ=YEARLY;BYMONTH=2"),
        ("20260131", "FREQ=MONTHLY;BYMONTH=4,6,9,11"),
        ("20260101", "FREQ=MONTHLY;BYMONTHDAY=32"),
        ("20260101", "FREQ=YEARLY;BYDAY=54MO"),
        ("20260101", "FREQ=YEARLY;BYDAY=XX"),
    ],
)
def test_a_rule_that_no_calendar_has_a_day_for_is_told_of(start: str, rule: str) -> None:
    reading = read(files.calendar(files.event(f"DTSTART;VALUE=DATE:{start}", f"RRULE:{rule}")))
    assert reading.unread == ["Høstferie"]
    assert reading.days == []


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=DAILY;INTERVAL=14;BYDAY=WE",
        "FREQ=MONTHLY;INTERVAL=12;BYMONTH=3",
        "FREQ=YEARLY;BYMONTH=1;BYMONTHDAY=1;BYSETPOS=300",
        "FREQ=YEARLY;INTERVAL=2;BYMONTH=2;BYMONTHDAY=29",
        "FREQ=MONTHLY;BYDAY=1MO;BYMONTHDAY=20",
    ],
)
def test_a_rule_that_never_comes_round_is_over_at_once(rule: str, settings: Any) -> None:
    """Two hundred of them: a reader that looked to the year 9999 would be stopped."""
    settings.READ_APART = True
    event = ("DTSTART;VALUE=DATE:20250105", f"RRULE:{rule}")
    assert spans(files.calendar(*(files.event(*event, uid=str(n)) for n in range(200)))) == []


RULES = st.builds(
    ";".join,
    st.tuples(
        st.sampled_from(["FREQ=DAILY", "FREQ=WEEKLY", "FREQ=MONTHLY", "FREQ=YEARLY"]),
        st.integers(1, 5).map("INTERVAL={}".format),
        st.sampled_from(["", "WKST=SU"]),
        st.sampled_from(["", "BYDAY=MO", "BYDAY=TU,TH,SU"]),
    ),
)
MONTHLY_RULES = st.builds(
    ";".join,
    st.tuples(
        st.sampled_from(["FREQ=MONTHLY", "FREQ=YEARLY"]),
        st.integers(1, 3).map("INTERVAL={}".format),
        st.sampled_from(["", "BYMONTH=3", "BYMONTH=2,8,12"]),
        st.sampled_from(
            ["", "BYDAY=MO", "BYDAY=2TU", "BYDAY=-1FR,1WE", "BYMONTHDAY=1,15", "BYMONTHDAY=-1",
             "BYDAY=SU;BYMONTHDAY=8,9,10,11,12,13,14", "BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1",
             "BYDAY=SA,SU;BYSETPOS=2,-2", "BYMONTHDAY=1,2,3;BYSETPOS=1"]
        ),
    ),
)  # fmt: skip


@given(st.one_of(RULES, MONTHLY_RULES), st.dates(dt.date(2010, 1, 1), LAST), st.integers(0, 40))
def test_repeats_are_the_days_that_dateutil_finds(rule: str, start: dt.date, count: int) -> None:
    text = ";".join(part for part in rule.split(";") if part)
    text += f";COUNT={count}" if count else ""
    until = dt.datetime.combine(LAST, dt.time.max)
    ends = "" if count else f";UNTIL={until:%Y%m%dT%H%M%S}"
    times = rrulestr(text + ends, dtstart=dt.datetime.combine(start, dt.time()))
    expected = {time.date() for time in times.between(dt.datetime.min, until, inc=True)} | {start}
    found = read(files.calendar(files.event(f"DTSTART;VALUE=DATE:{start:%Y%m%d}", f"RRULE:{text}")))
    assert [days.first for days in found.days] == sorted(d for d in expected if FIRST <= d <= LAST)


ZONE = """BEGIN:VTIMEZONE
TZID:Vår egen tid
BEGIN:STANDARD
DTSTART:16010101T000000
TZOFFSETFROM:+0100
TZOFFSETTO:{offset}
RRULE:{rule}
END:STANDARD
END:VTIMEZONE
"""
IN_ZONE = files.event("DTSTART;TZID=Vår egen tid:20261005T080000", "DURATION:PT24H")


def test_a_zone_with_yearly_rules_is_the_files_own() -> None:
    zone = ZONE.format(offset="-0900", rule="FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10")
    content = files.calendar(zone, IN_ZONE).replace("Vår egen tid".encode(), b"Egen tid")
    assert spans(content) == [("Høstferie", "2026-10-06", "2026-10-06")]


@pytest.mark.parametrize(
    "rule",
    ["FREQ=MINUTELY", "freq=minutely", "FREQ=SECONDLY;BYMONTH=1", "FREQ=YEARLY;BYHOUR=1,2,3",
     "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "FREQ=DAILY"],
)  # fmt: skip
@pytest.mark.parametrize("folded", [False, True])
def test_a_zone_with_another_rule_is_left_out(rule: str, folded: bool) -> None:
    """One change of clocks a minute, from the year 1601: 1.7 GB, and no answer."""
    zone = ZONE.format(offset="-0900", rule=rule)
    if folded:
        zone = zone.replace("VTIMEZONE", "VTIME\n ZONE").replace("RRULE:", "RRU\n LE;X=1:")
    assert spans(files.calendar(zone, IN_ZONE)) == [("Høstferie", "2026-10-05", "2026-10-05")]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("END:STANDARD\nEND:VTIMEZONE", "END:VTIMEZONE\nEND:STANDARD\nEND:VTIMEZONE"),
        ("BEGIN:STANDARD\n", "BEGIN:STANDARD\nEND:VTIMEZONE\nBEGIN:STANDARD\n"),
        ("END:VTIMEZONE", "END;X=1:vtimezone"),
    ],
)
def test_a_zone_that_isnt_whole_hides_no_rule(old: str, new: str) -> None:
    zone = ZONE.format(offset="-0900", rule="FREQ=MINUTELY").replace(old, new)
    with suppress(UnreadableCalendar):
        read(files.calendar(zone, IN_ZONE))


def test_a_broken_event_leaves_the_others() -> None:
    reading = read(
        files.calendar(files.event("DTSTART:banan", name="Rar"), files.day("2026-10-05", uid="b"))
    )
    assert reading.unread == ["Rar"]
    assert [d.uid for d in reading.days] == ["b"]


@pytest.mark.parametrize(
    "content", [b"", b"<html></html>", b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n", b"\xff\xfe\x00"]
)
def test_what_is_no_calendar_is_refused(content: bytes) -> None:
    with pytest.raises(UnreadableCalendar):
        read(content)


def test_too_many_events_are_refused() -> None:
    with pytest.raises(UnreadableCalendar):
        read(files.calendar(*(files.day("2026-10-05", uid=str(n)) for n in range(3100))))
    daily = [
        files.event("DTSTART;VALUE=DATE:20260801", "RRULE:FREQ=DAILY", uid=str(n)) for n in range(9)
    ]
    with pytest.raises(UnreadableCalendar):
        read(files.calendar(*daily))


@given(st.binary(max_size=300))
def test_no_content_does_harm(tail: bytes) -> None:
    with suppress(UnreadableCalendar):
        read(b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n" + tail + b"\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n")


@given(st.dates(FIRST, dt.date(2028, 5, 1)), st.integers(1, 60))
def test_an_all_day_events_end_isnt_included(first: dt.date, days: int) -> None:
    end = first + dt.timedelta(days=days)
    content = files.calendar(files.day(first.isoformat(), last=end.isoformat()))
    assert spans(content) == [
        ("Høstferie", first.isoformat(), (end - dt.timedelta(days=1)).isoformat())
    ]
