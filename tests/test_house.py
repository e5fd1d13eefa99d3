"""The house itself: arrows, index, migrations, sizes, settings."""

import ast
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command

from rollout import models
from tests.conftest import INLINE

ROOT = Path(__file__).resolve().parent.parent
AREAS = ROOT / "rollout"

# An area may import those before it in this order, and none after it.
ORDER = [
    "scheduler", "common", "accounts", "organisation", "calendars", "library",
    "competence", "planning", "notifications", "proposals", "logbook", "insight", "guidance",
    "exchange", "home", "demo",
]  # fmt: skip
RANK = {area: rank for rank, area in enumerate(ORDER)}
# Inside an area: a file may import those of a lower number.
LAYERS = {
    "rules": 0, "permissions": 0, "models": 1, "access": 2, "queries": 2, "actions": 3,
    "forms": 4, "tables": 4, "views": 5, "urls": 6,
}  # fmt: skip


def python_files() -> list[Path]:
    return [p for p in AREAS.rglob("*.py") if "migrations" not in p.parts]


def imports_of(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
    return {name for name in found if name.startswith("rollout.")}


def test_areas_import_only_those_before_them() -> None:
    wrong = []
    for path in python_files():
        area = path.relative_to(AREAS).parts[0]
        for name in imports_of(path):
            other = name.split(".")[1]
            if area in RANK and other in RANK and RANK[other] > RANK[area]:
                wrong.append(f"{path.relative_to(ROOT)} imports {name}")
    assert wrong == []


def test_every_area_has_its_place_in_the_order() -> None:
    packages = {p.name for p in AREAS.iterdir() if (p / "__init__.py").exists()}
    assert packages - {"management", "migrations", "templatetags", "formats"} == set(RANK)


def test_inside_an_area_imports_run_from_rules_to_views() -> None:
    wrong = []
    for path in python_files():
        parts = path.relative_to(AREAS).parts
        layer = LAYERS.get(parts[1].removesuffix(".py")) if len(parts) > 1 else None
        if layer is None:
            continue
        for name in imports_of(path):
            other = name.split(".")
            if other[1] == parts[0] and len(other) > 2 and LAYERS.get(other[2], 0) > layer:
                wrong.append(f"{path.relative_to(ROOT)} imports {name}")
    assert wrong == []


def test_the_model_index_is_complete() -> None:
    own = {
        m.__name__
        for m in apps.get_app_config("rollout").get_models()
        if not m.__name__.startswith("Historical") and not m._meta.auto_created
    }
    assert own == set(models.__all__)


@pytest.mark.django_db
def test_no_migration_is_missing_and_all_are_named() -> None:
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)
    names = [p.stem for p in (AREAS / "migrations").glob("0*.py")]
    assert not [name for name in names if re.search(r"_auto_|^\d+_alter_|_and_more$", name)]


def test_no_file_is_over_its_size() -> None:
    tracked = [*python_files(), *(ROOT / "tests").rglob("*.py")]
    long = {
        str(p.relative_to(ROOT)): n for p in tracked if (n := len(p.read_text().splitlines())) > 400
    }
    assert long == {}


def test_no_function_is_over_its_size() -> None:
    long = [
        f"{path.relative_to(ROOT)}: {node.name} {node.end_lineno - node.lineno + 1}"
        for path in python_files()
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef)
        and node.end_lineno
        and node.end_lineno - node.lineno + 1 > 45
    ]
    assert long == []


def test_every_module_says_what_it_is() -> None:
    silent = [
        str(path.relative_to(ROOT))
        for path in python_files()
        if path.read_text().strip() and not ast.get_docstring(ast.parse(path.read_text()))
    ]
    assert silent == []


def test_named_constraints_have_messages_a_person_understands() -> None:
    from django.db.models import UniqueConstraint

    default = UniqueConstraint(fields=["x"], name="x").violation_error_message
    silent = {
        constraint.name
        for model in apps.get_app_config("rollout").get_models()
        for constraint in model._meta.constraints
        if str(constraint.violation_error_message) == str(default)
    }
    loaded_by_us = {
        "framework_code_unique", "level_rank_unique", "level_code_unique", "area_rank_unique",
        "competence_code_unique", "statement_one_per_level", "columns_once_a_kind",
        "person_one_per_user_in_owner",
    }  # fmt: skip
    assert silent <= loaded_by_us


def test_the_translation_is_whole() -> None:
    import polib

    catalogue = polib.pofile(str(AREAS / "locale/nb/LC_MESSAGES/django.po"))
    assert [e.msgid for e in catalogue.untranslated_entries()] == []
    assert [e.msgid for e in catalogue.fuzzy_entries()] == []
    assert catalogue.obsolete_entries() == []


