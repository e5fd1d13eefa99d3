"""Foreign files are read in a process of its own, whose limits hold."""

import io
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from rollout.common import apart
from rollout.common.apart import TooHeavy, read_apart
from rollout.exchange.sheets import UnreadableFile, read_sheets
from rollout.notifications.replies import NotAReply, read_reply
from tests.common import readings
from tests.exchange import files
from tests.personas import World


@pytest.fixture(autouse=True)
def apart_as_in_use(settings: Any) -> None:
    settings.READ_APART = True


@pytest.fixture
def short_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    """A second instead of ten."""
    monkeypatch.setattr(apart, "SECONDS", 1)


def test_what_a_reading_gives_comes_back_whatever_else_it_says() -> None:
    assert read_apart(readings.talk) == "an answer"


def test_what_a_reading_raises_is_raised() -> None:
    with pytest.raises(ValueError, match="no such day"):
        read_apart(readings.stumble)


@pytest.mark.parametrize("read", [readings.count_for_ever, readings.sleep_for_ever])
@pytest.mark.usefixtures("short_limits")
def test_a_reading_that_never_ends_is_ended(read: object) -> None:
    with pytest.raises(TooHeavy):
        read_apart(read)


@pytest.mark.parametrize("read", [readings.take_all_memory, readings.dig])
def test_a_reading_that_wants_too_much_is_ended(read: object) -> None:
    with pytest.raises(TooHeavy):
        read_apart(read)


def test_a_sheet_comes_back_as_it_was_read() -> None:
    rows = [["Navn", "Sted"], ["Bjørg Æsøy", "Ås"]]
    assert read_sheets(files.csv(rows)) == [rows]


def test_a_refusal_is_told_in_the_readers_language() -> None:
    with translation.override("nb"), pytest.raises(UnreadableFile, match="skadet"):
        read_sheets(b"PK\x03\x04 not a zip")


SHARED = (
    b'<Override PartName="/xl/sharedStrings.xml" ContentType="application/'
    b'vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/>'
)


def bomb() -> bytes:
    """A workbook of one long text, asked for by hundreds of thousands of cells."""
    content = io.BytesIO(files.xlsx([["a"]]))
    cells = '<c t="s"><v>0</v></c>' * 60
    rows = f"<row>{cells}</row>" * 7_000
    name = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    made = io.BytesIO()
    with zipfile.ZipFile(content) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            if "sharedStrings" not in part.filename and "sheet1" not in part.filename:
                new.writestr(part, old.read(part).replace(b"</Types>", SHARED + b"</Types>"))
        text = "lang tekst " * 3000
        new.writestr("xl/sharedStrings.xml", f'<sst xmlns="{name}"><si><t>{text}</t></si></sst>')
        sheet = f'<worksheet xmlns="{name}"><sheetData>{rows}</sheetData></worksheet>'
        new.writestr("xl/worksheets/sheet1.xml", sheet)
    return made.getvalue()


def test_a_workbook_made_to_fill_the_memory_is_refused_kindly() -> None:
    with translation.override("en"), pytest.raises(UnreadableFile, match="too long to read"):
        read_sheets(bomb())


def test_a_mail_is_read_apart_too() -> None:
    with pytest.raises(NotAReply, match="written it by hand"):
        read_reply(b"From: kari@skole.example\r\n\r\nJeg kommer gjerne.")


def test_a_file_on_the_command_line_is_read_apart_too(world: World, tmp_path: Path) -> None:
    path = tmp_path / "ansatte.xlsx"
    path.write_bytes(bomb())
    with pytest.raises(CommandError, match="for lang tid"):
        call_command("import_staff", str(path), owner=world.owner.name)
