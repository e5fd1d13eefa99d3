"""Planning a year in one action, and seeing it."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from rollout.calendars.models import ClosedPeriod
from rollout.common.dates import today
from rollout.planning.models import Workshop
from tests import factories as make
from tests.personas import World


def months(world: World) -> tuple[dt.date, dt.date]:
    first = (today().replace(day=1) + dt.timedelta(days=70)).replace(day=1)
    return first, (first + dt.timedelta(days=70)).replace(day=1)


def wish(world: World, **changes: object) -> dict[str, object]:
    first, last = months(world)
    return {
        "cohorts": [world.cohort.pk],
        "weekday": 3,
        "week": 2,
        "start": "14:00",
        "end": "16:00",
        "first_month": first.isoformat(),
        "last_month": last.isoformat(),
        **changes,
    }


def url(world: World) -> str:
    return reverse("plan_year", args=[world.programme.pk])


def test_the_common_time_is_proposed(world: World) -> None:
    page = world.client("lead").get(url(world))
    assert page.context["form"].initial["weekday"] == 3
    assert page.context["form"].initial["start"] == dt.time(14)


def test_proposals_are_shown_and_nothing_is_saved(world: World) -> None:
    world.coming.delete()
    before = Workshop.objects.count()
    page = world.client("lead").get(url(world), wish(world))
    rows = page.context["years"][0].rows()
    assert len(rows) >= 3
    assert all(row["value"] for row in rows)
    assert Workshop.objects.count() == before


def test_a_year_is_saved_in_one_go_with_kits_in_order(world: World) -> None:
    kits = [make.kit(world.owner) for _ in range(3)]
    make.gives_out(world.programme, *kits)
    world.coming.delete()
    page = world.client("lead").get(url(world), wish(world))
    days = {row["name"]: row["value"] for row in page.context["years"][0].rows()}
    response = world.client("lead").post(url(world), {**wish(world, use_kits="on"), **days})
    assert response.status_code == 302
    saved = list(Workshop.objects.exclude(pk__in=[world.held.pk, world.coming.pk]))
    assert [w.day.isoformat() for w in saved] == sorted(days.values())
    assert [w.kit for w in saved[:3]] == kits
    assert {timezone.localtime(w.starts_at).time() for w in saved} == {dt.time(14)}


def test_a_date_moved_by_hand_is_saved_as_moved(world: World) -> None:
    world.programme.gap_days = 14
    world.programme.save()
    page = world.client("lead").get(url(world), wish(world))
    days = {row["name"]: row["value"] for row in page.context["years"][0].rows()}
    last = max(days)  # no other is nearer for it
    moved = dt.date.fromisoformat(days[last]) + dt.timedelta(days=1)
    world.client("lead").post(url(world), {**wish(world), **days, last: moved.isoformat()})
    assert Workshop.objects.filter(starts_at__date=moved).exists()


@pytest.mark.parametrize("value", ["31.31.2026", "2027-13-40"])
def test_a_date_that_cannot_be_read_saves_nothing(world: World, value: str) -> None:
    before = Workshop.objects.count()
    page = world.client("lead").get(url(world), wish(world))
    days = {row["name"]: row["value"] for row in page.context["years"][0].rows()}
    response = world.client("lead").post(url(world), {**wish(world), **days, min(days): value})
    assert response.context["problems"]
    assert value in response.content.decode()
    assert Workshop.objects.count() == before


def test_dates_too_close_are_told_and_nothing_is_saved(world: World) -> None:
    before = Workshop.objects.count()
    page = world.client("lead").get(url(world), wish(world))
    days = {row["name"]: row["value"] for row in page.context["years"][0].rows()}
    names = sorted(days)
    near = dt.date.fromisoformat(days[names[0]]) + dt.timedelta(days=7)
    response = world.client("lead").post(
        url(world), {**wish(world), **days, names[1]: near.isoformat()}
    )
    assert "7 dager" in response.context["problems"][0]
    assert Workshop.objects.count() == before


def test_the_cohorts_schools_own_closed_days_are_counted(world: World) -> None:
    page = world.client("lead").get(url(world), wish(world))
    day = page.context["years"][0].dates[0].day
    ClosedPeriod.objects.create(
        owner=world.owner, school=world.north, kind="other", name="Tur", starts_on=day, ends_on=day
    )
    again = world.client("lead").get(url(world), wish(world)).context["years"][0].dates[0]
    assert again.missing == 1 or again.day != day


def test_a_school_that_is_closed_for_two_reasons_is_counted_once(world: World) -> None:
    first, last = months(world)
    for name in ("Tur", "Eksamen"):
        ClosedPeriod.objects.create(
            owner=world.owner, school=world.north, kind="other", name=name,
            starts_on=first, ends_on=last + dt.timedelta(days=31),
        )  # fmt: skip
    page = world.client("lead").get(url(world), wish(world))
    assert {date.missing for date in page.context["years"][0].dates if date.day} == {1}


def test_a_weekday_that_is_no_weekday_is_told(world: World) -> None:
    page = world.client("lead").get(url(world), wish(world, weekday="9"))
    assert "weekday" in page.context["form"].errors


def test_the_year_shows_each_workshop_in_its_month(world: World) -> None:
    start = world.coming.day
    year = start.year if start.month >= 8 else start.year - 1
    page = world.client("lead").get(
        reverse("workshop_year", args=[world.programme.pk]), {"year": year}
    )
    cells = dict(page.context["rows"])["Gruppe A"]
    assert world.coming in [w for cell in cells for w in cell]


def test_the_year_costs_the_same_queries_at_one_and_three(
    world: World, django_assert_num_queries: object
) -> None:
    client = world.client("lead")
    page = reverse("workshop_year", args=[world.programme.pk])
    client.get(page)
    with django_assert_num_queries(7):
        client.get(page)
    for days in (60, 90):
        make.workshop(make.cohort(world.programme), today() + dt.timedelta(days=days))
    with django_assert_num_queries(7):
        client.get(page)
