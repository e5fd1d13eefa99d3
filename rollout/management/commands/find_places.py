"""Find where schools and venues are, from their addresses."""

import sys
from argparse import ArgumentParser

from django.conf import settings
from django.core.management.base import CommandError

from rollout.calendars.addresses.actions import ask_for_places, look_up_waiting
from rollout.calendars.models import PlaceSearch
from rollout.common.commands import DatabaseCommand
from rollout.organisation.models import SchoolOwner


class Command(DatabaseCommand):
    help = (
        "Look up the places of schools and venues that have an address and no place, by "
        "Kartverket's open address service. Sure ones are taken; the rest are asked about on the "
        "page “Where the schools are”."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--owner", default="", help="one owner’s; else every owner’s")

    def handle(self, *args: object, **options: str) -> None:
        owners = SchoolOwner.objects.filter(
            **{"name__iexact": options["owner"]} if options["owner"] else {}
        )
        if not owners:
            raise CommandError(f"No owner is named “{options['owner']}”.")
        unreached = [owner for owner in owners if not self.reached(owner)]
        if unreached:
            self.stderr.write(
                f"{settings.ADDRESS_SERVICE} can’t be reached from here. Places may also come from "
                "columns of the school list, or be pasted as links from a map."
            )
            sys.exit(1)

    def reached(self, owner: SchoolOwner) -> bool:
        ask_for_places(owner=owner)
        counts = look_up_waiting(owner_id=owner.pk, tell=self.say)
        told = ", ".join(f"{n} {name}" for name, n in counts.items()) or "nothing to look up"
        self.stdout.write(f"{owner}: {told}")
        return PlaceSearch.Outcome.UNREACHED not in counts

    def say(self, search: PlaceSearch) -> None:
        where = [f"{c['text']}, {c['post']} ({c['municipality']})" for c in search.candidates]
        self.stdout.write(f"  {search}: {search.outcome} {' | '.join(where)}".rstrip())
