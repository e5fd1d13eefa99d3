"""Runs the suite, without the browser tests, on the days on which clocks and calendars are hard.

`python -m tests.any_day`; what follows is given to pytest, such as `tests/planning -n 1`.
"""

import datetime as dt
import os
import re
import subprocess
import sys
import time
from pathlib import Path

from tests.bending import EXAMPLES
from tests.clock import NAME, ORDINARY

ROOT = Path(__file__).resolve().parent.parent
# What a property test draws has little to do with the day, so each day draws some of it.
FEW = "20"
MOMENTS = {
    ORDINARY: "an ordinary Tuesday",
    "2026-12-19T11:00": "the Saturday before Christmas",
    "2026-12-31T23:50": "just before the new year",
    "2027-01-01T00:10": "just after it; a public holiday",
    "2027-01-31T12:00": "a day that February doesn’t have",
    "2027-03-28T01:59": "the clock goes forward in a minute",
    "2027-03-28T03:30": "the day that lost an hour",
    "2027-03-29T08:00": "Easter Monday",
    "2027-05-17T12:00": "the national day, Whit Monday too",
    "2027-07-15T13:00": "the middle of the summer holidays",
    "2027-08-16T07:30": "the first school day",
    "2027-10-31T02:30+02:00": "the hour that comes twice, the first time",
    "2027-10-31T02:30+01:00": "the hour that comes twice, the second time",
    "2027-11-14T00:05": "a Sunday, and in UTC still Saturday",
    "2028-02-29T10:00": "a leap day",
}


def moments() -> dict[str, str]:
    """The days above, today, and the day a year from now."""
    now = dt.datetime.now(dt.UTC).replace(microsecond=0)
    later = now + dt.timedelta(days=365)
    return MOMENTS | {now.isoformat(): "now", later.isoformat(): "a year from now"}


def run(moment: str, arguments: list[str]) -> tuple[list[str], float, bool]:
    """The lines in which pytest sums up, the seconds, and whether all went well."""
    command = [sys.executable, "-m", "pytest", "--ignore=tests/browser", "-rfE", *arguments]
    began = time.monotonic()
    done = subprocess.run(  # noqa: S603
        command, cwd=ROOT, env={EXAMPLES: FEW} | os.environ | {NAME: moment},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    seconds = time.monotonic() - began
    return done.stdout.splitlines(), seconds, done.returncode == 0


def counted(lines: list[str], *words: str) -> int:
    """How many tests the last line says passed, or failed."""
    last = lines[-1] if lines else ""
    return sum(int(n) for word in words for n in re.findall(rf"(\d+) {word}", last))


def main(arguments: list[str]) -> int:
    worst = 0
    print(f"{'moment':27}{'passed':>7}{'failed':>7}{'seconds':>8}  what day it is")  # noqa: T201
    for moment, what in moments().items():
        lines, seconds, is_well = run(moment, arguments)
        passed, failed = counted(lines, "passed"), counted(lines, "failed", "error")
        print(f"{moment:27}{passed:7}{failed:7}{seconds:8.0f}  {what}", flush=True)  # noqa: T201
        if not is_well:
            worst = 1
            said = [line for line in lines if line.startswith(("FAILED", "ERROR"))] or lines[-20:]
            print("\n".join(f"    {line}" for line in said), flush=True)  # noqa: T201
    return worst


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
