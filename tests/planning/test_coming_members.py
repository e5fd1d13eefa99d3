"""Who is in which cohort is told as of the day in question, also before a plan begins."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from rollout.common.dates import today
from rollout.insight.queries import coming_by_school
from rollout.logbook.queries import latest_kit
from rollout.organisation.actions import end_role
from rollout.planning.actions import make_cohorts, move_member
from rollout.planning.expected import members_on
from rollout.planning.kits import kits_for_school
from rollout.planning.models import Cohort, Membership
from rollout.planning.queries import unplaced_superusers
from rollout.proposals.accepting.actions import accept_proposal
from tests import factories as make
from tests.personas import World
from tests.proposals.scene import ready_proposal

MONTH = dt.timedelta(days=30)


@pytest.fixture
def moving(world: World) -> Membership:
    """Siri meets with Gruppe A for another month, and then with Gruppe B."""
    here = Membership.objects.get(role__person=world.people["superuser"])
    here.ends_on = today() + MONTH
    here.save()
    other = make.cohort(world.programme, [], "Gruppe B")
    begins = here.ends_on + dt.timedelta(days=1)
    return Membership.objects.create(cohort=other, role=here.role, starts_on=begins)


def groups(client: Client, world: World) -> dict[str, Cohort]:
    page = client.get(reverse("cohorts", args=[world.programme.pk]))
    return {cohort.name: cohort for cohort in page.context["cohorts"]}


def test_groups_show_who_will_meet_with_them_and_from_when(
    world: World, moving: Membership
) -> None:
    client = world.client("lead")
    found = groups(client, world)
    assert [m.pk for m in found["Gruppe B"].members] == [moving.pk]
    assert found["Gruppe A"].members == []
    assert [m.role_id for m in found["Gruppe A"].leaving] == [moving.role_id]
    page = client.get(reverse("cohorts", args=[world.programme.pk])).content.decode()
    assert f"fra {date_format(moving.starts_on, 'SHORT_DATE_FORMAT')}" in page
    last = moving.starts_on - dt.timedelta(days=1)
    assert f"til {date_format(last, 'SHORT_DATE_FORMAT')}" in page


def test_a_year_accepted_without_sharing_out_first_leaves_no_group_empty(world: World) -> None:
    Membership.objects.all().delete()
    world.coming.delete()
    proposal = ready_proposal(world)
    accept_proposal(proposal=proposal, revision=0, by=None)
    found = groups(world.client("lead"), world)
    assert sorted(len(cohort.members) for cohort in found.values()) == [0, 1, 1]
    address = reverse("proposal_change", args=[world.programme.pk])
    assert world.client("lead").get(address).context["clashes"] == []


def test_a_place_to_come_is_moved_from_its_first_day(world: World, moving: Membership) -> None:
    third = make.cohort(world.programme, [], "Gruppe C")
    address = reverse("cohort_move", args=[world.programme.pk, moving.role_id])
    world.client("lead").post(address, {"cohort": third.pk})
    places = Membership.objects.filter(role=moving.role).order_by("starts_on")
    assert [(m.cohort.name, m.starts_on, m.ends_on) for m in places.select_related("cohort")] == [
        ("Gruppe A", world.programme.starts_on, today() + MONTH),
        ("Gruppe C", moving.starts_on, None),
    ]


def test_moved_today_nobody_is_in_two_cohorts(world: World, moving: Membership) -> None:
    third = make.cohort(world.programme, [], "Gruppe C")
    move_member(membership=moving, to=third, day=today())
    places = Membership.objects.filter(role=moving.role).order_by("starts_on")
    yesterday = today() - dt.timedelta(days=1)
    assert [(m.starts_on, m.ends_on) for m in places] == [
        (world.programme.starts_on, yesterday),
        (today(), None),
    ]


def test_a_newcomer_is_placed_where_the_schools_others_will_meet(
    world: World, moving: Membership
) -> None:
    make.workshop(world.cohort)
    make.workshop(moving.cohort)
    fresh = make.superuser(world.north)
    make_cohorts(programme=world.programme, count=2, from_day=today())
    assert fresh.memberships.get().cohort == moving.cohort


def test_who_leaves_the_role_on_a_day_isnt_without_a_cohort_until_then(world: World) -> None:
    role = world.people["superuser"].roles.get()
    end_role(role=role, ends_on=today() + MONTH, reason="Sluttet")
    assert role not in unplaced_superusers(world.programme, today())
    make_cohorts(programme=world.programme, count=1, from_day=today())
    assert role.memberships.count() == 1


def test_the_next_workshop_is_the_one_that_expects_them(world: World, moving: Membership) -> None:
    """The own cohort's before the change, the other's after it; the same on every page."""
    before = make.workshop(world.cohort, today() + MONTH / 2)
    gone = make.workshop(world.cohort, today() + 2 * MONTH)
    after = make.workshop(moving.cohort, today() + 3 * MONTH)
    expected = [w for w in (before, gone, after) if moving.role in [m.role for m in members_on(w)]]
    assert expected == [before, after]
    coming = coming_by_school(world.programme, today())[world.north.pk]
    ahead = {world.coming.starts_at, before.starts_at, after.starts_at}
    assert {starts_at for starts_at, _ends_at in coming} == ahead


def test_the_kit_of_a_cohort_that_they_left_isnt_theirs(world: World) -> None:
    """What a former cohort goes on with isn't what the school is to pass on."""
    here = Membership.objects.get(role__person=world.people["superuser"])
    other = make.cohort(world.programme, [], "Gruppe B")
    move_member(membership=here, to=other, day=today() - dt.timedelta(days=10))
    later = make.kit(world.owner, "Programmering")
    yesterday = today() - dt.timedelta(days=1)
    make.workshop(world.cohort, yesterday, about=later, status="held")
    kits = kits_for_school(world.programme, world.north.pk)
    assert latest_kit(world.programme, world.north, timezone.now(), kits) == world.kit
