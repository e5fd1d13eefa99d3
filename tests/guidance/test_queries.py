"""What the advice reads: school days without activity, and workshops to see to."""

import datetime as dt

import pytest

from rollout.calendars.models import ClosedPeriod
from rollout.common.dates import today
from rollout.guidance.queries import advice_for, cancelled_without_date, open_days_since
from rollout.guidance.rules import Rule
from rollout.insight.figures import programme_figures
from tests import factories as make
from tests.personas import World

TUESDAY = dt.date(2026, 11, 10)


@pytest.mark.parametrize(("since", "days"), [(10, 0), (9, 1), (8, 1), (6, 1), (5, 2)])
def test_school_days_are_counted_from_the_day_after(world: World, since: int, days: int) -> None:
    world.programme.starts_on = dt.date(2026, 8, 1)
    monday = TUESDAY - dt.timedelta(days=1)
    ClosedPeriod.objects.create(
        owner=world.owner, kind="planning", name="Planlegging", starts_on=monday, ends_on=monday
    )
    assert open_days_since(world.programme, TUESDAY)(TUESDAY.replace(day=since)) == days


def test_a_cancelled_workshop_is_seen_to_until_it_has_a_new_date(world: World) -> None:
    later = make.workshop(world.cohort, today() + dt.timedelta(days=9), status="cancelled")
    sooner = make.workshop(world.cohort, today() + dt.timedelta(days=8), status="cancelled")
    assert cancelled_without_date(world.programme, today()) == [sooner, later]
    make.workshop(world.cohort, today() + dt.timedelta(days=12), replaces=sooner)
    assert cancelled_without_date(world.programme, today()) == [later]


def test_a_school_without_staff_or_outside_the_programme_isnt_urgent(world: World) -> None:
    make.superuser(world.north)
    new, gone = make.school(world.owner, "Nybygd skole"), make.school(world.owner, "Ute skole")
    first = world.programme.starts_on
    world.programme.participations.create(school=new, starts_on=first)
    world.programme.participations.create(
        school=gone, starts_on=first, ends_on=today() - dt.timedelta(days=1)
    )
    found = advice_for(world.programme, today(), programme_figures(world.programme, today()))
    assert [(advice.school, advice.rule, advice.weight.is_urgent) for advice in found] == [
        (world.south.pk, Rule.FEW_SUPERUSERS, False), (new.pk, Rule.NO_STAFF, False),
    ]  # fmt: skip


@pytest.mark.parametrize("days", [-1, 1])
def test_nothing_is_urgent_on_a_day_outside_the_programme(world: World, days: int) -> None:
    world.people["southern"].roles.all().delete()
    figures = programme_figures(world.programme, today())
    assert advice_for(world.programme, today(), figures)[0].weight.is_urgent
    if days < 0:
        world.programme.ends_on = today() - dt.timedelta(days=1)
    else:
        world.programme.starts_on = today() + dt.timedelta(days=1)
    assert not advice_for(world.programme, today(), figures)[0].weight.is_urgent


def test_advice_is_as_of_the_day_that_it_is_asked_for(world: World) -> None:
    """A school falls quiet as days pass, though no figure moves."""
    make.superuser(world.north)
    make.superuser(world.south)
    make.superuser(world.south)
    figures = programme_figures(world.programme, today())
    assert advice_for(world.programme, today(), figures) == []
    later = today() + dt.timedelta(days=90)
    world.programme.ends_on = later
    (quiet,) = advice_for(world.programme, later, figures)
    assert (quiet.rule, quiet.school) == (Rule.GONE_QUIET, world.north.pk)
