"""What the worker does: send what is due, and come back when more is."""

import datetime as dt

from django.db.models import Q
from django.utils import timezone
from django_tasks import task
from django_tasks_db.models import DBTaskResult, get_date_max

from rollout.notifications.actions.account_sending import next_account_mail, send_account_mail
from rollout.notifications.actions.sending import BATCH, next_due, send_batch


@task()
def send_due() -> int:
    """Send the mail that is due. Gives how many mails it saw to."""
    done = send_account_mail() + send_batch(limit=BATCH)
    due_at = min(filter(None, (next_due(), next_account_mail())), default=None)
    # Where work runs at once there is nobody to come back: `manage.py tick` sees to it.
    if due_at is not None and send_due.get_backend().supports_defer:
        come_back(max(due_at, timezone.now()))
    return done


def start_sending() -> None:
    """Ask the worker to send what is due, unless it is about to."""
    if not is_asked_by(timezone.now()):
        send_due.enqueue()


def come_back(when: dt.datetime) -> None:
    """Ask the worker to look again at a time, unless it will by then."""
    if not is_asked_by(when):
        send_due.using(run_after=when).enqueue()


def is_asked_by(when: dt.datetime) -> bool:
    """Whether the worker is going to start sending by then. The library keeps those that are to
    run at once under the last day there is."""
    in_time = Q(run_after__lte=when) | Q(run_after=get_date_max())
    ready = DBTaskResult.objects.filter(in_time, task_path=send_due.module_path, status="READY")
    return ready.exists()
