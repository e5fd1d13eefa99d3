"""The demo's database: the one that is named, and never one that holds something else."""

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command
from django.test import override_settings

from rollout.demo.build import build
from rollout.demo.database import point_settings_at_demo
from rollout.demo.foreign import foreign_data
from rollout.management.commands import demo
from tests import factories as make

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(
    ("named", "expected"),
    [
        ({}, "demo.sqlite3"),
        ({"DATABASE_URL": "sqlite:///a"}, "sqlite:///a"),
        ({"DATABASE_URL": "sqlite:///a", "DEMO_DATABASE_URL": "sqlite:///b"}, "sqlite:///b"),
    ],
)
def test_a_database_that_is_named_is_the_demos(
    monkeypatch: pytest.MonkeyPatch, named: dict[str, str], expected: str
) -> None:
    for name in ("DATABASE_URL", "DEMO_DATABASE_URL"):
        monkeypatch.setenv(name, named.get(name, ""))
    monkeypatch.setenv("ROLLOUT_MODE", "development")
    point_settings_at_demo()
    assert os.environ["DATABASE_URL"].endswith(expected)


@pytest.mark.django_db
def test_an_empty_database_and_a_demo_may_be_made_anew() -> None:
    assert foreign_data() == ""
    build("small", seed=3)
    assert foreign_data() == ""


@pytest.mark.django_db
def test_an_owner_or_somebody_who_signs_in_is_never_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(demo, "make_ready", lambda write: None)
    make.school_owner("Solvik kommune")
    with override_settings(DEMO=True), pytest.raises(CommandError, match="Solvik kommune"):
        call_command("demo", no_serve=True)


@pytest.mark.usefixtures("programme")
def test_somebody_who_was_let_into_the_demo_is_never_lost() -> None:
    get_user_model().objects.create_user("lise@solvik.example", "et langt passord")
    assert "lise@solvik.example" in foreign_data()


def test_a_file_that_isnt_rollouts_stays(tmp_path: Path) -> None:
    """The whole way, on a database that another program made."""
    path = tmp_path / "other.sqlite3"
    with sqlite3.connect(path) as other:
        other.execute("create table letters (word text)")
        other.execute("insert into letters values ('kept')")
    done = subprocess.run(
        [sys.executable, "manage.py", "demo", "--no-serve", "--size", "small"],
        cwd=ROOT,
        env=os.environ | {"DATABASE_URL": f"sqlite:///{path}", "DEMO_DATABASE_URL": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "letters" in done.stderr
    assert "Traceback" not in done.stderr
    with sqlite3.connect(path) as other:
        assert other.execute("select word from letters").fetchall() == [("kept",)]
