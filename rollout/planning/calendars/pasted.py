"""Rows pasted from Excel, Word or a web page: which cell of a line is what. Pure."""

import datetime as dt
import re
from collections.abc import Callable

from rollout.common.typed_days import NotADay, find_days, read_days
from rollout.organisation.rules import fold
from rollout.planning.calendars.rows import ALL_SCHOOLS, Cells

MOST_LINES = 400
HEADINGS = {
    "navn", "hva", "beskrivelse", "ferie", "fri", "periode", "dato", "dag", "dager", "fra", "til",
    "fra dato", "til dato", "første dag", "siste dag", "til og med", "skole", "skoler", "type",
    "slag", "uke", "grunn", "name", "what", "date", "days", "from", "to", "first day", "last day",
    "school", "kind", "week", "reason", "namn", "datum", "från", "till", "skola", "vecka",
}  # fmt: skip
# A cell that is one of these alone says which kind of day it is.
KIND_NAMES = {
    "ferie", "break", "lov", "planlegging", "planning", "eksamen", "exam", "annet", "other",
    "planleggingsdag", "planleggingsdager", "annen stengt dag", "other closed day", "planning day",
}  # fmt: skip


def pasted_rows(
    text: str, year_start: dt.date, is_school: Callable[[str], bool]
) -> list[tuple[int, Cells, str]]:
    """Each line with its number, its cells by what they are, and its own text.

    Blank lines and a line of headings are passed over.
    """
    found: list[tuple[int, Cells, str]] = []
    for number, line in enumerate(text.splitlines(), 1):
        cells = split(line)
        if not any(cells) or (not found and is_heading(cells)):
            continue
        found.append((number, read_line(line, cells, year_start, is_school), line.strip()))
    return found


def split(line: str) -> list[str]:
    """The cells of a line, by tab, semicolon, a bar or comma, whichever comes first of these."""
    mark = next((mark for mark in "\t;|," if mark in line), None)
    return [" ".join(cell.split()).strip('"') for cell in (line.split(mark) if mark else [line])]


def is_heading(cells: list[str]) -> bool:
    named = [fold(cell) for cell in cells if cell]
    return len(named) > 1 and all(cell in HEADINGS for cell in named)


def read_line(
    line: str, cells: list[str], year_start: dt.date, is_school: Callable[[str], bool]
) -> Cells:
    """A line's name, days, school and kind, in whatever order they stand."""
    filled = [cell for cell in cells if cell]
    days = [cell for cell in filled if is_day(cell, year_start)]
    if not days:
        return in_running_text(line, year_start)
    row: dict[str, str] = {"starts_on": days[0], "ends_on": days[1] if len(days) > 1 else ""}
    texts = [cell for cell in filled if cell not in days[:2]]
    # A name such as “Kirkebakken” may be a school's; the first text is then the name after all.
    for cell in list(texts):
        if "school" not in row and (is_school(cell) or fold(cell) in ALL_SCHOOLS):
            row["school"] = cell
            texts.remove(cell)
    if texts:
        row["name"] = texts.pop(0)
    for cell in texts:
        row["kind" if fold(cell) in KIND_NAMES and "kind" not in row else "school"] = cell
    return row


def is_day(cell: str, year_start: dt.date) -> bool:
    try:
        return read_days(cell, year_start) is not None
    except NotADay:
        return True


def in_running_text(line: str, year_start: dt.date) -> Cells:
    """Høstferie uke 40: the days stand in the text, and the rest is the name."""
    text = " ".join(re.sub(r"[\t;|]", " ", line).split())
    try:
        days = find_days(text, year_start)
    except NotADay:
        return {"name": text, "starts_on": text}
    if days is None:
        return {"name": text}
    return {"name": days.rest, "starts_on": days.written}
