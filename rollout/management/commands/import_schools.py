"""Load a school owner's schools from a file."""

from argparse import ArgumentParser

from django.core.management.base import CommandError
from django.db import transaction

from rollout.common.commands import DatabaseCommand
from rollout.exchange.actions import apply_schools, remember_municipality
from rollout.exchange.command_line import open_run
from rollout.exchange.queries import rows_of
from rollout.exchange.register import municipalities, municipality_of, why_not_ours
from rollout.exchange.school_files import plan_schools
from rollout.library.starting import give_starters
from rollout.organisation.models import SchoolOwner


class Command(DatabaseCommand):
    help = "Load schools from the national register's columns, or any CSV or XLSX with headings."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file")
        parser.add_argument("--owner", required=True, help="made where there is none of this name")
        parser.add_argument(
            "--municipality", default="", help="its number; else the owner’s name chooses"
        )
        parser.add_argument(
            "--public-only", action="store_true", help="leave private schools and the county’s out"
        )

    @transaction.atomic
    def handle(self, *args: object, **options: str) -> None:
        owner, made = SchoolOwner.objects.get_or_create(name=options["owner"])
        run = open_run(owner, "schools", options["file"])
        rows = rows_of(run)
        municipality = self.municipality(owner, municipalities(rows), options["municipality"])
        planned = plan_schools(rows, owner, municipality)
        if options["public_only"]:
            planned = [row for row in planned if not why_not_ours(row, owner)]
        if not planned:
            raise CommandError("No school in the file matches.")
        remember_municipality(owner=owner, number=municipality)
        run.save()
        if made:
            give_starters(owner=owner)
        apply_schools(run=run, rows=planned)
        for name in run.left_out:
            self.stderr.write(f"sheet not read: {name}")
        for row in planned:
            if row.state == "error":
                sheet, number = run.place(row.row)
                line = f"{sheet} row {number}: {row.reason} {row.value}"
                self.stderr.write(line.strip())
        counts = ", ".join(f"{n} {state}" for state, n in run.counts.items())
        self.stdout.write(f"{owner}{' (made)' if made else ''}: {counts}")

    def municipality(self, owner: SchoolOwner, there: dict[str, str], asked: str) -> str:
        """The one asked for, or else the owner's own by its name."""
        if asked:
            return asked.zfill(4)
        found = municipality_of(owner, there)
        if not found and len(there) > 1:
            raise CommandError(
                f"The file has {len(there)} municipalities, and none is sure to be {owner}’s. "
                "Say its number with --municipality."
            )
        return found
