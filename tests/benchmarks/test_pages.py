"""The benchmark of pages goes through on a fresh demo."""

from types import SimpleNamespace
from typing import Any

import pytest

from tests.benchmarks.pages import measure


class Answering:
    """A browser that gets one status for everything."""

    def __init__(self, status: int) -> None:
        self.response = SimpleNamespace(status=status, headers={"X-Queries": "7"})

    def ask(self, method: str, path: str, body: str = "") -> Any:
        return self.response, b"page"


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/programmes/1/planning-table/1/0/2/", 404),
        ("/programmes/1/planning-table/1/cohort/0/", 404),
        ("/programmes/1/planning-table/compare/?p=1&p=2", 302),
    ],
)
def test_a_plan_that_nobody_made_is_passed_over(path: str, status: int) -> None:
    assert measure(Answering(status), path) is None


def test_any_other_page_has_to_be_there() -> None:
    with pytest.raises(AssertionError):
        measure(Answering(404), "/programmes/1/schools/")
    assert measure(Answering(200), "/programmes/1/schools/")[1:] == (4, 7)
