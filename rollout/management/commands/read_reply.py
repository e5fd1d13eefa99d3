"""Note answers to invitations that came by mail."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from rollout.common.commands import DatabaseCommand
from rollout.notifications.actions.replies import Unclear, take_reply
from rollout.notifications.replies import MAIL_MOST, NotAReply

SAID = {"yes": "is coming", "no": "can’t come", "maybe": "may come"}


class Command(DatabaseCommand):
    help = (
        "Read calendars’ answers (iTIP REPLY) from mails and note them. A mail that isn’t one is "
        "said, and the command then ends with 1: somebody should look at it."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("mails", nargs="+", metavar="FILE", help="a mail, or - to read one")

    def handle(self, *args: object, **options: Any) -> None:
        done = [self.take(name) for name in options["mails"]]
        if not all(done):
            sys.exit(1)

    def take(self, name: str) -> bool:
        """Note one mail's answer; tell whether it could be."""
        try:
            noted = take_reply(mail=self.read(name))
        except Unclear as problem:
            self.stdout.write(f"{name}: {problem} It is kept for the project lead to settle.")
            return True
        except (NotAReply, OSError) as problem:
            self.stderr.write(f"{name}: {problem}")
            return False
        line = f"{noted.person} {SAID[noted.answer]}: {noted.workshop}"
        self.stdout.write(
            f"{name}: {line if noted.is_news else f'older than what is noted: {line}'}"
        )
        return True

    def read(self, name: str) -> bytes:
        """A mail as it came, or as much of it as shows that it is too large."""
        if name == "-":
            return sys.stdin.buffer.read(MAIL_MOST + 1)
        with Path(name).open("rb") as file:
            return file.read(MAIL_MOST + 1)
