"""A year to plan in the personas’ world: three months, two cohorts, two venues."""

import datetime as dt

from rollout.accounts.permissions import Kind
from rollout.calendars.models import Venue
from rollout.common.dates import today
from rollout.organisation.models import Person
from rollout.proposals.actions import make_proposal
from rollout.proposals.announced import Announced
from rollout.proposals.models import Proposal
from rollout.proposals.problems import problem_of
from rollout.proposals.rules import Wishes
from rollout.proposals.wishing import usual_wishes
from rollout.scheduler.price import cost
from rollout.scheduler.problem import CohortPlan, Plan, Problem
from tests import factories as make
from tests.personas import World

TUESDAY = 1


def year_ahead() -> int:
    """A school year that no test has any workshops in."""
    return today().year + 1


def furnish(world: World) -> None:
    """Venues and a second facilitator, once."""
    for name, seats in (("Rådhuset", 20), ("Biblioteket", 12)):
        Venue.objects.get_or_create(owner=world.owner, name=name, defaults={"seats": seats})
    if not Person.objects.filter(owner=world.owner, first_name="Frida").exists():
        second = make.person(world.owner, "Frida Fasilitator")
        make.role(second, Kind.FACILITATOR, programme=world.programme)


def wishes(world: World, **changes: object) -> Wishes:
    """September to November of the year ahead, on Tuesdays, in two cohorts."""
    furnish(world)
    world.programme.ends_on = dt.date(year_ahead() + 1, 7, 31)
    world.programme.save()
    usual = usual_wishes(world.programme, today()).to_json()
    usual |= {
        "first": dt.date(year_ahead(), 9, 1).isoformat(),
        "last": dt.date(year_ahead(), 11, 30).isoformat(),
        "weekday": TUESDAY,
        "cohorts": 2,
        "seconds": 5,
    }
    return Wishes.from_json(usual | changes)


def first_days(problem: Problem, weekday: int, week: int) -> tuple[dt.date, ...]:
    """In each period, the week-th open day of a weekday."""
    return tuple(
        [day for day in problem.days_in(period) if day.weekday() == weekday][week]
        for period in problem.periods
    )


def simple_plan(problem: Problem) -> Plan:
    """A plan that keeps the rules: the cohorts a week apart, every other school in each."""
    schools = [{}, {}]
    for number, school in enumerate(problem.schools):
        schools[number % 2][school.id] = school.superusers
    return Plan(
        tuple(
            CohortPlan(
                TUESDAY,
                problem.venues[number].id,
                problem.facilitators[number].id,
                first_days(problem, TUESDAY, number),
                schools[number],
            )
            for number in range(2)
        )
    )


def change_proposal(world: World, announced: Announced, plan: Plan) -> Proposal:
    """A least change with a plan, as the planner leaves it."""
    return make_proposal(
        programme=world.programme,
        by=None,
        wishes=announced.wishes,
        purpose=Proposal.Purpose.CHANGE,
        before=announced.to_json(),
        problem=announced.problem.to_json(),
        plan=plan.to_json(),
        cost=0,
        status=Proposal.Status.READY,
    )


def ready_proposal(world: World, **changes: object) -> Proposal:
    """A proposal with a plan, as the planner leaves it."""
    wanted = wishes(world, **changes)
    problem = problem_of(world.programme, wanted, today())
    plan = simple_plan(problem)
    return make_proposal(
        programme=world.programme,
        by=world.people["lead"],
        wishes=wanted,
        problem=problem.to_json(),
        plan=plan.to_json(),
        cost=cost(problem, plan),
        bound=0,
        status=Proposal.Status.READY,
    )
