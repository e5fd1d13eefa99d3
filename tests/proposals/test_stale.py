"""The world moves on between a proposal and its acceptance, and between that and its undoing."""

import datetime as dt

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from rollout.accounts.permissions import Kind
from rollout.calendars.models import Venue
from rollout.common.dates import local, next_month, today
from rollout.notifications.models import Message
from rollout.organisation.models import Role
from rollout.planning.actions import (
    cancel_workshop,
    change_workshop,
    invite_workshops,
    move_member,
    place_superuser,
)
from rollout.planning.models import Membership, Workshop, WorkshopAttendance
from rollout.proposals.accepting.actions import accept_proposal, undo_acceptance
from rollout.proposals.accepting.checks import why_not_undone
from rollout.proposals.announced import change_problem
from rollout.proposals.models import Proposal
from rollout.scheduler.changes import diff
from rollout.scheduler.moves import move_date
from rollout.scheduler.problem import Plan
from tests import factories as make
from tests.personas import World
from tests.proposals.scene import change_proposal, ready_proposal, wishes, year_ahead


def accepted(world: World, proposal: Proposal) -> Proposal:
    return accept_proposal(proposal=proposal, revision=proposal.revision, by=world.people["lead"])


def least_change(world: World, day: dt.date | None = None) -> Proposal:
    """A least change as the planner leaves it: nothing moved, or the coming workshop to a day."""
    wishes(world)
    announced = change_problem(world.programme, today())
    assert announced
    plan = announced.plan
    if day:
        plan = move_date(plan, 0, plan.cohorts[0].dates.index(world.coming.day), day)
    return change_proposal(world, announced, plan)


def a_day_later(world: World) -> dt.date:
    """Another day in the coming workshop's month."""
    day = world.coming.day
    return day + dt.timedelta(days=1 if day.day < 28 else -1)


def test_a_least_change_keeps_the_hours_of_a_workshop_that_moves(world: World) -> None:
    world.coming.starts_at = local(world.coming.day, dt.time(8))
    world.coming.ends_at = local(world.coming.day, dt.time(10))
    world.coming.save()
    day = a_day_later(world)
    accepted(world, least_change(world, day))
    world.coming.refresh_from_db()
    assert world.coming.day == day
    assert timezone.localtime(world.coming.starts_at).hour == 8
    assert timezone.localtime(world.coming.ends_at).hour == 10


