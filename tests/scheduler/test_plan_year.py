"""The command that plans a year from a file."""

import json
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from rollout.scheduler import price
from rollout.scheduler.problem import Mode, Plan
from tests.scheduler.problems import small

ROOT = Path(__file__).resolve().parents[2]


def plan_year(instance: Path, out: Path, **options: object) -> str:
    printed = StringIO()
    call_command("plan_year", instance=instance, out=out, stdout=printed, **options)
    return printed.getvalue()


def test_a_year_is_planned_and_told(tmp_path: Path) -> None:
    problem = small(7, Mode.TOGETHER)
    (tmp_path / "year.json").write_text(json.dumps(problem.to_json()))
    printed = plan_year(tmp_path / "year.json", tmp_path / "plan.json", time_limit=20)
    data = json.loads((tmp_path / "plan.json").read_text())
    plan = Plan.from_json(data)
    assert (data["status"], data["explanation"]) == ("optimal", [])
    assert data["bound"] == price.cost(problem, plan)
    assert price.broken_rules(problem, plan) == []
    assert f"cost {data['bound']}, bound {data['bound']}" in printed
    assert "facilitator travel" in printed


def test_a_year_without_a_plan_is_told(tmp_path: Path) -> None:
    (tmp_path / "year.json").write_text(json.dumps(small(1, weeks=1, cohorts=9).to_json()))
    printed = plan_year(tmp_path / "year.json", tmp_path / "plan.json", time_limit=20)
    data = json.loads((tmp_path / "plan.json").read_text())
    assert (data["status"], data["cohorts"]) == ("infeasible", [])
    assert data["explanation"]
    assert "infeasible" in printed


@pytest.mark.parametrize(
    ("text", "said"),
    [("{", "isn’t JSON: line 1"), ("{}", "gap_days is missing"), ("[]", "isn’t a year to plan"),
     ('{"gap_days": 3}', "isn’t a year to plan")],
)  # fmt: skip
def test_a_file_that_is_no_year_is_refused_kindly(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "year.json").write_text(text)
    with pytest.raises(CommandError, match=said):
        plan_year(tmp_path / "year.json", tmp_path / "plan.json")


def test_a_missing_file_is_refused_kindly(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="can’t be read: No such file"):
        plan_year(tmp_path / "none.json", tmp_path / "plan.json")


def test_no_page_imports_the_solver() -> None:
    """It takes 100 MB: only the worker that plans, and this command, have it."""
    code = (
        "import sys, django; django.setup(); import rollout.urls; print('ortools' in sys.modules)"
    )
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "False"
