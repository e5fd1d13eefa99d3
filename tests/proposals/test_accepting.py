"""Accepting a proposal: cohorts, members and workshops in one action, and back again."""

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from rollout.common.dates import local, today
from rollout.notifications.models import Message
from rollout.planning.actions import change_workshop, invite_workshops, move_member
from rollout.planning.handing_out import hand_out, hand_out_from
from rollout.planning.models import Cohort, Membership, Workshop
from rollout.planning.taking_part import set_schools
from rollout.proposals.accepting.actions import accept_proposal, undo_acceptance
from rollout.proposals.accepting.checks import why_not_undone
from rollout.proposals.models import Proposal
from rollout.scheduler.problem import Plan
from tests import factories as make
from tests.personas import World
from tests.proposals.scene import ready_proposal, year_ahead


def accepted(world: World, proposal: Proposal) -> Proposal:
    return accept_proposal(proposal=proposal, revision=proposal.revision, by=world.people["lead"])


def year_workshops() -> list[Workshop]:
    return list(
        Workshop.objects.filter(starts_at__date__gte=dt.date(year_ahead(), 9, 1)).order_by(
            "starts_at"
        )
    )


def everything() -> dict[str, Any]:
    """All that accepting may touch, to compare."""
    return {
        "workshops": sorted(
            (str(w.cohort), w.starts_at, w.venue_id, w.facilitator_id)
            for w in Workshop.objects.select_related("cohort")
        ),
        "members": sorted(Membership.objects.values_list("cohort", "role", "ends_on"), key=str),
        "cohorts": sorted(Cohort.objects.values_list("name", flat=True)),
    }


def test_the_plan_becomes_cohorts_members_and_workshops(world: World) -> None:
    proposal = ready_proposal(world)
    plan = Plan.from_json(proposal.plan)
    accepted(world, proposal)
    assert [w.day for w in year_workshops()] == sorted(
        day for cohort in plan.cohorts for day in cohort.dates
    )
    assert all(w.venue and w.facilitator for w in year_workshops())
    open_ones = Membership.objects.filter(ends_on__isnull=True)
    assert open_ones.count() == 2
    assert len({m.cohort_id for m in open_ones}) == 2


def test_a_cohort_keeps_its_name_and_its_members_where_it_can(world: World) -> None:
    proposal = ready_proposal(world)
    accepted(world, proposal)
    siri = Membership.objects.get(role__person=world.people["superuser"])
    assert siri.cohort == world.cohort
    assert Cohort.objects.count() == 2


def test_nobody_is_invited_by_it(world: World) -> None:
    accepted(world, ready_proposal(world))
    assert not Workshop.objects.filter(invited_at__isnull=False).exists()


def test_undoing_brings_everything_back(world: World) -> None:
    start = dt.date(year_ahead(), 10, 6)
    make.workshop(world.cohort, start)
    make.workshop(world.cohort, start + dt.timedelta(days=1))
    proposal = ready_proposal(world)
    before = everything()
    done = accepted(world, proposal)
    assert everything() != before
    back = undo_acceptance(proposal=done, revision=done.revision)
    assert everything() == before
    assert back.status == Proposal.Status.READY


def test_invitations_that_wait_are_taken_back_when_it_is_undone(world: World) -> None:
    done = accepted(world, ready_proposal(world))
    invite_workshops(workshops=year_workshops())
    assert Message.objects.filter(status=Message.Status.QUEUED).exists()
    undo_acceptance(proposal=done, revision=done.revision)
    assert not Message.objects.filter(status=Message.Status.QUEUED).exists()


def test_it_cant_be_undone_once_an_invitation_has_gone_out(world: World) -> None:
    done = accepted(world, ready_proposal(world))
    invite_workshops(workshops=year_workshops())
    first = Message.objects.order_by("pk").first()
    Message.objects.filter(pk=first.pk).update(status=Message.Status.SENT, sent_at=timezone.now())
    assert why_not_undone(done)
    with pytest.raises(ValidationError):
        undo_acceptance(proposal=done, revision=done.revision)


def test_it_cant_be_undone_once_somebody_has_moved_to_another_cohort(world: World) -> None:
    done = accepted(world, ready_proposal(world))
    assert not why_not_undone(done)
    membership = Membership.objects.filter(pk__in=done.undo["memberships_made"]).first()
    assert membership
    other = make.cohort(world.programme, [], "Gruppe Z")
    move_member(membership=membership, to=other, day=membership.starts_on)
    assert "er flyttet" in why_not_undone(done)


def test_it_cant_be_undone_once_a_school_that_it_placed_has_left(world: World) -> None:
    """A place that would have ended, and that accepting made lasting, would last again."""
    ends_on = dt.date(year_ahead(), 9, 20)
    Membership.objects.filter(cohort=world.cohort).update(ends_on=ends_on)
    done = accepted(world, ready_proposal(world))
    assert [pk for pk, _was in done.undo["memberships_ended"]]
    assert not why_not_undone(done)
    set_schools(programme=world.programme, schools=[world.south], day=today())
    siri = Membership.objects.get(role__person=world.people["superuser"])
    assert siri.ends_on == today()
    assert "er flyttet" in why_not_undone(done)


