"""Background work that a killed worker left."""

import datetime as dt

from django.utils import timezone
from django_tasks_db.models import DBTaskResult

# No task of ours takes as long as this.
LONGEST_TASK = dt.timedelta(hours=1)
MOST_STARTS = 3


def put_back_abandoned() -> dict[str, int]:
    """Tasks that have run for too long were a killed worker's: start them again, but not for ever.

    One that has ended worker after worker is given up.
    """
    left = DBTaskResult.objects.filter(
        status="RUNNING", started_at__lt=timezone.now() - LONGEST_TASK
    )
    given_up = [t.pk for t in left if len(t.worker_ids) >= MOST_STARTS]
    failed = left.filter(pk__in=given_up).update(
        status="FAILED",
        finished_at=timezone.now(),
        traceback=f"Given up: {MOST_STARTS} workers stopped during it.",
    )
    return {"restarted": left.update(status="READY", started_at=None), "given up": failed}
