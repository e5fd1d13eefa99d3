"""What weighs where a lead has moved no slider: even groups, and two weeks' notice."""

import datetime as dt
from dataclasses import replace

import pytest
import time_machine
from django.urls import reverse

from rollout.calendars.models import ClosedPeriod
from rollout.calendars.queries import school_days
from rollout.common.dates import local, month_start, today
from rollout.common.display import long_day
from rollout.planning.models import Workshop
from rollout.proposals.announced import change_problem
from rollout.proposals.models import Proposal
from rollout.proposals.pins import with_pin
from rollout.proposals.problems import least_size, problem_of
from rollout.proposals.rules import USUAL_NOTICE, Wishes, usual_prices
from rollout.proposals.wishing import unplanned_months
from rollout.scheduler.problem import Mode, Plan
from rollout.scheduler.solve import Progress, solve
from tests.benchmarks.plan_instances import make_problem
from tests.personas import World
from tests.proposals.scene import ready_proposal, wishes, year_ahead

DAY = dt.timedelta(days=1)


def first_open(world: World, day: dt.date) -> dt.date:
    return school_days(world.owner, day, day + 60 * DAY)[0]


def spread_of(plan: Plan) -> int:
    sizes = [cohort.size for cohort in plan.cohorts]
    return max(sizes) - min(sizes)


def least_spread(size: str, cohorts: int, mode: Mode, seed: int) -> int:
    """How far apart the groups of the best plan are, in a municipality with roomy venues; ends at
    the first plan that has even ones."""
    made = make_problem(size, mode, seed)
    problem = replace(
        made,
        venues=tuple(replace(venue, seats=30) for venue in made.venues),
        cohorts=cohorts,
        least_size=least_size(made.superusers, cohorts),
        prices=usual_prices(made.superusers),
    )
    latest: list[Plan] = []

    def watch(progress: Progress) -> None:
        if progress.plan:
            latest.append(progress.plan)

    solve(
        problem,
        time_limit=60,
        on_progress=watch,
        should_stop=lambda: bool(latest) and spread_of(latest[-1]) <= 2,
    )
    return spread_of(latest[-1])


@pytest.mark.parametrize("mode", [Mode.TOGETHER, Mode.SPLIT])
@pytest.mark.parametrize(("size", "cohorts", "seed"), [("lillestrom", 6, 5), ("city", 27, 41)])
def test_groups_are_even_though_ways_are_long(
    size: str, cohorts: int, seed: int, mode: Mode
) -> None:
    assert least_spread(size, cohorts, mode, seed) <= 2


@pytest.mark.parametrize(("asked", "days"), [({}, 14), ({"notice": 3}, 3), ({"notice": 1}, 1)])
def test_nobody_meets_before_the_notice_that_was_asked_for(
    world: World, asked: dict[str, int], days: int
) -> None:
    wanted = wishes(world, first=month_start(today()).isoformat(), **asked)
    found = problem_of(world.programme, wanted, today())
    assert min(found.days) == found.periods[0].first == first_open(world, today() + days * DAY)


def test_wishes_from_before_there_was_a_notice_have_the_usual_one(world: World) -> None:
    kept = {name: value for name, value in wishes(world).to_json().items() if name != "notice"}
    assert Wishes.from_json(kept).notice == USUAL_NOTICE


def test_what_is_announced_is_mended_from_tomorrow_on(world: World) -> None:
    day = first_open(world, today() + 2 * DAY)
    world.coming.starts_at, world.coming.ends_at = local(day, dt.time(12)), local(day, dt.time(15))
    world.coming.save()
    announced = change_problem(world.programme, today())
    assert announced is not None
    assert day in announced.problem.days


def test_dates_that_the_rest_shall_follow_stay_possible_as_their_day_comes_near(
    world: World,
) -> None:
    found = ready_proposal(world)
    day = min(day for cohort in Plan.from_json(found.plan).cohorts for day in cohort.dates)
    found.pins = with_pin({}, "dates", (0, 0))
    found.save()
    with time_machine.travel(local(day - 3 * DAY, dt.time(12)).timestamp()):
        client = world.client("lead")
        address = reverse("proposal_run", args=[world.programme.pk, found.number])
        client.post(address, {"rest": "yes", "revision": found.revision})
        found.refresh_from_db()
        assert day.isoformat() in found.problem["days"]
        assert found.status == Proposal.Status.WAITING


@pytest.mark.parametrize(("day", "month"), [(25, 1), (12, 12)])
def test_a_month_that_the_notice_leaves_little_of_isnt_the_first(
    world: World, day: int, month: int
) -> None:
    """From 25 November, seven days are left of December before Christmas; from the 12th, all."""
    Workshop.objects.all().delete()
    world.programme.ends_on = dt.date(year_ahead() + 1, 7, 31)
    world.programme.save()
    ClosedPeriod.objects.create(
        owner=world.owner,
        kind="break",
        name="Juleferie",
        starts_on=dt.date(year_ahead(), 12, 18),
        ends_on=dt.date(year_ahead() + 1, 1, 2),
    )
    with time_machine.travel(local(dt.date(year_ahead(), 11, day), dt.time(12)).timestamp()):
        first, last = unplanned_months(world.programme, today())
    assert (first.day, first.month) == (1, month)
    assert first < last


def test_the_form_says_when_the_first_workshop_can_be(world: World) -> None:
    client = world.client("lead")
    room = reverse("proposal_room", args=[world.programme.pk])
    asked = {"first": month_start(today()).isoformat(), "notice": 5}
    page = client.get(room, asked).content.decode()
    assert f"Tidligst {long_day(first_open(world, today() + 5 * DAY))}." in page
    far = client.get(room, asked | {"notice": 60}).content.decode()
    assert "da begynner året med den neste" in far
    new = client.get(reverse("proposal_new", args=[world.programme.pk]))
    assert new.context["form"]["notice"].value() == USUAL_NOTICE


def test_a_year_thrown_together_for_next_week_is_told_of_when_it_is_accepted(world: World) -> None:
    found = ready_proposal(world)
    address = reverse("proposal_accept", args=[world.programme.pk, found.number])
    day = min(day for cohort in Plan.from_json(found.plan).cohorts for day in cohort.dates)
    assert "14 dager før" not in world.client("lead").get(address).content.decode()
    with time_machine.travel(local(day - 5 * DAY, dt.time(12)).timestamp()):
        page = world.client("lead").get(address).content.decode()
    assert "om 5 dager" in page
    assert "14 dager før" in page
