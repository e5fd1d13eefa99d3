"""Files as other programs make them: read as Excel shows them, or refused with the true reason."""

import io
import re
import zipfile
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from rollout.common.names import seen
from rollout.exchange.cell_formats import shown
from rollout.exchange.columns import STAFF, data_rows, find_sheet
from rollout.exchange.rows import UnreadableFile
from rollout.exchange.sheets import read_here
from tests.bending import bent
from tests.exchange import files

ROWS: list[list[object]] = [["Navn", "Prosent"], ["Ødegård, Åse", 80], ["Næss, Pål", 50]]
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PLAIN = [["Navn", "Prosent"], ["Ødegård, Åse", "80"], ["Næss, Pål", "50"]]

Change = Callable[[str, str], tuple[str, str]]


def repacked(change: Change) -> bytes:
    """The list as a workbook, each part's name and text changed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(files.xlsx(ROWS))) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            new.writestr(*change(name, old.read(name).decode()))
    return out.getvalue()


def strict(name: str, text: str) -> tuple[str, str]:
    text = text.replace(MAIN, "http://purl.oclc.org/ooxml/spreadsheetml/main")
    return name, text.replace(RELATED, "http://purl.oclc.org/ooxml/officeDocument/relationships")


def renamed(name: str, text: str) -> tuple[str, str]:
    return name.replace("workbook.xml", "bok7.xml"), text.replace("workbook.xml", "bok7.xml")


def backslashes(name: str, text: str) -> tuple[str, str]:
    return name.replace("worksheets/", "worksheets\\"), text


def prefixed(name: str, text: str) -> tuple[str, str]:
    if "worksheets/" not in name:
        return name, text
    text = re.sub(r"<(/?)(?=[a-zA-Z])", r"<\1q:", text)
    return name, text.replace(f'xmlns="{MAIN}"', f'xmlns:q="{MAIN}"')


def oddly_dressed(name: str, text: str) -> tuple[str, str]:
    if name == "xl/styles.xml":
        text = re.sub(r"<fills.*?</fills>", "<fills><fill/><fill><x/></fill></fills>", text)
        text = re.sub(r"<fonts.*?</fonts>", '<fonts><font><family val="99"/></font></fonts>', text)
    if name.endswith("sheet1.xml"):
        odd = (
            '<autoFilter ref="A1:B9"><filterColumn colId="x"/></autoFilter><headerFooter odd="1"/>'
        )
        text = text.replace("</sheetData>", f"</sheetData>{odd}")
    return name, text


@pytest.mark.parametrize("change", [strict, renamed, backslashes, prefixed, oddly_dressed])
def test_workbooks_that_other_programs_make_are_read(change: Change) -> None:
    (sheet,) = read_here(repacked(change))
    assert sheet == PLAIN


@pytest.mark.parametrize(
    ("value", "code", "text"),
    [
        (80, '0.0" %"', "80 %"),
        (92.31, r"0.0\%", "92.31 %"),
        (0.6, "0.00%", "60 %"),
        (100, '0" %";[Red]-0" %"', "100 %"),
        (37.5, '0.0" t/uke"', "37.5 t/uke"),
        (301, "0000", "0301"),
        (46154, "yyyy-mm-dd", "2026-05-12"),
        (7, ";;;", ""),
        (1500000, "0.0,,", "1.5"),
        (974555794, "### ### ###", "974555794"),
        (0.1 + 0.2, "General", "0.3"),
    ],
)
def test_a_number_is_what_excel_shows(value: float, code: str, text: str) -> None:
    assert shown(str(value), code) == text


def test_carriage_returns_and_other_signs_as_excel_writes_them() -> None:
    rows = [["Navn", "Sted"], ["Lie_x000D_", "Bj_x00F8_rn _x005F_x000D_"]]
    assert read_here(files.xlsx(rows))[0][1] == ["Lie", "Bjørn _x000D_"]


def test_rows_that_a_filter_hides_are_known() -> None:
    book = Workbook()
    for row in ROWS:
        book.active.append(row)
    book.active.row_dimensions[2].hidden = True
    out = io.BytesIO()
    book.save(out)
    (sheet,) = read_here(out.getvalue())
    assert sheet.hidden == {2}


def test_a_cell_told_twice_in_two_ways_is_refused() -> None:
    twice = '<row r="1"><c r="A1"><v>1</v></c><c r="A1"><v>2</v></c></row>'
    sheet = f'<worksheet xmlns="{MAIN}"><sheetData>{twice}</sheetData></worksheet>'
    content = files.replaced(files.xlsx(ROWS), "xl/worksheets/sheet1.xml", sheet.encode())
    with pytest.raises(UnreadableFile, match="skadet"):
        read_here(content)


def test_a_far_off_formatted_row_doesn_t_make_a_list_long() -> None:
    far = '<row r="2"><c r="A2"><v>1</v></c></row><row r="1048576"><c r="A1048576" s="0"/></row>'
    sheet = f'<worksheet xmlns="{MAIN}"><sheetData>{far}</sheetData></worksheet>'
    content = files.replaced(files.xlsx(ROWS), "xl/worksheets/sheet1.xml", sheet.encode())
    assert read_here(content) == [[[""], ["1"]]]


PAGE = """<html><meta charset="utf-8"><style>td{color:red}</style><table>
<tr><th>Skole<th>Navn<th>Tittel</tr>
<tr><td rowspan=2>Nordlia</td><td>Åse&nbsp;Ødegård</td><td>L&aelig;rer</td></tr>
<tr style="display: none"><td>Pål Næss</td><td>Rektor</td></tr>
<tr><td colspan="2">i alt</td><td>2</td></tr></table></html>"""


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "cp1252"])
def test_a_web_page_named_xls_is_read(encoding: str) -> None:
    (sheet,) = read_here(PAGE.encode(encoding))
    assert list(sheet) == [
        ["Skole", "Navn", "Tittel"],
        ["Nordlia", "Åse Ødegård", "Lærer"],
        ["Nordlia", "Pål Næss", "Rektor"],
        ["i alt", "", "2"],
    ]
    assert sheet.hidden == {3}


def packed(*names: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (packed("xl/workbook.bin"), "xlsb"),
        (packed("mimetype", "content.xml"), "OpenDocument"),
        (packed("Index/Document.iwa"), "Numbers"),
        (packed("word/document.xml", "_rels/.rels"), "Word"),
        (packed("ansatte.xlsx"), "Pakk den ut"),
        (packed("bilde.png"), "ikke en arbeidsbok"),
        (b'<?xml version="1.0"?><Workbook xmlns="urn:x"></Workbook>', "XML"),
        (b"MIME-Version: 1.0\nContent-Type: multipart/related", "nettarkiv"),
        (b"<html><body>Logg inn</body></html>", "uten tabell"),
        (b"ID;PWXL;N;E\nC;X1", "SYLK"),
    ],
)
def test_other_kinds_are_refused_with_the_way_out(content: bytes, says: str) -> None:
    with pytest.raises(UnreadableFile) as refused:
        read_here(content)
    assert says in str(refused.value)


def test_lines_that_are_one_quoted_cell_each_are_read() -> None:
    text = '"Navn;Sted"\r\n"""Lie; Åse"";Ås"\r\n'
    assert read_here(text.encode()) == [[["Navn", "Sted"], ["Lie; Åse", "Ås"]]]


