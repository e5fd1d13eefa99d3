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
from rollout.exchange.models import ImportRun
from rollout.exchange.queries import first_day, rows_of
from rollout.exchange.staff import EVERYBODY, NEW, SAME, Outcome, StaffPlan, known, plan_staff
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
        who = parser.add_mutually_exclusive_group()
        who.add_argument(
            "--same-person",
            action="store_true",
            help="people whose names are known at the school by another e-mail are the same; "
            "without this or the next they are told and left out",
        )
        who.add_argument("--new-person", action="store_true", help="they are new people")

    @transaction.atomic
    def handle(self, *args: object, **options: Any) -> None:
        owner = SchoolOwner.objects.filter(name=options["owner"]).first()
        if owner is None:
            raise CommandError(f"No school owner is called {options['owner']}. Load schools first.")
        run = open_run(owner, "staff", options["file"])
        day = options["day"] or first_day(owner, today())
        has = known(owner, max(day, today()))
        said = SAME if options["same_person"] else NEW if options["new_person"] else ""
        plan = plan_staff(rows_of(run), has, {EVERYBODY: said})
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
        report = report_of(plan, has.names.names, run)
        if options["format"] == "json":
            self.stdout.write(json.dumps(report, ensure_ascii=False, indent=1))
        else:
            self.write_text(report)

    def write_text(self, report: dict[str, Any]) -> None:
        if report["sheets"]:
            self.stdout.write(f"sheets read as one list: {', '.join(report['sheets'])}")
        for name in report["sheets_left_out"]:
            self.stdout.write(f"sheet not read: {name}")
        for told in [*report["errors"], *report["left_out"], *report["remarks"]]:
            sheet = f"{told['sheet']} " if "sheet" in told else ""
            line = f"{sheet}row {told['row']}: {told['reason']} {told['value']}"
            self.stdout.write(line.rstrip())
        for asked in report["asked"]:
            self.stdout.write(
                f"the same person? {asked['person']}, {asked['e-mail']}, until now "
                f"{', '.join(asked['known_as'])}: left out; say --same-person or --new-person"
            )
        self.stdout.write(", ".join(f"{n} {state}" for state, n in report["counts"].items()))


def report_of(plan: StaffPlan, school_names: dict[int, str], run: ImportRun) -> dict[str, Any]:
    """What the import finds, with the sheet's own row numbers; reasons are plain English."""

    def as_data(outcome: Outcome) -> dict[str, Any]:
        sheet, row = run.place(outcome.row)
        where = {"sheet": sheet, "row": row} if sheet else {"row": row}
        return where | {"reason": outcome.reason, "value": outcome.value}

    errors = [
        as_data(outcome) | {"did_you_mean": [school_names[pk] for pk in outcome.suggestions]}
        for outcome in plan.outcomes
        if outcome.state == "error"
    ]
    left_out = [as_data(outcome) for outcome in plan.outcomes if outcome.state == "left_out"]
    taken = [o for o in plan.outcomes if o.state in ("new", "changed", "same", "double")]
    remarks = [as_data(outcome) for outcome in taken if outcome.reason]
    asked = [
        {
            "person": person.name,
            "e-mail": person.email,
            "known_as": [known.email for known in person.namesakes],
        }
        for person in plan.asked
        if not person.choice
    ]
    missing = [
        {"person": str(e.person), "e-mail": e.person.email, "school": e.school.name}
        for e in plan.missing
    ]
    return {
        "errors": errors,
        "left_out": left_out,
        "remarks": remarks,
        "asked": asked,
        "sheets": [part.sheet for part in run.parts],
        "sheets_left_out": run.left_out,
        "counts": plan.counts(),
        "missing": missing,
    }