def test_every_string_in_the_sources_is_in_the_catalogue() -> None:
    import polib

    catalogue = polib.pofile(str(AREAS / "locale/nb/LC_MESSAGES/django.po"))
    known = {entry.msgid for entry in catalogue}
    used = set()
    for path in [*(ROOT / "templates").rglob("*.html")]:
        text = path.read_text()
        used |= set(re.findall(r"""{% translate "([^"]+)" """, text))
        used |= set(re.findall(r"""{% translate '([^']+)' """, text))
        used |= set(re.findall(r"""=_\("([^"]+)"\)""", text))
    for path in python_files():
        for node in ast.walk(ast.parse(path.read_text())):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Name)
                and node.func.id in ("_", "gettext", "gettext_lazy", "gettext_noop", "ngettext")
                and isinstance(node.args[0], ast.Constant)
            ):
                used.add(node.args[0].value)
    assert used - known == set()


def test_ids_in_addresses_and_values_are_never_localised() -> None:
    """From 1000 on, a localised id has a space in it."""
    loose = [
        f"{path.relative_to(ROOT)}: {found}"
        for path in (ROOT / "templates").rglob("*.html")
        for found in re.findall(r'(?:value="|[?&]\w+=){{ [\w.]*\bpk }}', path.read_text())
    ]
    assert loose == []


def run_manage(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    clean = {k: v for k, v in os.environ.items() if k in ("PATH", "HOME", "ROLLOUT_VAR")}
    return subprocess.run(  # noqa: S603
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=clean | environment,
        capture_output=True,
        text=True,
        check=False,
    )


PRODUCTION = {
    "ROLLOUT_MODE": "production",
    "SECRET_KEY": "k" * 30 + "3b9f2ac7d1e8" * 3,
    "ALLOWED_HOSTS": "rollout.example",
    "DATABASE_URL": "sqlite://:memory:",
    "SMTP_HOST": "mail.rollout.example",
    "ROLLOUT_BASE_URL": "https://rollout.example",
}


def test_check_deploy_is_clean_in_production() -> None:
    done = run_manage("check", "--deploy", "--fail-level", "WARNING", **PRODUCTION)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("ALLOWED_HOSTS", "rollout.example,*", "lets every name in"),
        ("ROLLOUT_BASE_URL", "rollout.example", "isn’t an address on the web"),
        ("ROLLOUT_BASE_URL", "https://", "isn’t an address on the web"),
        ("ROLLOUT_BASE_URL", "http://rollout.example", "must begin with https"),
        ("ROLLOUT_BASE_URL", "javascript://rollout.example", "isn’t an address on the web"),
        ("ROLLOUT_BASE_URL", "https://rollout.example:port", "isn’t an address"),
        ("ROLLOUT_BASE_URL", "https://a@rollout.example", "holds more"),
    ],
)
def test_check_deploy_refuses_what_links_could_be_turned_with(
    name: str, value: str, says: str
) -> None:
    done = run_manage("check", "--deploy", **PRODUCTION | {name: value})
    assert done.returncode != 0
    assert says in done.stderr


@pytest.mark.parametrize("name", list(PRODUCTION)[1:])
def test_a_missing_setting_stops_the_start_with_a_hint(name: str) -> None:
    done = run_manage("check", **{k: v for k, v in PRODUCTION.items() if k != name})
    assert done.returncode != 0
    assert f"Set {name} in the environment" in done.stderr


def test_pins_and_requirement_files_agree() -> None:
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    constraints = set(project["tool"]["uv"]["constraint-dependencies"])
    pinned = {line.split(" ")[0] for line in requirement_lines(ROOT / "requirements.txt")}
    assert pinned
    assert pinned <= constraints
    direct = [re.sub(r"\[.*\]", "", d) for d in project["project"]["dependencies"]]
    assert all("==" in dependency for dependency in direct)
    assert set(direct) <= pinned


def requirement_lines(path: Path) -> list[str]:
    lines = path.read_text().splitlines()
    return [line.split(" ; ")[0] for line in lines if re.match(r"[a-z0-9]", line, re.I)]


@pytest.mark.parametrize(
    "path", sorted((ROOT / "templates").rglob("*.html")), ids=lambda path: path.name
)
def test_no_template_has_style_or_script_in_it(path: Path) -> None:
    assert not INLINE.search(path.read_text())


@pytest.mark.parametrize(
    "path", sorted((ROOT / "templates").rglob("*.html")), ids=lambda path: path.name
)
def test_no_template_has_a_line_that_no_diff_can_show(path: Path) -> None:
    assert [line for line in path.read_text().splitlines() if len(line) > 160] == []
