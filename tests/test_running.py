"""What is written about running it holds: the units name commands and programs that there are."""

import configparser
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import get_commands

PAGE = settings.BASE_DIR / "rollout" / "RUNNING.md"
UNIT = re.compile(r"^`(rollout-[\w.-]+)`:.*?```ini\n(.*?)```", re.DOTALL | re.MULTILINE)
ANALYZE = shutil.which("systemd-analyze")
UNITS = dict(UNIT.findall(PAGE.read_text()))


def test_there_are_a_web_server_two_workers_and_a_timer() -> None:
    assert set(UNITS) == {
        "rollout-web.service", "rollout-mail.service", "rollout-planner.service",
        "rollout-tick.service", "rollout-tick.timer",
    }  # fmt: skip


@pytest.mark.parametrize("name", [name for name in UNITS if name.endswith(".service")])
def test_a_unit_runs_what_the_readme_says(name: str) -> None:
    unit = configparser.ConfigParser(interpolation=None)
    unit.optionxform = str
    unit.read_string(UNITS[name])
    program, _space, rest = unit["Service"]["ExecStart"].partition(" ")
    assert unit["Service"]["EnvironmentFile"] == "/etc/rollout.env"
    assert f"{Path(program).name} {rest}" in (settings.BASE_DIR / "README.md").read_text()
    if found := re.match(r"manage\.py (\w+)", rest):
        assert found[1] in get_commands()


@pytest.mark.skipif(not ANALYZE, reason="needs systemd")
def test_systemd_takes_the_units(tmp_path: Path) -> None:
    """With this checkout and this user in the place of the server's."""
    python = tmp_path / "bin"
    python.write_text("#!/bin/sh\n")
    python.chmod(0o755)
    for name, text in UNITS.items():
        here = re.sub(r"^ExecStart=\S+", f"ExecStart={python}", text, flags=re.MULTILINE)
        (tmp_path / name).write_text(here.replace("User=rollout", "User=root"))
    command = [str(ANALYZE), "verify", *(str(tmp_path / name) for name in UNITS)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    assert "rollout-" not in done.stderr
    assert done.returncode == 0
