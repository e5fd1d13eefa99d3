"""Load a school owner's staff from a file."""

import datetime as dt
import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError
from django.db import transaction

from rollout.common.commands import DatabaseCommand
from rollout.common.dates import today
from rollout.exchange.actions import apply_staff
from rollout.exchange.command_line import open_run
from rollout.exchange.queries import first_day, rows_of
from rollout.exchange.staff import StaffPlan, known, plan_staff
from rollout.organisation.models import SchoolOwner


class Command(DatabaseCommand):
    help = "Load staff from an HR system's CSV or XLSX. Rows in error are told and left out."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file")
        parser.add_argument("--owner", required=True)
        parser.add_argument("--dry-run", action="store_true", help="tell, and change nothing")
        parser.add_argument("--format", choices=["text", "json"], default="text")
        parser.add_argument("--from", dest="day", type=dt.date.fromisoformat, help="first day")
        parser.add_argument(
            "--end-missing", action="store_true", help="end employments that the file lacks"
        )
        parser.add_argument(
            "--end-moved",
            action="store_true",
            help="end the earlier employment of those whom the file has at a new school",
        )

    @transaction.atomic
    def handle(self, *args: object, **options: Any) -> None:
        owner = SchoolOwner.objects.filter(name=options["owner"]).first()
        if owner is None:
            raise CommandError(f"No school owner is called {options['owner']}. Load schools first.")
        run = open_run(owner, "staff", options["file"])
        day = options["day"] or first_day(owner)
        has = known(owner, max(day, today()))
        plan = plan_staff(rows_of(run), has)
        if not options["dry_run"]:
            run.save()
            apply_staff(
                run=run,
                plan=plan,
                has=has,
                day=day,
                end_missing=options["end_missing"],
                end_moved=options["end_missing"] or options["end_moved"],
            )
        report = report_of(plan, has.names.names)
        if options["format"] == "json":
            self.stdout.write(json.dumps(report, ensure_ascii=False, indent=1))
        else:
            self.write_text(report)

    def write_text(self, report: dict[str, Any]) -> None:
        for error in report["errors"]:
            self.stdout.write(f"row {error['row']}: {error['reason']} {error['value']}".rstrip())
        self.stdout.write(", ".join(f"{n} {state}" for state, n in report["counts"].items()))


def report_of(plan: StaffPlan, school_names: dict[int, str]) -> dict[str, Any]:
    """What the import finds, with the sheet's own row numbers; reasons are plain English."""
    errors = [
        {
            "row": outcome.row,
            "reason": outcome.reason,
            "value": outcome.value,
            "did_you_mean": [school_names[pk] for pk in outcome.suggestions],
        }
        for outcome in plan.outcomes
        if outcome.state == "error"
    ]
    missing = [
        {"person": str(e.person), "e-mail": e.person.email, "school": e.school.name}
        for e in plan.missing
    ]
    return {"errors": errors, "counts": plan.counts(), "missing": missing}
