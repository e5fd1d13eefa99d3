"""Days away: who, when, which need a substitute, and what is arranged."""

import datetime as dt
import io

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from rollout.calendars.models import ClosedPeriod
from rollout.common.dates import local, today
from rollout.organisation.models import Country
from rollout.planning.actions import answer_invitation, cancel_workshop
from rollout.planning.away.queries import away
from rollout.planning.away.rules import AwayDay
from rollout.planning.guests.actions import take_place
from rollout.planning.models import SubstituteDay, Workshop
from tests import factories as make
from tests.personas import World
from tests.planning.guests import make_swap, open_tuesday


@pytest.fixture
def tuesday(world: World) -> Workshop:
    """The world's coming workshop, on an open Tuesday from nine to twelve."""
    day = open_tuesday(world.coming.day)
    world.coming.starts_at, world.coming.ends_at = local(day, dt.time(9)), local(day, dt.time(12))
    world.coming.save()
    return world.coming


def days_of(world: World) -> list[AwayDay]:
    last = today() + dt.timedelta(days=200)
    return away(world.programme, [world.north], today(), last)[world.north.pk].days


def url(world: World, name: str = "school_away") -> str:
    return reverse(name, args=[world.programme.pk, world.north.pk])


def page(world: World, who: str = "principal") -> str:
    return world.client(who).get(url(world)).content.decode().split("<main")[1]


def tap(world: World, name: str, who: str = "principal", **data: object) -> str:
    response = world.client(who).post(url(world, name), data, follow=True)
    return response.content.decode().split("<main")[1]


def test_a_weekday_morning_needs_a_substitute_and_the_common_time_none(
    world: World, tuesday: Workshop
) -> None:
    [day] = days_of(world)
    assert (day.people, day.missing, day.minutes) == (1, 1, 180)
    world.owner.common_weekday = 1
    world.owner.common_from, world.owner.common_to = dt.time(8), dt.time(13)
    world.owner.save()
    world.programme.refresh_from_db()
    [day] = days_of(world)
    assert not day.needs_substitute
    world.north.common_weekday = 2
    world.north.common_from, world.north.common_to = dt.time(8), dt.time(13)
    world.north.save()
    assert days_of(world)[0].needs_substitute


@pytest.mark.parametrize("whose", ["owner", "north", "south"])
def test_a_closed_school_needs_no_substitute(world: World, tuesday: Workshop, whose: str) -> None:
    school = getattr(world, whose) if whose != "owner" else None
    ClosedPeriod.objects.create(
        owner=world.owner, school=school, kind="planning", name="Planleggingsdag",
        starts_on=tuesday.day, ends_on=tuesday.day,
    )  # fmt: skip
    [day] = days_of(world)
    assert day.needs_substitute is (whose == "south")


def test_who_says_no_stays_and_who_is_left_is_away(world: World, tuesday: Workshop) -> None:
    knut = make.superuser(world.north, "Knut Kollega")
    world.cohort.memberships.create(role=knut, starts_on=world.programme.starts_on)
    [day] = days_of(world)
    assert day.all_away
    answer_invitation(workshop=tuesday, person=knut.person, answer="no")
    [day] = days_of(world)
    assert (day.people, day.all_away, day.staying) == (1, False, ["Knut Kollega"])
    assert "Knut Kollega" in page(world)


def test_a_guest_is_away_on_the_other_cohorts_day(world: World, tuesday: Workshop) -> None:
    swap = make_swap(world)
    take_place(person=swap.siri, own=tuesday, to=swap.there)
    [day] = days_of(world)
    assert day.day == swap.there.day
    assert day.absences[0].is_guest


def test_a_cancelled_workshop_takes_nobody_away(world: World, tuesday: Workshop) -> None:
    cancel_workshop(workshop=tuesday, revision=0, reason="Syk")
    assert days_of(world) == []


def arrange(world: World, workshop: Workshop, who: str = "principal") -> str:
    person = world.people["superuser"].pk
    return tap(world, "substitute_arrange", who, person=person, day=workshop.day.isoformat())


def test_a_principal_arranges_with_a_tap_and_takes_it_back(world: World, tuesday: Workshop) -> None:
    assert "Vikar er ordnet" in page(world)
    for _ in range(2):
        arrange(world, tuesday)
    noted = SubstituteDay.objects.get()
    assert noted.arranged_by == world.people["principal"]
    assert days_of(world)[0].missing == 0
    assert "vikar er ordnet" in world.client("principal").get("/").content.decode()
    for _ in range(2):
        tap(world, "substitute_undo", person=noted.person_id, day=noted.day.isoformat())
    assert not SubstituteDay.objects.exists()


def test_a_superuser_looks_and_does_not_arrange(world: World, tuesday: Workshop) -> None:
    assert "Siri Superbruker" in page(world, "superuser")
    client = world.client("superuser")
    assert client.post(url(world, "substitute_arrange")).status_code == 403
    assert world.client("southern").get(url(world)).status_code == 404


