"""What the planner is told of a year: its days, who is to be placed, and who can't when."""

import datetime as dt
from itertools import pairwise

import pytest

from rollout.accounts.permissions import Kind
from rollout.calendars.actions import set_weekdays
from rollout.calendars.models import Availability, ClosedPeriod, StartingPlace, Venue
from rollout.common.dates import today
from rollout.planning.models import Workshop
from rollout.proposals.problems import least_size, problem_of, seats_at
from rollout.proposals.rules import LEVELS, MATTERS, Room, Wishes, usual_prices
from rollout.scheduler.problem import Mode, Prices, Problem
from tests import factories as make
from tests.personas import World
from tests.proposals.scene import wishes, year_ahead

DAY = dt.timedelta(days=1)


def problem(world: World, **changes: object) -> Problem:
    return problem_of(world.programme, wishes(world, **changes), today())


def close(world: World, first: dt.date, last: dt.date) -> None:
    ClosedPeriod.objects.create(
        owner=world.owner, kind="break", name="Fri", starts_on=first, ends_on=last
    )


def elsewhere(world: World, day: dt.date, **fields: object) -> Workshop:
    """A workshop of another programme of the owner's."""
    other = make.programme(world.owner, name=f"Annet {day}")
    finn = world.people["facilitator"]
    venue = world.owner.venues.first()
    return make.workshop(make.cohort(other), day, facilitator=finn, venue=venue, **fields)


def finns_days_away(world: World, found: Problem) -> frozenset[dt.date]:
    return found.facilitator[f"f{world.people['facilitator'].pk}"].away


def test_a_year_that_has_begun_is_planned_from_tomorrow(world: World) -> None:
    wanted = wishes(world, first=(today() - 20 * DAY).isoformat())
    assert min(problem_of(world.programme, wanted, today()).days) > today()


def test_the_programmes_first_and_last_day_are_its_own(world: World) -> None:
    days = problem(world).days
    world.programme.starts_on, world.programme.ends_on = days[3], days[-4]
    world.programme.save()
    asked = Wishes.from_json(wishes(world).to_json())
    world.programme.ends_on = days[-4]
    assert problem_of(world.programme, asked, today()).days == days[3:-3]


def test_only_the_venues_and_facilitators_that_were_ticked_are_used(world: World) -> None:
    everything = problem(world)
    venue, leader = everything.venues[0], everything.facilitators[0]
    found = problem(world, venues=[int(venue.id[1:])], facilitators=[int(leader.id[1:])])
    assert [v.id for v in found.venues] == [venue.id]
    assert [f.id for f in found.facilitators] == [leader.id]
    assert len(everything.venues) == len(everything.facilitators) == 2


def test_what_was_wished_for_is_what_is_planned(world: World) -> None:
    found = problem(
        world, least_gap=21, ideal_gap=28, most_gap=49, weekday=3, mode="split",
        matters={"travel": 3},
    )  # fmt: skip
    assert (found.least_gap, found.ideal_gap, found.most_gap) == (21, 28, 49)
    assert (found.preferred_weekday, found.mode) == (3, Mode.SPLIT)
    assert found.prices.travel == 4 * Prices().travel


def test_those_are_placed_who_are_superusers_when_the_year_begins(world: World) -> None:
    first = dt.date(year_ahead(), 9, 1)
    ends, begins = make.superuser(world.north), make.superuser(world.south)
    ends.ends_on, begins.starts_on = first - DAY, first
    for role in (ends, begins):
        role.save()
    found = problem(world)
    assert found.school[f"s{world.north.pk}"].superusers == 1
    assert found.school[f"s{world.south.pk}"].superusers == 2


@pytest.mark.parametrize(
    ("superusers", "cohorts", "least"), [(84, 4, 10), (20, 2, 5), (3, 2, 1), (1, 4, 1)]
)
def test_a_cohort_has_half_of_an_even_share_and_never_nobody(
    superusers: int, cohorts: int, least: int
) -> None:
    assert least_size(superusers, cohorts) == least


def test_a_month_lasts_from_its_first_open_day_to_its_last(world: World) -> None:
    year = year_ahead()
    close(world, dt.date(year, 9, 1), dt.date(year, 9, 10))
    close(world, dt.date(year, 11, 20), dt.date(year, 11, 30))
    found = problem(world)
    september, _october, november = found.periods
    assert september.first == min(found.days) > dt.date(year, 9, 10)
    assert november.last == max(found.days) < dt.date(year, 11, 20)


def test_a_month_without_an_open_day_is_left_out(world: World) -> None:
    year = year_ahead()
    close(world, dt.date(year, 10, 1), dt.date(year, 10, 31))
    assert [period.name[-2:] for period in problem(world).periods] == ["09", "11"]


