"""What has to happen by and by: run it from cron or a timer, every five minutes."""

import logging
import sys
from collections.abc import Callable, Mapping

from django.utils import timezone

from rollout.calendars.addresses.actions import go_on_looking
from rollout.calendars.feeds import refresh_due_feeds
from rollout.common.background import put_back_abandoned
from rollout.common.commands import DatabaseCommand
from rollout.common.dates import today
from rollout.competence.actions import close_ended_rounds
from rollout.logbook.also_came.actions import forget_newcomers
from rollout.logbook.pulses.actions import close_ended_pulses, open_due_pulses
from rollout.logbook.reminders import queue_session_reminders
from rollout.logbook.scanning.actions import delete_old_scans
from rollout.notifications.actions.account_sending import send_account_mail
from rollout.notifications.actions.concerned import tell_those_concerned
from rollout.notifications.actions.reminding import queue_reminders
from rollout.notifications.actions.sending import put_right, send_all_due
from rollout.proposals.actions import revive_silent

log = logging.getLogger(__name__)

# In this order. Each may be run at any time, again, and beside another that runs.
JOBS: tuple[tuple[str, Callable[[], int | Mapping[str, int]]], ...] = (
    ("plans begun anew", revive_silent),
    ("tasks of a stopped worker", put_back_abandoned),
    ("mail of a stopped worker", put_right),
    ("people who have come or gone", tell_those_concerned),
    ("reminders queued", queue_reminders),
    ("session reminders queued", queue_session_reminders),
    ("mails about sign-ins seen to", send_account_mail),
    ("mails seen to", send_all_due),
    ("rounds closed", lambda: close_ended_rounds(day=today())),
    ("sessions whose scans are deleted", lambda: delete_old_scans(now=timezone.now())),
    ("names of newcomers forgotten", lambda: forget_newcomers(now=timezone.now())),
    ("pulses opened", lambda: open_due_pulses(day=today())),
    ("pulses closed", lambda: close_ended_pulses(now=timezone.now())),
    ("subscribed calendars", refresh_due_feeds),
    ("places looked up", go_on_looking),
)


class Command(DatabaseCommand):
    help = (
        "Put right what a stopped worker left, queue the reminders that are due, send mail, begin "
        "silent plans anew, close rounds that are over, open and close pulses and read subscribed "
        "calendars."
    )

    def handle(self, *args: object, **options: object) -> None:
        failed = [label for label, job in JOBS if not self.run_job(label, job)]
        if failed:
            self.stderr.write(f"Failed: {', '.join(failed)}")
            sys.exit(1)

    def run_job(self, label: str, job: Callable[[], int | Mapping[str, int]]) -> bool:
        """Run one job; where it fails, the others get their turn, and the exit code says so."""
        try:
            result = job()
        except Exception:
            log.exception("tick: %s", label)
            return False
        told = str(result)
        if isinstance(result, Mapping):
            told = ", ".join(f"{n} {name}" for name, n in result.items()) or "0"
        self.stdout.write(f"{label}: {told}")
        return True