@pytest.mark.parametrize("day", ["", "2026-02-30", "9999-12-31", "0001-01-01", "i morgen"])
def test_a_wild_day_is_refused(world: World, tuesday: Workshop, day: str) -> None:
    tap(world, "substitute_arrange", person=world.people["superuser"].pk, day=day)
    assert not SubstituteDay.objects.exists()


def test_a_teacher_who_is_not_away_gets_no_substitute(world: World, tuesday: Workshop) -> None:
    teacher = world.people["teacher"].pk
    told = tap(world, "substitute_arrange", person=teacher, day=tuesday.day.isoformat())
    assert "Ingen trenger vikar der lenger" in told
    assert not SubstituteDay.objects.exists()


def test_one_arranged_for_nothing_is_pointed_out(world: World, tuesday: Workshop) -> None:
    arrange(world, tuesday)
    cancel_workshop(workshop=tuesday, revision=0, reason="Syk")
    make.workshop(world.cohort, tuesday.day + dt.timedelta(days=28))
    assert "Ordnet, men trengs ikke lenger" in page(world)


def test_home_says_who_is_away_next(world: World, tuesday: Workshop) -> None:
    home = world.client("principal").get("/").content.decode()
    assert "Neste: 1 borte" in home
    assert "1 vikar trengs" in home
    reader = world.client("reader")
    school = reverse("school", args=[world.programme.pk, world.north.pk])
    assert "Neste: " not in reader.get(school).content.decode()


def test_the_usual_case_is_said_once_and_each_day_what_is_different(
    world: World, tuesday: Workshop
) -> None:
    assert page(world).count("Gruppe A") == 1
    for weeks in (4, 8):
        day = open_tuesday(tuesday.day + dt.timedelta(weeks=weeks))
        later = make.workshop(world.cohort, day)
        later.starts_at, later.ends_at = local(day, dt.time(9)), local(day, dt.time(12))
        later.save()
    shown = page(world)
    assert "Som regel kl. 09.00–12.00 med Gruppe A" in shown
    assert shown.count("Gruppe A") == 1
    other = make.cohort(world.programme, [], "Gruppe B")
    make.guest_place(world.people["superuser"], later, make.workshop(other, day))
    shown = page(world)
    assert shown.count("Gruppe A") == 1
    assert "Gruppe B" in shown


def test_the_lead_sees_every_school_and_a_principal_their_own(
    world: World, tuesday: Workshop
) -> None:
    address = reverse("away_days", args=[world.programme.pk])
    lead = world.client("lead").get(address).content.decode()
    assert "Nordlia skole" in lead
    assert "Sørlia skole" in lead
    principal = world.client("principal").get(address).content.decode()
    assert "Siri Superbruker" in principal
    assert "Sørlia skole" not in principal


def test_the_days_are_downloaded_as_a_sheet(world: World, tuesday: Workshop) -> None:
    response = world.client("principal").get(url(world) + "?export=xlsx")
    rows = list(load_workbook(io.BytesIO(response.content)).active.values)
    [row] = [r for r in rows if r[0] and getattr(r[0], "date", lambda: None)() == tuesday.day]
    assert row[2] == "Siri Superbruker"
    assert row[8] == 3
    lead = world.client("lead").get(reverse("away_days", args=[world.programme.pk]) + "?export=csv")
    assert "Nordlia skole" in lead.content.decode("utf-8-sig")


@pytest.mark.parametrize(("who", "queries"), [("principal", 11), ("lead", 11)])
def test_it_costs_the_same_queries_at_one_and_three(
    world: World, tuesday: Workshop, django_assert_num_queries: object, who: str, queries: int
) -> None:
    client = world.client(who)
    address = reverse("away_days", args=[world.programme.pk])
    client.get(address)
    with django_assert_num_queries(queries):
        client.get(address)
    for number in range(3):
        role = make.superuser(world.north if number else world.south)
        world.cohort.memberships.create(role=role, starts_on=world.programme.starts_on)
        make.workshop(world.cohort, tuesday.day + dt.timedelta(days=28 + number))
        world.programme.schools.add(
            make.school(world.owner), through_defaults={"starts_on": world.programme.starts_on}
        )
    with django_assert_num_queries(queries):
        client.get(address)


def test_a_swedish_owner_s_own_holidays_need_no_substitute(world: World) -> None:
    """6 June is Sweden's national day, and a school day in Norway."""
    world.owner.country = Country.SWEDEN
    world.owner.save()
    world.programme.refresh_from_db()
    day = dt.date(2028, 6, 6)
    world.coming.starts_at, world.coming.ends_at = local(day, dt.time(9)), local(day, dt.time(12))
    world.coming.save()
    [found] = away(world.programme, [world.north], day, day)[world.north.pk].days
    assert not found.needs_substitute
