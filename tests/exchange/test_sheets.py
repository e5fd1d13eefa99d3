"""Reading files, and refusing those that can't be read."""

import pytest

from rollout.exchange.sheets import Rows, UnreadableFile, read_sheets
from tests.exchange import files


def read_sheet(_name: str, content: bytes) -> Rows:
    (rows,) = read_sheets(content)
    return rows


ROWS = [["Navn", "Sted"], ["Bjørg Æsøy", "Ås"], ["Máret", "Čorgaš"]]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_csv_in_any_usual_form(delimiter: str, encoding: str) -> None:
    assert read_sheet("a.csv", files.csv(ROWS, delimiter, encoding)) == ROWS


def test_csv_as_excel_in_norway_writes_it() -> None:
    assert read_sheet("a.csv", files.csv(ROWS[:2], ";", "cp1252")) == ROWS[:2]


def test_a_comma_in_a_number_does_not_fool_the_delimiter() -> None:
    rows = [["Navn", "Prosent"], ["A", "37,5"], ["B", "92,31"], ["C", "50,0"]]
    assert read_sheet("a.csv", files.csv(rows)) == rows


def test_xlsx_keeps_row_numbers_past_blank_rows() -> None:
    content = files.xlsx([["a", "b"], [], [None, None], ["c", 100.0]])
    rows = read_sheet("a.xlsx", content)
    assert rows[3][:2] == ["c", "100"]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "tom"),
        (b"  \n ", "tom"),
        (b"%PDF-1.7 ...", "PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "Excel"),
        (b"PK\x03\x04 not a zip", "skadet"),
        (b"\x00\x01\x02ab", "tekstfil"),
        (b";;;\n;;;\n", "ingen rader"),
    ],
)
def test_what_is_no_sheet_is_refused_with_a_reason(content: bytes, says: str) -> None:
    with pytest.raises(UnreadableFile, match=says):
        read_sheet("navn.xlsx", content)


def test_a_formula_that_nobody_has_worked_out_is_told_with_its_cell() -> None:
    with pytest.raises(UnreadableFile, match="Celle B2 har en formel"):
        read_sheets(files.xlsx([["Navn", "Prosent"], ["Ada", "=50+50"]]))


@pytest.mark.parametrize(
    ("cell", "reads"),
    [
        ('<c r="B1"><f>A1+1</f></c>', "Celle B1"),
        ('<c r="B1" s="0"><f>A1+1</f><v></v></c>', "Celle B1"),
        ('<c r="B1"><f t="shared" si="0"/><v/></c>', "Celle B1"),
        ('<x:c xmlns:x="urn:x" r="B1"><x:f>A1+1</x:f></x:c>', "Celle B1"),
        ('<c r="B1"><f>A1+1</f><v>7</v></c>', "7"),
        ('<c r="B1" t="str"><f>""</f><v></v></c>', ""),
        ('<c r="B1"><v>7</v></c><c r="D1"/>', "7"),
    ],
)
def test_a_formula_with_a_kept_value_is_read_even_where_it_gives_nothing(
    cell: str, reads: str
) -> None:
    content = workbook(f'<row r="1"><c r="A1" t="str"><v>a</v></c>{cell}</row>')
    if reads.startswith("Celle"):
        with pytest.raises(UnreadableFile, match=reads):
            read_sheets(content)
    else:
        assert read_sheet("a.xlsx", content) == [["a", reads] if reads else ["a"]]


def workbook(rows: str, after: str = "") -> bytes:
    """A workbook whose first sheet holds rows as they stand in its package."""
    name = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    sheet = f'<worksheet xmlns="{name}"><sheetData>{rows}</sheetData>{after}</worksheet>'
    return files.replaced(files.xlsx(ROWS), "xl/worksheets/sheet1.xml", sheet.encode())


def test_a_merged_cell_counts_in_all_its_rows_and_once_across() -> None:
    rows = [["Skole", "Navn"], ["Nordlia", "Ada"], [None, "Bo"], ["Sørlia", "Eva"]]
    assert read_sheet("a.xlsx", files.xlsx(rows, merged="A2:A3"))[2][:2] == ["Nordlia", "Bo"]
    titled = files.xlsx([["Tittel", None], ["a", "b"]], merged="A1:B1")
    assert read_sheet("a.xlsx", titled)[0][:2] == ["Tittel", ""]


def test_a_file_that_is_too_large_is_refused() -> None:
    with pytest.raises(UnreadableFile, match="5 MB"):
        read_sheet("a.csv", b"a;b\n" * 2_600_000)


def test_macros_are_refused() -> None:
    content = files.with_part(files.xlsx(ROWS), "xl/vbaProject.bin", b"macro")
    with pytest.raises(UnreadableFile, match="makroer"):
        read_sheet("a.xlsm", content)


def test_a_zip_bomb_is_refused_unread() -> None:
    content = files.with_part(files.xlsx(ROWS), "xl/media/big.bin", b"0" * 80_000_000)
    assert len(content) < 200_000
    with pytest.raises(UnreadableFile, match="pakke"):
        read_sheet("a.xlsx", content)


def test_a_damaged_workbook_is_refused() -> None:
    content = files.replaced(files.xlsx(ROWS), "xl/worksheets/sheet1.xml", b"<broken")
    with pytest.raises(UnreadableFile, match="skadet"):
        read_sheet("a.xlsx", content)


def test_too_many_rows_are_refused() -> None:
    with pytest.raises(UnreadableFile, match="20"):
        read_sheet("a.csv", b"a;b\n" * 20_001)
