"""The tests' clock: every test begins at the same moment, and the clock goes on from there.

ROLLOUT_TEST_NOW is another moment, such as 2027-03-28T02:30: in the product's time zone, or with an
offset of its own. A process of the product that a test starts is started through this module, so
that it has the test's day: `python -m tests.clock db_worker …` is `manage.py db_worker …`.
"""

import datetime as dt
import os
import runpy
from zoneinfo import ZoneInfo

import time_machine

NAME = "ROLLOUT_TEST_NOW"
ZONE = ZoneInfo("Europe/Oslo")
# A Tuesday in the middle of a term, in working hours, with no break or holiday near.
ORDINARY = "2026-11-10T10:00"


def moment() -> dt.datetime:
    found = dt.datetime.fromisoformat(os.environ.get(NAME) or ORDINARY)
    return found if found.tzinfo else found.replace(tzinfo=ZONE)


def at_moment() -> time_machine.travel:
    """The clock set to the moment, ticking: who waits for something sees time go by.

    As a number: given a time zone, the machine would change the process's own.
    """
    return time_machine.travel(moment().timestamp())


def with_clock_of_now() -> dict[str, str]:
    """The environment that gives another process the clock that this one has."""
    return {NAME: dt.datetime.now(dt.UTC).isoformat()}


if __name__ == "__main__":
    with at_moment():
        runpy.run_path("manage.py", run_name="__main__")
