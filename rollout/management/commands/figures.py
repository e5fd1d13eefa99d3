"""Print a programme's figures as of a day."""

import datetime as dt
import json
from argparse import ArgumentParser
from typing import Any

from django.utils import timezone

from rollout.common.commands import DatabaseCommand
from rollout.common.dates import today
from rollout.insight.as_data import figures_data
from rollout.insight.figures import ProgrammeFigures, programme_figures
from rollout.planning.command_line import find_programme


class Command(DatabaseCommand):
    help = "Print every school's figures and the owner's. The programme is given by id or name."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("programme")
        parser.add_argument("--on", type=dt.date.fromisoformat, help="as of this day, else today")
        parser.add_argument("--format", choices=["text", "json"], default="text")

    def handle(self, *args: object, **options: Any) -> None:
        programme = find_programme(options["programme"])
        figures = programme_figures(programme, options["on"] or today())
        if options["format"] == "json":
            self.stdout.write(
                json.dumps(figures_data(figures, timezone.now()), ensure_ascii=False, indent=1)
            )
        else:
            self.write_text(figures)

    def write_text(self, figures: ProgrammeFigures) -> None:
        for unit in [figures.owner, *figures.schools.values()]:
            value = unit.coverage.value
            share = "–" if value is None else f"{value:.0%}"
            self.stdout.write(
                f"{unit.name:36} {share:>5}  {unit.coverage.numerator}/{unit.coverage.denominator}"
                f"  roster {unit.roster}  due kits {len(unit.due)}"
            )
        for row in figures.outstanding(timezone.now()):
            workshop = row.workshop
            about = f" on {workshop.kit}" if workshop.kit else ""
            self.stdout.write(
                f"Attendance not taken since {workshop.day}: {workshop.cohort}{about}; "
                f"the figures of {len(row.schools)} schools lack it."
            )
