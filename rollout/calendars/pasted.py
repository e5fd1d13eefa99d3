"""Rows pasted from Excel, Word or a web page: which cell of a line is what. Pure.

Each cell is read by itself, so that what stands in one never becomes part of another's days.
"""

import datetime as dt
import re
from collections.abc import Callable, Iterable
from dataclasses import replace

from django.utils.translation import gettext_noop

from rollout.calendars.rows import ALL_SCHOOLS, BAD_DAY, Cells
from rollout.calendars.words import OPEN_WORDS
from rollout.common.typed_days import (
    LINKS,
    MONTHS,
    WEEKDAY,
    Days,
    Disagrees,
    NotADay,
    Span,
    Unclear,
    agreed,
    find_days,
    next_match,
    read_days,
    tidy,
)
from rollout.organisation.rules import fold

DISAGREES = gettext_noop("the week or the weekday isn’t that of the day")
UNCLEAR = gettext_noop("several days and several names; write one to a line")
NO_END = gettext_noop("only one end is written; write both the first and the last day")
NOT_A_NAME = gettext_noop("something that could be a day or a number is left over")
MOST_LINES = 400
MOST_SPANS = 40
HEADINGS = {
    "navn", "hva", "beskrivelse", "ferie", "fri", "periode", "dato", "dag", "dager", "fra", "til",
    "fra dato", "til dato", "første dag", "siste dag", "til og med", "skole", "skoler", "type",
    "slag", "uke", "grunn", "name", "what", "date", "days", "from", "to", "first day", "last day",
    "school", "kind", "week", "reason", "namn", "datum", "från", "till", "skola", "vecka",
    "måned", "mnd", "månad", "info", "informasjon", "merknad", "merknader", "skoledager",
    "skuledagar", "skoldagar", "elevdager", "antall skoledager", "antall dager", "kva", "veke",
    "dagar", "frå", "skule", "ukedag", "month", "school days",
}  # fmt: skip
# A cell that is one of these alone says which kind of day it is.
KIND_NAMES = {
    "ferie", "break", "lov", "planlegging", "planning", "eksamen", "exam", "annet", "other",
    "planleggingsdag", "planleggingsdager", "annen stengt dag", "other closed day", "planning day",
}  # fmt: skip
# Cells that don't say when a school is closed: how many days, a month, a weekday, a school year.
COUNT = r"\d{1,3}(?:,\d)?\s*(?:(?:skole|skule|skol|elev|undervisnings)?(?:dag(?:er|ar)?|days?))?"
SILENT = re.compile(
    rf"[-–]?|{COUNT}|(?:{'|'.join(MONTHS)})\.?(?:\s+\d{{4}})?|{WEEKDAY}|\d{{4}}\s*[/–-]\s*\d{{2,4}}",
    re.IGNORECASE,
)
# A name may end in a number of its own, name a grade, or end in its year.
NUMBERED = re.compile(
    r"\s\d{1,2}$|\b\d{1,2}\.?(?:\s*[-–]\s*\d{1,2}\.?)?\s*(?:års)?trinn\b|\s(?:19|20)\d\d(?:[/-]\d\d+)?$"
)
MONTH_NAMES = re.compile(rf"\b(?:{'|'.join(m for m in MONTHS if len(m) > 3)})\b", re.IGNORECASE)
ASIDE = re.compile(r"\(([^()]*)\)")
# The ends of sentences in one cell; and the month and its number of days before a line’s own words.
SENTENCE = re.compile(r"(?<=[a-zæøåäö)])[.;]\s+(?=[A-ZÆØÅÄÖ])")
MONTH_AND_COUNT = re.compile(rf"^(?:{'|'.join(MONTHS)})\.?\s+(?:{COUNT}\s+)?(?=\S)", re.IGNORECASE)
QUOTED = re.compile(r'(?:(?<=[\t;])|^)"((?:[^"]|"")*)"(?=[\t;]|$)', re.MULTILINE)


def joined_cells(text: str) -> str:
    """The text with each cell on one line: Excel puts one that has several in quotation marks."""
    return QUOTED.sub(lambda match: ", ".join(match[1].replace('""', '"').splitlines()), text)


Row = tuple[int, Cells, str]


def pasted_rows(text: str, year_start: dt.date, is_school: Callable[[str], bool]) -> list[Row]:
    """Each line with its number, its cells by what they are, and its own text.

    Blank lines and a line of headings are passed over. A line with several days becomes several
    rows, and one that ends in a colon names the days below it. `reason` and `value` say what of a
    line isn’t understood.
    """
    found: list[Row] = []
    for number, line in enumerate(text.splitlines(), 1):
        cells = split(line, year_start)
        if any(cells) and (found or not is_heading(cells)):
            rows = read_line(cells, year_start, is_school)
            found += [(number, row, line.strip()) for row in rows]
    return under_names(found)


def under_names(rows: Iterable[Row]) -> list[Row]:
    """The rows, those without a name named by a line above them that ends in a colon."""
    named: list[Row] = []
    above: Row | None = None
    is_used = False
    for number, cells, line in rows:
        name = cells.get("name", "")
        if above and cells.get("starts_on") and not name:
            is_used = True
            named.append((number, {**cells, "name": above[1]["name"].rstrip(" :")}, line))
            continue
        if above and not is_used:
            named.append(above)
        above, is_used = None, False
        if name.endswith(":") and "starts_on" not in cells:
            above = (number, cells, line)
        else:
            named.append((number, cells, line))
    return [*named, above] if above and not is_used else named


