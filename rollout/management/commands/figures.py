"""Print a programme's figures as of a day."""

import datetime as dt
import json
from argparse import ArgumentParser
from typing import Any

from django.utils import timezone

from rollout.common.commands import DatabaseCommand
from rollout.common.dates import today
from rollout.insight.as_data import figures_data, outlooks_data
from rollout.insight.figures import ProgrammeFigures, programme_figures
from rollout.insight.outlook import Outlook, Outlooks, outlooks
from rollout.logbook.queries import read_coming
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
        ahead = outlooks(programme, figures, read_coming(programme, figures.day))
        if options["format"] == "json":
            data = {**figures_data(figures, timezone.now()), "outlook": outlooks_data(ahead)}
            self.stdout.write(json.dumps(data, ensure_ascii=False, indent=1))
        else:
            self.write_text(figures, ahead)

    def write_text(self, figures: ProgrammeFigures, ahead: Outlooks) -> None:
        for unit in [figures.owner, *figures.schools.values()]:
            value = unit.coverage.value
            share = "–" if value is None else f"{value:.0%}"
            outlook = ahead.owner if unit.pk is None else ahead.schools[unit.pk]
            self.stdout.write(
                f"{unit.name:36} {share:>5}  {unit.coverage.numerator}/{unit.coverage.denominator}"
                f"  roster {unit.roster}  due kits {len(unit.due)}  target {met_by(outlook, ahead)}"
            )
        for row in figures.outstanding(timezone.now()):
            workshop = row.workshop
            about = f" on {workshop.kit}" if workshop.kit else ""
            self.stdout.write(
                f"Attendance not taken since {workshop.day}: {workshop.cohort}{about}; "
                f"the figures of {len(row.schools)} schools lack it."
            )


def met_by(outlook: Outlook, outlooks: Outlooks) -> str:
    """By when the coverage target is met at the pace so far."""
    found = outlook.forecast
    if found is None:
        return "can't be told yet"
    if found.is_there:
        return "met"
    likely = outlooks.on(found.likely)
    return f"by {likely}" if likely else "not at this pace"
