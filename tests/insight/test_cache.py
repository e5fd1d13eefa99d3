"""Kept figures are never older than the last write."""

import datetime as dt
import inspect
import re
from collections.abc import Callable
from contextlib import suppress
from importlib import import_module
from unittest.mock import patch

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection, transaction
from django.db.models import Model, ProtectedError

from rollout.calendars.models import ClosedPeriod
from rollout.common.dates import today
from rollout.competence.models import Area
from rollout.exchange import actions as exchange
from rollout.exchange.models import ImportRun
from rollout.insight import cache
from rollout.insight.cache import figures_on
from rollout.insight.figures import programme_figures
from rollout.insight.models import FiguresStamp
from rollout.library.copies.actions import make_copy
from rollout.library.models import ModuleCompletion
from rollout.logbook.actions import set_people
from rollout.organisation.actions import end_role
from rollout.planning.models import Programme, SubstituteDay
from tests import factories as make
from tests.logbook.pulses.scene import close, colleagues, pulse_after, say_mastery, session_with
from tests.personas import World


def yesterday() -> dt.date:
    return today() - dt.timedelta(days=1)


def import_a_school(world: World) -> None:
    run = ImportRun.objects.create(owner=world.owner, kind="schools", file_name="a")
    from rollout.exchange.school_files import SchoolRow

    row = SchoolRow(2, "Nordlia barneskole", "changed", fields={"name": "Nordlia barneskole"},
                    school=world.north)  # fmt: skip
    exchange.apply_schools(run=run, rows=[row])


CHANGES: dict[str, Callable[[World], object]] = {
    "an employment": lambda w: make.employee(w.north),
    "an ended employment": lambda w: w.teachers[0].employments.get().delete(),
    "a session": lambda w: make.session(w.programme, w.north, w.kit, people=[w.teachers[3]]),
    "who came": lambda w: set_people(session=w.session, people=[t.pk for t in w.teachers]),
    "a held workshop": lambda w: make.workshop(
        w.cohort, today(), about=make.kit(w.owner), status="held"
    ),
    "a module": lambda w: ModuleCompletion.objects.create(
        person=w.teachers[3], kit=w.kit, completed_on=today()
    ),
    "a closed round": lambda w: make.closed_round(w.owner),
    "a role that ends": lambda w: end_role(
        role=w.people["superuser"].roles.get(), ends_on=yesterday(), reason="Ny jobb"
    ),
    "a school's name": import_a_school,
}


@pytest.mark.parametrize("what", CHANGES)
def test_a_change_shows_at_once(world: World, what: str) -> None:
    before = figures_on(world.programme, today())
    CHANGES[what](world)
    after = figures_on(world.programme, today())
    assert after == programme_figures(world.programme, today())
    assert after != before


# What a cache function is given besides the programme and the day, by its parameter's name.
GIVEN: dict[str, Callable[[World], object]] = {
    "person": lambda w: w.people["superuser"],
    "school_id": lambda w: w.north.pk,
    "school_ids": lambda w: (w.north.pk,),
}


def compute(each: Callable[..., object], world: World, day: dt.date) -> object:
    """What a cache function gives, made anew from rows that are read anew."""
    programme = Programme.objects.get(pk=world.programme.pk)
    cache.raise_stamp(world.owner.pk)
    names = list(inspect.signature(each).parameters)[2:]
    return each(programme, day, *[GIVEN[name](world) for name in names])


def tables_read(each: Callable[..., object], world: World) -> set[str]:
    """The tables that a cache value is made of."""
    tables: set[str] = set()

    def note(execute: Callable[..., object], sql: str, *rest: object) -> object:
        tables.update(re.findall(r'(?:FROM|JOIN) "(\w+)"', sql))
        return execute(sql, *rest)

    with connection.execute_wrapper(note):
        compute(each, world, today())
    return tables


