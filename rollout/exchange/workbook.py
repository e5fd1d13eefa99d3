"""The door to workbooks: what is inside, and the cells of its sheets as Excel shows them.

Only what a list is made of is read: the cells, and their formats. So whatever else is odd in a
file, such as its colours, filters or printing, doesn't matter; openpyxl stumbles over it.
"""

import datetime as dt
import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from xml.etree import ElementTree

from django.utils.translation import gettext_noop
from openpyxl.utils.cell import coordinate_to_tuple, range_boundaries
from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH

from rollout.common.names import seen
from rollout.exchange.cell_formats import format_of, shown
from rollout.exchange.rows import (
    MAX_COLUMNS,
    MAX_ROWS,
    TOO_MANY_ROWS,
    Sheet,
    UnreadableFile,
    check_letters,
)

MAX_UNPACKED = 60 * 1024 * 1024
MAX_RATIO = 150
DAMAGED = gettext_noop(
    "The workbook is damaged. Open it in Excel, save it again, and send the new file."
)
NO_WORKBOOK = gettext_noop("This isn’t a workbook. Send an XLSX or CSV file.")
OTHER_KINDS = (
    (r"vbaproject\.bin$",
     gettext_noop("The workbook holds macros. Save it as .xlsx without them.")),
    (r"^xl/workbook\.bin$",
     gettext_noop("This is a binary workbook (.xlsb). Open it in Excel and save it as .xlsx.")),
    (r"^content\.xml$",
     gettext_noop("This is an OpenDocument file. Open it and save it as .xlsx.")),
    (r"\.iwa$|^index\.zip$",
     gettext_noop("This is a Numbers file. Export it as an Excel or CSV file.")),
    (r"^word/document\.xml$",
     gettext_noop("This is a Word document. Save the table as an XLSX or CSV file.")),
    (r"^(?!xl/).*\.(?:xlsx|csv|xls)$",
     gettext_noop("This is a packed file (.zip). Unpack it, and send the list inside.")),
)  # fmt: skip
UNCALCULATED = gettext_noop(
    "Cell %(cell)s holds a formula whose result isn’t in the file. Open the file in Excel, save it "
    "again, and send the new file."
)
# Entities are of no use in a workbook, and can be made to fill the memory.
DECLARED = re.compile(rb"<\0?!\0?[DE]")
ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
BROKEN = (
    ElementTree.ParseError, zipfile.BadZipFile, zlib.error, KeyError, IndexError, ValueError,
    TypeError, EOFError, RuntimeError, NotImplementedError, OverflowError, AttributeError,
)  # fmt: skip


def read_workbook(content: bytes) -> list[Sheet]:
    """The visible sheets of a workbook. Raises UnreadableFile."""
    package = open_package(content)
    try:
        book = Book(package)
        return book.sheets()
    except BROKEN as error:
        raise UnreadableFile(DAMAGED) from error


def open_package(content: bytes) -> zipfile.ZipFile:
    """The workbook's package. Refuses archives that hold macros, are another kind of file, or
    unpack to far more than they are."""
    try:
        package = zipfile.ZipFile(io.BytesIO(content))
    except BROKEN as error:
        raise UnreadableFile(
            gettext_noop("The file is damaged. Save it again, and send it anew.")
        ) from error
    parts = package.infolist()
    names = [part.filename.replace("\\", "/").lower() for part in parts]
    for pattern, why in OTHER_KINDS:
        if any(re.search(pattern, name) for name in names):
            raise UnreadableFile(why)
    if not any(name.startswith("xl/") for name in names) and "_rels/.rels" not in names:
        raise UnreadableFile(NO_WORKBOOK)
    unpacked = sum(part.file_size for part in parts)
    packed = sum(part.compress_size for part in parts) or 1
    if unpacked > MAX_UNPACKED or (unpacked > 10 * 1024 * 1024 and unpacked / packed > MAX_RATIO):
        raise UnreadableFile(
            gettext_noop("The workbook unpacks to far more than a staff list. Check it.")
        )
    return package


def local(element: ElementTree.Element) -> str:
    """A tag without its namespace: strict workbooks have others than usual ones."""
    return str(element.tag).rpartition("}")[2]


