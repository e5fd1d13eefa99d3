"""Moving by hand: prices and broken rules at once, pins, taking back, two leads at once."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from rollout.proposals import actions
from rollout.proposals.models import Proposal
from rollout.scheduler.problem import Plan, Problem
from tests.personas import World
from tests.proposals.scene import ready_proposal


def url(world: World, name: str, proposal: Proposal, *cell: int) -> str:
    return reverse(name, args=[world.programme.pk, proposal.number, *cell])


def plan_of(proposal: Proposal) -> Plan:
    return Plan.from_json(Proposal.objects.get(pk=proposal.pk).plan)


def move(world: World, proposal: Proposal, day: dt.date, revision: int = 0):
    return world.client("lead").post(
        url(world, "proposal_move", proposal, 0, 1),
        {"day": day.isoformat(), "revision": revision},
    )


def other_day(proposal: Proposal) -> dt.date:
    """The cohort's weekday, a week on."""
    return plan_of(proposal).cohorts[0].dates[1] + dt.timedelta(days=7)


def test_each_day_of_the_month_shows_its_price_and_what_it_breaks(world: World) -> None:
    proposal = ready_proposal(world)
    page = world.client("lead").get(url(world, "proposal_workshop", proposal, 0, 1))
    choices = {day: choice for _week, cells in page.context["weeks"] for day, choice, _now in cells}
    later = choices[other_day(proposal)]
    moved = actions.move_workshop(
        proposal=proposal, revision=0, cohort=0, period=1, day=other_day(proposal)
    )
    assert moved.cost - proposal.cost == later.points
    assert later.broken == []
    too_late = choices[max(day for day, choice in choices.items() if choice)]
    assert too_late.broken or too_late.points > later.points
    assert page.context["next_best"].broken == []
    assert page.context["reasons"]


def test_a_moved_workshop_is_pinned_priced_anew_and_can_be_taken_back(world: World) -> None:
    proposal = ready_proposal(world)
    first = plan_of(proposal)
    day = other_day(proposal)
    assert move(world, proposal, day).status_code == 302
    proposal.refresh_from_db()
    assert plan_of(proposal).cohorts[0].dates[1] == day
    assert proposal.pins == {"dates": [[0, 1]]}
    world.client("lead").post(
        url(world, "proposal_take_back", proposal), {"revision": proposal.revision}
    )
    assert plan_of(proposal) == first


def test_a_move_from_a_stale_page_changes_nothing_and_says_so(world: World) -> None:
    proposal = ready_proposal(world)
    day = other_day(proposal)
    move(world, proposal, day)
    before = plan_of(proposal)
    client = world.client("lead")
    page = client.post(
        url(world, "proposal_move", proposal, 0, 1),
        {"day": (day + dt.timedelta(days=7)).isoformat(), "revision": 0},
        follow=True,
    )
    assert plan_of(proposal) == before
    assert "Noen andre" in page.content.decode() or "Somebody else" in page.content.decode()


@pytest.mark.parametrize("day", ["", "2026", "i morgen", "2019-09-03", "9999-12-31"])
def test_a_day_that_the_month_hasnt_is_refused(world: World, day: str) -> None:
    proposal = ready_proposal(world)
    response = world.client("lead").post(
        url(world, "proposal_move", proposal, 0, 1), {"day": day, "revision": 0}
    )
    assert response.status_code == 404


def test_moving_a_school_shows_every_other_cohort_with_its_price(world: World) -> None:
    proposal = ready_proposal(world)
    school = next(iter(plan_of(proposal).cohorts[0].members))
    client = world.client("lead")
    page = client.get(url(world, "proposal_cohort", proposal, 0), {"school": school})
    [place] = page.context["places"]
    assert place["target"] == 1
    response = client.post(
        url(world, "proposal_move_superuser", proposal, 0),
        {"school": school, "target": 1, "revision": 0},
    )
    assert response.status_code == 302
    plan = plan_of(proposal)
    assert school not in plan.cohorts[0].members
    assert plan.cohorts[1].members[school] == 1


def test_what_is_shown_as_the_price_is_what_the_move_costs(world: World) -> None:
    proposal = ready_proposal(world)
    school = next(iter(plan_of(proposal).cohorts[0].members))
    page = world.client("lead").get(url(world, "proposal_cohort", proposal, 0), {"school": school})
    [place] = page.context["places"]
    moved = actions.move_superuser(proposal=proposal, revision=0, school=school, source=0, target=1)
    assert moved.cost - proposal.cost == place["points"]


def test_an_accepted_or_running_proposal_is_not_changed_by_hand(world: World) -> None:
    proposal = ready_proposal(world)
    problem = Problem.from_json(proposal.problem)
    actions.hand_over(proposal)
    with pytest.raises(ValidationError):
        actions.start_run(proposal=proposal, revision=proposal.revision, problem=problem)
    assert move(world, proposal, dt.date(2027, 9, 7)).status_code == 404


def test_a_copy_leaves_the_first_one_as_it_was(world: World) -> None:
    proposal = ready_proposal(world)
    world.client("lead").post(url(world, "proposal_copy", proposal))
    copy = Proposal.objects.get(number=proposal.number + 1)
    assert plan_of(copy) == plan_of(proposal)
    move(world, copy, other_day(copy))
    assert plan_of(copy) != plan_of(proposal)


def test_throwing_away_asks_for_a_fresh_page(world: World) -> None:
    proposal = ready_proposal(world)
    client = world.client("lead")
    client.post(url(world, "proposal_delete", proposal), {"revision": 7})
    assert Proposal.objects.filter(pk=proposal.pk).exists()
    client.post(url(world, "proposal_delete", proposal), {"revision": 0})
    assert not Proposal.objects.filter(pk=proposal.pk).exists()
