"""An address as a QR code, drawn as one path.

How large it is on the screen: a camera reads a code from about ten times its width away. On a page
of 1280 × 720 the code has the height that the bar at the top leaves, 640 px with its quiet zone. An
address of up to 53 letters is 29 squares wide and 37 with the quiet zone, so the code itself is
640 · 29 ÷ 37 ≈ 500 px: 69 % of the short side. On a picture 2.8 m wide that is 1.1 m, which is read
from 11 m away: the back row of a room for 120, ten rows a metre apart.
"""

from dataclasses import dataclass

import segno

QUIET = 4  # squares around the code, as the standard asks


@dataclass(frozen=True)
class Drawing:
    """A code as the path of an SVG: `side` squares wide, with the quiet zone."""

    side: int
    path: str


def drawn(address: str) -> Drawing:
    """An address as the smallest code that holds it."""
    code = segno.make_qr(address, error="l")
    rows = [bytes(row) for row in code.matrix_iter(border=QUIET)]
    return Drawing(len(rows), "".join(row_path(y, row) for y, row in enumerate(rows)))


def row_path(y: int, row: bytes) -> str:
    """The dark stretches of a row, each as one rectangle."""
    path, x = "", 0
    for stretch in row.replace(b"\x00", b" ").split(b" "):
        if stretch:
            path += f"M{x} {y}h{len(stretch)}v1h-{len(stretch)}z"
        x += len(stretch) + 1
    return path
