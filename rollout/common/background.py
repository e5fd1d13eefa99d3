"""Background work that a killed worker left."""

import datetime as dt
from typing import Any

from django.utils import timezone
from django_tasks.signals import task_started
from django_tasks_db import DatabaseBackend
from django_tasks_db.models import DBTaskResult

from rollout.common.processes import is_gone, this_process

# No task of ours takes as long as this.
LONGEST_TASK = dt.timedelta(hours=1)
MOST_STARTS = 3


def connect() -> None:
    """Note from now on which process runs each task."""
    task_started.connect(note_worker, dispatch_uid="note_worker")


def note_worker(sender: object, task_result: Any, **_kwargs: object) -> None:
    """The worker’s own id is a random one; this one tells whether it still runs."""
    if isinstance(sender, DatabaseBackend):
        row = DBTaskResult.objects.get(pk=task_result.id)
        workers = [*row.worker_ids[:-1], this_process()]
        DBTaskResult.objects.filter(pk=row.pk).update(worker_ids=workers)


def is_abandoned(task: DBTaskResult) -> bool:
    """Whether a running task’s worker is gone: known to be, or silent for longer than any takes."""
    too_long = bool(task.started_at) and task.started_at < timezone.now() - LONGEST_TASK
    return too_long or bool(task.worker_ids and is_gone(task.worker_ids[-1]))


def abandoned_arguments(task_path: str) -> list[list[Any]]:
    """What the abandoned runs of a task were asked to do."""
    running = DBTaskResult.objects.filter(status="RUNNING", task_path=task_path)
    return [task.args_kwargs["args"] for task in running if is_abandoned(task)]


def put_back_abandoned() -> dict[str, int]:
    """Start tasks of killed workers again, but not for ever.

    One that has ended worker after worker is given up.
    """
    left = [t for t in DBTaskResult.objects.filter(status="RUNNING") if is_abandoned(t)]
    given_up = [t.pk for t in left if len(t.worker_ids) >= MOST_STARTS]
    again = [t.pk for t in left if t.pk not in given_up]
    running = DBTaskResult.objects.filter(status="RUNNING")
    failed = running.filter(pk__in=given_up).update(
        status="FAILED",
        finished_at=timezone.now(),
        traceback=f"Given up: {MOST_STARTS} workers stopped during it.",
    )
    restarted = running.filter(pk__in=again).update(status="READY", started_at=None)
    return {"restarted": restarted, "given up": failed}
