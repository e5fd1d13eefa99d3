"""Where a superuser meets who has met before, and from when."""

import datetime as dt

import pytest

from rollout.accounts.permissions import Kind
from rollout.common.dates import today
from rollout.organisation.models import Role, School
from rollout.planning.meeting_again import follow
from rollout.planning.models import Cohort, Membership
from rollout.planning.taking_part import set_schools
from tests import factories as make
from tests.personas import World

DAY = dt.timedelta(days=1)


@pytest.fixture
def south_meets(world: World) -> Cohort:
    return make.cohort(world.programme, list(world.people["southern"].roles.all()), "Gruppe B")


def leave(world: World) -> None:
    set_schools(programme=world.programme, schools=[world.south], day=today())


def come_back(world: World) -> None:
    set_schools(programme=world.programme, schools=[world.north, world.south], day=today())


def goes_to(world: World, school: School, starts_on: dt.date | None = None) -> Role:
    """Siri’s role at a school that she moves to; the old one ends with today, or has."""
    siri = world.people["superuser"]
    siri.roles.update(ends_on=today())
    return make.role(siri, Kind.SUPERUSER, at=school, starts_on=starts_on or today() + DAY)


def last(role: Role) -> tuple[str, dt.date, dt.date | None]:
    place = Membership.objects.filter(role=role).order_by("starts_on", "pk").last()
    assert place
    return place.cohort.name, place.starts_on, place.ends_on


def test_each_of_a_schools_superusers_is_back_with_their_own_cohort(world: World) -> None:
    other = make.superuser(world.north, "Nora Nord")
    make.cohort(world.programme, [other], "Gruppe B")
    before = list(Membership.objects.order_by("pk").values())
    leave(world)
    come_back(world)
    assert list(Membership.objects.order_by("pk").values()) == before


def test_a_place_that_was_to_come_is_gone_with_the_school_and_the_one_now_goes_on(
    world: World,
) -> None:
    role = world.people["superuser"].roles.get()
    Membership.objects.update(ends_on=today() + 20 * DAY)
    later = make.cohort(world.programme, name="Gruppe B")
    later.memberships.create(role=role, starts_on=today() + 21 * DAY)
    leave(world)
    assert last(role) == ("Gruppe A", world.programme.starts_on, today())
    come_back(world)
    assert last(role) == ("Gruppe A", world.programme.starts_on, None)


def test_nobody_is_in_two_cohorts_on_one_day(world: World) -> None:
    """The school’s other superuser is in another cohort by now, and Siri’s ends with today."""
    role = world.people["superuser"].roles.get()
    leave(world)
    other = make.superuser(world.north, "Nora Nord")
    make.cohort(world.programme, [other], "Gruppe B")
    come_back(world)
    assert last(role) == ("Gruppe B", today() + DAY, None)


def test_who_is_new_at_a_school_that_is_back_meets_where_it_did(world: World) -> None:
    leave(world)
    role = world.people["superuser"].roles.get()
    role.ends_on = today()
    role.save()
    newcomer = make.superuser(world.north, "Nora Ny")
    come_back(world)
    assert last(newcomer) == ("Gruppe A", today(), None)


def test_of_two_cohorts_of_the_new_school_the_one_with_fewer_of_them_is_met(
    world: World, south_meets: Cohort
) -> None:
    for name in ("Sigrid Sør", "Solveig Sør"):
        south_meets.memberships.create(
            role=make.superuser(world.south, name), starts_on=world.programme.starts_on
        )
    make.cohort(world.programme, [make.superuser(world.south, "Silje Sør")], "Gruppe C")
    role = goes_to(world, world.south)
    follow(role=role, day=today())
    assert last(role)[0] == "Gruppe C"


def test_who_already_meets_with_one_of_the_new_schools_cohorts_stays(
    world: World, south_meets: Cohort
) -> None:
    other = make.superuser(world.south, "Sigrid Sør")
    world.cohort.memberships.create(role=other, starts_on=world.programme.starts_on)
    role = goes_to(world, world.south)
    follow(role=role, day=today())
    assert last(role) == ("Gruppe A", today() + DAY, None)


def test_in_another_cohort_nobody_is_from_a_day_that_is_past(
    world: World, south_meets: Cohort
) -> None:
    """Who was at its workshops until now stays as it was; the own cohort goes on without a gap."""
    siri = world.people["superuser"]
    siri.roles.update(ends_on=today() - 20 * DAY)
    role = make.role(siri, Kind.SUPERUSER, at=world.south, starts_on=today() - 19 * DAY)
    follow(role=role, day=today())
    assert last(role)[1] == today()
    Membership.objects.exclude(cohort=world.cohort).delete()
    follow(role=role, day=today())
    assert last(role) == ("Gruppe A", today() - 19 * DAY, None)


def test_asked_twice_a_place_is_given_once(world: World, south_meets: Cohort) -> None:
    role = goes_to(world, world.south)
    for _ in range(2):
        follow(role=role, day=today())
    assert Membership.objects.filter(role=role).count() == 1


def test_a_programme_that_has_ended_or_ends_before_gives_no_place(
    world: World, south_meets: Cohort
) -> None:
    role = goes_to(world, world.south, today() + 9 * DAY)
    for last_day in (today() - DAY, today() + 8 * DAY):
        world.programme.ends_on = last_day
        world.programme.save()
        assert follow(role=role, day=today()) == []


def test_in_each_programme_they_met_in_they_go_on(world: World, south_meets: Cohort) -> None:
    role = world.people["superuser"].roles.get()
    second = make.programme(world.owner, [world.north, world.south], "Pilot")
    make.cohort(second, [role], "Pilotgruppe")
    made = follow(role=goes_to(world, world.south), day=today())
    assert sorted(place.cohort.name for place in made) == ["Gruppe B", "Pilotgruppe"]


def test_a_programme_with_superusers_of_its_own_takes_nobody_along(world: World) -> None:
    world.programme.shares_superusers = False
    world.programme.save()
    assert follow(role=goes_to(world, world.south), day=today()) == []
