"""Small files, as people send them."""

import io
import zipfile

from openpyxl import Workbook

HEADER = [
    "Etternavn",
    "Fornavn",
    "E-post",
    "Arbeidssted",
    "Stillingstittel",
    "Prosent",
    "Superbruker",
]
TITLES = [["Solvik kommune – uttrekk"], ["Uttrekk pr.", "15.08.2026"], []]


def staff_rows(*people: list[str]) -> list[list[str]]:
    """Title lines, a header, the people, and a footer, as an HR system writes them."""
    return [*TITLES, HEADER, *people, [], ["Antall rader:", str(len(people))]]


def xlsx(rows: list[list[object]], guide: int = 0, hidden: int = 0, merged: str = "") -> bytes:
    """A workbook of the rows; before them perhaps a guide and a hidden old list, so long."""
    book = Workbook()
    sheet = book.active
    for row in rows:
        sheet.append(row)
    if merged:
        sheet.merge_cells(merged)
    if guide:
        text = book.create_sheet("Les meg", 0)
        for number in range(guide):
            text.append([f"Linje {number}", "om filen"])
    if hidden:
        old = book.create_sheet("Gammel")
        old.sheet_state = "hidden"
        for row in [HEADER, *([["Gammel", "Person"]] * hidden)]:
            old.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def csv(rows: list[list[str]], delimiter: str = ";", encoding: str = "utf-8") -> bytes:
    return "\r\n".join(delimiter.join(row) for row in rows).encode(encoding)


def replaced(content: bytes, name: str, data: bytes) -> bytes:
    """A workbook with one part of its package exchanged."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        for part in old.namelist():
            new.writestr(part, data if part == name else old.read(part))
    return out.getvalue()


def with_part(content: bytes, name: str, data: bytes) -> bytes:
    """A workbook with one more part in its package."""
    out = io.BytesIO(content)
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, data)
    return out.getvalue()
