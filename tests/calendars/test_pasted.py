"""School years as municipalities publish them: tables, lists and sentences that are pasted."""

import datetime as dt
import re

import pytest
from hypothesis import given

from rollout.calendars.pasted import (
    DISAGREES,
    NO_END,
    NOT_A_NAME,
    UNCLEAR,
    joined_cells,
    pasted_rows,
)
from rollout.calendars.rows import (
    BAD_DAY,
    LONG_PLANNING,
    NO_DAY,
    NO_NAME,
    OTHER_YEAR,
    DayRow,
    plan_closed_days,
)
from tests.bending import bent
from tests.personas import World

YEAR = dt.date(2026, 8, 1)

MONTHS_AND_COUNTS = """\
AUGUST	Fyrste skuledag: tysdag 18. august	10 dagar
OKTOBER	Haustferie veke 41	17 dagar
NOVEMBER	Elevfri dag: fredag 20. november	20
FEBRUAR	Vinterferie veke 8, måndag 22.–fredag 26. februar	15
MARS	Siste skuledag før påske: fredag 19. mars	15
"""
COUNTS_FIRST = """\
Måned	Skoledager	Merknader
August 12 18. august: Første skoledag
Oktober 18 Høstferie 5. - 9. oktober (uke 41)
November	20	20. november: Plandag
Sum	190
"""
SENTENCES = """\
August	Planleggingsdager 13., 14. og 17. august. Første skoledag: tirsdag 18. august
Oktober	Høstferie uke 41: mandag 5. oktober - fredag 9. oktober. Planleggingsdag 28.oktober.
Mai	Fri torsdag 6. mai (Kristi himmelfartsdag), fredag 7. mai, og mandag 17. mai
"""
BELOW_A_NAME = """\
Lovdagar:
- Måndag 22 februari – fredag 26 februari (vecka 8)
- Tisdag 2 mars
Terminsstart 18 augusti
"""
TWO_COLUMNS = """\
Høstferie	05.10.26	09.10.26
Juleferie	f.o.m. 21.12.26	t.o.m. 02.01.27
Planleggingsdager	13.11.	4.1.	15.1.
"""
BESIDE = "August\t12. og 13. august\t(17. august er første dag)\tPlanleggingsdag"


