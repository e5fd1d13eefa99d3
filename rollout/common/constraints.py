"""What the database refuses, in the words of the constraint that refused it.

A form looks before it saves, and two at once both find nothing in the way; then the database says
no to one of them. Its refusal is a ValidationError too, so whoever tells those tells this.
"""

import re
from collections.abc import Callable
from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models
from django.db.backends.signals import connection_created
from django.utils.translation import gettext as _

NAMED_BY_SQLITE = re.compile(r"(?:CHECK constraint failed: |index ')(\w+)")
COLUMNS_BY_SQLITE = re.compile(r"UNIQUE constraint failed: (\w+\.\w+(?:, \w+\.\w+)*)$")
COLUMNS_BY_POSTGRES = re.compile(r"Key \(([^)]*)\)=")
UNIQUE_BY_POSTGRES = "23505"


class Refused(ValidationError, IntegrityError):
    """A write that a constraint refused. `columns` are those that were to be unique, where told."""

    def __init__(self, message: str, columns: frozenset[str]) -> None:
        super().__init__(message, code="refused")
        self.columns = columns


def tell_refusals(
    execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]
) -> Any:
    """Around every statement: a named constraint's refusal says what the constraint says."""
    try:
        return execute(sql, params, many, context)
    except IntegrityError as error:
        refused = refusal(error)
        if refused is None:
            raise
        raise refused from error


def connect() -> None:
    """Listen on every connection from now on."""
    connection_created.connect(listen, dispatch_uid="tell_refusals")


def listen(connection: Any, **_kwargs: object) -> None:
    if tell_refusals not in connection.execute_wrappers:
        connection.execute_wrappers.append(tell_refusals)


def refusal(error: IntegrityError) -> Refused | None:
    """The refusal that an error is; none where nothing of ours refused."""
    columns = columns_told(error)
    constraint = constraints().get(constraint_name(error, columns))
    if constraint is not None:
        return Refused(str(constraint.get_violation_error_message()), columns)
    if not is_of_uniqueness(error):
        return None
    return Refused(_("Somebody has just saved the same. Look at what is there now."), columns)


def constraint_name(error: IntegrityError, columns: frozenset[str]) -> str:
    """The name of the constraint that an error is about; empty where it isn’t told."""
    told = getattr(getattr(error.__cause__, "diag", None), "constraint_name", None)
    if told:
        return str(told)
    match = NAMED_BY_SQLITE.search(str(error))
    return match[1] if match else by_columns().get((table_told(error), columns), "")


def table_told(error: IntegrityError) -> str:
    match = COLUMNS_BY_SQLITE.search(str(error))
    return match[1].partition(".")[0] if match else ""


def columns_told(error: IntegrityError) -> frozenset[str]:
    """The columns that were to be unique; none where the error tells only a name."""
    if match := COLUMNS_BY_SQLITE.search(str(error)):
        return frozenset(column.partition(".")[2] for column in match[1].split(", "))
    detail = getattr(getattr(error.__cause__, "diag", None), "message_detail", None) or ""
    match = COLUMNS_BY_POSTGRES.match(detail)
    return frozenset(match[1].split(", ")) if match else frozenset()


def is_of_uniqueness(error: IntegrityError) -> bool:
    code = getattr(error.__cause__, "sqlstate", "")
    return code == UNIQUE_BY_POSTGRES or "UNIQUE constraint failed" in str(error)


def constraints() -> dict[str, models.BaseConstraint]:
    """Our constraints by name."""
    return {
        constraint.name: constraint
        for model in apps.get_app_config("rollout").get_models()
        for constraint in model._meta.constraints
    }


def by_columns() -> dict[tuple[str, frozenset[str]], str]:
    """The names of our constraints over plain columns, by table and columns: SQLite tells only
    those."""
    return {
        (model._meta.db_table, columns_of(model._meta, constraint)): constraint.name
        for model in apps.get_app_config("rollout").get_models()
        for constraint in model._meta.constraints
        if isinstance(constraint, models.UniqueConstraint) and constraint.fields
    }


def columns_of(meta: Any, constraint: models.UniqueConstraint) -> frozenset[str]:
    return frozenset(meta.get_field(name).column for name in constraint.fields)
