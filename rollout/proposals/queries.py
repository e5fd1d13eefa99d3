"""Reads of proposals, through what the viewer may see."""

from dataclasses import replace

from django.db.models import QuerySet
from django.http import Http404

from rollout.accounts.permissions import Kind
from rollout.calendars.models import Venue
from rollout.organisation.access import ViewerRequest
from rollout.organisation.models import Person, School
from rollout.planning.models import Programme
from rollout.planning.queries import load_programme
from rollout.proposals.models import Proposal
from rollout.scheduler.price import cost_by_kind
from rollout.scheduler.problem import Plan, Prices, Problem

BIG = ("problem", "plan", "before", "earlier", "diagnosis", "undo")


def proposals_of(programme: Programme) -> QuerySet[Proposal]:
    """A programme's proposals, the newest first, without what only their own page needs."""
    return programme.proposals.select_related("made_by", "accepted_by").defer(*BIG)


def load_proposal(request: ViewerRequest, programme_id: int, number: int) -> Proposal:
    """A proposal through its programme; a stranger gets 404."""
    programme = load_programme(request, programme_id)
    found = (
        programme.proposals.select_related("made_by", "accepted_by").filter(number=number).first()
    )
    if found is None:
        raise Http404
    found.programme = programme
    return found


def counts_by_kind(problem: Problem, plan: Plan) -> dict[str, int]:
    """How many of each kind a plan has, whatever they cost: people, kilometres, weeks."""
    ones = Prices(**dict.fromkeys(Prices.__dataclass_fields__, 1))
    return cost_by_kind(replace(problem, prices=ones), plan)


def names_in(programme: Programme) -> dict[str, str]:
    """The names behind a problem's ids: schools, venues and people. Three queries."""
    schools = School.objects.filter(participations__programme=programme)
    people = Person.objects.filter(roles__kind=Kind.FACILITATOR, roles__programme=programme)
    venues = Venue.objects.filter(owner=programme.owner_id)
    return (
        {f"s{pk}": name for pk, name in schools.values_list("pk", "name")}
        | {f"v{pk}": name for pk, name in venues.values_list("pk", "name")}
        | {f"f{person.pk}": str(person) for person in people.distinct()}
    )
