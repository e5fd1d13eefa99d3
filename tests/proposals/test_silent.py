"""What isn't known isn't told: neither ways without a map nor a common time that isn't set."""

import pytest
from django.urls import reverse

from rollout.calendars.models import Venue
from rollout.common.dates import today
from rollout.organisation.models import School
from rollout.proposals.models import Proposal
from rollout.proposals.showing import school_shares, spread
from rollout.proposals.wishing import usual_wishes
from rollout.scheduler.problem import Plan, Problem
from tests.personas import World
from tests.proposals.scene import ready_proposal


@pytest.fixture
def unset(world: World) -> World:
    """An owner without a common time, and nothing on the map."""
    world.owner.common_weekday = world.owner.common_from = world.owner.common_to = None
    world.owner.save()
    return world


def pages(world: World, proposal: Proposal) -> str:
    client, key = world.client("lead"), [world.programme.pk, proposal.number]
    shown = [
        client.get(reverse("proposal", args=key)),
        client.get(reverse("proposal_cohort", args=[*key, 0])),
        client.get(reverse("proposal_workshop", args=[*key, 0, 1])),
        client.get(
            reverse("proposal_compare", args=key[:1]),
            {"p": [proposal.number, ready_proposal(world).number]},
        ),
    ]
    assert [page.status_code for page in shown] == [200] * 4
    return "".join(page.content.decode() for page in shown)


def test_no_common_time_is_invented(unset: World) -> None:
    assert usual_wishes(unset.programme, today()).weekday is None
    proposal = ready_proposal(unset, weekday=None)
    problem = Problem.from_json(proposal.problem)
    assert problem.prices.other_weekday == 0
    said = pages(unset, proposal).lower()
    assert "utenfor fellestiden" not in said
    assert "i fellestiden" not in said


def test_the_wishes_can_be_without_a_common_time(unset: World) -> None:
    page = unset.client("lead").get(reverse("proposal_new", args=[unset.programme.pk]))
    assert page.context["form"]["weekday"].value() is None
    assert "ingen fellestid" in page.content.decode()


def test_travel_that_isnt_counted_has_no_kilometres(unset: World) -> None:
    proposal = ready_proposal(unset)
    assert " km" not in pages(unset, proposal)
    assert not Problem.from_json(proposal.problem).counts_travel


def test_a_school_that_isnt_on_the_map_has_none_and_the_others_have(world: World) -> None:
    School.objects.filter(pk=world.south.pk).update(latitude=59.9, longitude=11.0)
    proposal = ready_proposal(world)
    Venue.objects.filter(owner=world.owner).update(latitude=60.1, longitude=11.3)
    proposal = ready_proposal(world)
    problem, plan = Problem.from_json(proposal.problem), Plan.from_json(proposal.plan)
    names = {f"s{world.north.pk}": "Nordlia", f"s{world.south.pk}": "Sørlia"}
    ways = {share.name: share.km for share in school_shares(problem, plan, names)}
    assert ways["Nordlia"] is None
    assert ways["Sørlia"]
    assert spread(school_shares(problem, plan, names)) is None  # of one school alone


def test_a_common_time_that_is_set_is_told_of(world: World) -> None:
    assert "fellestiden" in pages(world, ready_proposal(world)).lower()
