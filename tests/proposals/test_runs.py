"""Runs of the planner in the worker: what they keep, stopping, and workers that are ended."""

import datetime as dt

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from rollout.accounts.permissions import Kind
from rollout.calendars.models import Availability, Venue
from rollout.common.dates import local, next_month, today
from rollout.planning.actions import place_superuser
from rollout.proposals import actions
from rollout.proposals.announced import change_problem
from rollout.proposals.models import Proposal
from rollout.proposals.problems import problem_of
from rollout.proposals.rules import Wishes
from rollout.proposals.runs import SILENT, carry_out
from rollout.scheduler.price import broken_rules, cost
from rollout.scheduler.problem import Plan, Problem
from tests import factories as make
from tests.personas import World
from tests.proposals.scene import TUESDAY, ready_proposal, wishes

Status = Proposal.Status


def waiting(world: World, **changes: object) -> Proposal:
    """A proposal that has been handed to the planner."""
    wanted = wishes(world, **changes)
    proposal = actions.make_proposal(
        programme=world.programme, by=world.people["lead"], wishes=wanted
    )
    return actions.start_run(
        proposal=proposal, revision=0, problem=problem_of(world.programme, wanted, today())
    )


def carried_out(proposal: Proposal) -> Proposal:
    carry_out(proposal.pk, proposal.run)
    proposal.refresh_from_db()
    return proposal


def test_a_run_ends_with_a_plan_that_keeps_every_rule(world: World) -> None:
    proposal = carried_out(waiting(world))
    problem, plan = Problem.from_json(proposal.problem), Plan.from_json(proposal.plan)
    assert proposal.status == Status.READY
    assert broken_rules(problem, plan) == []
    assert proposal.cost == cost(problem, plan)
    assert proposal.bound <= proposal.cost
    assert proposal.track
    assert proposal.finished_at


def test_a_year_that_cant_be_is_explained_with_the_nearest_plan(world: World) -> None:
    furnished = wishes(world)
    Venue.objects.filter(pk__in=furnished.venues).update(seats=0)
    Venue.objects.create(owner=world.owner, name="Kottet", seats=1)
    small = tuple(world.owner.venues.values_list("pk", flat=True))
    proposal = carried_out(waiting(world, venues=small, cohorts=1))
    assert proposal.status == Status.IMPOSSIBLE
    assert proposal.diagnosis["clash"]
    page = world.client("lead").get(reverse("proposal", args=[world.programme.pk, proposal.number]))
    assert page.context["explained"].clash


def test_a_second_worker_with_the_same_run_does_nothing(world: World) -> None:
    proposal = carried_out(waiting(world))
    finished = proposal.finished_at
    assert carried_out(proposal).finished_at == finished


def test_a_run_that_was_replaced_writes_nothing(world: World) -> None:
    proposal = waiting(world)
    old = proposal.run
    actions.hand_over(proposal)
    carry_out(proposal.pk, old)
    proposal.refresh_from_db()
    assert proposal.status == Status.WAITING


def test_one_that_waits_can_be_called_off(world: World) -> None:
    proposal = waiting(world)
    actions.stop_run(proposal=proposal)
    assert carried_out(proposal).status == Status.DRAFT


def silent(world: World) -> Proposal:
    """A run whose worker was ended after its first plan."""
    proposal = ready_proposal(world)
    actions.hand_over(proposal)
    Proposal.objects.filter(pk=proposal.pk).update(
        status=Status.RUNNING, alive_at=timezone.now() - SILENT - dt.timedelta(seconds=1)
    )
    proposal.refresh_from_db()
    return proposal


def test_a_run_whose_worker_was_ended_begins_anew_and_keeps_its_best_plan(world: World) -> None:
    proposal = silent(world)
    best = proposal.cost
    assert actions.revive_silent() == 1
    assert actions.revive_silent() == 0
    proposal.refresh_from_db()
    assert proposal.status == Status.WAITING
    assert carried_out(proposal).cost <= best


def test_a_run_that_ends_worker_after_worker_is_given_up(world: World) -> None:
    proposal = silent(world)
    for _ in range(4):
        Proposal.objects.filter(pk=proposal.pk).update(
            status=Status.RUNNING, alive_at=timezone.now() - SILENT * 2
        )
        actions.revive_silent()
    proposal.refresh_from_db()
    assert proposal.status == Status.FAILED
    assert proposal.fault


