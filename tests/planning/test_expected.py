"""Who is expected at a workshop: the same for one workshop, for many, and whoever asks."""

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from rollout.common.dates import today
from rollout.insight.queries import away_from, coming_by_school, next_during
from rollout.organisation.actions import end_role
from rollout.organisation.models import Person
from rollout.planning.actions import answer_invitation, move_member
from rollout.planning.away.queries import away
from rollout.planning.expected import (
    expected_workshops,
    expects,
    members_on,
    next_workshops,
    seats_at,
)
from rollout.planning.guests.actions import leave_place, take_place
from rollout.planning.guests.queries import rooms
from rollout.planning.models import Membership, Workshop
from tests import factories as make
from tests.personas import World
from tests.planning.guests import Swap, make_swap

DAY = dt.timedelta(days=1)


@pytest.fixture
def swap(world: World) -> Swap:
    return make_swap(world, seats=9)


def expected(workshop: Workshop) -> set[Person]:
    return {member.role.person for member in members_on(workshop)}


def cannot(workshop: Workshop) -> int:
    """How many can’t come, as lists of workshops count it."""
    return next_workshops(Workshop.objects.filter(pk=workshop.pk), timezone.now())[0].cannot


def test_its_cohorts_members_of_the_day_are_expected(world: World) -> None:
    siri = world.people["superuser"]
    own = Membership.objects.get(role__person=siri)
    other = make.cohort(world.programme, [], "Gruppe B")
    moves_on = world.coming.day + 10 * DAY
    move_member(membership=own, to=other, day=moves_on)
    days = [moves_on - DAY, moves_on]
    before, gone = (make.workshop(world.cohort, day) for day in days)
    early, after = (make.workshop(other, day) for day in days)
    assert [expected(w) for w in (before, gone, early, after)] == [{siri}, set(), set(), {siri}]


def test_nobody_is_expected_after_the_last_day_of_their_role(world: World) -> None:
    """Also where the place in the cohort was left open."""
    siri = world.people["superuser"]
    siri.roles.update(ends_on=world.coming.day)
    assert expected(world.coming) == {siri}
    siri.roles.update(ends_on=world.coming.day - DAY)
    assert expected(world.coming) == set()
    assert not expected_workshops(siri).filter(pk=world.coming.pk).exists()
    assert seats_at([world.coming.pk]) == {}


def test_a_guest_is_expected_there_and_not_at_their_own(swap: Swap) -> None:
    later = make.workshop(swap.own.cohort, swap.own.day + 40 * DAY)
    place = take_place(person=swap.siri, own=swap.own, to=swap.there)
    assert expected(swap.own) == set()
    assert expected(swap.there) == {swap.siri, swap.sara}
    assert expected(later) == {swap.siri}
    leave_place(place=place, back=True)
    assert expected(swap.own) == {swap.siri}
    assert expected(swap.there) == {swap.sara}


def test_a_guest_whose_membership_has_ended_isnt_expected(swap: Swap) -> None:
    make.guest_place(swap.siri, swap.own, at=swap.there)
    Membership.objects.filter(role__person=swap.siri).update(ends_on=today())
    assert expected(swap.there) == {swap.sara}


@pytest.mark.parametrize("moves", [False, True])
def test_all_that_ask_give_the_same(swap: Swap, moves: bool) -> None:
    knut = swap.newcomer("Knut Kjapp")
    end_role(role=swap.newcomer("Stine Slutt").roles.get(), ends_on=today(), reason="Ny jobb")
    if moves:
        take_place(person=swap.siri, own=swap.own, to=swap.there)
    people = [swap.siri, swap.sara, knut, *swap.world.teachers]
    workshops = [swap.own, swap.there]
    seats = seats_at(Workshop.objects.filter(cohort__programme=swap.world.programme))
    room = rooms(workshops)
    schools = [swap.world.north, swap.world.south]
    first, last = sorted(workshop.day for workshop in workshops)
    found = away(swap.world.programme, schools, first, last)
    for workshop in workshops:
        there = {person.pk for person in expected(workshop)}
        assert {seat.person for seat in seats[workshop.pk]} == there
        assert room[workshop.pk].placed == there
        assert {p.pk for p in people if expects(workshop, p.pk)} == there
        assert {p.pk for p in people if workshop in expected_workshops(p)} == there
        assert {
            absence.person
            for one in found.values()
            for day in one.days
            for absence in day.absences
            if absence.workshop == workshop.pk
        } == there


def test_a_seat_tells_the_school_and_who_is_a_guest(swap: Swap) -> None:
    take_place(person=swap.siri, own=swap.own, to=swap.there)
    [sara, siri] = seats_at([swap.own.pk, swap.there.pk])[swap.there.pk]
    assert (sara.name, sara.school, sara.is_guest) == ("Sara Sør", swap.world.south.pk, False)
    assert (siri.name, siri.school, siri.is_guest) == (
        "Siri Superbruker",
        swap.world.north.pk,
        True,
    )
    assert siri.starts_at == swap.there.starts_at
    of_north = Membership.objects.filter(role__school=swap.world.north)
    assert seats_at([swap.own.pk, swap.there.pk], of_north) == {swap.there.pk: [siri]}


@pytest.mark.parametrize("more", [0, 3])
def test_many_workshops_cost_one_query(
    swap: Swap, more: int, django_assert_num_queries: Any
) -> None:
    made = [make.workshop(swap.other, swap.own.day + n * DAY) for n in range(3, 3 + more)]
    for workshop in made:
        make.guest_place(swap.newcomer(), swap.own, at=workshop)
    ids = [workshop.pk for workshop in (swap.own, swap.there, *made)]
    with django_assert_num_queries(1):
        found = seats_at(ids)
    assert len(found) == 2 + more


def test_a_no_counts_while_one_is_expected(swap: Swap) -> None:
    answer_invitation(workshop=swap.own, person=swap.siri, answer="no")
    assert cannot(swap.own) == 1
    take_place(person=swap.siri, own=swap.own, to=swap.there)
    assert cannot(swap.own) == 0


def test_a_guest_who_gave_up_the_seat_isnt_counted_as_missing_there(swap: Swap) -> None:
    take_place(person=swap.siri, own=swap.own, to=swap.there)
    answer_invitation(workshop=swap.there, person=swap.siri, answer="no")
    assert swap.status(swap.siri) == ["left"]
    assert cannot(swap.there) == 0
    assert away_from(swap.there, swap.world.north) == []


def test_a_schools_next_workshop_is_its_cohorts_wherever_each_of_them_comes(swap: Swap) -> None:
    """Its page says beside it who comes to which other workshop instead."""
    world = swap.world
    take_place(person=swap.siri, own=swap.own, to=swap.there)
    assert next_during(world.programme, world.north, today()) == [swap.own]
    assert coming_by_school(world.programme, today()) == {
        world.north.pk: [(swap.own.starts_at, swap.own.ends_at)],
        world.south.pk: [(swap.there.starts_at, swap.there.ends_at)],
    }
