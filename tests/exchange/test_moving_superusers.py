"""A staff list has superusers at another school than before: they go on meeting, and hear it
once."""

import datetime as dt

import pytest
from django.test import Client

from rollout.accounts.permissions import Kind
from rollout.common.dates import today
from rollout.notifications.actions.causing import GRACE
from rollout.notifications.actions.concerned import tell_those_concerned
from rollout.notifications.models import Message
from rollout.organisation.models import Person, Role
from rollout.planning.models import Cohort, Membership
from tests import factories as make
from tests.exchange import files
from tests.exchange.test_pages import send, url
from tests.home.test_schools_leave import announce, is_settled, waits
from tests.personas import World

DAY = dt.timedelta(days=1)


@pytest.fixture
def lead(world: World) -> Client:
    return world.client("lead")


@pytest.fixture
def south_meets(world: World) -> Cohort:
    cohort = make.cohort(world.programme, list(world.people["southern"].roles.all()), "Gruppe B")
    make.workshop(cohort, world.coming.day + 7 * DAY)
    announce(world.coming, cohort.workshops.get())
    return cohort


def row(person: Person, school: object, superuser: str = "x") -> list[str]:
    return [person.last_name, person.first_name, person.email, str(school), "Lærer", "100",
            superuser]  # fmt: skip


def moves(world: World, superuser: str = "x") -> list[list[str]]:
    """A file in which Siri is at South, and all others where they are."""
    staff = [
        row(employment.person, employment.school, "")
        for employment in world.north.employments.exclude(person=world.people["superuser"])
        if employment.position == "teacher"
    ]
    southern = row(world.people["southern"], world.south)
    return files.staff_rows(
        *staff, southern, row(world.people["superuser"], world.south, superuser)
    )


def places(person: Person) -> list[tuple[str, dt.date | None]]:
    rows = Membership.objects.filter(role__person=person).order_by("starts_on", "pk")
    return list(rows.values_list("cohort__name", "ends_on"))


def test_the_preview_tells_how_they_will_meet_and_changes_nothing(
    world: World, lead: Client, south_meets: Cohort
) -> None:
    send(lead, "staff", moves(world))
    before = list(Membership.objects.values()), Message.objects.count(), Role.objects.count()
    page = lead.get(url("import_run"))
    (moved,) = page.context["foreseen"].moved
    assert (moved.name, moved.school) == ("Siri Superbruker", "Sørlia skole")
    text = page.content.decode()
    assert "Gruppe A → Gruppe B" in text
    assert "1 person får 2 e-poster" in text
    after = list(Membership.objects.values()), Message.objects.count(), Role.objects.count()
    assert after == before


def test_loaded_they_meet_with_the_new_schools_others_and_are_told_once(
    world: World, lead: Client, south_meets: Cohort
) -> None:
    send(lead, "staff", moves(world))
    page = lead.post(url("import_apply"), {"end_moved": "on"}, follow=True)
    assert "1 superbruker har fått en annen gruppe" in page.content.decode()
    siri = world.people["superuser"]
    assert places(siri) == [("Gruppe A", today() - DAY), ("Gruppe B", None)]
    assert sorted(waits()) == [("place_left", "Siri"), ("place_taken", "Siri")]
    assert is_settled(world.coming)
    assert is_settled(south_meets.workshops.get())


def test_undone_before_anybody_has_heard_of_it_nobody_does(
    world: World, lead: Client, south_meets: Cohort
) -> None:
    send(lead, "staff", moves(world))
    lead.post(url("import_apply"), {"end_moved": "on"})
    soonest = min(Message.objects.filter(status="queued").values_list("due_at", flat=True))
    assert soonest >= Message.objects.latest("made_at").made_at + GRACE - dt.timedelta(minutes=1)
    lead.post(url("import_undo"))
    assert places(world.people["superuser"]) == [("Gruppe A", None)]
    tell_those_concerned()
    assert waits() == []
    assert is_settled(world.coming)


def test_where_nobody_else_meets_for_the_new_school_they_stay_and_hear_nothing(
    world: World, lead: Client
) -> None:
    world.people["southern"].roles.all().delete()
    announce(world.coming)
    send(lead, "staff", moves(world))
    assert "fortsetter i Gruppe A" in lead.get(url("import_run")).content.decode()
    lead.post(url("import_apply"), {"end_moved": "on"})
    assert waits() == []
    assert is_settled(world.coming)


def test_who_is_superuser_at_the_new_school_already_stays_so(
    world: World, lead: Client, south_meets: Cohort
) -> None:
    siri = world.people["superuser"]
    make.role(siri, Kind.SUPERUSER, at=world.south)
    send(lead, "staff", moves(world, superuser=""))
    lead.post(url("import_apply"), {"end_moved": "on"})
    assert places(siri)[-1] == ("Gruppe B", None)


def test_who_isnt_superuser_at_the_new_school_leaves_their_cohort_and_that_is_said(
    world: World, lead: Client, south_meets: Cohort
) -> None:
    send(lead, "staff", moves(world, superuser=""))
    text = lead.get(url("import_run")).content.decode()
    assert "er ikke superbruker ved den nye skolen i filen" in text
    lead.post(url("import_apply"), {"end_moved": "on"})
    assert places(world.people["superuser"]) == [("Gruppe A", today() - DAY)]
    assert waits() == [("place_left", "Siri")]


def test_a_file_that_moves_no_superuser_tells_nothing_of_cohorts(
    world: World, lead: Client
) -> None:
    rows = [row(world.people["superuser"], world.north), row(world.teachers[0], world.south, "")]
    southern = row(world.people["southern"], world.south)
    send(lead, "staff", files.staff_rows(*rows, southern))
    assert lead.get(url("import_run")).context["foreseen"] is None


def test_three_who_move_at_once(world: World, lead: Client, south_meets: Cohort) -> None:
    people = [world.people["superuser"]]
    for name in ("Nora Ny", "Nina Nordlia"):
        role = make.superuser(world.north, name)
        world.cohort.memberships.create(role=role, starts_on=world.programme.starts_on)
        people.append(role.person)
    staff = [row(teacher, world.north, "") for teacher in world.teachers]
    there = [row(who, world.south) for who in (world.people["southern"], *people)]
    send(lead, "staff", files.staff_rows(*staff, *there))
    assert len(lead.get(url("import_run")).context["foreseen"].moved) == 3
    lead.post(url("import_apply"), {"end_moved": "on"})
    assert [places(who)[-1] for who in people] == [("Gruppe B", None)] * 3
