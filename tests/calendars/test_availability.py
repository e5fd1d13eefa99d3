"""When each school, facilitator and venue can't, as plans ask; and where a plan clashes with it."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from django.utils import timezone

from rollout.calendars.actions import set_weekdays
from rollout.calendars.availability import (
    away_by_facilitator,
    closed_by_school,
    closed_by_venue,
    weekdays_of,
)
from rollout.calendars.models import Availability, ClosedPeriod, Venue
from rollout.calendars.queries import closed_days, public_holidays
from rollout.common.dates import today
from rollout.organisation.models import School
from rollout.planning.clashes import clashes, planned_workshops
from rollout.planning.models import Participation
from rollout.planning.queries import facilitators
from rollout.proposals.problems import problem_of
from rollout.proposals.wishing import usual_wishes
from tests import factories as make
from tests.personas import World

FIRST, LAST = dt.date(2026, 10, 1), dt.date(2026, 10, 31)


def close(world: World, first: int, last: int, school: School | None = None) -> None:
    ClosedPeriod.objects.create(
        owner=world.owner, school=school, kind="break", name="Fri",
        starts_on=dt.date(2026, 10, first), ends_on=dt.date(2026, 10, last),
    )  # fmt: skip


def days(*numbers: int) -> set[dt.date]:
    return {dt.date(2026, 10, number) for number in numbers}


def test_a_schools_closed_days_are_everyones_and_its_own(world: World) -> None:
    close(world, 5, 6)
    close(world, 6, 7, world.north)
    both = [world.north.pk, world.south.pk]
    found = closed_by_school(world.owner, both, FIRST, LAST)
    assert found == {world.north.pk: days(5, 6, 7), world.south.pk: days(5, 6)}
    december = closed_by_school(world.owner, both, dt.date(2026, 12, 1), dt.date(2026, 12, 31))
    assert dt.date(2026, 12, 25) in december[world.south.pk]


def test_periods_are_cut_to_the_days_asked_for(world: World) -> None:
    close(world, 1, 31, world.north)
    found = closed_by_school(
        world.owner, [world.north.pk], dt.date(2026, 10, 30), dt.date(2026, 11, 5)
    )
    assert found[world.north.pk] == days(30, 31)


def test_facilitators_and_venues_have_their_days(world: World) -> None:
    finn = world.people["facilitator"]
    hall = Venue.objects.create(owner=world.owner, name="Salen")
    for whose, first in (({"facilitator": finn}, 5), ({"venue": hall}, 12)):
        Availability.objects.create(
            owner=world.owner, starts_on=dt.date(2026, 10, first),
            ends_on=dt.date(2026, 10, first + 1), **whose,
        )  # fmt: skip
    assert away_by_facilitator([finn.pk], FIRST, LAST) == {finn.pk: days(5, 6)}
    assert closed_by_venue([hall.pk], FIRST, LAST) == {hall.pk: days(12, 13)}


def test_a_school_can_on_every_weekday_until_it_says_otherwise(world: World) -> None:
    set_weekdays(weekdays={world.north.pk: frozenset({1, 3})})
    assert weekdays_of([world.north.pk, world.south.pk]) == {
        world.north.pk: {1, 3},
        world.south.pk: {0, 1, 2, 3, 4},
    }
    set_weekdays(weekdays={world.north.pk: frozenset(range(5))})
    assert weekdays_of([world.north.pk])[world.north.pk] == {0, 1, 2, 3, 4}


def test_a_plan_asks_the_same_queries_for_one_and_for_three(
    world: World, django_assert_num_queries: Any
) -> None:
    make.venue(world.owner)
    wishes = usual_wishes(world.programme, today())
    for _turn in range(3):
        wishes = replace(
            wishes,
            venues=tuple(world.owner.venues.values_list("pk", flat=True)),
            facilitators=tuple(facilitators(world.programme, today()).values_list("pk", flat=True)),
        )
        with django_assert_num_queries(10):
            problem_of(world.programme, wishes, today())
        school = make.school(world.owner)
        Participation.objects.create(
            programme=world.programme, school=school, starts_on=world.programme.starts_on
        )
        make.role(make.employee(school), "superuser", at=school)
        close(world, 5, 9, school)
        set_weekdays(weekdays={school.pk: frozenset({1})})
        hall = make.venue(world.owner)
        Availability.objects.create(owner=world.owner, venue=hall, starts_on=FIRST, ends_on=LAST)
        who = make.person(world.owner)
        make.role(who, "facilitator", programme=world.programme)
        Availability.objects.create(
            owner=world.owner, facilitator=who, starts_on=FIRST, ends_on=LAST
        )


def test_a_plan_clashes_with_days_away_of_its_own_people_only(
    world: World, django_assert_num_queries: Any
) -> None:
    day, finn = world.coming.day, world.people["facilitator"]
    for who in (finn, make.person(world.owner)):
        Availability.objects.create(owner=world.owner, facilitator=who, starts_on=day, ends_on=day)
    hall = Venue.objects.create(owner=world.owner, name="Salen")
    make.workshop(world.cohort, today() + dt.timedelta(days=60), venue=hall)
    Availability.objects.create(
        owner=world.owner, venue=hall, starts_on=day, ends_on=today() + dt.timedelta(days=70)
    )
    with django_assert_num_queries(2):
        found = clashes(planned_workshops(world.owner.pk, timezone.now()))
    assert [(c.workshop == world.coming, c.is_of_facilitator) for c in found] == [
        (True, True),
        (False, False),
    ]
    world.coming.status = "cancelled"
    assert clashes([world.coming]) == []


def test_overlapping_days_away_clash_once(world: World) -> None:
    day, finn = world.coming.day, world.people["facilitator"]
    for more in (0, 3):
        Availability.objects.create(
            owner=world.owner,
            facilitator=finn,
            starts_on=day,
            ends_on=day + dt.timedelta(days=more),
        )
    assert [clash.workshop for clash in clashes([world.coming])] == [world.coming]


# Easter Sunday, by year, from the almanac.
EASTER = {
    2024: (3, 31), 2025: (4, 20), 2026: (4, 5), 2027: (3, 28), 2028: (4, 16), 2035: (3, 25),
    2038: (4, 25),
}  # fmt: skip


@pytest.mark.parametrize("year", sorted(EASTER))
def test_movable_feasts_of_both_countries(year: int) -> None:
    easter = dt.date(year, *EASTER[year])
    for country, moved in (("NO", (-3, -2, 1, 39, 50)), ("SE", (-2, 1, 39, 49))):
        found = public_holidays(dt.date(year, 1, 1), dt.date(year, 12, 31), country)
        assert {easter + dt.timedelta(days=n) for n in moved} <= set(found)
    assert easter - dt.timedelta(days=3) not in found
    assert (dt.date(year, 5, 17) in found) is (
        dt.date(year, 5, 17) in {easter + dt.timedelta(days=n) for n in (39, 49)}
    )


@pytest.mark.parametrize(("year", "eve"), [(2025, 20), (2026, 19), (2027, 25), (2028, 23)])
def test_swedens_midsummer_moves_and_its_eve_is_closed(year: int, eve: int) -> None:
    found = public_holidays(dt.date(year, 6, 1), dt.date(year, 6, 30), "SE")
    assert found[dt.date(year, 6, eve)] == "Midsommarafton"
    assert dt.date(year, 6, eve + 1) in found
    assert dt.date(year, 6, eve - 1) not in found


@pytest.mark.parametrize(
    ("country", "language", "name"),
    [
        ("NO", "nb", "Første juledag"),
        ("NO", "en", "Christmas Day"),
        ("SE", "nb", "Juldagen"),
        ("SE", "en", "Christmas Day"),
    ],
)
def test_holidays_are_named_for_the_reader(country: str, language: str, name: str) -> None:
    from django.utils.translation import override

    day = dt.date(2026, 12, 25)
    with override(language):
        assert public_holidays(day, day, country) == {day: name}


def test_an_owner_in_sweden_keeps_swedens_days(world: World) -> None:
    world.owner.country = "SE"
    world.owner.save()
    first, last = dt.date(2027, 5, 1), dt.date(2027, 6, 30)
    closed = closed_days(world.owner, first, last)
    assert dt.date(2027, 5, 17) not in closed
    assert dt.date(2027, 6, 25) in closed
