"""School lists: what public lists write where a number isn’t told."""

import pytest

from rollout.exchange.columns import SCHOOLS, data_rows, find_sheet
from rollout.exchange.school_files import SchoolRow, plan_schools
from rollout.exchange.sheets import read_here
from tests.exchange import files

HEADER = ["Skolenavn", "Elever", "Trinn fra", "Trinn til"]


def row(*cells: str) -> SchoolRow:
    found = find_sheet(read_here(files.csv([HEADER, [*cells]])), SCHOOLS)
    return plan_schools(data_rows(*found), None)[0]


@pytest.mark.parametrize("pupils", ["*", "<5", "-", "–", "..", ":", "n/a"])
def test_a_number_that_isn_t_told_is_none(pupils: str) -> None:
    found = row("Nordlia skole", pupils, "1", "7")
    assert found.state == "new"
    assert "pupils" not in found.fields


@pytest.mark.parametrize(
    ("pupils", "number"), [("120,0", 120), ("1 234", 1234), ("1\u00a0234", 1234), ("87", 87)]
)
def test_a_number_as_people_write_it(pupils: str, number: int) -> None:
    assert row("Nordlia skole", pupils, "1. trinn", "7.").fields == {
        "name": "Nordlia skole", "pupils": number, "grade_from": 1, "grade_to": 7,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        (["Nordlia skole", "ca. 150", "1", "7"], "number of pupils"),
        (["Nordlia skole", "1,000", "1", "7"], "number of pupils"),
        (["Nordlia skole", "80", "første", "7"], "grade"),
        (["Nordlia skole (nedlagt 2019)", "", "1", "7"], "closed"),
    ],
)
def test_what_isn_t_understood_is_told(cells: list[str], reason: str) -> None:
    found = row(*cells)
    assert found.state == "error"
    assert reason in found.reason
