"""Charts as plain numbers for SVG templates: bars in a 0–100 wide box that stretches."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

WIDTH = 100.0
# A column of one doesn't fill the chart where all are small.
LEAST_SCALE = 4


@dataclass(frozen=True)
class Segment:
    """A piece of a bar: its place in per cent of the bar, and what it stands for."""

    x: float
    width: float
    value: int
    label: str
    rank: int = 0


@dataclass(frozen=True)
class Bar:
    """A labelled bar of one or more segments; `marker` is a line across it, in per cent."""

    label: str
    segments: tuple[Segment, ...] = ()
    total: int = 0
    marker: float | None = None


@dataclass(frozen=True)
class Column:
    """An upright bar: height and top in per cent of the tallest."""

    label: str
    value: int
    height: float
    title: str = ""

    @property
    def top(self) -> float:
        return WIDTH - self.height


def stacked(
    label: str, counts: Mapping[int, int], names: Mapping[int, str], below: int | None = None
) -> Bar:
    """Counts by rank side by side, in the order of `names`; the marker stands where rank `below`
    begins, so that what is at the target lies to its right."""
    total = sum(counts.values())
    segments, x, marker = [], 0.0, None
    for rank, name in names.items():
        if rank == below:
            marker = x
        width = WIDTH * counts.get(rank, 0) / total if total else 0.0
        if width:
            segments.append(Segment(round(x, 2), round(width, 2), counts[rank], name, rank))
        x += width
    return Bar(label, tuple(segments), total, None if marker is None else round(marker, 2))


def columns(values: Sequence[tuple[str, str, int]]) -> list[Column]:
    """Upright bars for (label, title, value), scaled to the largest."""
    most = max([value for _l, _t, value in values] + [LEAST_SCALE])
    return [
        Column(label, value, round(WIDTH * value / most, 2), title)
        for label, title, value in values
    ]
