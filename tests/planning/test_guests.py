"""Coming with another cohort: one seat, once, in turn, and what becomes of it."""

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from rollout.common.dates import today
from rollout.insight.figures import programme_figures
from rollout.organisation.actions import end_role
from rollout.planning.actions import (
    answer_invitation,
    cancel_workshop,
    change_workshop,
    move_member,
    take_attendance,
)
from rollout.planning.expected import expected_workshops, members_on
from rollout.planning.guests.actions import confirm_place, join_line, leave_place, take_place
from rollout.planning.guests.queries import rooms
from rollout.planning.models import GuestPlace, Workshop, WorkshopAttendance
from rollout.planning.signals import place_left, place_taken
from tests import factories as make
from tests.personas import World
from tests.planning.guests import Swap, make_swap, same_month


@pytest.fixture
def swap(world: World) -> Swap:
    return make_swap(world)


@pytest.fixture
def told() -> Any:
    """What is told, in order: (taken or left, cohort, person)."""
    heard: list[tuple[str, str, str]] = []

    def listen(word: str) -> Any:
        def hear(workshop: Workshop, person: Any, **kwargs: Any) -> None:
            heard.append((word, workshop.cohort.name, person.first_name))

        return hear

    taken, left = listen("taken"), listen("left")
    place_taken.connect(taken)
    place_left.connect(left)
    yield heard
    place_taken.disconnect(taken)
    place_left.disconnect(left)


def expected(workshop: Workshop) -> list[str]:
    return [member.role.person.first_name for member in members_on(workshop)]


def move(swap: Swap, **instead: Any) -> GuestPlace:
    return take_place(**{"person": swap.siri, "own": swap.own, "to": swap.there, **instead})


def fill(swap: Swap) -> Any:
    """Somebody else has the last seat."""
    person = swap.newcomer("Knut Kjapp")
    move(swap, person=person)
    return person


def test_a_move_is_for_that_workshop_only_and_is_told(swap: Swap, told: Any) -> None:
    later = make.workshop(swap.own.cohort, swap.own.day + dt.timedelta(days=40))
    move(swap)
    assert expected(swap.own) == []
    assert expected(swap.there) == ["Siri", "Sara"]
    assert expected(later) == ["Siri"]
    assert swap.answer(swap.siri, swap.own) == "no"
    assert swap.answer(swap.siri, swap.there) == "yes"
    assert told == [("left", "Gruppe A", "Siri"), ("taken", "Gruppe B", "Siri")]


def test_asked_for_twice_it_is_once(swap: Swap, told: Any) -> None:
    assert move(swap).pk == move(swap).pk
    assert GuestPlace.objects.count() == 1
    assert len(told) == 2


def test_what_is_expected_is_counted_alike_for_one_and_for_many(swap: Swap) -> None:
    move(swap)
    answer_invitation(workshop=swap.there, person=swap.sara, answer="no")
    for workshop, room in rooms([swap.own, swap.there]).items():
        found = {m.role.person_id for m in members_on(Workshop.objects.get(pk=workshop))}
        assert room.expected == found - room.declined


def test_moving_on_frees_the_seat_there_was(swap: Swap) -> None:
    third = make.cohort(swap.world.programme, [], "Gruppe C")
    elsewhere = make.workshop(third, same_month(swap.own.day, 2))
    move(swap)
    move(swap, to=elsewhere)
    assert swap.status(swap.siri) == ["left"]
    assert expected(elsewhere) == ["Siri"]
    assert rooms([swap.there])[swap.there.pk].free == 1


def test_the_last_seat_is_given_once(swap: Swap) -> None:
    fill(swap)
    with pytest.raises(ValidationError, match="siste plassen"):
        move(swap)
    assert expected(swap.own) == ["Siri"]


