"""Walks a new lead's first weeks with a whole municipality's people, and prints what it takes.

uv run --group test python -m tests.benchmarks.first_weeks: 29 schools, 1,150 people, 84 superusers.
For each step there is the number of clicks and fields, and the seconds that the machine worked; a
person reads and thinks in addition.
"""

import os
import sys

import pytest

if __name__ == "__main__":
    os.environ["FIRST_WEEKS"] = "whole"
    sys.exit(pytest.main(["tests/browser/test_first_weeks.py", "-n", "0", "-s", "-q"]))