def test_only_the_last_accepted_one_can_be_undone(world: World) -> None:
    first = accepted(world, ready_proposal(world))
    accepted(world, ready_proposal(world))
    first.refresh_from_db()
    assert why_not_undone(first)


def test_a_workshop_that_is_there_moves_and_keeps_its_kit(world: World) -> None:
    there = make.workshop(world.cohort, dt.date(year_ahead(), 10, 6), about=world.kit)
    accepted(world, ready_proposal(world))
    there.refresh_from_db()
    assert there.day in {d for c in plan_days() for d in c}
    assert there.kit == world.kit


def plan_days() -> list[tuple[dt.date, ...]]:
    plan = Plan.from_json(Proposal.objects.latest("pk").plan)
    return [cohort.dates for cohort in plan.cohorts]


def test_one_that_people_are_invited_to_is_cancelled_rather_than_taken_out(world: World) -> None:
    extra = make.cohort(world.programme, [], "Gruppe X")
    invited = make.workshop(extra, dt.date(year_ahead(), 9, 9))
    plain = make.workshop(extra, dt.date(year_ahead(), 10, 9))
    invited.invited_at = timezone.now()
    invited.save()
    accepted(world, ready_proposal(world))
    invited.refresh_from_db()
    assert invited.status == Workshop.Status.CANCELLED
    assert not Workshop.objects.filter(pk=plain.pk).exists()


def test_a_stale_or_second_click_accepts_once(world: World) -> None:
    proposal = ready_proposal(world)
    client = world.client("lead")
    url = f"/programmes/{world.programme.pk}/planning-table/{proposal.number}/accept/"
    client.post(url, {"revision": 0})
    count = Workshop.objects.count()
    client.post(url, {"revision": 0})
    assert Workshop.objects.count() == count


def test_held_workshops_are_never_touched(world: World) -> None:
    held = make.workshop(world.cohort, world.held.day - dt.timedelta(days=40), status="held")
    before = Workshop.objects.get(pk=held.pk).starts_at
    accepted(world, ready_proposal(world))
    assert Workshop.objects.get(pk=held.pk).starts_at == before


def test_one_that_is_accepted_already_is_not_accepted_again(world: World) -> None:
    proposal = accepted(world, ready_proposal(world))
    with pytest.raises(ValidationError):
        accepted(world, proposal)


def test_a_date_that_has_passed_is_not_made(world: World) -> None:
    proposal = ready_proposal(world)
    first = min(day for cohort in Plan.from_json(proposal.plan).cohorts for day in cohort.dates)
    with time_machine.travel(local(first, dt.time(10)), tick=False):
        accepted(world, proposal)
    made = [workshop.day for workshop in year_workshops()]
    assert made
    assert first not in made


def test_workshops_that_will_have_no_kit_are_told_of_before_and_after(world: World) -> None:
    lead = world.client("lead")
    proposal = ready_proposal(world)
    at = [world.programme.pk, proposal.number]
    hand_out = reverse("kits_hand_out", args=[world.programme.pk])
    page = lead.get(reverse("proposal_accept", args=at)).content.decode()
    assert "6 samlinger får ingen læringspakke." in page
    assert reverse("programme_kits", args=[world.programme.pk]) in page
    assert hand_out not in lead.get(reverse("proposal", args=at)).content.decode()
    accepted(world, proposal)
    page = lead.get(reverse("proposal", args=at)).content.decode()
    assert "7 kommende samlinger har ingen læringspakke ennå." in page
    assert hand_out in page


def test_with_a_kit_for_every_month_no_workshop_is_told_of(world: World) -> None:
    make.gives_out(world.programme, *(make.kit(world.owner) for _ in range(3)))
    Workshop.objects.filter(pk=world.coming.pk).update(kit=world.kit)
    at = [world.programme.pk, ready_proposal(world).number]
    page = world.client("lead").get(reverse("proposal_accept", args=at)).content.decode()
    assert "får ingen læringspakke" not in page


def test_kits_handed_out_afterwards_dont_stand_in_the_way_of_undoing(world: World) -> None:
    before = everything()
    proposal = ready_proposal(world)
    accepted(world, proposal)
    make.gives_out(world.programme, *(make.kit(world.owner) for _ in range(4)))
    shown = hand_out_from(world.programme, today())
    chosen = {each.workshop.pk: each.kit.pk if each.kit else None for each in shown.given}
    filled = hand_out(programme=world.programme, day=today(), chosen=chosen, seen=shown.seen)
    assert len(filled) == 7
    proposal.refresh_from_db()
    assert why_not_undone(proposal) == ""
    undo_acceptance(proposal=proposal, revision=proposal.revision)
    assert everything() == before


@pytest.mark.parametrize("what", ["link", "starts_at"])
def test_a_workshop_changed_by_hand_does(world: World, what: str) -> None:
    proposal = ready_proposal(world)
    accepted(world, proposal)
    workshop = year_workshops()[0]
    new = {
        "link": "https://motet.example/",
        "starts_at": workshop.starts_at - dt.timedelta(hours=1),
    }
    setattr(workshop, what, new[what])
    change_workshop(workshop=workshop, revision=workshop.revision)
    proposal.refresh_from_db()
    assert "endret for hånd" in why_not_undone(proposal)