def read(text: str) -> list[str]:
    """Each row as name, days and why not."""
    rows = pasted_rows(joined_cells(text), YEAR, lambda _cell: False)
    return [
        row.get("reason")
        or f"{row.get('name', '')} {row.get('starts_on', '')[:5]}-{row.get('ends_on', '')[:5]}"
        for _number, row, _line in rows
    ]


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        (
            MONTHS_AND_COUNTS,
            [
                "Fyrste skuledag 18.08-18.08",
                "Haustferie 05.10-09.10",
                "Elevfri dag 20.11-20.11",
                "Vinterferie 22.02-26.02",
                "Siste skuledag før påske 19.03-19.03",
            ],
        ),
        (
            COUNTS_FIRST,
            [
                "Første skoledag 18.08-18.08",
                "Høstferie 05.10-09.10",
                "Plandag 20.11-20.11",
                "Sum -",
            ],
        ),
        (
            SENTENCES,
            [
                "Planleggingsdager 13.08-13.08",
                "Planleggingsdager 14.08-14.08",
                "Planleggingsdager 17.08-17.08",
                "Første skoledag 18.08-18.08",
                "Høstferie 05.10-09.10",
                "Planleggingsdag 28.10-28.10",
                "Fri (Kristi himmelfartsdag) 06.05-06.05",
                "Fri 07.05-07.05",
                "Fri 17.05-17.05",
            ],
        ),
        (
            BELOW_A_NAME,
            ["Lovdagar 22.02-26.02", "Lovdagar 02.03-02.03", "Terminsstart 18.08-18.08"],
        ),
        (
            TWO_COLUMNS,
            [
                "Høstferie 05.10-09.10",
                "Juleferie 21.12-02.01",
                "Planleggingsdager 13.11-13.11",
                "Planleggingsdager 04.01-04.01",
                "Planleggingsdager 15.01-15.01",
            ],
        ),
        (BESIDE, ["Planleggingsdag 12.08-12.08", "Planleggingsdag 13.08-13.08"]),
        ('"Fri"\t"Torsdag 6. mai\nFredag 7. mai"', ["Fri 06.05-06.05", "Fri 07.05-07.05"]),
        ("Planleggingsdag 2\t13.11", ["Planleggingsdag 2 13.11-13.11"]),
        ("Elevfri 1.–4. trinn;13.11", ["Elevfri 1.–4. trinn 13.11-13.11"]),
        ("Juleferie 2026\t21.12\t2.1", ["Juleferie 2026 21.12-02.01"]),
        ("Fridager: 6, 7, og 17. mai", ["Fridager 06.05-06.05", "Fridager 07.05-07.05",
                                        "Fridager 17.05-17.05"]),
    ],
)  # fmt: skip
def test_a_published_school_year_is_read_cell_by_cell(text: str, rows: list[str]) -> None:
    assert read(text) == rows


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("Vinterferie\tuke 8 (15.–19. februar)", DISAGREES),
        ("Vinterferie\tuke 8\t15.02\t19.02", DISAGREES),
        ("Fri\tTorsdag 6/11", DISAGREES),
        ("Sommerferie\tf.o.m. 18. juni", NO_END),
        ("Sommerferie fra 18. juni", NO_END),
        ("t.o.m. tirsdag 30. mars", NO_END),
        ("Planleggingsdag 1 2. januar", NOT_A_NAME),
        ("Fri 13 og 14 20. november", NOT_A_NAME),
        ("Mai-fri 7. mai 12:30", NOT_A_NAME),
        ("Høstferie 5.–9. oktober, vinterferie 22.–26. februar", UNCLEAR),
        ("Inneklemt dag\t7. mai kl. 12.00", BAD_DAY),
        ("Fri\t12.13.2026", BAD_DAY),
    ],
)
def test_what_is_not_understood_of_a_line_is_said(line: str, why: str) -> None:
    assert read(line) == [why]


def planned(world: World, text: str) -> list[DayRow]:
    rows = pasted_rows(text, YEAR, lambda _cell: False)
    return plan_closed_days([(n, row) for n, row, _line in rows], world.owner, year_start=YEAR)


def test_rows_that_tell_when_school_is_open_are_left_out_and_said(world: World) -> None:
    found = planned(world, MONTHS_AND_COUNTS)
    assert [row.state for row in found] == ["open", "new", "new", "new", "open"]
    assert all(row.thing is None for row in found if row.state == "open")


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("Fri fredag 6. november 20", OTHER_YEAR),
        ("Fri\t6.11.1926", "too far off; look at the year"),
        ("Planleggingsdag\t13.11\t4.1", LONG_PLANNING),
        ("Planleggingsdag\txx.11.2026", NO_DAY),
        ("Mandag 17. august", NO_NAME),
    ],
)
def test_days_that_can_hardly_be_meant_are_asked_about(world: World, line: str, why: str) -> None:
    assert [row.reason for row in planned(world, line)] == [why]


GOOD = [
    line
    for text in (MONTHS_AND_COUNTS, COUNTS_FIRST, SENTENCES, BELOW_A_NAME, TWO_COLUMNS, BESIDE)
    for line in text.splitlines()
]
BITS = [
    " ",
    "\t",
    ",",
    ";",
    ".",
    "-",
    "–",
    "(",
    ")",
    "/",
    "og ",
    "uke ",
    "1",
    "20",
    "mai",
    "fri",
    ":",
]


@given(bent(GOOD, BITS))
def test_no_bent_line_gives_a_day_that_it_does_not_hold(line: str) -> None:
    """Each end's number, or its week's, stands in the line."""
    for _number, row, _line in pasted_rows(line, YEAR, lambda _cell: False):
        if "starts_on" not in row or "reason" in row:
            continue
        numbers = set(map(int, re.findall(r"\d{1,2}", line)))
        numbers |= {int(n) for n in re.findall(r"\d+", line) if len(n) < 3}
        for end in (row["starts_on"], row["ends_on"]):
            day = dt.datetime.strptime(end, "%d.%m.%Y").date()
            assert {day.day, day.isocalendar().week} & numbers, (line, row)
