"""What the worker does: send what is due, and come back when more is."""

import datetime as dt

from django.db.models import Q
from django.utils import timezone
from django_tasks import task
from django_tasks_db.models import DBTaskResult, get_date_max

# So much in one go, so that other work gets its turn.
BATCH = 200


@task()
def send_due() -> int:
    """Send the mail that is due. Gives how many mails it saw to."""
    from rollout.notifications.actions.sending import next_due, send_batch

    done = send_batch(limit=BATCH)
    due_at = next_due()
    if due_at is not None:
        come_back(due_at)
    return done


def start_sending() -> None:
    """Ask the worker to send what is due."""
    send_due.enqueue()


def come_back(due_at: dt.datetime) -> None:
    """Ask the worker to look again when the next mail is due, unless it already will.

    Where work runs at once there is nobody to come back: `manage.py tick` sees to it.
    """
    if not send_due.get_backend().supports_defer:
        return
    when = max(due_at, timezone.now())
    path = send_due.module_path
    in_time = Q(run_after__lte=when) | Q(run_after=get_date_max())
    if not DBTaskResult.objects.filter(in_time, task_path=path, status="READY").exists():
        send_due.using(run_after=when).enqueue()
