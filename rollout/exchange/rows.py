"""What every reader of files gives: sheets of text, or a reason why there are none."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

MAX_ROWS = 20_000
MAX_COLUMNS = 60
MAX_LETTERS = 20_000_000

Rows = list[list[str]]

TOO_HEAVY = gettext_noop(
    "This file takes too long to read. Take out what isn’t needed, or split it."
)
TOO_MANY_ROWS = gettext_noop("The file has more than %(most)s rows. Split it into several.")


class UnreadableFile(Exception):
    """The file can't be read; the message says why and what to do, to the person who sent it, in
    the language of whoever asks."""

    def __init__(self, why: str, most: int = 0, cell: str = "") -> None:
        super().__init__(why, most, cell)
        self.why, self.most, self.cell = why, most, cell

    def __str__(self) -> str:
        told = {"most": self.most, "cell": self.cell}
        return _(self.why) % told if self.most or self.cell else _(self.why)


@dataclass(frozen=True)
class Part:
    """Where a sheet's rows begin among several sheets': row `first` is its own row `own`."""

    sheet: str
    first: int
    own: int


class Sheet(Rows):
    """A sheet's rows; row n is element n - 1, so that errors name the sheet's own row.

    `hidden` are the rows that Excel doesn't show, `left_out` the names of sheets beside it that
    aren't read. Where several sheets are read as one, `parts` says which rows are whose.
    """

    def __init__(
        self, rows: Iterable[list[str]] = (), name: str = "", hidden: Iterable[int] = ()
    ) -> None:
        super().__init__(rows)
        self.name = name
        self.hidden = set(hidden)
        self.left_out: list[str] = []
        self.parts: list[Part] = []


def check_letters(letters: int) -> None:
    """Refuse what is small as a file and enormous as text."""
    if letters > MAX_LETTERS:
        raise UnreadableFile(TOO_HEAVY)
