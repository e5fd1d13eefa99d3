"""Files as people send them: CSV and XLSX into rows of text, or a reason why not.

Row n of the sheet is element n - 1, blank rows included, so that errors name the sheet's own row.
"""

import csv
import datetime as dt
import io
import re
import zipfile

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from rollout.common.apart import TooHeavy, read_apart
from rollout.common.letters import UnknownLetters, decoded
from rollout.common.names import seen
from rollout.exchange.raw_cells import fill_merged, uncalculated

MAX_ROWS = 20_000
MAX_COLUMNS = 60
MAX_UNPACKED = 60 * 1024 * 1024
MAX_RATIO = 150
DELIMITERS = ";\t,"

Rows = list[list[str]]


class UnreadableFile(Exception):
    """The file can't be read; the message says why and what to do, to the person who sent it, in
    the language of whoever asks."""

    def __init__(self, why: str, most: int = 0) -> None:
        super().__init__(why, most)
        self.why, self.most = why, most

    def __str__(self) -> str:
        return _(self.why) % {"most": self.most} if self.most else _(self.why)


def read_sheets(content: bytes) -> list[Rows]:
    """The rows of a CSV file, or of each visible sheet of a workbook that has any, read in a
    process of its own.

    Raises UnreadableFile for what is too large, empty, packed to explode, holds macros, takes too
    long, or isn't a sheet at all. The content decides, not the file's name.
    """
    check_size(content)
    try:
        return read_apart(read_here, content)
    except TooHeavy as error:
        raise UnreadableFile(
            gettext_noop(
                "This file takes too long to read. Take out what isn’t needed, or split it."
            )
        ) from error


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


def read_here(content: bytes) -> list[Rows]:
    """The same in this process."""
    refuse_other_kinds(content)
    sheets = read_workbook(content) if content.startswith(b"PK") else [read_csv(content)]
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


def read_workbook(content: bytes) -> list[Rows]:
    from openpyxl import load_workbook  # only the process that reads needs it

    check_package(content)
    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        shown = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
        return [whole_sheet(sheet, content) for sheet in shown]
    except (UnreadableFile, MemoryError):
        raise
    except Exception as error:
        raise UnreadableFile(
            gettext_noop(
                "The workbook is damaged. Open it in Excel, save it again, and send the new file."
            )
        ) from error


def check_package(content: bytes) -> None:
    """Refuse archives that aren't workbooks, hold macros, or unpack to far more than they are."""
    try:
        parts = zipfile.ZipFile(io.BytesIO(content)).infolist()
    except zipfile.BadZipFile as error:
        raise UnreadableFile(
            gettext_noop("The file is damaged. Save it again, and send it anew.")
        ) from error
    names = {part.filename for part in parts}
    if "xl/workbook.xml" not in names:
        raise UnreadableFile(gettext_noop("This isn’t a workbook. Send an XLSX or CSV file."))
    if any(name.endswith("vbaProject.bin") for name in names):
        raise UnreadableFile(
            gettext_noop("The workbook holds macros. Save it as .xlsx without them.")
        )
    unpacked = sum(part.file_size for part in parts)
    packed = sum(part.compress_size for part in parts) or 1
    if unpacked > MAX_UNPACKED or (unpacked > 10 * 1024 * 1024 and unpacked / packed > MAX_RATIO):
        raise UnreadableFile(
            gettext_noop("The workbook unpacks to far more than a staff list. Check it.")
        )


def whole_sheet(sheet, content: bytes) -> Rows:  # type: ignore[no-untyped-def]
    """A sheet's rows with merged cells filled in; formulas that nobody has worked out are told."""
    xml = zipfile.ZipFile(io.BytesIO(content)).read(sheet._worksheet_path)
    if cell := uncalculated(xml):
        raise UnreadableFile(
            _(
                "Cell %(cell)s holds a formula whose result isn’t in the file. Open the file in "
                "Excel, save it again, and send the new file."
            )
            % {"cell": cell}
        )
    rows = sheet_rows(sheet)
    fill_merged(rows, xml)
    return rows


def sheet_rows(sheet) -> Rows:  # type: ignore[no-untyped-def]
    """A sheet's cells as text. The size that the file claims of itself isn't trusted."""
    sheet.reset_dimensions()
    rows: Rows = []
    for row in sheet.iter_rows(max_col=MAX_COLUMNS):
        if len(rows) >= MAX_ROWS:
            raise too_many_rows()
        rows.append([percent_text(cell) or cell_text(cell.value) for cell in row])
    return rows


def too_many_rows() -> UnreadableFile:
    return UnreadableFile(
        gettext_noop("The file has more than %(most)s rows. Split it into several."), MAX_ROWS
    )


def percent_text(cell) -> str:  # type: ignore[no-untyped-def]
    """A number that Excel shows as per cent: 0.8 is 80 %."""
    is_share = isinstance(cell.value, int | float) and "%" in (cell.number_format or "")
    return f"{cell.value * 100:g} %" if is_share else ""


def cell_text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, dt.datetime):
        return value.date().isoformat()
    return seen(value) if isinstance(value, str) else str(value)


def read_csv(content: bytes) -> Rows:
    text = decode(content)
    try:
        parsed = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter_of(text))
        rows = [[cell_text(value) for value in row[:MAX_COLUMNS]] for row in parsed]
    except csv.Error as error:
        raise UnreadableFile(
            gettext_noop("The file isn’t a sheet. Send an XLSX or CSV file.")
        ) from error
    if len(rows) > MAX_ROWS:
        raise too_many_rows()
    return rows


def decode(content: bytes) -> str:
    try:
        return decoded(content)
    except UnknownLetters as error:
        if b"\0" in content:
            why = gettext_noop("This isn’t a text file. Send an XLSX or CSV file.")
        else:
            why = gettext_noop("The file’s letters can’t be read. Save it as CSV in UTF-8.")
        raise UnreadableFile(why) from error


def delimiter_of(text: str) -> str:
    """The separator with the most columns in the most lines."""
    lines = [line for line in text.splitlines()[:60] if line.strip()]

    def weight(delimiter: str) -> int:
        counts = [len(re.sub(r'"[^"]*"', "", line).split(delimiter)) - 1 for line in lines]
        usual = max(set(counts), key=counts.count, default=0)
        return usual * counts.count(usual) if usual else sum(counts)

    return max(DELIMITERS, key=weight)