def test_schools_facilitators_and_venues_keep_their_own_days(world: World) -> None:
    day, finn = dt.date(year_ahead(), 10, 7), world.people["facilitator"]
    wanted = wishes(world)
    hall = world.owner.venues.get(name="Rådhuset")
    for whose, away in (({"facilitator": finn}, day), ({"venue": hall}, day + DAY)):
        Availability.objects.create(owner=world.owner, starts_on=away, ends_on=away, **whose)
    set_weekdays(weekdays={world.north.pk: frozenset({1, 3})})
    found = problem_of(world.programme, wanted, today())
    assert finns_days_away(world, found) == {day}
    assert found.venue[f"v{hall.pk}"].closed == {day + DAY}
    assert found.school[f"s{world.north.pk}"].weekdays == {1, 3}


def test_every_workshop_elsewhere_takes_its_day_the_last_one_too(world: World) -> None:
    asked = wishes(world)
    days = [asked.first, dt.date(year_ahead(), 10, 7), asked.last]
    for day in days:
        elsewhere(world, day)
    elsewhere(world, asked.last + DAY)
    found = problem_of(world.programme, asked, today())
    assert finns_days_away(world, found) == set(days)
    assert found.venue[f"v{world.owner.venues.first().pk}"].closed == set(days)


def test_a_cancelled_workshop_elsewhere_and_the_programmes_own_take_nobody(world: World) -> None:
    day = dt.date(year_ahead(), 10, 7)
    asked = wishes(world)
    elsewhere(world, day, status="cancelled")
    make.workshop(world.cohort, day + DAY, facilitator=world.people["facilitator"])
    assert not finns_days_away(world, problem_of(world.programme, asked, today()))


def test_everybody_sets_out_from_their_own_place(world: World) -> None:
    asked = wishes(world)
    hall, finn = world.owner.venues.get(name="Rådhuset"), world.people["facilitator"]
    home = StartingPlace(person=finn, name="Hjemme")
    for latitude, thing in ((60.0, world.north), (60.1, hall), (60.3, home)):
        thing.latitude, thing.longitude = latitude, 11
        thing.save()
    found = problem_of(world.programme, asked, today())
    places = (
        found.school[f"s{world.north.pk}"],
        found.venue[f"v{hall.pk}"],
        found.facilitator[f"f{finn.pk}"],
    )
    steps = [after.y - before.y for before, after in pairwise(places)]
    assert [round(km) for km in steps] == [11, 22]


@pytest.mark.parametrize(("told", "seats"), [(None, 30), (0, 0), (12, 12)])
def test_a_venue_has_the_seats_that_are_told_and_thirty_where_none_are(
    told: int | None, seats: int
) -> None:
    assert seats_at(Venue(seats=told)) == seats


@pytest.mark.parametrize(
    ("matter", "moved"),
    [
        ("common_time", {"other_weekday"}),
        ("travel", {"travel", "facilitator_travel"}),
        ("open_schools", {"missed"}),
        ("steady_facilitator", {"substitute"}),
        ("evenness", {"imbalance"}),
        ("rhythm", {"spacing"}),
    ],
)
def test_a_slider_moves_its_own_prices_and_no_other(
    world: World, matter: str, moved: set[str]
) -> None:
    usual = usual_prices(2)
    asked = wishes(world, matters=dict.fromkeys(MATTERS, 1) | {matter: len(LEVELS) - 1}).prices(2)
    changed = {name for name in vars(usual) if getattr(asked, name) != getattr(usual, name)}
    assert changed == moved
    assert all(getattr(asked, name) == 4 * getattr(usual, name) for name in moved)


@pytest.mark.parametrize(
    ("room", "seats", "missing", "usual_size"),
    [(Room(25, 2, 12), 24, 1, 13), (Room(24, 2, 12), 24, 0, 12), (Room(5, 2, 12), 24, 0, 3),
     (Room(5, 0, 12), 0, 5, 0)],
)  # fmt: skip
def test_seats_are_those_of_the_largest_venue_for_each_cohort(
    room: Room, seats: int, missing: int, usual_size: int
) -> None:
    assert (room.seats, room.missing, room.usual_size) == (seats, missing, usual_size)


def test_a_facilitator_of_another_programme_alone_leads_nothing_here(world: World) -> None:
    other = make.programme(world.owner, name="Annet")
    odd = make.person(world.owner, "Odd Annen")
    make.role(odd, Kind.FACILITATOR, programme=other)
    found = problem(world, facilitators=[odd.pk])
    assert found.facilitators == ()
