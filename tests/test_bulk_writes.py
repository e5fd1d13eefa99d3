"""Rows that figures are made of are written in bulk through one door, which tells of it."""

import ast
from functools import cache
from typing import Any

import pytest
from django.apps import apps
from django.db.models import Model

from rollout.common.bulk import change_rows, make_rows, save_rows
from rollout.insight.cache import SOURCES, stamp_of
from rollout.logbook.models import TrainingSession
from rollout.organisation.models import Employment, Role
from rollout.planning.models import ProgrammeKit
from tests import factories as make
from tests.personas import World
from tests.test_house import AREAS, ROOT, python_files

DOOR = AREAS / "common" / "bulk.py"
# Makes a whole owner, in one transaction, and tells of it at the end.
DEMO = AREAS / "demo"
WITH_MODEL = ("bulk_create_with_history", "bulk_update_with_history")


@cache
def model_names() -> dict[str, set[type[Model]]]:
    """What names a model in an expression: its own name, and where others' rows lead to it."""
    names: dict[str, set[type[Model]]] = {"history": {TrainingSession.history.model}}
    for model in apps.get_models():
        names.setdefault(model.__name__, set()).add(model)
        for relation in model._meta.related_objects:
            if accessor := relation.get_accessor_name():
                names.setdefault(accessor, set()).add(relation.related_model)
    return names


class Written(ast.NodeVisitor):
    """Finds a file's bulk writes, and for each the models that it may be a write to: None where
    its text doesn't tell."""

    def __init__(self) -> None:
        self.found: list[tuple[int, set[type[Model]] | None]] = []
        self.set_to: dict[str, list[ast.expr]] = {}

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        before, self.set_to = self.set_to, {}
        for argument in [*node.args.args, *node.args.kwonlyargs]:
            if argument.annotation:
                self.set_to[argument.arg] = [argument.annotation]
        self.generic_visit(node)
        self.set_to = before

    def visit_Assign(self, node: ast.Assign) -> None:
        for target in node.targets:
            if isinstance(target, ast.Name):
                self.set_to.setdefault(target.id, []).append(node.value)
        self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> None:
        name = getattr(node.func, "attr", getattr(node.func, "id", ""))
        if name in WITH_MODEL:
            self.found.append((node.lineno, self.models_of(node.args[1])))
        # A dict's or a set's own `update` is given what to take in.
        elif name in ("bulk_create", "bulk_update") or (name == "update" and not node.args):
            self.found.append((node.lineno, self.models_of(node.func)))
        elif name == "_raw_delete":
            self.found.append((node.lineno, None))
        self.generic_visit(node)

    def models_of(self, node: ast.expr) -> set[type[Model]] | None:
        if isinstance(node, ast.Call):
            return self.models_of(node.func)
        if isinstance(node, ast.Attribute):
            return model_names().get(node.attr) or self.models_of(node.value)
        if isinstance(node, ast.Subscript):  # QuerySet[Message]
            return self.models_of(node.slice)
        if isinstance(node, ast.Name):
            return model_names().get(node.id) or self.models_in(node.id)
        return None

    def models_in(self, name: str) -> set[type[Model]] | None:
        """What a name in the function stands for; it may be set from itself."""
        values = self.set_to.pop(name, [])
        told = [self.models_of(value) for value in values]
        self.set_to[name] = values
        known = [models for models in told if models is not None]
        return set().union(*known) if known and len(known) == len(told) else None


def writes_past_the_door(source: str) -> list[int]:
    """The lines of raw bulk writes to what figures are made of, or to what can't be told."""
    visitor = Written()
    visitor.visit(ast.parse(source))
    return [line for line, models in visitor.found if models is None or models & SOURCES.keys()]


def test_rows_behind_the_figures_are_written_in_bulk_through_one_door() -> None:
    """Use `make_rows`, `save_rows` and `change_rows` of `common/bulk.py`; or name the model where
    it isn't a source, so that it can be read from the text."""
    past = [
        f"{path.relative_to(ROOT)}:{line}"
        for path in python_files()
        if path != DOOR and DEMO not in path.parents
        for line in writes_past_the_door(path.read_text())
    ]
    assert past == []


def test_nobody_else_tells_of_bulk_writes() -> None:
    tellers = [p for p in python_files() if "figures_source_changed.send(" in p.read_text()]
    assert sorted(tellers) == sorted([DOOR, DEMO / "build.py"])


@pytest.mark.parametrize(
    ("line", "is_past"),
    [
        ("Role.objects.bulk_create(rows)", True),
        ("Role._default_manager.filter(pk=1).update(kind='x')", True),
        ("role.memberships.filter(a=1).exclude(b=2).update(ends_on=day)", True),
        ("for_all = Role.objects.filter(a=1)\nfor_all.update(ends_on=day)", True),
        ("bulk_create_with_history(rows, Workshop)", True),
        ("whatever.update(ends_on=day)", True),
        ("model._default_manager.bulk_update(rows, fields)", True),
        ("Role.objects.all()._raw_delete(using)", True),
        ("Message.objects.filter(pk=1).update(status='x')", False),
        ("def f(rows: QuerySet[Message]):\n    rows.update(status='x')", False),
        ("workshop.messages.all().update(status='x')", False),
        ("session.history.filter(pk=1).update(minutes=1)", False),
        ("days = {}\ndays.update({'a': 1})", False),
    ],
)
def test_a_write_past_the_door_is_found(line: str, *, is_past: bool) -> None:
    assert bool(writes_past_the_door(line)) is is_past


BULK_WRITES: dict[str, Any] = {
    "made": lambda w: make_rows(
        [Employment(person=w.teachers[0], school=w.south, position="teacher",
                    starts_on="2026-01-01")],
        owner_id=w.owner.pk,
    ),
    "saved": lambda w: save_rows([w.session], ["minutes"], owner_id=w.owner.pk),
    "changed": lambda w: change_rows(
        TrainingSession.objects.all(), owner_id=w.owner.pk, minutes=30
    ),
}  # fmt: skip


@pytest.mark.parametrize("how", BULK_WRITES)
def test_a_bulk_write_moves_the_owners_stamp_alone(world: World, how: str) -> None:
    other = make.school_owner()
    before, others = stamp_of(world.owner.pk), stamp_of(other.pk)
    BULK_WRITES[how](world)
    assert stamp_of(world.owner.pk) > before
    assert stamp_of(other.pk) == others


@pytest.mark.parametrize(
    "write",
    [
        lambda w: make_rows([], owner_id=w.owner.pk),
        lambda w: save_rows([], ["minutes"], owner_id=w.owner.pk),
        lambda w: change_rows(Role.objects.none(), owner_id=w.owner.pk, end_reason="x"),
        lambda w: change_rows(ProgrammeKit.objects.all(), owner_id=w.owner.pk, position=7),
    ],
    ids=["none made", "none saved", "none changed", "no source of figures"],
)
def test_what_changes_no_figure_moves_no_stamp(world: World, write: Any) -> None:
    before = stamp_of(world.owner.pk)
    write(world)
    assert stamp_of(world.owner.pk) == before
