"""Tables of a web page, as some systems export under the name of a workbook."""

from html.parser import HTMLParser

from rollout.common.names import seen
from rollout.exchange.rows import MAX_COLUMNS, MAX_ROWS, TOO_MANY_ROWS, Sheet, UnreadableFile

MOST_SPAN = 1000


def read_tables(text: str) -> list[Sheet]:
    """Each table of a page as a sheet."""
    reader = TableReader()
    reader.feed(text)
    reader.close()
    reader.end_all()
    return reader.sheets


def span(attributes: dict[str, str | None], name: str) -> int:
    text = (attributes.get(name) or "1").strip()
    return min(max(int(text), 1), MOST_SPAN) if text.isdecimal() and len(text) < 7 else 1


class OpenTable:
    """A table while it is read: a cell over several rows counts in each of them."""

    def __init__(self) -> None:
        self.sheet = Sheet()
        self.cell: list[str] | None = None
        self.size = (1, 1)
        self.below: dict[int, tuple[int, str]] = {}

    def begin_row(self, is_hidden: bool) -> None:
        self.end_cell()
        if len(self.sheet) >= MAX_ROWS:
            raise UnreadableFile(TOO_MANY_ROWS, MAX_ROWS)
        self.sheet.append([])
        if is_hidden:
            self.sheet.hidden.add(len(self.sheet))

    def begin_cell(self, attributes: dict[str, str | None]) -> None:
        self.end_cell()
        if not self.sheet:
            self.begin_row(False)
        self.fill_from_above()
        self.cell = []
        self.size = (span(attributes, "rowspan"), span(attributes, "colspan"))

    def fill_from_above(self) -> None:
        row = self.sheet[-1]
        while self.below.get(len(row), (0, ""))[0] > len(self.sheet) - 1:
            row.append(self.below[len(row)][1])

    def end_cell(self) -> None:
        if self.cell is None:
            return
        text, row = seen("".join(self.cell)), self.sheet[-1]
        rows, columns = self.size
        if rows > 1:
            self.below[len(row)] = (len(self.sheet) - 1 + rows, text)
        row += [text, *[""] * (columns - 1)]
        del row[MAX_COLUMNS:]
        self.cell = None

    def end_row(self) -> None:
        self.end_cell()
        if self.sheet:
            self.fill_from_above()


class TableReader(HTMLParser):
    """Collects tables. One inside another is a sheet of its own."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.sheets: list[Sheet] = []
        self.open: list[OpenTable] = []
        self.unread = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        if tag in ("script", "style"):
            self.unread = tag
        elif tag == "table":
            self.open.append(OpenTable())
        elif self.open and tag == "tr":
            style = (told.get("style") or "").replace(" ", "").casefold()
            self.open[-1].end_row()
            self.open[-1].begin_row("display:none" in style or "hidden" in told)
        elif self.open and tag in ("td", "th"):
            self.open[-1].begin_cell(told)
        elif self.open and tag in ("br", "p", "div"):
            self.handle_data(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag == self.unread:
            self.unread = ""
        elif self.open and tag in ("td", "th"):
            self.open[-1].end_cell()
        elif self.open and tag == "tr":
            self.open[-1].end_row()
        elif self.open and tag == "table":
            self.end_table()

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1].cell is not None and not self.unread:
            self.open[-1].cell.append(data)

    def end_table(self) -> None:
        table = self.open.pop()
        table.end_row()
        self.sheets.append(table.sheet)

    def end_all(self) -> None:
        while self.open:
            self.end_table()
