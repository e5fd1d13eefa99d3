"""Make the first project lead of a school owner."""

from argparse import ArgumentParser

from django.core.exceptions import ValidationError
from django.core.management.base import CommandError

from rollout.common.commands import DatabaseCommand
from rollout.common.dates import today
from rollout.library.starting import give_starters
from rollout.organisation.actions import make_lead


class Command(DatabaseCommand):
    help = "Let a project lead in. They choose a password by “Forgot your password?”."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--owner", required=True, help="made where there is none of this name")
        parser.add_argument("--first-name", required=True)
        parser.add_argument("--last-name", required=True)

    def handle(self, *args: object, **options: str) -> None:
        try:
            role = make_lead(
                owner_name=options["owner"],
                first_name=options["first_name"],
                last_name=options["last_name"],
                email=options["email"],
                day=today(),
            )
            give_starters(owner=role.person.owner)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        self.stdout.write(f"{role.person} ({role.person.email}) leads for {role.person.owner}.")
