"""The house itself: arrows, index, migrations, sizes, settings."""

import ast
import os
import re
import subprocess
import sys
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command

from rollout import models
from rollout.common.deploy_checks import check_base_url
from tests.arrows import (
    AREAS,
    MODULES,
    RANK,
    ROOT,
    area_of,
    has_layer,
    imports_in,
    imports_of,
    layer_of,
    nested_imports,
    python_files,
    tags_loaded,
    tree_of,
)
from tests.conftest import INLINE

# Imports inside a function cost a look to find, and hide circles. These stand there for a reason.
NESTED = {
    "common/apart.py set_limits",  # there is no such module on Windows
    "apps.py RolloutConfig",  # Django has no models before the app is ready
    "exchange/sheets.py read_here",  # openpyxl: only the process that reads a workbook needs it
    "proposals/runs.py plan_year",  # OR-Tools, 100 MB: only the worker that plans needs it
    "proposals/runs.py impossible",
    "proposals/runs.py let_follow",
}
# The figures' plain numbers are in the file that has them read.
ABOVE_THEIR_LAYER = {("guidance.rules", "insight.figures")}
# Template tags of a later area on a page of an earlier one: a workshop's mail is shown there, and
# the areas of competence that a kit serves, and the school's session on it.
TAGS_OF_LATER_AREAS = {
    ("library/kit.html", "area_tags"),
    ("library/kit.html", "session_tags"),
    ("organisation/access_for_all.html", "mail_tags"),
    ("planning/workshop.html", "mail_tags"),
    ("planning/workshops.html", "mail_tags"),
}


def test_every_area_has_its_place_in_the_order() -> None:
    packages = {p.name for p in AREAS.iterdir() if (p / "__init__.py").exists()}
    assert packages - {"management", "migrations", "templatetags", "formats"} == set(RANK)


def test_areas_import_only_those_before_them() -> None:
    """And none imports commands, template tags or what binds the app together."""
    wrong = [
        f"{module} imports {name}"
        for module in MODULES
        if module.split(".")[1:2] and module.split(".")[1] in RANK
        for name in imports_of(module)
        if name.split(".")[1] not in RANK or RANK[area_of(name)] > RANK[area_of(module)]
    ]
    assert wrong == []


def test_imports_run_from_rules_to_views() -> None:
    """Inside an area, in its sub-packages and between them, and from area to area: a query never
    reaches an action. A file whose name says no layer stands as high as the highest it imports, so
    that nothing can be reached through it that may not be imported."""
    wrong = {
        (module.removeprefix("rollout."), name.removeprefix("rollout."))
        for module in MODULES
        if has_layer(module)
        for name in imports_of(module)
        if has_layer(name) and layer_of(name) > layer_of(module)
    }
    assert wrong == ABOVE_THEIR_LAYER


def test_no_two_modules_import_each_other_not_even_through_others() -> None:
    TopologicalSorter({module: imports_of(module) for module in MODULES}).prepare()


def test_imports_stand_at_the_top_and_are_absolute() -> None:
    assert nested_imports() == NESTED
    relative = [
        f"{module}: {node.module}"
        for module, path in MODULES.items()
        for node in imports_in(path)
        if isinstance(node, ast.ImportFrom) and node.level
    ]
    assert relative == []


def test_template_tags_are_loaded_by_pages_of_their_own_or_a_later_area() -> None:
    """Pages outside the areas, such as the frame around all of them, are home's."""
    later = {
        (page, tags)
        for page, tags in tags_loaded()
        if RANK[area_of(f"rollout.templatetags.{tags}")]
        > RANK.get(page.split("/")[0], RANK["home"])
    }
    assert later == TAGS_OF_LATER_AREAS


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
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.FunctionDef)
        and node.end_lineno
        and node.end_lineno - node.lineno + 1 > 45
    ]
    assert long == []


def test_every_module_says_what_it_is() -> None:
    silent = [
        str(path.relative_to(ROOT))
        for path in python_files()
        if path.read_text().strip() and not ast.get_docstring(tree_of(path))
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
        for node in ast.walk(tree_of(path)):
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
        ("ROLLOUT_BASE_URL", "http://rollout.example", "must begin with https"),
    ],
)
def test_check_deploy_refuses_what_links_could_be_turned_with(
    name: str, value: str, says: str
) -> None:
    done = run_manage("check", "--deploy", **PRODUCTION | {name: value})
    assert done.returncode != 0
    assert says in done.stderr


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("rollout.example", "isn’t an address on the web"),
        ("https://", "isn’t an address on the web"),
        ("javascript://rollout.example", "isn’t an address on the web"),
        ("https://rollout.example:port", "isn’t an address"),
        ("https://a@rollout.example", "holds more"),
    ],
)
def test_addresses_that_cant_begin_links_are_refused(url: str, says: str, settings: Any) -> None:
    settings.PRODUCTION, settings.BASE_URL = True, url
    (error,) = check_base_url(None)
    assert says in error.msg


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
