"""Plays random histories of a programme, and holds that nothing moves that nobody moved.

Superusers are shared out, years are proposed and accepted, invitations go out, staff files are
imported, people leave, answer and move to other schools, schools leave and come back, workshops
move, the programme ends sooner or later, the least change is accepted, and things are undone, in
any order. Before each, what it causes is foreseen; then every mail that goes out must
have been foreseen, must be news to its reader, and must be true when all has gone out.
`python -m tests.proposals.histories 500` plays so many, and prints what came of them.
"""

import datetime as dt
import os
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import pairwise
from random import Random
from typing import Any

import time_machine
from django.core.exceptions import ValidationError

Reader = tuple[int, int]
# Every history begins so: a year that begins later with other groups than there are now.
BEGINNING = (
    "share out", "propose", "accept", "invite", "wait", "least change", "undo", "move a workshop",
)  # fmt: skip


class Broken(AssertionError):
    """A history in which something moved that nobody moved."""


@dataclass
class Tally:
    """What came of all the histories."""

    runs: int = 0
    steps: Counter[str] = field(default_factory=Counter)
    mails: int = 0
    folded: int = 0
    unannounced: int = 0
    twice: int = 0

    def __str__(self) -> str:
        steps = ", ".join(f"{n} {name}" for name, n in sorted(self.steps.items()))
        return (
            f"{self.runs} histories ({steps}): {self.mails} mails, {self.folded} folded, "
            f"{self.unannounced} unannounced, {self.twice} that told nothing new"
        )


class History:
    """One programme's history, with what its people were promised and told."""

    def __init__(self, seed: int, tally: Tally, clock: Any) -> None:
        from tests.personas import make_world

        self.random, self.tally, self.clock = Random(seed), tally, clock  # noqa: S311
        self.world = make_world()
        self.programme = self.world.programme
        self.promised: dict[Reader, tuple[str, dt.datetime]] = {}
        self.known: dict[Reader, dict[str, Any] | None] = {}
        self.told: set[int] = set()
        self.before_accepting: set[Reader] = set()
        self.accepted_mail = 0
        # Once the programme has other dates, what was planned may lie outside them, and is refused.
        self.is_redated = False
        furnish(self)

    def play(self, steps: int) -> None:
        from tests.proposals.history_steps import STEPS

        names = [name for name, weight, _step in STEPS for _ in range(weight)]
        doing = {name: step for name, _weight, step in STEPS}
        for name in [*BEGINNING, *self.random.choices(names, k=steps)]:
            try:
                is_done = doing[name](self)
            except ValidationError:
                if not self.is_redated:
                    raise
                is_done = False
            if is_done:
                self.tally.steps[name] += 1
                self.check_places(name)
        self.send_all()

    def cause(self, change: Callable[[], object]) -> Any:
        """Make a change after foreseeing it: it must cause exactly what was foreseen."""
        from rollout.notifications.actions.causing import mail_before, mail_caused, rolled_back

        with rolled_back():
            before = mail_before(self.programme)
            change()
            foreseen = mail_caused(before)
        before = mail_before(self.programme)
        change()
        caused = mail_caused(before)
        if foreseen.fingerprint != caused.fingerprint:
            self.tally.unannounced += 1
            raise Broken("A change caused other mail than foreseen.")
        self.promise(foreseen)
        return foreseen

    def promise(self, foreseen: Any) -> None:
        """Keep what a preview said."""
        for each in foreseen.told:
            reader = (each.workshop.pk, each.person.pk)
            if each.kind:
                self.promised[reader] = (each.kind, each.starts_at)
            else:
                self.promised.pop(reader, None)

    def send(self) -> int:
        """Let go out what is due, and look at each mail."""
        from rollout.notifications.actions.concerned import tell_those_concerned
        from rollout.notifications.actions.sending import send_all_due
        from rollout.notifications.models import Message
        from rollout.notifications.outbox import CALENDAR

        if tell_those_concerned():
            self.tally.unannounced += 1
            raise Broken("Something happened that was in no preview.")
        sent = Message.objects.filter(kind__in=CALENDAR, status="sent")
        already = set(sent.values_list("pk", flat=True))
        send_all_due()
        fresh = sent.exclude(pk__in=already).select_related("workshop").order_by("pk")
        for message in fresh:
            self.look_at(message)
        return len(fresh)

    def look_at(self, message: Any) -> None:
        """A mail that went out was promised, and its reader didn't know it."""
        from rollout.notifications.outbox import ASKING, facts_told

        reader = (message.workshop_id, message.recipient_id)
        self.tally.mails += 1
        if self.promised.pop(reader, None) != (message.kind, message.workshop.starts_at):
            self.tally.unannounced += 1
            raise Broken(f"Unannounced: {message.kind} to {message.recipient_id}")
        now = facts_told(message.workshop) if message.kind in ASKING else None
        if self.known.get(reader) == now and not message.asks_anew:
            self.tally.twice += 1
            raise Broken(f"Nothing new: {message.kind} to {message.recipient_id}")
        self.known[reader] = now

    def send_all(self) -> None:
        """When all that waits has gone out, everyone knows what holds, and nobody anything else."""
        from rollout.notifications.models import Message
        from rollout.notifications.outbox import expected_people, facts_told
        from rollout.planning.models import Workshop

        self.clock.shift(dt.timedelta(minutes=15))
        self.send()
        ahead = Workshop.objects.filter(invited_at__isnull=False)
        for workshop in ahead.select_related("cohort__programme__owner", "facilitator"):
            if workshop.starts_at <= dt.datetime.now(dt.UTC):
                continue
            planned = workshop.status == "planned"
            holds = facts_told(workshop) if planned else None
            expected = set(expected_people(workshop)) if planned else set()
            knows = {p for (w, p), told in self.known.items() if w == workshop.pk and told}
            if knows != expected:
                raise Broken(f"Expected {expected}, and those who know are {knows}")
            if any(self.known[workshop.pk, person] != holds for person in knows):
                raise Broken("Somebody knows another time or place than holds.")
        self.tally.folded = Message.objects.filter(problem="folded").count() + self.tally.folded

    def check_places(self, step: str) -> None:
        """Nobody is in two cohorts on one day; the pages say what the workshop's own list does."""
        from rollout.planning.models import Membership

        rows = Membership.objects.filter(cohort__programme=self.programme).values_list(
            "role", "starts_on", "ends_on"
        )
        by_role: dict[int, list[tuple[dt.date, dt.date]]] = {}
        for role, first, last in rows:
            by_role.setdefault(role, []).append((first, last or dt.date.max))
        for spans in by_role.values():
            spans.sort()
            for (_first, last), (first, _last) in pairwise(spans):
                if first <= last:
                    raise Broken(f"Two cohorts at once after {step}: {spans}")


