"""The roster: whom a programme is to reach at its schools, on a day."""

import datetime as dt

from rollout.common.dates import today
from rollout.planning.roster import roster, roster_by_school, roster_people, roster_spells
from tests import factories as make
from tests.personas import World

DAY = dt.timedelta(days=1)


def test_it_is_the_audience_of_schools_that_take_part_that_day(world: World) -> None:
    cleaner = make.employee(world.north, "Rolf Renhold", "other")
    assert "other" not in world.programme.audience
    found = roster_people(world.programme, world.north, today())
    assert world.people["teacher"] in found
    assert cleaner not in found
    world.programme.participations.update(ends_on=today() - DAY)
    assert not roster_people(world.programme, world.north, today()).exists()
    assert roster_people(world.programme, world.north, today() - DAY).exists()


def test_somebody_is_on_it_from_their_first_day_to_their_last(world: World) -> None:
    teacher = world.teachers[0]
    teacher.employments.update(starts_on=today() - DAY, ends_on=today() + DAY)
    days = [today() + n * DAY for n in (-2, -1, 1, 2)]
    found = [teacher in roster_people(world.programme, world.north, day) for day in days]
    assert found == [False, True, True, False]


def test_who_works_at_two_schools_is_on_both_and_once_on_each(world: World) -> None:
    teacher = world.teachers[0]
    make.employ(teacher, world.south)
    assert roster(world.programme, today()).filter(person=teacher).count() == 2
    by_school = roster_by_school(roster_spells(world.programme, today()), today())
    assert {school for school, people in by_school.items() if teacher.pk in people} == {
        world.north.pk,
        world.south.pk,
    }
    for school in (world.north, world.south):
        people = roster_people(world.programme, school, today())
        assert list(people).count(teacher) == 1
        assert {person.pk for person in people} == by_school[school.pk]


def test_a_school_of_another_programme_isnt_on_it(world: World) -> None:
    pilot = make.programme(world.owner, [world.south], "Pilot")
    assert roster_by_school(roster_spells(pilot, today()), today()).keys() == {world.south.pk}
