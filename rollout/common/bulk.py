"""Writes of many rows at once.

Django sends no signal for them, so whoever listens to rows would miss them: these do the write and
tell of it, in the caller's transaction. A queryset's `delete` sends its signals by itself.
"""

from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

from django.db.models import Model, QuerySet

from rollout.common.signals import figures_source_changed

Row = TypeVar("Row", bound=Model)


def make_rows(
    rows: Iterable[Row], *, owner_id: int, batch_size: int = 500, ignore_conflicts: bool = False
) -> list[Row]:
    """Save new rows of one model, which all belong to an owner. No query where there are none."""
    new = list(rows)
    if not new:
        return new
    model = type(new[0])
    made = model._default_manager.bulk_create(
        new, batch_size=batch_size, ignore_conflicts=ignore_conflicts
    )
    figures_source_changed.send(sender=model, owner_id=owner_id)
    return made


def save_rows(
    rows: Sequence[Model], fields: Sequence[str], *, owner_id: int, batch_size: int = 100
) -> None:
    """Save some fields of an owner's rows of one model. No query where there are none."""
    if not rows:
        return
    model = type(rows[0])
    model._default_manager.bulk_update(rows, fields, batch_size=batch_size)
    figures_source_changed.send(sender=model, owner_id=owner_id)


def change_rows(rows: QuerySet[Any], *, owner_id: int, **values: object) -> int:
    """Set the same values in all rows of a query, which belong to an owner; how many there were."""
    changed = rows.update(**values)
    if changed:
        figures_source_changed.send(sender=rows.model, owner_id=owner_id)
    return changed