def test_a_change_made_after_midnight_is_of_the_local_day(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    days = []

    def seen(before: Plan, after: Plan, day: dt.date) -> object:
        days.append(day)
        return diff(before, after, day)

    monkeypatch.setattr("rollout.proposals.views.run.diff", seen)
    tomorrow = today() + dt.timedelta(days=1)
    with time_machine.travel(local(tomorrow, dt.time(0, 30)).timestamp()):
        proposal = least_change(world, a_day_later(world))
        address = reverse("proposal", args=[world.programme.pk, proposal.number])
        assert world.client("lead").get(address).status_code == 200
    assert days == [tomorrow]


def test_a_least_change_makes_no_workshop(world: World) -> None:
    make.workshop(world.cohort, world.coming.day + dt.timedelta(days=70))
    other = make.cohort(world.programme, [], "Gruppe B")
    make.workshop(other, world.coming.day + dt.timedelta(days=35))
    before = Workshop.objects.count()
    accepted(world, least_change(world))
    assert Workshop.objects.count() == before


def test_a_month_without_a_workshop_is_told(world: World) -> None:
    wishes(world)
    client, address = world.client("lead"), reverse("proposal_change", args=[world.programme.pk])
    assert "Måneder uten samling" not in client.get(address).content.decode()
    after = next_month(world.coming.day)
    other = make.cohort(world.programme, [], "Gruppe B")
    make.workshop(other, after + dt.timedelta(days=14))
    said = f"Gruppe A har ingen samling i {date_format(after, 'YEAR_MONTH_FORMAT')}"
    assert said in client.get(address).content.decode()


def test_what_was_changed_meanwhile_is_not_overrun(world: World) -> None:
    proposal = least_change(world, a_day_later(world))
    cancel_workshop(workshop=world.coming, revision=0, reason="Syk")
    with pytest.raises(ValidationError):
        accepted(world, proposal)


def test_a_change_that_has_been_mailed_is_not_undone(world: World) -> None:
    invite_workshops(workshops=[world.coming])
    Message.objects.update(status=Message.Status.SENT, sent_at=timezone.now())
    world.coming.refresh_from_db()
    done = accepted(world, least_change(world, a_day_later(world)))
    assert not why_not_undone(done)
    updates = Message.objects.filter(kind=Message.Kind.UPDATE)
    assert updates.update(status=Message.Status.SENT, sent_at=timezone.now())
    assert why_not_undone(done)


def test_undoing_gives_the_answers_back(world: World) -> None:
    there = make.workshop(world.cohort, dt.date(year_ahead(), 10, 6))
    person = world.people["superuser"]
    WorkshopAttendance.objects.create(workshop=there, person=person, answer="yes")
    done = accepted(world, ready_proposal(world))
    assert not there.attendances.filter(answer="yes").exists()
    undo_acceptance(proposal=done, revision=done.revision)
    assert there.attendances.get(person=person).answer == "yes"


def test_what_a_hand_has_changed_since_is_not_undone(world: World) -> None:
    done = accepted(world, ready_proposal(world))
    september = dt.date(year_ahead(), 9, 1)
    workshop = Workshop.objects.filter(starts_at__date__gte=september).first()
    assert workshop
    workshop.link = "https://teams.example/x"
    change_workshop(workshop=workshop, revision=workshop.revision)
    assert why_not_undone(done)


def test_a_move_made_ahead_gives_way_to_the_plan(world: World) -> None:
    other = make.cohort(world.programme, [], "Gruppe B")
    membership = Membership.objects.get(role__person=world.people["superuser"])
    later = dt.date(year_ahead() + 1, 1, 1)
    move_member(membership=membership, to=other, day=later)
    accepted(world, ready_proposal(world))
    rows = Membership.objects.filter(role=membership.role)
    opening = dt.date(year_ahead(), 9, 15)
    in_force = [m for m in rows if m.starts_on <= opening and (m.ends_on or later) >= opening]
    assert len(in_force) == 1
    assert rows.filter(ends_on__isnull=True).count() == 1


def test_two_accepted_one_after_the_other_leave_one_place_each(world: World) -> None:
    accepted(world, ready_proposal(world))
    accepted(world, ready_proposal(world))
    for role in Role.objects.filter(kind=Kind.SUPERUSER):
        rows = Membership.objects.filter(role=role, ends_on__isnull=True)
        assert rows.count() == 1


def test_a_newcomer_placed_since_keeps_the_cohort(world: World) -> None:
    done = accepted(world, ready_proposal(world))
    made = world.programme.cohorts.exclude(pk=world.cohort.pk).get()
    role = make.role(make.employee(world.north), Kind.SUPERUSER, at=world.north)
    place_superuser(role=role, cohort=made, day=today())
    assert not why_not_undone(done)
    undo_acceptance(proposal=done, revision=done.revision)
    assert Membership.objects.filter(role=role, cohort=made).exists()


@pytest.mark.parametrize("gone", ["venues", "facilitators"])
def test_a_plan_with_somebody_who_is_gone_is_refused_with_why(world: World, gone: str) -> None:
    proposal = ready_proposal(world)
    if gone == "venues":
        Venue.objects.all().delete()
    else:
        Role.objects.filter(kind=Kind.FACILITATOR).delete()
    with pytest.raises(ValidationError, match="finnes ikke lenger"):
        accepted(world, proposal)


def test_who_has_come_since_is_told_before_accepting(world: World) -> None:
    proposal = ready_proposal(world)
    make.role(make.employee(world.north), Kind.SUPERUSER, at=world.north)
    url = reverse("proposal_accept", args=[world.programme.pk, proposal.number])
    assert world.client("lead").get(url).context["newcomers"] == 1


def test_two_workshops_in_a_month_dont_stand_in_each_others_way(world: World) -> None:
    proposal = ready_proposal(world)
    plan_day = dt.date.fromisoformat(proposal.plan["cohorts"][0]["dates"][1])
    make.workshop(world.cohort, plan_day)
    make.workshop(world.cohort, plan_day + dt.timedelta(days=2))
    accepted(world, proposal)
    month = Workshop.objects.filter(
        cohort=world.cohort, starts_at__year=plan_day.year, starts_at__month=plan_day.month
    )
    assert month.count() == 1
