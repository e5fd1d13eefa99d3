"""Giving a superuser their role and ending it: who works elsewhere is asked about, and who moves to
another school goes on meeting."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from rollout.accounts.permissions import Kind
from rollout.common.dates import today
from rollout.notifications.actions.sending import send_all_due
from rollout.notifications.models import Message
from rollout.organisation.models import Employment, Person, Role
from rollout.planning.expected import members_on
from rollout.planning.guests.actions import take_place
from rollout.planning.models import Cohort, GuestPlace, Membership, Workshop
from rollout.planning.queries import cohorts_with_coming, unplaced_superusers
from tests import factories as make
from tests.home.changing import answer, asks, change
from tests.home.test_schools_leave import announce, is_settled, planned_session, waits
from tests.personas import World
from tests.planning.guests import make_swap

DAY = dt.timedelta(days=1)


@pytest.fixture
def lead(world: World) -> Client:
    return world.client("lead")


def giving(person: Person, school: Any, **changes: object) -> tuple[str, dict[str, object]]:
    data = {"kind": "superuser", "school": school.pk, "starts_on": today().isoformat(), **changes}
    return reverse("role_give", args=[person.pk]), data


def ending(role: Role, day: dt.date | None = None) -> tuple[str, dict[str, object]]:
    data = {"ends_on": (day or today()).isoformat(), "reason": "Bytter skole"}
    return reverse("role_end", args=[role.pk]), data


def works_at(person: Person, school: Any) -> None:
    """They have moved: that is where they work, and nowhere else."""
    person.employments.all().delete()
    make.employ(person, school)


def places(person: Person) -> list[tuple[str, dt.date, dt.date | None]]:
    rows = Membership.objects.filter(role__person=person).order_by("starts_on", "pk")
    return list(rows.values_list("cohort__name", "starts_on", "ends_on"))


@pytest.fixture
def south_meets(world: World) -> Cohort:
    """South’s own superuser meets with a cohort of theirs, a week after North’s."""
    cohort = make.cohort(world.programme, list(world.people["southern"].roles.all()), "Gruppe B")
    make.workshop(cohort, world.coming.day + 7 * DAY)
    return cohort


def test_who_works_at_another_school_only_is_asked_about(world: World, lead: Client) -> None:
    tuva = world.people["teacher"]
    page = lead.post(*giving(tuva, world.south))
    assert (
        "Tuva Lærer jobber ved Nordlia skole, ikke ved Sørlia skole. "
        "Er det Sørlia skole de skal være superbruker for?"
    ) in page.content.decode()
    assert not tuva.roles.exists()
    lead.post(giving(tuva, world.south)[0], answer(page))
    assert tuva.roles.get().school == world.south


@pytest.mark.parametrize("where", ["here", "both", "nowhere", "later"])
def test_who_works_there_or_nowhere_is_not_asked_about(
    world: World, lead: Client, where: str
) -> None:
    tuva = world.people["teacher"]
    if where == "nowhere":
        tuva.employments.all().delete()
    elif where == "both":
        make.employ(tuva, world.south)
    elif where == "here":
        works_at(tuva, world.south)
    else:
        make.employ(tuva, world.south)
        Employment.objects.filter(school=world.south).update(starts_on=today() + 9 * DAY)
    assert lead.post(*giving(tuva, world.south)).status_code == 302
    assert tuva.roles.get().school == world.south


def test_who_left_the_school_is_asked_about(world: World, lead: Client) -> None:
    tuva = world.people["teacher"]
    make.employ(tuva, world.south)
    tuva.employments.filter(school=world.north).update(ends_on=today() - DAY)
    assert asks(lead.post(*giving(tuva, world.north)))


def test_who_moves_school_meets_with_the_new_schools_others(
    world: World, lead: Client, south_meets: Cohort
) -> None:
    theirs = south_meets.workshops.get()
    announce(world.coming, theirs)
    siri = world.people["superuser"]
    works_at(siri, world.south)
    change(lead, *ending(siri.roles.get()))
    page = lead.post(*giving(siri, world.south, starts_on=(today() + DAY).isoformat()))
    (placed,) = page.context["foreseen"].placed
    assert (placed.name, placed.after) == ("Siri Superbruker", "Gruppe B")
    assert f"i Gruppe B fra {today() + DAY:%d.%m.%Y}" in page.content.decode()
    lead.post(giving(siri, world.south)[0], answer(page))
    first = world.programme.starts_on
    assert places(siri) == [("Gruppe A", first, today()), ("Gruppe B", today() + DAY, None)]
    assert sorted(waits()) == [("place_left", "Siri"), ("place_taken", "Siri")]
    Message.objects.filter(status="queued").update(due_at=timezone.now())
    send_all_due()
    assert "Du er i Gruppe B nå." in Message.objects.get(kind="place_left").body
    assert is_settled(world.coming)
    assert is_settled(theirs)


def test_the_role_at_the_new_school_first_and_the_old_one_ended_after_is_one_move(
    world: World, lead: Client, south_meets: Cohort
) -> None:
    announce(world.coming, south_meets.workshops.get())
    siri = world.people["superuser"]
    old = siri.roles.get()
    works_at(siri, world.south)
    assert lead.post(*giving(siri, world.south)).status_code == 302
    assert waits() == []
    page = lead.post(*ending(old, today() + 5 * DAY))
    (moved,) = page.context["foreseen"].moved
    assert (moved.before, moved.after) == ("Gruppe A", "Gruppe B")
    assert moved.starts_on == today() + 6 * DAY
    lead.post(ending(old)[0], answer(page))
    assert sorted(waits()) == [("place_left", "Siri"), ("place_taken", "Siri")]
    body = Message.objects.get(kind="place_left").body
    assert "Du er i Gruppe B nå." in body
    assert is_settled(world.coming)


def test_where_the_new_school_has_no_others_they_stay_and_hear_nothing(
    world: World, lead: Client
) -> None:
    world.people["southern"].roles.all().delete()
    announce(world.coming)
    siri = world.people["superuser"]
    old = siri.roles.get()
    make.role(siri, Kind.SUPERUSER, at=world.south)
    page = lead.post(*ending(old))
    (kept,) = page.context["foreseen"].kept
    assert (kept.school, kept.after) == ("Sørlia skole", "Gruppe A")
    assert "fortsetter i Gruppe A" in page.content.decode()
    lead.post(ending(old)[0], answer(page))
    assert waits() == []
    assert [m.role.school for m in members_on(world.coming)] == [world.south]
    assert is_settled(world.coming)


def test_there_and_back_before_anybody_has_heard_of_it_tells_nobody(
    world: World, lead: Client, south_meets: Cohort
) -> None:
    announce(world.coming, south_meets.workshops.get())
    siri = world.people["superuser"]
    make.employ(siri, world.south)
    old = siri.roles.get()
    change(lead, *giving(siri, world.south))
    change(lead, *ending(old))
    assert len(waits()) == 2
    change(lead, *giving(siri, world.north))
    change(lead, *ending(siri.roles.get(school=world.south)))
    assert waits() == []
    assert is_settled(world.coming)


def test_who_goes_on_meeting_with_the_cohort_keeps_their_seat_with_another(
    world: World, lead: Client
) -> None:
    swap = make_swap(world)
    world.people["southern"].roles.all().delete()
    take_place(person=swap.siri, own=swap.own, to=swap.there)
    old = swap.siri.roles.get()
    make.role(swap.siri, Kind.SUPERUSER, at=world.south)
    change(lead, *ending(old))
    assert swap.status(swap.siri) == ["taken"]
    assert GuestPlace.objects.count() == 1


def test_a_school_that_takes_no_part_keeps_nobody_in_a_cohort(world: World, lead: Client) -> None:
    announce(world.coming)
    siri = world.people["superuser"]
    outside = make.school(world.owner, "Utenfor skole")
    make.role(siri, Kind.SUPERUSER, at=outside)
    page = lead.post(*ending(siri.roles.get(school=world.north)))
    (left,) = page.context["foreseen"].left
    assert left.starts_on == today() + DAY
    lead.post(ending(siri.roles.get(school=world.north))[0], answer(page))
    assert members_on(world.coming) == []
    assert is_settled(world.coming)


def test_who_meets_for_another_school_still_isnt_moved(
    world: World, lead: Client, south_meets: Cohort
) -> None:
    siri = world.people["superuser"]
    make.employ(siri, world.south)
    lead.post(*giving(siri, world.south))
    assert [name for name, _first, _last in places(siri)] == ["Gruppe A"]
    assert siri.roles.get(school=world.south) in unplaced_superusers(world.programme, today())


def test_who_has_never_met_waits_for_a_lead(
    world: World, lead: Client, south_meets: Cohort
) -> None:
    works_at(world.people["teacher"], world.south)
    lead.post(*giving(world.people["teacher"], world.south))
    assert places(world.people["teacher"]) == []


def test_the_lead_sees_it_under_cohorts_and_can_change_it(
    world: World, lead: Client, south_meets: Cohort
) -> None:
    siri = world.people["superuser"]
    works_at(siri, world.south)
    new = make.role(siri, Kind.SUPERUSER, at=world.south)
    change(lead, *ending(siri.roles.get(school=world.north)))
    a, b = cohorts_with_coming(world.programme, today())
    assert [m.role for m in b.members if m.role.person == siri] == [new]
    assert [m.role.person for m in a.members] == [siri]
    lead.post(reverse("cohort_move", args=[world.programme.pk, new.pk]), {"cohort": a.pk})
    assert places(siri)[-1] == ("Gruppe A", today() + DAY, None)


def test_a_move_that_is_shown_and_then_changes_is_shown_anew(
    world: World, lead: Client, south_meets: Cohort
) -> None:
    siri = world.people["superuser"]
    make.role(siri, Kind.SUPERUSER, at=world.south)
    old = siri.roles.get(school=world.north)
    page = lead.post(*ending(old))
    other = make.cohort(world.programme, name="Gruppe C")
    Membership.objects.filter(cohort=south_meets).update(cohort=other)
    again = lead.post(ending(old)[0], answer(page))
    assert again.context["is_other"]
    old.refresh_from_db()
    assert old.ends_on is None
    assert len(places(siri)) == 1
    assert lead.post(ending(old)[0], answer(again)).status_code == 302
    assert places(siri)[-1][0] == "Gruppe C"


def test_asked_for_twice_a_role_is_given_once_and_ends_once(
    world: World, lead: Client, south_meets: Cohort
) -> None:
    siri = world.people["superuser"]
    works_at(siri, world.south)
    end, give = ending(siri.roles.get()), giving(siri, world.south)
    for address, data in (end, give):
        said = answer(lead.post(address, data))
        for _ in range(2):
            lead.post(address, said)
    assert siri.roles.filter(school=world.south).count() == 1
    assert [name for name, _first, _last in places(siri)] == ["Gruppe A", "Gruppe B"]


def test_what_a_superuser_was_to_hold_is_told_when_their_role_ends(
    world: World, lead: Client
) -> None:
    siri = world.people["superuser"]
    session = planned_session(world)
    session.held_by = siri
    session.save()
    page = lead.post(*ending(siri.roles.get()))
    assert "Siri Superbruker skal holde 1 økt etter den dagen" in page.content.decode()


def test_what_a_facilitator_was_to_lead_is_told_when_their_role_ends(
    world: World, lead: Client
) -> None:
    finn = world.people["facilitator"]
    page = lead.post(*ending(finn.roles.get()))
    assert "Finn Fasilitator leder 1 samling etter den dagen" in page.content.decode()
    assert change(lead, *ending(finn.roles.get())).status_code == 302
    Workshop.objects.update(status="cancelled")
    reader = world.people["reader"].roles.get()
    assert lead.post(*ending(reader)).status_code == 302


def test_a_role_is_given_by_post_alone(world: World, lead: Client) -> None:
    assert lead.post(reverse("person", args=[world.people["teacher"].pk])).status_code == 405