def test_watching_the_page_is_enough_to_begin_anew(world: World) -> None:
    proposal = silent(world)
    world.client("lead").get(reverse("proposal", args=[world.programme.pk, proposal.number]))
    proposal.refresh_from_db()
    assert proposal.status == Status.WAITING


def test_tick_begins_silent_runs_anew(world: World) -> None:
    proposal = silent(world)
    call_command("tick")
    proposal.refresh_from_db()
    assert proposal.status == Status.WAITING


def test_a_stopped_run_whose_worker_was_ended_keeps_what_it_had(world: World) -> None:
    proposal = silent(world)
    actions.stop_run(proposal=proposal)
    actions.revive_silent()
    proposal.refresh_from_db()
    assert proposal.status == Status.READY


def test_a_fault_is_told_and_nothing_is_lost(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    proposal = waiting(world)

    def fails(*_args: object) -> None:
        raise RuntimeError("no more memory")

    monkeypatch.setattr("rollout.proposals.runs.plan_year", fails)
    with pytest.raises(RuntimeError):
        carry_out(proposal.pk, proposal.run)
    proposal.refresh_from_db()
    assert proposal.status == Status.FAILED
    page = world.client("lead").get(reverse("proposal", args=[world.programme.pk, proposal.number]))
    assert "no more memory" in page.content.decode()


def test_pins_stay_and_the_rest_follows(world: World) -> None:
    proposal = ready_proposal(world)
    plan = Plan.from_json(proposal.plan)
    day = plan.cohorts[0].dates[1] + dt.timedelta(days=7)
    moved = actions.move_workshop(proposal=proposal, revision=0, cohort=0, period=1, day=day)
    problem = problem_of(world.programme, Wishes.from_json(moved.wishes), today())
    begun = actions.start_run(proposal=moved, revision=moved.revision, problem=problem, anew=False)
    done = carried_out(begun)
    after = Plan.from_json(done.plan)
    assert after.cohorts[0].dates[1] == day
    assert broken_rules(problem, after) == []
    assert done.earlier


def second_tuesdays() -> list[dt.date]:
    """Those of the two months after the next: no holiday ever falls on one."""
    first = next_month(next_month(today()))
    eighths = [month.replace(day=8) for month in (first, next_month(first))]
    return [day + dt.timedelta(days=(TUESDAY - day.weekday()) % 7) for day in eighths]


def test_a_facilitator_who_is_away_gets_a_stand_in_and_nothing_else_moves(world: World) -> None:
    wishes(world)
    first, second = second_tuesdays()
    world.coming.starts_at, world.coming.ends_at = (local(first, dt.time(h)) for h in (12, 15))
    world.coming.save()
    for _ in range(11):
        role = make.role(make.employee(world.north), Kind.SUPERUSER, at=world.north)
        place_superuser(role=role, cohort=world.cohort, day=today())
    make.workshop(world.cohort, second, facilitator=world.people["facilitator"])
    Availability.objects.create(
        owner=world.owner,
        facilitator=world.people["facilitator"],
        starts_on=first,
        ends_on=first,
    )
    announced = change_problem(world.programme, today())
    proposal = actions.make_proposal(
        programme=world.programme,
        by=None,
        wishes=announced.wishes,
        purpose=Proposal.Purpose.CHANGE,
        before=announced.to_json(),
    )
    proposal = actions.start_run(proposal=proposal, revision=0, problem=announced.problem)
    done = carried_out(proposal)
    before, after = announced.plan.cohorts[0], Plan.from_json(done.plan).cohorts[0]
    assert after.dates == before.dates
    place = before.dates.index(first)
    assert after.leader(after.dates[place]) != f"f{world.people['facilitator'].pk}"


@pytest.mark.parametrize(
    ("ago", "cost", "said"),
    [
        (1, None, "Leter etter en første plan"),
        (1, 900, "Gjør planen bedre"),
        (9, None, "Finner ut hvorfor det ikke blir noen plan"),
        (9, 900, "Gjør ferdig"),
    ],
)
def test_a_run_says_what_it_is_at(world: World, ago: int, cost: int | None, said: str) -> None:
    proposal, now = ready_proposal(world), timezone.now()
    Proposal.objects.filter(pk=proposal.pk).update(
        status=Status.RUNNING, cost=cost, alive_at=now, started_at=now - dt.timedelta(seconds=ago)
    )
    address = reverse("proposal", args=[world.programme.pk, proposal.number])
    page = world.client("lead").get(address).content.decode()
    assert said in page
    assert ("5 av 5 s" in page) is (ago == 9)