@pytest.fixture
def full(world: World) -> World:
    """A world with at least one row of everything that cache values are made of."""
    superuser, southern = world.people["superuser"], world.people["southern"]
    world.coming.venue, world.coming.kit = make.venue(world.owner, seats=20), world.kit
    world.coming.save()
    make.guest_place(superuser, world.coming)
    past = make.workshop(world.cohort, yesterday(), about=make.kit(world.owner))
    own = make.workshop(make.cohort(world.programme, southern.roles.all()), yesterday())
    make.guest_place(southern, own, past)
    make.workshop(world.cohort, status="cancelled")
    make.session(world.programme, world.north, world.kit, status="planned")
    make.step(world.kit)
    copy, _made = make_copy(kit=world.kit, school=world.north)
    make.session(world.programme, world.north, copy)
    ModuleCompletion.objects.create(person=world.teachers[0], kit=world.kit, completed_on=today())
    for school in (None, world.north):
        ClosedPeriod.objects.create(
            owner=world.owner, school=school, kind="other", name="Fri",
            starts_on=today(), ends_on=today(),
        )  # fmt: skip
    SubstituteDay.objects.create(school=world.north, person=superuser, day=world.coming.day)
    for teacher in world.teachers:
        make.assess(teacher, 3)
    make.closed_round(world.owner)
    pulse = pulse_after(session_with(world, people := colleagues(world, 5)))
    say_mastery(pulse, people, [1, 2, 2, 3, 5])
    close(pulse)
    return world


def all_kept() -> list[Callable[..., object]]:
    import_module(settings.ROOT_URLCONF)  # and with it every page
    return cache.ALL_CACHED


def test_figures_have_no_source_but_these(full: World) -> None:
    """A model that a cache value is read from has its way to the owner in `SOURCES`."""
    by_table = {model._meta.db_table: model for model in apps.get_models(include_auto_created=True)}
    read = {by_table[table] for each in all_kept() for table in tables_read(each, full)}
    assert read - {FiguresStamp} == cache.SOURCES.keys()


def rows_of(world: World, model: type[Model]) -> list[Model]:
    """All rows but those of the stranger's owner."""
    stranger = world.people["stranger"]
    theirs = {stranger, stranger.owner, *stranger.roles.all()}
    return [row for row in model._default_manager.all() if row not in theirs]


@pytest.mark.parametrize("model", cache.SOURCES, ids=lambda model: model.__name__)
def test_a_write_to_any_source_moves_the_stamp(full: World, model: type[Model]) -> None:
    rows = rows_of(full, model)
    assert rows, "make one in `full`"
    for row in rows:
        before = cache.stamp_of(full.owner.pk)
        row.save()
        assert cache.stamp_of(full.owner.pk) > before
        before = cache.stamp_of(full.owner.pk)
        with transaction.atomic():
            with suppress(ProtectedError):  # others build on it, so nobody can
                row.delete()
                assert cache.stamp_of(full.owner.pk) > before
            transaction.set_rollback(True)


def test_what_is_kept_asks_neither_the_day_nor_the_time(full: World) -> None:
    """It holds until midnight, so it is made of the day that it is given alone."""
    day = today()
    for each in all_kept():
        with patch("django.utils.timezone.now", side_effect=AssertionError(each.__name__)):
            compute(each, full, day)


def test_a_framework_is_every_owners(world: World) -> None:
    owners = [world.owner.pk, world.people["stranger"].owner_id]
    before = [cache.stamp_of(pk) for pk in owners]
    Area.objects.all()[0].save()
    assert all(cache.stamp_of(pk) > was for pk, was in zip(owners, before, strict=True))


def test_before_its_first_day_a_programme_shows_the_figures_of_that(world: World) -> None:
    early = world.programme.starts_on - dt.timedelta(days=9)
    assert figures_on(world.programme, early).day == world.programme.starts_on


def test_nothing_is_computed_again_while_nothing_changes(
    world: World, django_assert_num_queries: object
) -> None:
    figures_on(world.programme, today())
    figures_on(world.programme, today())
    with django_assert_num_queries(1):
        figures_on(world.programme, today())


def test_another_owners_changes_do_not_matter(
    world: World, django_assert_num_queries: object
) -> None:
    figures_on(world.programme, today())
    figures_on(world.programme, today())
    make.employee(make.school(make.school_owner()))
    with django_assert_num_queries(1):
        figures_on(world.programme, today())