@pytest.mark.parametrize("broken", ['"Lie;Åse;Ås', 'Lie;"Åse;Ås', 'Lie;"Åse" (vikar);Ås'])
def test_a_quotation_mark_too_many_spoils_its_own_line_only(broken: str) -> None:
    text = f"Etternavn;Fornavn;Sted\r\n{broken}\r\nMo;Pål;Ås\r\nVik;Eva;Ås\r\n"
    (sheet,) = read_here(text.encode())
    assert [row[0] for row in sheet[2:]] == ["Mo", "Vik"]
    assert len(sheet) == 4


def test_a_line_that_names_the_separator_is_the_sheets_first() -> None:
    (sheet,) = read_here(b'sep=,\r\nNavn,Prosent\r\nPer,"37;5"\r\n')
    assert sheet == [[], ["Navn", "Prosent"], ["Per", "37;5"]]


def book(**sheets: list[list[str]]) -> bytes:
    made = Workbook()
    made.remove(made.active)
    for name, rows in sheets.items():
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(row)
    made["Gammel"].sheet_state = "hidden"
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


HEADER = ["Navn", "E-post", "Skole", "Stilling"]
OTHER = ["Stilling", "Skole", "E-post", "Navn", "Superbruker"]


def test_like_sheets_are_read_as_one_list_and_the_others_are_told() -> None:
    content = book(
        Nord=[HEADER, ["Åse Lie", "a@x.no", "Nordlia", "Lærer"]],
        Guide=[["Slik", "gjør du"], ["1", "Åpne"], ["2", "Lukk"]],
        Syd=[["Lærere"], OTHER, ["Rektor", "Sørlia", "b@x.no", "Pål Mo", "x"]],
        Gammel=[HEADER, ["Eva Vik", "c@x.no", "Nordlia", "Lærer"]],
    )
    sheet, header_row, columns = find_sheet(read_here(content), STAFF)
    rows = data_rows(sheet, header_row, columns)
    assert [(row["email"], row["school"], row["superuser"]) for _n, row in rows] == [
        ("a@x.no", "Nordlia", ""), ("b@x.no", "Sørlia", "x"),
    ]  # fmt: skip
    assert [(part.sheet, part.own) for part in sheet.parts] == [("Nord", 2), ("Syd", 3)]
    assert sheet.left_out == ["Guide", "Gammel"]


