"""A least change moves nobody whom it doesn't have to move."""

import datetime as dt

from rollout.common.dates import today
from rollout.notifications.models import Message
from rollout.planning.actions import invite_workshops
from rollout.planning.models import Membership, Workshop
from rollout.planning.queries import last_memberships
from rollout.proposals.accepting.actions import accept_proposal
from rollout.proposals.announced import Announced, change_problem
from rollout.scheduler.problem import Plan
from tests import factories as make
from tests.personas import World
from tests.proposals.scene import change_proposal, ready_proposal, wishes, year_ahead


def planned_year(world: World) -> None:
    """Three more schools, shared out from long ago, and a year planned in which everyone of
    Sørlia's cohort and Nordlia's meets with another from its first month."""
    for number in range(3):
        school = make.school(world.owner, f"Østlia {number}")
        begun = {"starts_on": world.programme.starts_on}
        world.programme.schools.add(school, through_defaults=begun)
        make.cohort(world.programme, [make.superuser(school)], f"Gammel {number}")
    proposal = ready_proposal(world)
    accept_proposal(proposal=proposal, revision=proposal.revision, by=world.people["lead"])


def accept_change(world: World, announced: Announced, plan: Plan) -> None:
    change = change_proposal(world, announced, plan)
    accept_proposal(proposal=change, revision=change.revision, by=world.people["lead"])


def members() -> set[tuple[int, int, dt.date, dt.date | None]]:
    return set(Membership.objects.values_list("cohort", "role", "starts_on", "ends_on"))


def test_nothing_moves_that_nobody_moved(world: World) -> None:
    """The groups that the accepted plan begins with later are the ones that are announced."""
    planned_year(world)
    ahead = Workshop.objects.filter(status="planned", starts_at__year=year_ahead())
    invite_workshops(workshops=list(ahead))
    leaving = Membership.objects.filter(ends_on__isnull=True)[0]
    leaving.ends_on = dt.date(year_ahead(), 12, 31)
    leaving.save()
    before, mails = members(), Message.objects.count()
    assert any(starts_on > today() for _cohort, _role, starts_on, _ends_on in before)

    wishes(world)
    announced = change_problem(world.programme, today())
    assert announced
    sizes = {
        cohort.pk: sum(year.members.values())
        for cohort, year in zip(announced.cohorts, announced.plan.cohorts, strict=True)
    }
    lasting = [m.cohort_id for m in last_memberships(world.programme, today()).values()]
    assert sizes == {pk: lasting.count(pk) for pk in sizes}

    accept_change(world, announced, announced.plan)
    assert members() == before
    assert Message.objects.count() == mails


def test_a_superuser_whom_it_moves_is_moved_and_no_other(world: World) -> None:
    planned_year(world)
    before = members()
    wishes(world)
    announced = change_problem(world.programme, today())
    assert announced
    data = announced.plan.to_json()
    places = [n for n, c in enumerate(data["cohorts"]) if c["members"]]
    school = sorted(data["cohorts"][places[0]]["members"])[0]
    data["cohorts"][places[-1]]["members"][school] = data["cohorts"][places[0]]["members"].pop(
        school
    )
    accept_change(world, announced, Plan.from_json(data))
    moved = {role for _cohort, role, _from, _to in members() ^ before}
    assert len(moved) == 1


def test_a_place_that_ends_later_counts_until_it_has_ended(world: World) -> None:
    membership = world.cohort.memberships.get()
    membership.ends_on = today() + dt.timedelta(days=1)
    membership.save()
    assert last_memberships(world.programme, today()) == {membership.role_id: membership}
    assert last_memberships(world.programme, membership.ends_on) == {}
