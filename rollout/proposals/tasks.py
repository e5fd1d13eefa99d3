"""What the worker does for the planning table."""

from django_tasks import task

from rollout.proposals.runs import carry_out


@task(queue_name="planner")
def run_proposal(proposal_id: int, run: int) -> None:
    carry_out(proposal_id, run)