def split(line: str, year_start: dt.date) -> list[str]:
    """The cells of a line, by tab, semicolon, a bar or comma, whichever comes first of these. A
    comma parts cells only where each of them is days alone, or holds no number."""
    mark = next((mark for mark in "\t;|," if mark in line), None)
    cells = [" ".join(c.split()).strip('"') for c in (line.split(mark) if mark else [line])]
    if mark == "," and any(re.search(r"\d", c) and not is_day(c, year_start) for c in cells):
        return [" ".join(line.split())]
    return cells


def is_heading(cells: list[str]) -> bool:
    named = [fold(cell) for cell in cells if cell]
    return len(named) > 1 and all(cell in HEADINGS for cell in named)


def has_days(text: str) -> bool:
    """Whether a text holds something that is written as a day, be it right or wrong."""
    return next_match(tidy(text), 0) is not None


def is_day(cell: str, year_start: dt.date) -> bool:
    """Whether a cell is days and nothing else."""
    if LINKS.match(cell):
        return False
    try:
        return read_days(cell, year_start) is not None
    except NotADay:
        return True


def read_line(
    cells: list[str], year_start: dt.date, is_school: Callable[[str], bool]
) -> list[Cells]:
    """A line’s name, days, school and kind, in whatever order they stand: a row for each span."""
    filled = [cell for each in cells if (cell := own_words(each)) and not is_silent(cell)]
    for number, cell in enumerate(filled):
        sentences = SENTENCE.split(cell)
        if len(sentences) > 1 and all(map(has_days, sentences)):
            lines = ([*filled[:number], each, *filled[number + 1 :]] for each in sentences)
            return [row for line in lines for row in read_line(line, year_start, is_school)]
    read: list[tuple[str, Days | None]] = []
    for cell in filled:
        try:
            read.append((cell, find_days(cell, year_start)))
        except NotADay as error:
            return [not_understood(cell, REASONS.get(type(error), BAD_DAY))]
    texts = [days.rest if days else cell for cell, days in read]
    whole = [cell for cell, days in read if not days]
    row = by_meaning([text for text in texts if text], whole, is_school)
    try:
        spans = spans_of([days for _cell, days in read if days])
    except NotADay as error:
        return [row | not_understood(" ".join(filled), REASONS.get(type(error), BAD_DAY))]
    if any(span.lacks for span in spans):
        return [row | not_understood(" ".join(filled), NO_END)]
    if spans and (left := left_over(row.get("name", ""), whole)):
        return [row | not_understood(left, NOT_A_NAME)]
    return [row | as_cells(span, row.get("name", "")) for span in spans] or ([row] if row else [])


REASONS = {Disagrees: DISAGREES, Unclear: UNCLEAR}


def not_understood(text: str, reason: str) -> dict[str, str]:
    return {"reason": reason, "value": text[:60]}


def own_words(cell: str) -> str:
    """A cell without brackets that tell when school is open, (16. august er første dag), and
    without a month and its number of school days before the rest."""
    cell = ASIDE.sub(lambda m: "" if OPEN_WORDS.search(fold(m[1])) else m[0], cell).strip()
    rest = MONTH_AND_COUNT.sub("", cell)
    return rest if has_days(rest) else cell


def is_silent(cell: str) -> bool:
    return SILENT.fullmatch(cell) is not None


def spans_of(found: list[Days]) -> list[Span]:
    """The spans of a line. Two cells with one day each, or a week each, are the first and the
    last."""
    spans = [span for days in found for span in days.spans]
    weeks = [span for span in spans if span.is_week]
    days = [span for span in spans if not span.is_week]
    if all(len(each.spans) == 1 and not each.rest for each in found):
        weeks = from_to(weeks) if not days else weeks
        days = from_to(days) if all(span.first == span.last for span in days) else days
    spans = agreed([*days, *weeks])
    if len(spans) > MOST_SPANS:
        raise Unclear
    return spans


def from_to(ends: list[Span]) -> list[Span]:
    """Two spans as the first and the last of one; others as they are."""
    if len(ends) != 2:
        return ends
    first, last = ends
    if (first.lacks, last.lacks) not in {("", ""), ("last", "first"), ("last", ""), ("", "first")}:
        return ends
    return [replace(first, last=last.last, lacks="")]


def by_meaning(
    texts: list[str], whole: list[str], is_school: Callable[[str], bool]
) -> dict[str, str]:
    """Which text is the school, the name and the kind."""
    row: dict[str, str] = {}
    left = list(texts)
    # A name such as “Kirkebakken” may be a school's; the first text is then the name after all.
    for cell in texts:
        if "school" not in row and cell in whole and (is_school(cell) or fold(cell) in ALL_SCHOOLS):
            row["school"] = cell
            left.remove(cell)
    if left:
        row["name"] = left.pop(0)
    for cell in left:
        row["kind" if fold(cell) in KIND_NAMES and "kind" not in row else "school"] = cell
    return row


def left_over(name: str, whole: list[str]) -> str:
    """What of a name could be a day that wasn’t understood. A cell that is the name alone may hold
    a number of its own: Planleggingsdag 2, Elevfri 1.–4. trinn."""
    known = NUMBERED.sub("", name) if name in whole else name
    return name if re.search(r"\d", known) or MONTH_NAMES.search(known) else ""


def as_cells(span: Span, name: str) -> dict[str, str]:
    """A span as cells; what stood in brackets after one of several days belongs to its name."""
    cells = {"starts_on": f"{span.first:%d.%m.%Y}", "ends_on": f"{span.last:%d.%m.%Y}"}
    return cells | ({"name": f"{name} ({span.note})".strip()} if span.note else {})
