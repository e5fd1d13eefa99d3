"""The way ahead as pages and commands tell it: pace, school weeks, and when the target is met."""

import datetime as dt
import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from rollout.calendars.models import ClosedPeriod
from rollout.common.dates import today
from rollout.insight.figures import programme_figures
from rollout.insight.outlook import Outlooks, outlooks, school_weeks
from rollout.logbook.queries import read_coming
from rollout.planning.models import Membership, Programme, Workshop
from tests import factories as make
from tests.personas import World

DAY = dt.timedelta(days=1)
WEEK = 7 * DAY


@pytest.fixture
def older(world: World) -> World:
    """The programme began half a year ago, and its first workshop was held 15 weeks ago."""
    Programme.objects.update(starts_on=today() - 26 * WEEK)
    Membership.objects.update(starts_on=today() - 26 * WEEK)
    held = world.held.starts_at - 10 * WEEK
    Workshop.objects.filter(pk=world.held.pk).update(starts_at=held, ends_at=held + DAY / 8)
    world.programme.refresh_from_db()
    return world


def found(world: World) -> Outlooks:
    figures = programme_figures(world.programme, today())
    return outlooks(world.programme, figures, read_coming(world.programme, today()))


def test_all_that_is_planned_counts_kits_to_come(older: World) -> None:
    before = found(older).schools[older.north.pk]
    assert before.planned == 7  # the roster, and the kit of the workshop that was held
    kit = make.kit(older.owner, "Lesing")
    soon = make.workshop(older.cohort, today() + 9 * DAY, about=kit)
    assert found(older).schools[older.north.pk].planned == 14
    soon.status = Workshop.Status.CANCELLED
    soon.save()
    assert found(older).schools[older.north.pk].planned == 7


def test_pace_is_what_four_school_weeks_of_the_last_eight_brought(older: World) -> None:
    who = older.teachers[2:4]
    make.session(older.programme, older.north, older.kit, today() - 2 * WEEK, people=who)
    gained = [week.gained for week in programme_figures(older.programme, today()).owner.weeks]
    told = found(older)
    assert told.owner.pace is not None
    assert told.schools[older.north.pk].pace == told.owner.pace <= sum(gained[-9:]) / 2


def test_a_young_programme_tells_neither_pace_nor_forecast(world: World) -> None:
    Programme.objects.update(starts_on=today() - 3 * WEEK)
    world.programme.refresh_from_db()
    told = found(world)
    assert (told.owner.pace, told.owner.forecast) == (None, None)


def test_weeks_without_school_are_none_and_unknown_years_are_as_the_last(world: World) -> None:
    first, last = dt.date(2026, 8, 17), dt.date(2027, 12, 31)
    ClosedPeriod.objects.create(
        owner=world.owner, name="Høstferie", kind="break",
        starts_on=dt.date(2026, 10, 5), ends_on=dt.date(2026, 10, 9),
    )  # fmt: skip
    ClosedPeriod.objects.create(
        owner=world.owner, name="Sommerferie", kind="break",
        starts_on=dt.date(2027, 6, 21), ends_on=dt.date(2027, 8, 15),
    )  # fmt: skip
    weeks = school_weeks(world.owner, first, last)
    assert dt.date(2026, 10, 4) in weeks
    assert dt.date(2026, 10, 11) not in weeks
    assert dt.date(2027, 7, 4) not in weeks
    assert dt.date(2027, 10, 10) not in weeks  # as the autumn before
    assert dt.date(2027, 10, 17) in weeks


def test_the_schools_page_and_the_overview_show_the_way(older: World) -> None:
    for who, page in (
        ("lead", "/"),
        ("lead", reverse("school", args=[older.programme.pk, older.north.pk])),
        ("principal", "/"),
        ("superuser", reverse("school", args=[older.programme.pk, older.north.pk])),
    ):
        shown = older.client(who).get(page)
        assert shown.context["way"] is not None
        assert "Veien mot målet" in shown.content.decode()
    south = older.client("lead").get(reverse("school", args=[older.programme.pk, older.south.pk]))
    assert south.context["way"] is None  # nothing has been given out there


def test_a_change_moves_the_way_at_once(older: World) -> None:
    lead = older.client("lead")
    before = lead.get("/").context["way"].reached
    make.session(older.programme, older.north, older.kit, today() - DAY, people=older.teachers)
    assert lead.get("/").context["way"].reached > before


def test_the_command_tells_it_as_text_and_as_data(older: World) -> None:
    text, data = StringIO(), StringIO()
    call_command("figures", older.programme.pk, stdout=text)
    assert "target " in text.getvalue()
    call_command("figures", older.programme.pk, format="json", stdout=data)
    told = json.loads(data.getvalue())["outlook"]
    assert told["target"] == older.programme.coverage_target / 100
    assert set(told["schools"]) == {str(older.north.pk), str(older.south.pk)}
    assert told["schools"][str(older.north.pk)]["planned"] == 7


@pytest.mark.parametrize("arguments", [[], ["1", "--seeds", "1"], ["--seeds", "1"]])
def test_a_backtest_says_what_it_needs(world: World, arguments: list[str]) -> None:
    with pytest.raises(CommandError):
        call_command("backtest_forecast", *arguments)


@pytest.mark.django_db
def test_a_backtest_holds_forecasts_against_what_came() -> None:
    told = StringIO()
    call_command("backtest_forecast", "--seeds", "5", "--size", "small", stdout=told)
    rows = {row[:14].strip(): row[14:].split() for row in told.getvalue().splitlines()[1:]}
    assert rows.keys() == {"all schools", "each school", "straight line"}
    assert int(rows["each school"][0]) == int(rows["straight line"][0]) >= 30
    for _count, *shares in rows.values():
        assert round(sum(float(each.rstrip("%")) for each in shares)) == 100
