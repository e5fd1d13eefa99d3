"""Which module imports which, and where each stands in the house's order."""

import ast
import re
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
AREAS = ROOT / "rollout"

# An area may import those before it in this order, and none after it.
ORDER = [
    "scheduler", "common", "accounts", "organisation", "calendars", "library",
    "competence", "planning", "notifications", "proposals", "logbook", "insight", "guidance",
    "exchange", "home", "demo",
]  # fmt: skip
RANK = {area: rank for rank, area in enumerate(ORDER)}
# These have no layers inside: no domain word is in them.
WITHOUT_LAYERS = {"scheduler", "common"}

# Inside an area, a module may import those of its own or a lower number. What a file or a package
# is called says its layer; tasks and actions start each other, so theirs is the same.
LAYERS = {
    "rules": 0, "permissions": 0, "models": 1, "access": 2, "queries": 2, "actions": 3, "tasks": 3,
    "forms": 4, "tables": 4, "views": 5, "urls": 6,
}  # fmt: skip
# A file whose name says none stands as high as the highest it imports: these of Django, and
# modules of any area.
DJANGO_LAYERS = {
    "django.db.models": 1, "django.db.transaction": 3, "django.forms": 4,
    "django.shortcuts.redirect": 5, "django.shortcuts.render": 5,
}  # fmt: skip


def python_files() -> list[Path]:
    return [p for p in AREAS.rglob("*.py") if "migrations" not in p.parts]


def name_of(path: Path) -> str:
    """A file's module, such as `rollout.planning.queries`."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {name_of(path): path for path in python_files()}


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text())


def names_in(node: ast.stmt) -> set[str]:
    """What an import statement may have imported: `from a import b` is a, and perhaps a.b."""
    if isinstance(node, ast.ImportFrom) and node.module:
        return {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    if isinstance(node, ast.Import):
        return {alias.name for alias in node.names}
    return set()


@cache
def imports_in(path: Path) -> list[ast.stmt]:
    """Every import of a file, also inside its functions."""
    return [n for n in ast.walk(tree_of(path)) if isinstance(n, ast.Import | ast.ImportFrom)]


@cache
def names_of(module: str) -> set[str]:
    """Every name that a module imports, also inside its functions."""
    return {name for node in imports_in(MODULES[module]) for name in names_in(node)}


@cache
def imports_of(module: str) -> set[str]:
    """The modules of ours that a module imports; a package where the name is one of its own."""
    found = set()
    for node in imports_in(MODULES[module]):
        if isinstance(node, ast.ImportFrom) and node.module:
            names = [f"{node.module}.{alias.name}" for alias in node.names]
            found |= {name if name in MODULES else node.module for name in names}
        elif isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
    return (found & set(MODULES)) - {module}


def area_of(module: str) -> str:
    """Its area; a file of template tags belongs to the last area of which it imports something."""
    part = [*module.split("."), ""][1]
    if not module.startswith("rollout.templatetags."):
        return part
    return max((area_of(name) for name in imports_of(module)), key=RANK.__getitem__)


def named_layer(module: str) -> int | None:
    """The layer that the name says: the first part of it, after the area, that is one."""
    return next((LAYERS[part] for part in module.split(".")[2:] if part in LAYERS), None)


@cache
def layer_of(module: str) -> int:
    named = named_layer(module)
    if named is not None:
        return named
    ours = [layer_of(name) for name in imports_of(module) if has_layer(name)]
    return max([0, *ours, *(DJANGO_LAYERS.get(name, 0) for name in names_of(module))])


def has_layer(module: str) -> bool:
    return area_of(module) in set(RANK) - WITHOUT_LAYERS


def nested_imports() -> set[str]:
    """Where functions and classes import something: file, and function or class."""
    return {
        f"{path.relative_to(AREAS)} {outer.name}"
        for path in python_files()
        for outer in tree_of(path).body
        if isinstance(outer, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
        for node in ast.walk(outer)
        if isinstance(node, ast.Import | ast.ImportFrom)
    }


def tags_loaded() -> set[tuple[str, str]]:
    """Each template and the files of our own template tags that it loads."""
    own = {path.stem for path in (AREAS / "templatetags").glob("*.py")}
    templates = ROOT / "templates"
    return {
        (str(path.relative_to(templates)), tags)
        for path in templates.rglob("*.html")
        for loaded in re.findall(r"{% load ([^%]+) %}", path.read_text())
        for tags in loaded.split()
        if tags in own
    }