def children(element: ElementTree.Element, name: str) -> Iterator[ElementTree.Element]:
    return (child for child in element.iter() if local(child) == name)


def attribute(element: ElementTree.Element, name: str) -> str:
    """An attribute, whatever its namespace."""
    found = (value for key, value in element.attrib.items() if key.rpartition("}")[2] == name)
    return next(found, "")


def is_true(text: str) -> bool:
    return text.lower() in ("1", "true", "on")


def text_in(element: ElementTree.Element) -> str:
    """The text of a string, its runs together and its reading aid left out."""
    left_out = {each for aid in children(element, "rPh") for each in aid.iter()}
    return "".join(t.text or "" for t in children(element, "t") if t not in left_out)


def unescaped(text: str) -> str:
    """Text as Excel shows it: `_x000D_` is how a file writes a carriage return."""

    def letter(match: re.Match[str]) -> str:
        code = int(match[1], 16)
        return match[0] if 0xD800 <= code < 0xE000 or not code else chr(code)

    return seen(ESCAPED.sub(letter, text) if "_x" in text else text)


@dataclass
class Cells:
    """A sheet's filled cells while it is read."""

    rows: dict[int, dict[int, str]] = field(default_factory=dict)
    hidden: set[int] = field(default_factory=set)
    merged: list[str] = field(default_factory=list)
    letters: int = 0

    def put(self, row: int, column: int, text: str) -> None:
        cells = self.rows.setdefault(row, {})
        if cells.setdefault(column, text) != text:
            raise ValueError(f"two values in row {row}, column {column}")
        self.letters += len(text)
        check_letters(self.letters)

    def sheet(self, name: str) -> Sheet:
        last = max(self.rows, default=0)
        if last > MAX_ROWS:
            raise UnreadableFile(TOO_MANY_ROWS, MAX_ROWS)
        width = max((max(row) for row in self.rows.values()), default=0)
        rows = [
            [self.rows.get(number, {}).get(at, "") for at in range(1, width + 1)]
            for number in range(1, last + 1)
        ]
        for place in self.merged:
            fill_merged(rows, place)
        return Sheet(rows, name, {number for number in self.hidden if number <= last})


def fill_merged(rows: list[list[str]], place: str) -> None:
    """A cell merged over several rows counts in each of them."""
    left, top, _right, bottom = range_boundaries(place)
    if top and bottom and left and bottom > top and top <= len(rows) and left <= len(rows[0]):
        for row in rows[top:bottom]:
            row[left - 1] = rows[top - 1][left - 1]