@pytest.mark.parametrize("case", ["another month", "begun", "cancelled", "not a member", "came"])
def test_what_has_no_meaning_is_refused(swap: Swap, case: str) -> None:
    instead: dict[str, Any] = {}
    if case == "another month":
        far = swap.own.day + dt.timedelta(days=62)
        instead["to"] = make.workshop(swap.other, far)
    elif case == "begun":
        instead["own"] = make.workshop(swap.own.cohort, today())
        instead["to"] = make.workshop(swap.other, today() - dt.timedelta(days=1))
    elif case == "cancelled":
        cancel_workshop(workshop=swap.there, revision=0, reason="Syk")
    elif case == "not a member":
        instead["person"] = swap.sara
    else:
        WorkshopAttendance.objects.create(workshop=swap.own, person=swap.siri, attended=True)
    with pytest.raises(ValidationError):
        move(swap, **instead)
    assert not GuestPlace.objects.exists()


def test_undone_before_it_begins_they_are_back_with_their_own(swap: Swap, told: Any) -> None:
    place = move(swap)
    told.clear()
    for _ in range(2):
        leave_place(place=place, back=True)
    assert expected(swap.own) == ["Siri"]
    assert expected(swap.there) == ["Sara"]
    assert swap.answer(swap.siri, swap.own) == "yes"
    assert swap.answer(swap.siri, swap.there) is None
    assert told == [("left", "Gruppe B", "Siri"), ("taken", "Gruppe A", "Siri")]


def test_after_it_has_begun_it_is_not_undone(swap: Swap) -> None:
    place = move(swap)
    now = Workshop.objects.filter(pk=swap.there.pk)
    now.update(starts_at=swap.there.starts_at - dt.timedelta(days=60))
    with pytest.raises(ValidationError):
        leave_place(place=place, back=True)
    assert swap.status(swap.siri) == ["taken"]


def test_a_yes_to_ones_own_undoes_the_move(swap: Swap) -> None:
    move(swap)
    answer_invitation(workshop=swap.own, person=swap.siri, answer="yes")
    assert swap.status(swap.siri) == ["left"]
    assert expected(swap.own) == ["Siri"]


def test_a_guest_who_says_no_gives_the_seat_to_the_next(swap: Swap) -> None:
    knut = fill(swap)
    join_line(person=swap.siri, own=swap.own, to=swap.there)
    answer_invitation(workshop=swap.there, person=knut, answer="no")
    assert swap.status(knut) == ["left"]
    assert swap.status(swap.siri) == ["taken"]


def in_line(swap: Swap) -> tuple[Any, Any]:
    """The room is full; Siri is first in line and Stein second."""
    fill(swap)
    stein = swap.newcomer("Stein Sist")
    join_line(person=swap.siri, own=swap.own, to=swap.there)
    join_line(person=stein, own=swap.own, to=swap.there)
    return swap.siri, stein


def free_by_no(swap: Swap) -> None:
    answer_invitation(workshop=swap.there, person=swap.sara, answer="no")


def free_by_undo(swap: Swap) -> None:
    taken = GuestPlace.objects.get(status="taken")
    leave_place(place=taken, back=False)


def free_by_larger_room(swap: Swap) -> None:
    swap.there.venue.seats = 3
    swap.there.venue.save()


def free_by_another_room(swap: Swap) -> None:
    swap.there.venue = make.venue(swap.world.owner, 3)
    change_workshop(workshop=swap.there, revision=0)


def free_by_leaving_the_cohort(swap: Swap) -> None:
    [membership] = swap.other.memberships.all()
    move_member(membership=membership, to=make.cohort(swap.world.programme), day=today())


def free_by_an_ended_role(swap: Swap) -> None:
    end_role(role=swap.sara.roles.get(), ends_on=today(), reason="Ny jobb")


FREED = {
    "a no": free_by_no,
    "an undo": free_by_undo,
    "a larger room": free_by_larger_room,
    "another room": free_by_another_room,
    "another cohort": free_by_leaving_the_cohort,
    "an ended role": free_by_an_ended_role,
}


@pytest.mark.parametrize("way", FREED)
def test_a_seat_that_becomes_free_is_the_firsts_in_line(swap: Swap, told: Any, way: str) -> None:
    siri, stein = in_line(swap)
    told.clear()
    FREED[way](swap)
    assert swap.status(siri) == ["taken"]
    assert swap.status(stein) == ["waiting"]
    assert ("taken", "Gruppe B", "Siri") in told
    assert not [t for t in told if t[2] == "Stein"]


