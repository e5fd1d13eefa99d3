"""Checks all types of the product, and that what is left unchecked is little and has a reason.

Tests aren't checked: a wrong type there fails the test. So none of them says what to ignore either.
"""

import io
import re
import subprocess
import sys
import tokenize
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MOST_IGNORED = 20
IGNORED = re.compile(r"#\s*(type:\s*ignore|mypy:)")
WITH_REASON = re.compile(r"# type: ignore\[[a-z, -]+\]  # \w.*")


def ignored(folder: str) -> Iterator[tuple[str, str]]:
    """The place and the text of each comment that leaves a line of a folder unchecked."""
    for path in sorted((ROOT / folder).rglob("*.py")):
        for token in tokenize.generate_tokens(io.StringIO(path.read_text()).readline):
            if token.type == tokenize.COMMENT and IGNORED.search(token.string):
                yield f"{path.relative_to(ROOT)}:{token.start[0]}", token.string


def faults() -> list[str]:
    """What is wrong with the lines that are left unchecked."""
    found = list(ignored("rollout"))
    told = [
        f"{place}: say why in the same line, as in “# type: ignore[code]  # why”"
        for place, comment in found
        if not WITH_REASON.fullmatch(comment)
    ]
    told += [f"{place}: tests aren’t checked" for place, _comment in ignored("tests")]
    if len(found) > MOST_IGNORED:
        told.append(f"{len(found)} lines are left unchecked; at most {MOST_IGNORED} may be")
    return told


def main() -> int:
    command = [sys.executable, "-m", "mypy", "--follow-imports=silent", "rollout"]
    checked = subprocess.run(command, cwd=ROOT, check=False).returncode  # noqa: S603
    told = faults()
    print(*told, sep="\n", end="\n" if told else "", file=sys.stderr)  # noqa: T201
    return checked or bool(told)


if __name__ == "__main__":
    sys.exit(main())
