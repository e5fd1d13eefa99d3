"""Two proposals for the demo's next year, with different wishes; the worker plans them."""

from dataclasses import replace

from rollout.accounts.permissions import Kind
from rollout.common.dates import today
from rollout.organisation.models import Person
from rollout.planning.models import Programme
from rollout.proposals.actions import make_proposal, start_run
from rollout.proposals.problems import problem_of
from rollout.proposals.wishing import usual_wishes

MOST = 3  # the slider's last position
NAMES = {"travel": "Kort reisevei", "common_time": "Fellestid først"}


def make_proposals(programme: Programme) -> None:
    """One proposal where short ways matter most, one where the common time does."""
    usual = usual_wishes(programme, today())
    lead = Person.objects.filter(roles__kind=Kind.PROJECT_LEAD, owner=programme.owner).first()
    for matter, name in NAMES.items():
        wishes = replace(usual, matters={**usual.matters, matter: MOST}, seconds=10)
        proposal = make_proposal(programme=programme, by=lead, wishes=wishes, name=name)
        start_run(proposal=proposal, revision=0, problem=problem_of(programme, wishes, today()))