def test_the_seat_one_leaves_goes_to_the_line_for_it_in_turn(swap: Swap) -> None:
    """Siri gets Sara's seat; so Siri's own is free, and Trond, in line for it, gets that."""
    siri, _stein = in_line(swap)
    third = make.cohort(swap.world.programme, [make.superuser(swap.world.south, "Trond Tredje")])
    own = make.workshop(third, same_month(swap.own.day, 3))
    trond = third.memberships.get().role.person
    swap.own.venue = make.venue(swap.world.owner, 2)
    change_workshop(workshop=swap.own, revision=0)
    answer_invitation(workshop=swap.own, person=siri, answer="")
    swap.newcomer("Petra Plass")
    GuestPlace.objects.create(
        person=trond, workshop=swap.own, instead_of=own, status="waiting",
        agreed_start=swap.own.starts_at, agreed_own_start=own.starts_at,
    )  # fmt: skip
    answer_invitation(workshop=swap.there, person=swap.sara, answer="no")
    assert swap.status(siri) == ["taken"]
    assert swap.status(trond, swap.own) == ["taken"]


def test_a_seat_ends_the_other_lines_one_is_in(swap: Swap) -> None:
    siri, _stein = in_line(swap)
    third = make.cohort(swap.world.programme, [make.superuser(swap.world.south)])
    full = make.workshop(third, same_month(swap.own.day, 2), venue=make.venue(swap.world.owner, 1))
    join_line(person=siri, own=swap.own, to=full)
    free_by_no(swap)
    assert swap.status(siri, full) == ["left"]


def test_who_says_yes_to_their_own_leaves_the_line(swap: Swap) -> None:
    siri, stein = in_line(swap)
    answer_invitation(workshop=swap.own, person=siri, answer="yes")
    free_by_no(swap)
    assert swap.status(siri) == ["left"]
    assert swap.status(stein) == ["taken"]


def test_getting_in_line_for_a_free_seat_gives_it(swap: Swap) -> None:
    assert join_line(person=swap.siri, own=swap.own, to=swap.there).status == "taken"


def test_one_with_a_seat_gets_in_no_line(swap: Swap) -> None:
    third = make.cohort(swap.world.programme, [make.superuser(swap.world.south)])
    full = make.workshop(third, same_month(swap.own.day, 2), venue=make.venue(swap.world.owner, 1))
    move(swap)
    with pytest.raises(ValidationError):
        join_line(person=swap.siri, own=swap.own, to=full)


def test_where_seats_are_not_known_five_guests_can_come(world: World) -> None:
    swap = make_swap(world, seats=None)
    for _ in range(5):
        move(swap, person=swap.newcomer())
    with pytest.raises(ValidationError):
        move(swap)


def test_a_cancelled_workshop_sends_its_guests_home(swap: Swap, told: Any) -> None:
    siri, stein = in_line(swap)
    free_by_no(swap)
    told.clear()
    cancel_workshop(workshop=swap.there, revision=0, reason="Syk")
    assert (swap.status(siri), swap.status(stein)) == (["lost"], ["lost"])
    assert "Siri" in expected(swap.own)
    assert ("left", "Gruppe B", "Siri") in told
    assert ("taken", "Gruppe A", "Siri") in told
    assert not [t for t in told if t[2] == "Stein"]


def test_when_ones_own_is_cancelled_the_seat_is_kept(swap: Swap) -> None:
    move(swap)
    cancel_workshop(workshop=swap.own, revision=0, reason="Syk")
    assert expected(swap.there) == ["Siri", "Sara"]


@pytest.mark.parametrize("which", ["own", "there"])
def test_a_workshop_taken_out_of_the_plan_is_told(swap: Swap, told: Any, which: str) -> None:
    move(swap)
    told.clear()
    swap.there.attendances.all().delete()
    swap.own.attendances.all().delete()
    getattr(swap, which).delete()
    assert ("left", "Gruppe B", "Siri") in told
    assert not GuestPlace.objects.exists()


