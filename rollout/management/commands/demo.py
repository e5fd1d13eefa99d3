"""Start Rollout with a demo programme."""

import os
import signal
import subprocess
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.core.servers.basehttp import WSGIRequestHandler
from django.db import connection

from rollout.common.assets import AssetsFailed, make_ready
from rollout.competence.frameworks import load_frameworks
from rollout.demo.build import build
from rollout.demo.foreign import foreign_data
from rollout.demo.organisation import SIZES
from rollout.demo.personas import PASSWORD, PERSONAS, email_of
from rollout.organisation.models import SchoolOwner

# Mail doesn’t wait for a plan that is being made.
QUEUES = ("default", "planner")


@contextmanager
def working() -> Iterator[None]:
    """Workers beside the server, one for mail and one for plans; they end with it."""
    manage = settings.BASE_DIR / "manage.py"
    environment = os.environ | {
        "ROLLOUT_MODE": "demo",
        "DATABASE_URL": settings.DATABASE_URL,
        "ROLLOUT_BASE_URL": settings.BASE_URL,
    }
    command = [sys.executable, str(manage), "db_worker", "--no-reload", "--verbosity", "0"]
    workers = [
        subprocess.Popen([*command, "--queue-name", queue], env=environment)  # noqa: S603
        for queue in QUEUES
    ]
    # A plain kill of the server takes the worker along too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    try:
        yield
    finally:
        for worker in workers:
            worker.terminate()
        for worker in workers:
            worker.wait()


class Command(BaseCommand):
    help = "Make the demo's own database anew and serve it on this machine."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--size", choices=list(SIZES), default="municipality")
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--no-serve", action="store_true", help="make the database only")
        parser.add_argument(
            "--empty", action="store_true", help="make it anew even in a database with other data"
        )
        parser.add_argument("--keep", action="store_true", help="go on with the database there is")

    def handle(self, *args: object, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("Run it as the first word: manage.py demo")
        try:
            make_ready(self.stdout.write)
        except AssetsFailed as error:
            raise CommandError(str(error)) from error
        if not (options["keep"] and self.is_there()):
            if not options["empty"]:
                self.refuse_foreign_data()
            self.make(options["size"], options["seed"])
        self.print_sign_ins(options["port"])
        if not options["no_serve"]:
            address = f"localhost:{options['port']}"
            # The head and the body of a page are sent apart; the body needn't wait for an answer.
            WSGIRequestHandler.disable_nagle_algorithm = True
            with working():
                call_command("runserver", address, use_reloader=False, use_threading=True)

    def refuse_foreign_data(self) -> None:
        """Making the demo empties its database: never one that holds something else, unasked."""
        if found := foreign_data():
            raise CommandError(
                f"{settings.DATABASES['default']['NAME']} holds {found}. Making the demo would "
                "empty it. Name another database in DATABASE_URL, go on with it by --keep, or let "
                "it be emptied by --empty."
            )

    def is_there(self) -> bool:
        return "rollout_schoolowner" in connection.introspection.table_names() and bool(
            SchoolOwner.objects.exists()
        )

    def make(self, size: str, seed: int) -> None:
        self.stdout.write("Making the demo …")
        for old in settings.EMAIL_FILE_PATH.glob("*.eml"):
            old.unlink()
        if connection.vendor == "sqlite":
            connection.close()
            for ending in ("", "-wal", "-shm"):
                Path(f"{settings.DATABASES['default']['NAME']}{ending}").unlink(missing_ok=True)
            call_command("migrate", verbosity=0)
        else:
            call_command("migrate", verbosity=0)
            call_command("flush", verbosity=0, interactive=False)
            load_frameworks(apps)
        build(size, seed)

    def print_sign_ins(self, port: int) -> None:
        say = self.stdout.write
        say(f"\nDatabase: {settings.DATABASE_URL}")
        say(f"Mail:     {settings.EMAIL_FILE_PATH}   (nothing is really sent)")
        say(f"Address:  http://localhost:{port}/   (the sign-in page has a button for each)\n")
        for persona in PERSONAS:
            say(f"  {email_of(persona.key):30} {PASSWORD:14} {persona.title}: {persona.text}")
        say("")
