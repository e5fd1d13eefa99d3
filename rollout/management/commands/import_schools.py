"""Load a school owner's schools from a file."""

from argparse import ArgumentParser

from django.core.management.base import CommandError
from django.db import transaction

from rollout.common.commands import DatabaseCommand
from rollout.exchange.actions import apply_schools
from rollout.exchange.command_line import open_run
from rollout.exchange.queries import rows_of
from rollout.exchange.school_files import plan_schools
from rollout.organisation.models import SchoolOwner


class Command(DatabaseCommand):
    help = "Load schools from the national register's columns, or any CSV or XLSX with headings."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file")
        parser.add_argument("--owner", required=True, help="made where there is none of this name")
        parser.add_argument("--municipality", default="", help="only this municipality number")
        parser.add_argument("--public-only", action="store_true", help="leave private schools out")

    @transaction.atomic
    def handle(self, *args: object, **options: str) -> None:
        owner, made = SchoolOwner.objects.get_or_create(name=options["owner"])
        run = open_run(owner, "schools", options["file"])
        municipality = options["municipality"].zfill(4) if options["municipality"] else ""
        planned = plan_schools(rows_of(run), owner, municipality)
        if options["public_only"]:
            planned = [row for row in planned if row.ownership.casefold() != "privat"]
        if not planned:
            raise CommandError("No school in the file matches.")
        if municipality and not owner.number:
            owner.number = municipality
            owner.save()
        run.save()
        apply_schools(run=run, rows=planned)
        for row in planned:
            if row.state == "error":
                self.stderr.write(f"row {row.row}: {row.reason} {row.value}".rstrip())
        counts = ", ".join(f"{n} {state}" for state, n in run.counts.items())
        self.stdout.write(f"{owner}{' (made)' if made else ''}: {counts}")
