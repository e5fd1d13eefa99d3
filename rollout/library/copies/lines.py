"""Two changes of one text put together by lines, or found to clash. Pure.

A line that all three texts have in the same turn is a fixed point. Between two of those, what only
one side changed is taken as that side has it; where both did, and not alike, the texts clash.
"""

from collections.abc import Iterator
from difflib import SequenceMatcher


def merged_lines(base: str, ours: str, theirs: str) -> str | None:
    """A text with both changes in it; None where they clash."""
    texts = [text.split("\n") for text in (base, ours, theirs)]
    found: list[str] = []
    for was, own, other in gaps(*texts):
        if own == other or other == was:
            found += own
        elif own == was:
            found += other
        else:
            return None
    return "\n".join(found)


Gap = tuple[list[str], list[str], list[str]]


def gaps(base: list[str], ours: list[str], theirs: list[str]) -> Iterator[Gap]:
    """The three texts cut at their fixed points, in turn: what lies between, and the points."""
    at = (0, 0, 0)
    for point in [*fixed_points(base, ours, theirs), (len(base), len(ours), len(theirs))]:
        yield base[at[0] : point[0]], ours[at[1] : point[1]], theirs[at[2] : point[2]]
        line = base[point[0] : point[0] + 1]
        yield line, line, line
        at = (point[0] + 1, point[1] + 1, point[2] + 1)


def fixed_points(
    base: list[str], ours: list[str], theirs: list[str]
) -> Iterator[tuple[int, int, int]]:
    """The lines that all three have, by their places in each."""
    own, other = places(base, ours), places(base, theirs)
    for place in range(len(base)):
        if place in own and place in other:
            yield place, own[place], other[place]


def places(base: list[str], text: list[str]) -> dict[int, int]:
    """Where a text has the base’s lines, for each that it has kept."""
    blocks = SequenceMatcher(None, base, text, autojunk=False).get_matching_blocks()
    return {block.a + n: block.b + n for block in blocks for n in range(block.size)}