class Book:
    """A workbook's parts: which are its sheets, its strings, its formats."""

    def __init__(self, package: zipfile.ZipFile) -> None:
        self.package = package
        self.names = {n.replace("\\", "/").lower(): n for n in package.namelist()}
        self.main = self.main_part()
        self.related = self.relations(self.main)
        self.book = self.parsed(self.main)
        self.epoch: dt.datetime = WINDOWS_EPOCH
        if any(is_true(attribute(p, "date1904")) for p in children(self.book, "workbookPr")):
            self.epoch = MAC_EPOCH
        self.strings = self.read_strings()
        self.formats = self.read_formats()

    def read(self, name: str) -> bytes:
        content = self.package.read(self.names[name.lower()])
        if DECLARED.search(content):
            raise ValueError("a part that declares entities")
        return content

    def parsed(self, name: str) -> ElementTree.Element:
        return ElementTree.fromstring(self.read(name))  # noqa: S314

    def relations(self, name: str) -> dict[str, tuple[str, str]]:
        """The kind and the part of each relation of a part, by its id."""
        folder, base = posixpath.split(name)
        path = posixpath.join(folder, "_rels", f"{base}.rels")
        if path.lower() not in self.names:
            return {}
        return {
            attribute(each, "Id"): (
                attribute(each, "Type").rpartition("/")[2],
                posixpath.normpath(posixpath.join("/", folder, attribute(each, "Target"))).strip(
                    "/"
                ),
            )
            for each in children(self.parsed(path), "Relationship")
            if attribute(each, "TargetMode") != "External"
        }

    def main_part(self) -> str:
        """The workbook itself, whatever its name."""
        for kind, part in self.relations("").values():
            if kind == "officeDocument" and part.lower() in self.names:
                return part
        return "xl/workbook.xml"

    def part(self, kind: str) -> str:
        """The one part of a kind, such as styles, if any."""
        parts = [part for its, part in self.related.values() if its == kind]
        parts.append(posixpath.join(posixpath.dirname(self.main), f"{kind}.xml"))
        return next((part for part in parts if part.lower() in self.names), "")

    def read_strings(self) -> list[str]:
        name = self.part("sharedStrings")
        root = self.parsed(name) if name else ElementTree.Element("sst")
        return [unescaped(text_in(each)) for each in root if local(each) == "si"]

    def read_formats(self) -> list[str]:
        """The number format of each style of cells."""
        name = self.part("styles")
        if not name:
            return []
        root = self.parsed(name)
        own = {int(attribute(f, "numFmtId")): attribute(f, "formatCode")
               for f in children(root, "numFmt")}  # fmt: skip
        styles = [xf for cells in children(root, "cellXfs") for xf in children(cells, "xf")]
        return [format_of(int(attribute(xf, "numFmtId") or 0), own) for xf in styles]

    def sheets(self) -> list[Sheet]:
        """The visible sheets; each knows the names of those that aren't."""
        told = list(children(self.book, "sheet"))
        shown_ones = [s for s in told if (attribute(s, "state") or "visible") == "visible"]
        others = [seen(attribute(s, "name")) for s in told if s not in shown_ones]
        found = []
        for each in shown_ones:
            kind, part = self.related[attribute(each, "id")]
            if kind == "worksheet":
                found.append(self.read_sheet(part, seen(attribute(each, "name"))))
                found[-1].left_out = list(others)
        return found

    def read_sheet(self, part: str, name: str) -> Sheet:
        """A sheet's cells, row by row; the size that the file claims of itself isn't trusted."""
        cells = Cells()
        number = 0
        for _event, element in ElementTree.iterparse(io.BytesIO(self.read(part))):  # noqa: S314
            tag = local(element)
            if tag == "row":
                number = int(float(attribute(element, "r") or number + 1))
                self.read_row(element, number, cells)
                element.clear()
            elif tag == "mergeCell":
                cells.merged.append(attribute(element, "ref"))
        return cells.sheet(name)

    def read_row(self, row: ElementTree.Element, number: int, cells: Cells) -> None:
        if is_true(attribute(row, "hidden")) or attribute(row, "ht") == "0":
            cells.hidden.add(number)
        column = 0
        for cell in row:
            if local(cell) != "c":
                continue
            place = attribute(cell, "r")
            at = coordinate_to_tuple(place) if place else (number, column + 1)
            if at[0] != number:
                raise ValueError(f"cell {place} in row {number}")
            column = at[1]
            text = self.text_of(cell)
            if text and column <= MAX_COLUMNS:
                cells.put(number, column, text)

    def text_of(self, cell: ElementTree.Element) -> str:
        """What Excel shows in a cell. Raises UnreadableFile for a formula never worked out."""
        kind = cell.get("t", "n")
        parts = {local(child): child for child in cell}
        value = (parts["v"].text or "").strip(" \r\n") if "v" in parts else ""
        if "f" in parts and not value and kind != "str":
            raise UnreadableFile(UNCALCULATED, cell=attribute(cell, "r"))
        if kind == "inlineStr":
            return unescaped(text_in(parts["is"])) if "is" in parts else ""
        if not value:
            return ""
        if kind in WRITTEN:
            return WRITTEN[kind](value)
        if kind == "s":
            return self.strings[int(value)]
        style = int(cell.get("s", 0))
        code = self.formats[style] if style < len(self.formats) else "General"
        return seen(shown(value, code, self.epoch))


# How cells that hold no number are written.
WRITTEN: dict[str, Callable[[str], str]] = {
    "str": unescaped,
    "e": seen,
    "b": lambda value: str(is_true(value)),
    "d": lambda value: value[:10] if re.match(r"\d{4}-\d\d-\d\d", value) else value,
}