def test_sheets_named_for_their_schools_say_the_school() -> None:
    short = ["Navn", "E-post", "Stilling"]
    content = book(
        Nordlia=[short, ["Åse Lie", "a@x.no", "Lærer"]],
        Sørlia=[short, ["Pål Mo", "b@x.no", "Rektor"]],
        Gammel=[short],
    )
    rows = data_rows(*find_sheet(read_here(content), STAFF))
    assert [row["school"] for _n, row in rows] == ["Nordlia", "Sørlia"]


RIGHT = [";".join(map(str, row)) for row in [*ROWS, ["Vik, Eva", "x"]]]
BITS = ['"', ";", "\n", "<table>", "=1+1", "\u202e", "_x000D_", "#N/A", "\x00", "Ã¸", "\t"]


@given(text=bent(["\r\n".join(RIGHT), PAGE], BITS))
def test_bent_texts_give_what_they_hold_or_a_reason(text: str) -> None:
    try:
        sheets = read_here(text.encode())
    except UnreadableFile:
        return
    held = "".join(seen(text).split())
    for word in ("Ødegård", "Næss", "Vik"):
        assert word in held or not any(word in cell for s in sheets for row in s for cell in row)


PACKAGES = [files.xlsx(ROWS), repacked(strict)]
BYTES = [b"<c r='A1'><v>1</v></c>", b"</row>", b"\x00", b"<f/>", b"PK\x03\x04", b"1e999", b'r="B1"']


@given(part=st.sampled_from(["xl/worksheets/sheet1.xml", "xl/styles.xml", "xl/workbook.xml", ""]),
       data=st.data())  # fmt: skip
def test_bent_workbooks_give_a_sheet_or_a_reason(part: str, data: st.DataObject) -> None:
    content = data.draw(st.sampled_from(PACKAGES))
    if part:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            inside = archive.read(part)
        content = files.replaced(content, part, data.draw(bent([inside], BYTES)))
    else:
        content = data.draw(bent([content], BYTES))
    try:
        sheets = read_here(content)
    except UnreadableFile:
        return
    assert all(isinstance(cell, str) for sheet in sheets for row in sheet for cell in row)