def furnish(history: History) -> None:
    """Two more schools of two superusers each, and a file's columns for all of them."""
    from tests import factories as make

    world = history.world
    for name in ("Vestlia skole", "Østlia skole"):
        school = make.school(world.owner, name)
        begun = {"starts_on": world.programme.starts_on}
        world.programme.schools.add(school, through_defaults=begun)
        for number in range(2):
            make.superuser(school, f"{name.split()[0]} Super{number}")


def play_one(seed: int, steps: int, tally: Tally) -> None:
    """Play a history, and keep nothing of it."""
    from django.db import transaction

    from tests.clock import moment

    machine = time_machine.travel(moment().timestamp())
    clock = machine.start()
    try:
        with transaction.atomic():
            History(seed, tally, clock).play(steps)
            tally.runs += 1
            transaction.set_rollback(True)
    except Broken as broken:
        raise Broken(f"History {seed}: {broken}") from broken
    finally:
        machine.stop()


def main(runs: int) -> None:
    """Play so many histories in a database of their own."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    import django

    django.setup()
    from django.db import connection
    from django.test.utils import override_settings

    tally = Tally()
    connection.creation.create_test_db(verbosity=0)
    try:
        with override_settings(EMAIL_BACKEND="django.core.mail.backends.dummy.EmailBackend"):
            for seed in range(runs):
                play_one(seed, 12, tally)
    finally:
        print(tally)  # noqa: T201
        connection.creation.destroy_test_db(connection.settings_dict["NAME"], verbosity=0)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100)
