"""Lists whose rows are made in Python: search, sort and page them as the tables do."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.paginator import Page, Paginator
from django.utils.functional import Promise

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Sortable:
    """A column: its key in the rows, its heading, and whether it holds numbers."""

    key: str
    heading: str | Promise
    is_number: bool = False


@dataclass(frozen=True)
class Heading:
    """A column's heading as sorted now, and what pressing it asks for."""

    text: str | Promise
    aria_sort: str
    ask: str
    is_number: bool


def sort_rows(rows: Sequence[Row], sort: str, columns: Sequence[Sortable]) -> list[Row]:
    """Rows in the order asked for; those without a value come last either way."""
    key = sort.removeprefix("-")
    if key not in {column.key for column in columns}:
        return list(rows)
    missing = [row for row in rows if row[key] is None]
    there = [row for row in rows if row[key] is not None]
    return sorted(there, key=lambda r: sort_value(r[key]), reverse=sort.startswith("-")) + missing


def sort_value(value: Any) -> Any:
    return value.casefold() if isinstance(value, str) else value


def headings(columns: Sequence[Sortable], sort: str) -> list[Heading]:
    """The headings, each asking for its other direction where it is sorted already."""
    found = []
    for column in columns:
        state = {column.key: "ascending", f"-{column.key}": "descending"}.get(sort, "none")
        ask = f"-{column.key}" if state == "ascending" else column.key
        found.append(Heading(column.heading, state, ask, column.is_number))
    return found


def page_of(rows: Sequence[Row], number: str | None) -> Page:
    """The page asked for; a wild number gives the nearest there is."""
    return Paginator(rows, settings.PAGE_LENGTH).get_page(number)


def matching(rows: Sequence[Row], test: Callable[[Row], bool]) -> list[Row]:
    return [row for row in rows if test(row)]
