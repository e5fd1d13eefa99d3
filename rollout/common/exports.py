"""Tables as files: CSV that Excel in Norway opens, and XLSX."""

import csv
import datetime as dt
import io
import re
from collections.abc import Iterable, Sequence

from django.http import HttpResponse
from django.utils.text import slugify
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LETTERS = str.maketrans({"æ": "ae", "ø": "o", "å": "a"})
# The wide ones too: a spreadsheet in East Asian writing takes them for the narrow ones.
FORMULA_STARTS = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n")


def safe_cell(value: object) -> object:
    """A value that no spreadsheet will run: text that looks like a formula gets an apostrophe."""
    if value is None:
        return ""
    if isinstance(value, int | float | dt.date):
        return value
    text = ILLEGAL_CHARACTERS_RE.sub("", str(value))
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def csv_cell(value: object) -> object:
    """A safe value, with decimals as Norwegian spreadsheets read them."""
    if isinstance(value, float):
        return f"{value:.4f}".rstrip("0").rstrip(".").replace(".", ",")
    return safe_cell(value)


def csv_bytes(rows: Iterable[Sequence[object]], delimiter: str = ";") -> bytes:
    """Rows as UTF-8 CSV with a byte-order mark."""
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows([[csv_cell(v) for v in row] for row in rows])
    return out.getvalue().encode("utf-8-sig")


def xlsx_bytes(title: str, rows: Iterable[Sequence[object]]) -> bytes:
    """Rows as a workbook of one sheet, its first row frozen."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(re.sub(r"[\[\]:*?/\\]", " ", title)[:31].strip() or "Rollout")
    sheet.freeze_panes = "A2"
    for row in rows:
        sheet.append([safe_cell(value) for value in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def file_response(kind: str, title: str, rows: Iterable[Sequence[object]]) -> HttpResponse:
    """A download named after its title; `kind` is csv or xlsx."""
    if kind == "xlsx":
        response = HttpResponse(xlsx_bytes(title, rows), content_type=XLSX)
    else:
        response = HttpResponse(csv_bytes(rows), content_type="text/csv; charset=utf-8")
    return as_download(response, kind, title)


def as_download(response: HttpResponse, kind: str, title: str) -> HttpResponse:
    """A response as a file to keep, named after its title and kind."""
    name = f"{slugify(title.lower().translate(LETTERS)) or 'rollout'}.{kind}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
