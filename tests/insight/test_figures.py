"""Every figure against small worlds worked out by hand."""

import datetime as dt
from random import Random

import pytest

from rollout.common.dates import today
from rollout.competence.models import Area
from rollout.insight.figures import Levels, ProgrammeFigures, UnitFigures, programme_figures
from rollout.library.models import Kit, ModuleCompletion
from rollout.logbook.models import SessionAttendance, TrainingSession
from rollout.organisation.models import Employment, Person, Role
from rollout.planning.models import Membership, Workshop, WorkshopAttendance
from tests import factories as make
from tests.personas import World


def days_ago(days: int) -> dt.date:
    return today() - dt.timedelta(days=days)


def figures(world: World, day: dt.date | None = None) -> ProgrammeFigures:
    return programme_figures(world.programme, day or today())


def north(world: World, day: dt.date | None = None) -> UnitFigures:
    return figures(world, day).schools[world.north.pk]


def test_the_roster_is_those_employed_in_the_audience(world: World) -> None:
    make.employee(world.north, position="assistant")
    make.employee(world.north, position="leader")
    gone = make.employee(world.north)
    gone.employments.update(ends_on=days_ago(1))
    coming = make.employee(world.north)
    coming.employments.update(starts_on=today() + dt.timedelta(days=1))
    assert north(world).roster == 3 + 4 + 1


def test_a_last_day_counts_as_in_force(world: World) -> None:
    world.teachers[0].employments.update(ends_on=today())
    assert north(world).roster == 7
    assert north(world, today() + dt.timedelta(days=1)).roster == 6


def test_a_kit_is_due_once_its_workshop_is_held(world: World) -> None:
    assert north(world).due == (world.kit.pk,)
    assert north(world, world.held.day - dt.timedelta(days=1)).due == ()
    assert figures(world).schools[world.south.pk].due == ()


def test_no_due_kit_means_no_coverage_rather_than_zero(world: World) -> None:
    south = figures(world).schools[world.south.pk]
    assert south.coverage.value is None
    assert south.not_yet_reached is None


def test_a_workshop_counts_for_the_members_of_its_day(world: World) -> None:
    Membership.objects.update(starts_on=world.held.day + dt.timedelta(days=1))
    assert north(world).due == ()


def test_reached_by_session_workshop_or_module_once_each(world: World) -> None:
    assert north(world).reached == {world.kit.pk: 3}
    ModuleCompletion.objects.create(person=world.teachers[2], kit=world.kit, completed_on=today())
    ModuleCompletion.objects.create(person=world.teachers[0], kit=world.kit, completed_on=today())
    assert north(world).reached == {world.kit.pk: 4}
    assert north(world).coverage.value == pytest.approx(4 / 7)


def test_planned_and_cancelled_sessions_reach_nobody(world: World) -> None:
    for status in ("planned", "cancelled"):
        TrainingSession.objects.update(status=status)
        assert north(world).reached == {world.kit.pk: 1}


def test_a_session_at_another_school_of_the_owner_reaches_too(world: World) -> None:
    make.session(world.programme, world.south, world.kit, people=[world.teachers[3]])
    assert north(world).reached == {world.kit.pk: 4}


def test_a_copy_of_a_kit_counts_for_its_origin(world: World) -> None:
    copy = Kit.objects.create(
        owner=world.owner, school=world.north, origin=world.kit, title="Vår Samskriving"
    )
    make.session(world.programme, world.north, copy, people=[world.teachers[3]])
    assert north(world).reached == {world.kit.pk: 4}


def test_somebody_who_has_left_is_not_counted(world: World) -> None:
    world.teachers[0].employments.update(ends_on=days_ago(1))
    assert north(world).coverage.numerator == 2


def test_lag_is_days_to_the_first_session_and_open_until_there_is_one(world: World) -> None:
    lag = north(world).latest_lag
    assert lag is not None
    assert (lag.days, lag.is_open) == (15, False)
    TrainingSession.objects.update(status="cancelled")
    lag = north(world).latest_lag
    assert lag is not None
    assert (lag.days, lag.is_open) == (30, True)