@pytest.mark.parametrize("which", ["own", "there"])
def test_after_a_move_of_either_workshop_one_is_asked(swap: Swap, which: str) -> None:
    place = move(swap)
    moved: Workshop = getattr(swap, which)
    moved.starts_at += dt.timedelta(days=1)
    moved.ends_at += dt.timedelta(days=1)
    change_workshop(workshop=moved, revision=0)
    place = GuestPlace.objects.get(pk=place.pk)
    assert place.was_moved
    with pytest.raises(ValidationError, match="Noen andre"):
        confirm_place(place=place, revision=0, own_revision=0)
    confirm_place(
        place=place, revision=place.workshop.revision, own_revision=place.instead_of.revision
    )
    assert not GuestPlace.objects.get(pk=place.pk).was_moved


def test_a_guest_who_joins_the_cohort_is_a_guest_no_more(swap: Swap) -> None:
    move(swap)
    [membership] = swap.own.cohort.memberships.all()
    move_member(membership=membership, to=swap.other, day=today())
    assert expected(swap.there) == ["Siri", "Sara"]
    assert not GuestPlace.objects.in_force().exists()


def held(swap: Swap, came: list[Any]) -> Workshop:
    """Both workshops are past; attendance is taken at Sara's, with Siri as a guest."""
    past = {"starts_at": swap.there.starts_at - dt.timedelta(days=62),
            "ends_at": swap.there.ends_at - dt.timedelta(days=62)}  # fmt: skip
    move(swap)
    Workshop.objects.filter(pk=swap.there.pk).update(**past)
    return take_attendance(workshop=swap.there, revision=0, came=[p.pk for p in came])


@pytest.mark.parametrize("came", [True, False])
def test_attendance_covers_guests(swap: Swap, came: bool) -> None:
    held(swap, [swap.sara, swap.siri] if came else [swap.sara])
    noted = WorkshopAttendance.objects.get(workshop=swap.there, person=swap.siri)
    assert noted.attended is came


def test_a_guest_is_reached_and_their_schools_kits_are_due_once(swap: Swap) -> None:
    kit = make.kit(swap.world.owner)
    Workshop.objects.update(kit=kit)
    held(swap, [swap.sara, swap.siri])
    before = programme_figures(swap.world.programme, today()).schools
    north = before[swap.world.north.pk]
    assert north.due == (kit.pk,)
    assert north.reached[kit.pk] <= north.roster
    Workshop.objects.filter(pk=swap.own.pk).update(
        status="held", starts_at=swap.own.starts_at - dt.timedelta(days=62)
    )
    after = programme_figures(swap.world.programme, today()).schools[swap.world.north.pk]
    assert after.due == (kit.pk,)
    assert after.coverage == north.coverage


def test_a_kit_that_only_a_guest_has_met_is_not_due_at_their_school(swap: Swap) -> None:
    kit = make.kit(swap.world.owner)
    swap.there.kit = kit
    swap.there.save()
    held(swap, [swap.sara, swap.siri])
    schools = programme_figures(swap.world.programme, today()).schools
    assert kit.pk not in schools[swap.world.north.pk].due
    assert kit.pk in schools[swap.world.south.pk].due


def test_somebody_goes_where_they_are_expected(swap: Swap) -> None:
    assert swap.own in expected_workshops(swap.siri)
    move(swap)
    assert swap.there in expected_workshops(swap.siri)
    assert swap.own not in expected_workshops(swap.siri)


@pytest.mark.parametrize("status", ["taken", "waiting"])
def test_the_database_holds_one_place_each(swap: Swap, status: str) -> None:
    make.guest_place(swap.siri, swap.own, swap.there, status)
    with pytest.raises(IntegrityError, match="allerede en plass"), transaction.atomic():
        make.guest_place(swap.siri, swap.own, swap.there, "waiting")
    with pytest.raises(IntegrityError, match="din egen gruppe"), transaction.atomic():
        make.guest_place(swap.siri, swap.own, swap.own, "left")
