"""Work that a killed process left is known at once on its own machine."""

import datetime as dt
import subprocess
import sys
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from rollout.common import background, processes
from rollout.common.processes import began, is_gone, this_process
from rollout.notifications.tasks import send_due
from rollout.proposals import actions
from rollout.proposals.models import Proposal
from rollout.proposals.runs import BREATH
from rollout.proposals.tasks import run_proposal
from tests.personas import World
from tests.proposals.scene import ready_proposal


def killed() -> str:
    """A process that was ended by force, as it named itself."""
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as other:
        host = this_process().split()[0]
        name = f"{host} {other.pid} {began(other.pid)}".strip()
        assert not is_gone(name)
        other.kill()
    return name


def test_a_killed_process_is_gone_and_this_one_isnt() -> None:
    assert is_gone(killed())
    assert not is_gone(this_process())


def test_a_number_that_another_process_has_now_is_told_by_when_it_began() -> None:
    host, number, *_start = this_process().split()
    assert is_gone(f"{host} {number} 1") is bool(began(int(number)))


def test_of_another_machines_processes_nobody_knows() -> None:
    assert not is_gone("another 4194999 1")
    assert not is_gone("a random worker’s id")


def test_where_the_system_tells_no_start_the_number_is_enough(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(processes, "began", lambda _number: "")
    assert not is_gone(this_process())


def running(path: str, worker: str, arguments: list[int]) -> DBTaskResult:
    return DBTaskResult.objects.create(
        args_kwargs={"args": arguments, "kwargs": {}},
        task_path=path,
        backend_name="default",
        run_after=timezone.now(),
        status="RUNNING",
        started_at=timezone.now(),
        worker_ids=[worker],
    )


@pytest.mark.django_db
def test_the_row_of_a_task_says_which_process_runs_it(settings: Any) -> None:
    settings.TASKS = {
        "default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": []},
    }
    DBTaskResult.objects.all().delete()
    send_due.enqueue()
    worker = Worker(
        queue_names=["default"],
        interval=0,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=1,
        worker_id="random",
        excluded_queue_names=[],
    )
    row = DBTaskResult.objects.get(task_path=send_due.module_path)
    row.claim("random")
    worker.run_task(row)
    task = DBTaskResult.objects.get(task_path=send_due.module_path)
    assert task.status == "SUCCESSFUL"
    assert task.worker_ids == [this_process()]


@pytest.mark.django_db
def test_a_killed_workers_task_is_put_back_at_once() -> None:
    task = running("rollout.notifications.tasks.send_due", killed(), [])
    assert background.put_back_abandoned() == {"restarted": 1, "given up": 0}
    task.refresh_from_db()
    assert task.status == "READY"


@pytest.mark.parametrize("is_killed", [True, False])
def test_tick_goes_on_at_once_with_a_plan_whose_planner_was_killed(
    world: World, is_killed: bool
) -> None:
    """It was heard of three seconds ago, but its process is no more."""
    proposal = ready_proposal(world)
    actions.hand_over(proposal)
    alive = timezone.now() - BREATH - dt.timedelta(seconds=1)
    Proposal.objects.filter(pk=proposal.pk).update(status="running", alive_at=alive)
    worker = killed() if is_killed else this_process()
    running(run_proposal.module_path, worker, [proposal.pk, proposal.run])
    call_command("tick", verbosity=0)
    proposal.refresh_from_db()
    assert proposal.status == ("waiting" if is_killed else "running")
    assert DBTaskResult.objects.filter(status="RUNNING").exists() is not is_killed