def test_not_yet_reached_are_those_below_the_share_of_due_kits(world: World) -> None:
    assert north(world).not_yet_reached == 4
    second = make.kit(world.owner)
    make.workshop(world.cohort, days_ago(3), about=second, status="held")
    assert north(world).not_yet_reached == 4
    world.programme.reached_share = 100
    assert north(world).not_yet_reached == 7


def test_a_person_at_two_schools_counts_in_each_and_once_for_the_owner(world: World) -> None:
    make.employ(world.teachers[0], world.south)
    found = figures(world)
    assert (found.schools[world.north.pk].roster, found.schools[world.south.pk].roster) == (7, 2)
    assert found.owner.roster == 8


def test_an_earlier_day_shows_what_was_known_then(world: World) -> None:
    then = north(world, world.session.held_on - dt.timedelta(days=1))
    assert then.reached == {world.kit.pk: 1}
    assert then.last_session is None


def test_a_school_outside_its_days_is_in_no_figure(world: World) -> None:
    world.programme.participations.filter(school=world.south).update(ends_on=days_ago(5))
    found = figures(world)
    assert list(found.schools) == [world.north.pk]
    assert found.owner.roster == 7


def answer(world: World, *ranks: int) -> None:
    """What the five of Nordlia who assess themselves say, in all areas."""
    people = [*world.teachers, world.people["teacher"]]
    for person, rank in zip(people, ranks, strict=True):
        make.assess(person, rank)


def test_no_round_is_no_figure(world: World) -> None:
    answer(world, 1, 2, 3, 3, 4)
    assert north(world).level == Levels()
    assert north(world).at_target.value is None


def test_levels_and_the_share_at_target_are_the_last_closed_rounds(world: World) -> None:
    answer(world, 2, 3, 3, 2, 5)
    make.closed_round(world.owner)
    found = north(world)
    assert found.level.counts == {2: 2, 3: 2, 5: 1}
    assert (found.at_target.numerator, found.at_target.denominator) == (3, 5)
    assert found.assessed_share.value == pytest.approx(5 / 7)
    area = Area.objects.get(framework__code="digcompedu", code="2")
    assert found.area_levels[area.pk].counts == {2: 2, 3: 2, 5: 1}


def test_the_round_of_the_day_holds(world: World) -> None:
    for person, rank in zip(
        [*world.teachers, world.people["teacher"]], (1, 1, 3, 3, 3), strict=True
    ):
        make.assess(person, rank, days_ago(110))
    make.closed_round(world.owner, days_ago(120), days_ago(100))
    answer(world, 2, 2, 4, 4, 4)
    make.closed_round(world.owner, days_ago(20))
    assert north(world, days_ago(101)).level == Levels()
    assert north(world, days_ago(100)).level.counts == {1: 2, 3: 3}
    assert north(world, days_ago(1)).level.counts == {1: 2, 3: 3}
    assert north(world).level.counts == {2: 2, 4: 3}


def test_fewer_than_five_are_hidden_and_so_is_the_owner_they_make(world: World) -> None:
    for person, rank in zip(world.teachers, (2, 3, 3, 4), strict=True):
        make.assess(person, rank)
    make.closed_round(world.owner)
    found = figures(world)
    assert found.schools[world.north.pk].level.is_hidden
    assert found.schools[world.north.pk].level.counts == {}
    assert found.owner.level.is_hidden


def test_a_session_before_the_workshop_is_no_days_and_not_awaited(world: World) -> None:
    TrainingSession.objects.update(held_on=world.held.day - dt.timedelta(days=3))
    lag = north(world).latest_lag
    assert lag is not None
    assert (lag.days, lag.is_open) == (0, False)
    make.session(world.programme, world.north, world.kit, world.held.day + dt.timedelta(days=6))
    lag = north(world).latest_lag
    assert lag is not None
    assert (lag.days, lag.session_on) == (6, world.held.day + dt.timedelta(days=6))


