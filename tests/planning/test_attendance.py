"""Workshops that are over without attendance taken, and who is coming to the next."""

import datetime as dt

import pytest

from rollout.common.dates import today
from rollout.planning.attendance import answers_to, untaken
from rollout.planning.models import Workshop, WorkshopAttendance
from tests import factories as make
from tests.personas import World

DAY = dt.timedelta(days=1)


def test_a_workshop_over_and_not_noted_is_untaken_the_oldest_first(world: World) -> None:
    later = make.workshop(world.cohort, today() - 2 * DAY)
    sooner = make.workshop(world.cohort, today() - 9 * DAY)
    make.workshop(world.cohort, today() - 5 * DAY, status="cancelled")
    make.workshop(world.cohort, today() + DAY)
    assert [row.workshop for row in untaken(world.programme, today())] == [sooner, later]
    assert [row.workshop for row in untaken(world.programme, today() - 3 * DAY)] == [sooner]


def test_it_is_late_after_three_days(world: World) -> None:
    make.workshop(world.cohort, today())
    (row,) = untaken(world.programme, today())
    assert not row.is_late(today() + 3 * DAY)
    assert row.is_late(today() + 4 * DAY)


def test_it_concerns_the_schools_of_its_day_and_those_of_its_guests(world: World) -> None:
    past = make.workshop(world.cohort, today() - 2 * DAY, about=world.kit)
    (row,) = untaken(world.programme, today())
    assert row.schools == {world.north.pk}
    assert row.kit == world.kit.pk
    southern = world.people["southern"].roles.get()
    elsewhere = make.cohort(world.programme, [southern])
    make.guest_place(world.people["southern"], make.workshop(elsewhere, today() + DAY), past)
    (row,) = untaken(world.programme, today())
    assert row.schools == {world.north.pk, world.south.pk}
    world.cohort.memberships.update(ends_on=today() - 3 * DAY)
    (row,) = untaken(world.programme, today())
    assert row.schools == {world.south.pk}


@pytest.mark.parametrize("workshops", [1, 3])
def test_reading_them_costs_three_queries(
    world: World, workshops: int, django_assert_num_queries: object
) -> None:
    for number in range(workshops):
        make.workshop(world.cohort, today() - (number + 1) * DAY, about=world.kit)
    with django_assert_num_queries(3):
        found = untaken(world.programme, today())
    assert [row.schools for row in found] == [{world.north.pk}] * workshops


def test_those_expected_are_told_by_what_they_answered(world: World) -> None:
    roles = [make.superuser(world.north) for _ in range(2)]
    for role in roles:
        world.cohort.memberships.create(role=role, starts_on=world.programme.starts_on)
    coming, cannot = (role.person for role in roles)
    for person, answer in ((coming, "yes"), (cannot, "no")):
        WorkshopAttendance.objects.create(workshop=world.coming, person=person, answer=answer)
    answers = answers_to(world.coming)
    assert [role.person for role in answers.yes] == [coming]
    assert [role.person for role in answers.no] == [cannot]
    assert [role.person for role in answers.none] == [world.people["superuser"]]
    assert answers.expected == 3


def test_the_list_says_that_nobody_has_noted_who_came(world: World) -> None:
    make.workshop(world.cohort, today() - DAY)
    page = world.client("principal").get(f"/programmes/{world.programme.pk}/workshops/?time=past")
    assert "oppmøte ikke registrert" in page.content.decode()
    Workshop.objects.update(status="held")
    page = world.client("principal").get(f"/programmes/{world.programme.pk}/workshops/?time=past")
    assert "oppmøte ikke registrert" not in page.content.decode()
