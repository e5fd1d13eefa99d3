"""Write the rows behind a programme's figures."""

from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import CommandError
from django.db import transaction

from rollout.common.commands import DatabaseCommand
from rollout.exchange.export import export_programme
from rollout.planning.command_line import find_programme


class Command(DatabaseCommand):
    help = (
        "Write the rows behind a programme's figures as CSV files in a zip. It holds personal "
        "data: keep it where only those who may see all of it can."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("programme")
        parser.add_argument("out")

    @transaction.atomic
    def handle(self, *args: object, **options: str) -> None:
        programme = find_programme(options["programme"])
        path = Path(options["out"])
        try:
            counts = export_programme(programme, path)
        except OSError as error:
            raise CommandError(f"{path}: {error.strerror}") from error
        for name, rows in counts.items():
            self.stdout.write(f"{name}: {rows}")
