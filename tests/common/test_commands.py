"""Commands on a database that isn't ready say what to do, and on an empty one what is missing."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

ROOT = Path(__file__).resolve().parents[2]
COMMANDS = {
    "create_lead": ["a@b.example", "--owner=X", "--first-name=A", "--last-name=B"],
    "export": ["1", "out.zip"],
    "figures": ["1"],
    "import_schools": ["none.csv", "--owner=X"],
    "import_staff": ["none.csv", "--owner=X"],
    "read_reply": ["none.eml"],
    "tick": [],
}


# One process for all of them, as starting is what takes its time.
EACH = """
import json, runpy, sys
for words in json.loads(sys.argv[1]):
    sys.argv = ["manage.py", *words]
    try:
        runpy.run_path("manage.py", run_name="__main__")
    except SystemExit as end:
        print(words[0], end.code, file=sys.stderr)
"""


def test_a_database_without_tables_is_told_in_one_line(tmp_path: Path) -> None:
    asked = json.dumps([[name, *words] for name, words in COMMANDS.items()])
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-c", EACH, asked],
        cwd=ROOT,
        env=os.environ | {"ROLLOUT_MODE": "development", "DATABASE_URL": f"sqlite:///{tmp_path}/x"},
        capture_output=True,
        text=True,
        check=False,
    )
    hint = "CommandError: The database isn’t up to date. Run first: manage.py migrate"
    told = [line for name in COMMANDS for line in (hint, f"{name} 1")]
    assert [line for line in done.stderr.splitlines() if line] == told


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["export", "figures", "import_schools", "import_staff"])
def test_an_empty_database_is_told_kindly(name: str) -> None:
    with pytest.raises(CommandError):
        call_command(name, *COMMANDS[name])


@pytest.mark.django_db
def test_there_is_nothing_to_do_in_an_empty_database() -> None:
    call_command("tick")
