"""What commands that need the database have in common."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor


class DatabaseCommand(BaseCommand):
    """A command that says what to do where the database can't be reached or isn't up to date."""

    def execute(self, *args: Any, **options: Any) -> Any:
        try:
            executor = MigrationExecutor(connection)
            behind = executor.migration_plan(executor.loader.graph.leaf_nodes())
        except DatabaseError as error:
            raise CommandError(f"The database can’t be read: {error}") from error
        if behind:
            raise CommandError("The database isn’t up to date. Run first: manage.py migrate")
        return super().execute(*args, **options)