def test_a_workshop_reaches_those_who_were_superusers_or_leaders_on_its_day(world: World) -> None:
    """A teacher who came along is reached by the session at their school; a principal is now."""
    for who in (world.teachers[3], world.people["principal"]):
        WorkshopAttendance.objects.create(workshop=world.held, person=who, attended=True)
    assert north(world).reached == {world.kit.pk: 4}
    role = world.people["superuser"].roles.get()
    role.ends_on = world.held.day - dt.timedelta(days=1)
    role.save()
    assert north(world).reached == {world.kit.pk: 3}


def test_a_superuser_at_two_schools_is_one_for_the_owner(world: World) -> None:
    make.role(world.people["superuser"], "superuser", at=world.south)
    found = figures(world)
    assert [school.superusers for school in found.schools.values()] == [1, 2]
    assert found.owner.superusers == 2


def brute_force(world: World, school: int, day: dt.date) -> tuple[int, int, int]:
    """Roster, numerator and denominator of coverage, straight from the definitions."""
    people = {
        e.person_id
        for e in Employment.objects.filter(school=school)
        if e.starts_on <= day
        and (e.ends_on is None or e.ends_on >= day)
        and e.position in world.programme.audience
    }
    due = set()
    for workshop in Workshop.objects.filter(status="held", kit__isnull=False):
        for member in Membership.objects.filter(cohort=workshop.cohort, role__school=school):
            if workshop.day <= day and member.starts_on <= workshop.day:
                due.add(workshop.kit_id)
    reached = 0
    for kit in due:
        for person in people:
            came = SessionAttendance.objects.filter(
                person=person, session__kit=kit, session__status="held", session__held_on__lte=day
            ).exists()
            was_there = any(
                a.workshop.day <= day and is_superuser(person, a.workshop.day)
                for a in WorkshopAttendance.objects.filter(
                    person=person, attended=True, workshop__kit=kit, workshop__status="held"
                )
            )
            done = ModuleCompletion.objects.filter(
                person=person, kit=kit, completed_on__lte=day
            ).exists()
            reached += came or was_there or done
    return len(people), reached, len(people) * len(due)


def is_superuser(person: int, day: dt.date) -> bool:
    return Role.objects.on(day).filter(person=person, kind="superuser").exists()


@pytest.mark.parametrize("seed", range(6))
def test_coverage_is_the_definition_counted_row_by_row(world: World, seed: int) -> None:
    random = Random(seed)  # noqa: S311
    kits = [make.kit(world.owner) for _ in range(3)]
    people = [make.employee(random.choice([world.north, world.south])) for _ in range(8)]
    for person in people[:4]:
        make.role(person, "superuser", at=world.south)
    both = make.cohort(world.programme, list(world.people["southern"].roles.all()))
    for number, kit in enumerate(kits):
        cohort = random.choice([world.cohort, both])
        came = random.sample(people, 2)
        make.workshop(
            cohort,
            days_ago(20 + 7 * number + random.randint(0, 6)),
            about=kit,
            status="held",
            came=came,
        )
        for school in random.sample([world.north, world.south], random.randint(1, 2)):
            present = random.sample(people, random.randint(0, 5))
            make.session(
                world.programme, school, kit, days_ago(random.randint(-0, 80)), people=present,
                status=random.choice(["held", "held", "planned"]),
            )  # fmt: skip
        ModuleCompletion.objects.create(
            person=random.choice(people), kit=kit, completed_on=days_ago(random.randint(0, 80))
        )
    Person.objects.get(pk=people[0].pk).employments.update(ends_on=days_ago(30))
    for day in (today(), days_ago(40)):
        for pk, unit in figures(world, day).schools.items():
            counted = (unit.roster, unit.coverage.numerator, unit.coverage.denominator)
            assert counted == brute_force(world, pk, day)


def test_the_figures_cost_the_same_queries_at_one_and_three_schools(
    world: World, django_assert_num_queries: object
) -> None:
    with django_assert_num_queries(18):
        figures(world)
    for _ in range(3):
        school = make.school(world.owner)
        world.programme.schools.add(school, through_defaults={"starts_on": days_ago(100)})
        make.employee(school)
    with django_assert_num_queries(18):
        figures(world)
