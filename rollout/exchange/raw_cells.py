"""What a workbook's fast reader leaves out: merged cells, and formulas without a kept value."""

import re
from collections.abc import Iterator

from openpyxl.utils import range_boundaries

MERGED = re.compile(rb'<mergeCell\s[^>]*\bref="([A-Z]+\d+:[A-Z]+\d+)"')
FORMULA = re.compile(
    rb"<c\s([^>]*)>\s*<f(?:\s[^>]*?)?(?:/>|>[^<]*</f>)\s*(<v\s*/>|<v>\s*</v>)?\s*</c>"
)
PLACE = re.compile(rb'\br="([A-Z]+\d+)"')


def uncalculated(xml: bytes) -> str:
    """The first cell whose formula nobody has worked out, such as C5; one that gives an empty text
    has been."""
    for found in FORMULA.finditer(xml):
        place = PLACE.search(found[1])
        if place and not (found[2] and b't="str"' in found[1]):
            return place[1].decode()
    return ""


def merged_columns(xml: bytes) -> Iterator[tuple[int, int, int]]:
    """The column, first and last row of each merged range over several rows, all from 0."""
    for found in MERGED.finditer(xml):
        column, first, _last_column, last = range_boundaries(found[1].decode())
        if last > first:
            yield column - 1, first - 1, last - 1


def fill_merged(rows: list[list[str]], xml: bytes) -> None:
    """A cell merged over several rows counts in each of them."""
    for column, first, last in merged_columns(xml):
        if first < len(rows) and column < len(rows[first]) and (value := rows[first][column]):
            for row in rows[first + 1 : last + 1]:
                row.extend([""] * (column + 1 - len(row)))
                row[column] = value
