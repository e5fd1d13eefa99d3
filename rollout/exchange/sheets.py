"""Files as people send them: CSV, XLSX and tables of web pages into sheets of text, or a reason
why not. The content decides which it is, not the file's name."""

import csv
import io
import re

from django.conf import settings
from django.utils.translation import gettext_noop

from rollout.common.apart import TooHeavy, read_apart
from rollout.common.letters import UnknownLetters, decoded
from rollout.common.names import seen
from rollout.exchange.rows import (
    MAX_COLUMNS,
    MAX_ROWS,
    TOO_HEAVY,
    TOO_MANY_ROWS,
    Rows,
    Sheet,
    UnreadableFile,
    check_letters,
)
from rollout.exchange.web_tables import read_tables

DELIMITERS = ";\t,|"
SEPARATOR_LINE = re.compile(r"sep=([;,\t|])\s*", re.IGNORECASE)
OTHER_TEXTS = (
    (re.compile(r"MIME-Version:", re.IGNORECASE), gettext_noop(
        "This is a web archive. Open it in Excel and save it as .xlsx.")),
    (re.compile(r"<\?xml[^>]*\?>.*?<(?:\w+:)?Workbook\b", re.DOTALL), gettext_noop(
        "This is an older kind of Excel file (XML). Open it in Excel and save it as .xlsx.")),
    (re.compile(r"<(?!\S+@)"), gettext_noop(
        "This is a web page without a table. Export the list as an XLSX or CSV file.")),
    (re.compile(r"ID;P"), gettext_noop(
        "This is an older kind of sheet (SYLK). Open it in Excel and save it as .xlsx.")),
    (re.compile(r"\{\\rtf"), gettext_noop("This isn’t a workbook. Send an XLSX or CSV file.")),
)  # fmt: skip


def read_sheets(content: bytes) -> list[Sheet]:
    """The rows of a CSV file, or of each visible sheet of a workbook that has any, read in a
    process of its own.

    Raises UnreadableFile for what is too large, empty, packed to explode, holds macros, takes too
    long, or isn't a sheet at all.
    """
    check_size(content)
    try:
        return read_apart(read_here, content)
    except TooHeavy as error:
        raise UnreadableFile(TOO_HEAVY) from error


def check_size(content: bytes) -> None:
    if not content.strip():
        raise UnreadableFile(
            gettext_noop("The file is empty. Choose a file with a header and rows.")
        )
    if len(content) > settings.IMPORT_MAX_BYTES:
        raise UnreadableFile(
            gettext_noop(
                "The file is larger than %(most)s MB. Take out what isn’t needed, or split it."
            ),
            settings.IMPORT_MAX_BYTES // 1024 // 1024,
        )


def read_here(content: bytes) -> list[Sheet]:
    """The same in this process."""
    refuse_other_kinds(content)
    if content.startswith(b"PK"):
        from rollout.exchange.workbook import read_workbook  # only the process that reads needs it

        sheets = read_workbook(content)
    else:
        sheets = read_text(decode(content))
    filled = [rows for rows in sheets if any(any(row) for row in rows)]
    if not filled:
        raise UnreadableFile(
            gettext_noop("The file has no rows. Choose a file with a header and rows.")
        )
    return filled


def refuse_other_kinds(content: bytes) -> None:
    if content.startswith(b"%PDF"):
        raise UnreadableFile(
            gettext_noop("This is a PDF. Export the list as an XLSX or CSV file instead.")
        )
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise UnreadableFile(
            gettext_noop(
                "This is an old or protected Excel file. Save it as .xlsx without a password."
            )
        )


def decode(content: bytes) -> str:
    try:
        return decoded(content).lstrip("\ufeff")
    except UnknownLetters as error:
        if b"\0" in content:
            why = gettext_noop("This isn’t a text file. Send an XLSX or CSV file.")
        else:
            why = gettext_noop("The file’s letters can’t be read. Save it as CSV in UTF-8.")
        raise UnreadableFile(why) from error


def read_text(text: str) -> list[Sheet]:
    """A web page's tables, or the rows of a CSV file."""
    begins = text.lstrip()[:2000]
    if begins.startswith("<") and re.search(r"<table\b", text, re.IGNORECASE):
        return read_tables(text)
    for pattern, why in OTHER_TEXTS:
        if pattern.match(begins):
            raise UnreadableFile(why)
    return [read_csv(text)]


def read_csv(text: str) -> Sheet:
    """The rows of a CSV file, its separator found out."""
    first, _end, rest = text.partition("\n")
    named = SEPARATOR_LINE.fullmatch(first)
    rows = split_rows(rest if named else text, named[1] if named else "")
    if is_quoted_whole(rows):
        # Each line has been quoted as one cell; inside are the cells.
        rows = split_rows("\n".join("".join(row[:1]) for row in rows), "")
    if len(rows) > MAX_ROWS:
        raise UnreadableFile(TOO_MANY_ROWS, MAX_ROWS)
    # A line that names the separator is the sheet's first row, as Excel counts.
    return Sheet([[], *rows] if named else rows)


def split_rows(text: str, delimiter: str) -> Rows:
    delimiter = delimiter or delimiter_of(text)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
        if any("\n" in cell and delimiter in cell for row in rows for cell in row):
            rows = line_by_line(text, delimiter)
    except csv.Error:
        rows = line_by_line(text, delimiter)
    check_letters(sum(len(cell) for row in rows for cell in row))
    return [[seen(cell) for cell in row[:MAX_COLUMNS]] for row in rows]


def line_by_line(text: str, delimiter: str) -> Rows:
    """Each line a row: a quotation mark too many then spoils its own line only."""
    rows = []
    for line in text.splitlines():
        try:
            rows += list(csv.reader([line], delimiter=delimiter, strict=True)) or [[]]
        except csv.Error:
            rows.append(line.split(delimiter))
    return rows


def is_quoted_whole(rows: Rows) -> bool:
    filled = [row for row in rows if any(row)]
    whole = [row[0] for row in filled if len(row) == 1]
    return len(whole) == len(filled) and sum(
        ";" in cell or "\t" in cell for cell in whole
    ) * 2 > len(whole)


def delimiter_of(text: str) -> str:
    """The separator with the most columns in the most lines."""
    lines = [line for line in text.splitlines()[:60] if line.strip()]

    def weight(delimiter: str) -> int:
        counts = [len(re.sub(r'"[^"]*"', "", line).split(delimiter)) - 1 for line in lines]
        usual = max(set(counts), key=counts.count, default=0)
        return usual * counts.count(usual) if usual else sum(counts)

    return max(DELIMITERS, key=weight)
