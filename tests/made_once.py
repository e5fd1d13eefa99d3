"""What many tests begin with: made by the first of them, put back as it was for the others."""

import datetime as dt
import pickle
from collections.abc import Callable, Iterator
from typing import Any, Generic, TypeVar

import time_machine
from django.apps import apps
from django.db import IntegrityError, connection, transaction
from django.db.models import Model
from django.db.models.sql import InsertQuery

from tests.clock import moment

Thing = TypeVar("Thing")
# Tests begin at the same moment: nothing that they find may have been made after it.
BEFORE = dt.timedelta(minutes=1)


class MadeOnce(Generic[Thing]):
    """Called in a test that has the database, it gives the thing, whose rows are then there.

    Making a world takes ten times as long as putting its rows back. Each test gets a thing of its
    own, as it was when made. Rows that were there before must be the same in every test, as those
    are that migrations make. Where a test has made rows that stand in the way, the thing is made
    anew.
    """

    def __init__(self, make: Callable[[], Thing]) -> None:
        self.make = make
        self.inserts: list[tuple[str, tuple[Any, ...]]] = []
        self.pickled = b""

    def __call__(self) -> Thing:
        if not self.pickled:
            self.remember()
        elif not self.are_put_back():
            return self.make_before()
        return pickle.loads(self.pickled)  # noqa: S301

    def make_before(self) -> Thing:
        with time_machine.travel((moment() - BEFORE).timestamp()):
            return self.make()

    def remember(self) -> None:
        before = {model: set(keys_of(model)) for model in stored_models()}
        self.pickled = pickle.dumps(self.make_before())
        for model, keys in before.items():
            made = [row for row in model._base_manager.order_by("pk") if row.pk not in keys]
            self.inserts += inserts_of(model, made)

    def are_put_back(self) -> bool:
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                for sql, values in self.inserts:
                    cursor.execute(sql, values)
        except IntegrityError:
            return False
        return True


def stored_models() -> list[type[Model]]:
    """Every model with a table, those between two models and those of histories too."""
    models = apps.get_models(include_auto_created=True)
    return [model for model in models if model._meta.managed and not model._meta.proxy]


def keys_of(model: type[Model]) -> Any:
    return model._base_manager.values_list("pk", flat=True)


def inserts_of(model: type[Model], rows: list[Model]) -> Iterator[tuple[str, tuple[Any, ...]]]:
    """The statements that put these rows back, with their keys."""
    fields = model._meta.local_concrete_fields
    size = connection.ops.bulk_batch_size(fields, rows) if rows else 1
    for start in range(0, len(rows), size):
        query = InsertQuery(model)
        query.insert_values(fields, rows[start : start + size], raw=True)
        yield from query.get_compiler(connection=connection).as_sql()
