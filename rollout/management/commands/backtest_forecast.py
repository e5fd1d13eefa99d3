"""Print how good the forecast of coverage would have been, as of many past days."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError
from django.db import transaction

from rollout.common.commands import DatabaseCommand
from rollout.common.dates import today
from rollout.demo.build import build
from rollout.demo.organisation import SIZES
from rollout.insight.backtest import Tally, backtest
from rollout.organisation.models import SchoolOwner
from rollout.planning.command_line import find_programme
from rollout.planning.models import Programme

SIDES = ("inside", "below", "above")


class Command(DatabaseCommand):
    help = (
        "Forecast each school’s coverage as of past days, the last three months hidden, and print "
        "how often what came lies inside the band: of a programme, or of demos made from seeds."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("programme", nargs="?", help="by its id or name")
        parser.add_argument("--seeds", nargs="+", type=int, help="make these demos instead")
        parser.add_argument("--size", choices=SIZES, default="municipality")

    def handle(self, *args: object, **options: Any) -> None:
        if bool(options["programme"]) == bool(options["seeds"]):
            raise CommandError("Name a programme, or seeds of demos, and not both.")
        tally = Tally()
        if options["programme"]:
            backtest(find_programme(options["programme"]), today(), tally)
        else:
            self.of_demos(options["seeds"], options["size"], tally)
        if not tally.counts:
            raise CommandError("The programme is too young: nothing can be held against it yet.")
        self.print(tally)

    def of_demos(self, seeds: list[int], size: str, tally: Tally) -> None:
        """Each demo is made, looked at and taken back again."""
        if SchoolOwner.objects.exists():
            raise CommandError("Demos are made in an empty database: name one in DATABASE_URL.")
        for seed in seeds:
            with transaction.atomic():
                made = build(size, seed=seed)
                backtest(Programme.objects.select_related("owner").get(pk=made.pk), today(), tally)
                transaction.set_rollback(True)

    def print(self, tally: Tally) -> None:
        self.stdout.write(f"{'':14}{'school-dates':>14}" + "".join(f"{s:>9}" for s in SIDES))
        for kind, counts in tally.counts.items():
            shares = "".join(f"{tally.share(kind, side):>9.1%}" for side in SIDES)
            self.stdout.write(f"{kind:14}{counts.total():>14}{shares}")
