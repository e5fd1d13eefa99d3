"""Right inputs with a few places bent, as files and pastes are broken on their way.

`python -m tests.bending 10000` tries so many on every reader.
"""

import os
import subprocess
import sys
from collections.abc import Sequence
from typing import TypeVar

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

Text = TypeVar("Text", str, bytes)
EXAMPLES = "ROLLOUT_TEST_EXAMPLES"  # how many inputs a property test tries
READERS = [
    "tests/calendars/test_pasted.py",
    "tests/calendars/test_occurrences.py",
    "tests/common/test_addresses.py",
    "tests/exchange/test_foreign_files.py",
    "tests/exchange/test_people.py",
    "tests/notifications/test_foreign_replies.py",
]
# For readers that take a while with each input.
FEW = settings(
    max_examples=int(os.environ.get(EXAMPLES, "25")),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)


@st.composite
def bent(draw: st.DrawFn, right: Sequence[Text], bits: Sequence[Text]) -> Text:
    """One of the right inputs with up to four of its places gone, doubled, or with a bit put in."""
    text = draw(st.sampled_from(right))
    for _time in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(text)))
        to = min(len(text), at + draw(st.integers(1, 8)))
        how = draw(st.sampled_from(["gone", "doubled", "bit", "cut"]))
        if how == "gone":
            text = text[:at] + text[to:]
        elif how == "doubled":
            text = text[:to] + text[at:]
        elif how == "bit":
            text = text[:at] + draw(st.sampled_from(bits)) + text[at:]
        elif at > len(text) // 2:
            text = text[:at]
    return text


def main(arguments: list[str]) -> int:
    examples = arguments[0] if arguments else "10000"
    command = [sys.executable, "-m", "pytest", "-n", "0", "-v", "-k", "bent", *READERS]
    done = subprocess.run(command, env=os.environ | {EXAMPLES: examples}, check=False)  # noqa: S603
    return done.returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
