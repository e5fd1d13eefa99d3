"""Kept figures are never older than the last write."""

import datetime as dt
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.apps import apps
from django.db import connection
from django.db.models import Model
from django.test.utils import CaptureQueriesContext

import rollout
from rollout.calendars.models import ClosedPeriod, Venue
from rollout.common.dates import today
from rollout.competence.models import Area, Framework, Level, Round
from rollout.exchange import actions as exchange
from rollout.exchange.models import ImportRun
from rollout.home.facts import overview_facts, superuser_facts, teacher_facts
from rollout.insight import kept
from rollout.insight.figures import programme_figures
from rollout.insight.kept import figures_today
from rollout.insight.models import FiguresStamp
from rollout.insight.school_facts import school_facts
from rollout.insight.school_rows import kept_rows
from rollout.library.models import Kit, ModuleCompletion
from rollout.logbook.actions import set_people
from rollout.logbook.models import SessionAttendance, TrainingSession
from rollout.organisation.actions import end_role
from rollout.organisation.models import Employment, Person, Role, School, SchoolOwner
from rollout.planning.models import (
    Cohort,
    GuestPlace,
    Membership,
    Participation,
    Programme,
    SubstituteDay,
    Workshop,
    WorkshopAttendance,
)
from tests import factories as make
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
    before = figures_today(world.programme)
    CHANGES[what](world)
    after = figures_today(world.programme)
    assert after == programme_figures(world.programme, today())
    assert after != before


# What kept values are made of, and a write to each. Frameworks come with the product, and the stamp
# is what is kept by.
STILL = {Area, Framework, Level, FiguresStamp}
WRITES: dict[type[Model], Callable[[World], object]] = {
    ClosedPeriod: lambda w: ClosedPeriod.objects.create(
        owner=w.owner, kind="other", name="Fri", starts_on=today(), ends_on=today()
    ),
    Cohort: lambda w: w.cohort.save(),
    Employment: lambda w: w.teachers[0].employments.get().save(),
    GuestPlace: lambda w: make.guest_place(w.people["superuser"], w.coming),
    Kit: lambda w: w.kit.save(),
    Membership: lambda w: w.cohort.memberships.get().delete(),
    ModuleCompletion: lambda w: ModuleCompletion.objects.create(
        person=w.teachers[0], kit=w.kit, completed_on=today()
    ),
    Participation: lambda w: w.programme.participations.first().delete(),
    Person: lambda w: w.teachers[0].save(),
    Programme: lambda w: w.programme.save(),
    Round: lambda w: make.open_round(w.owner),
    Role: lambda w: w.people["superuser"].roles.get().save(),
    School: lambda w: w.north.save(),
    SchoolOwner: lambda w: w.owner.save(),
    SessionAttendance: lambda w: w.session.attendances.first().delete(),
    SubstituteDay: lambda w: SubstituteDay.objects.create(
        school=w.north, person=w.people["superuser"], day=today()
    ),
    TrainingSession: lambda w: w.session.save(),
    Venue: lambda w: make.venue(w.owner),
    Workshop: lambda w: w.coming.save(),
    WorkshopAttendance: lambda w: w.held.attendances.get().save(),
}
KEPT: dict[str, Callable[[World, Programme], object]] = {
    "figures": lambda w, programme: kept.figures_today(programme),
    "schools": lambda w, programme: kept_rows(programme),
    "a school": lambda w, programme: school_facts(programme, w.north.pk),
    "overview": lambda w, programme: overview_facts(programme),
    "superuser": lambda w, programme: superuser_facts(programme, w.people["superuser"], w.north.pk),
    "teacher": lambda w, programme: teacher_facts(programme, w.teachers[0], (w.north.pk,)),
}


def models_read(queries: CaptureQueriesContext) -> set[type[Model]]:
    by_table = {
        model._meta.db_table: model for model in apps.get_app_config("rollout").get_models()
    }
    tables = {
        name for query in queries for name in re.findall(r'(?:FROM|JOIN) "(\w+)"', query["sql"])
    }
    return {by_table[name] for name in tables}


def test_kept_values_are_made_of_nothing_but_these(world: World) -> None:
    """Whatever is read while a kept value is made has a write below that must move the stamp."""
    make.guest_place(world.people["superuser"], world.coming)
    read = set()
    for compute in KEPT.values():
        programme = Programme.objects.get(pk=world.programme.pk)
        kept.raise_stamp(world.owner.pk)
        with CaptureQueriesContext(connection) as queries:
            compute(world, programme)
        read |= models_read(queries)
    assert read == {*WRITES, *STILL}


@pytest.mark.parametrize("model", WRITES, ids=lambda model: model.__name__)
def test_a_write_to_what_kept_values_are_made_of_moves_the_stamp(
    world: World, model: type[Model]
) -> None:
    before = kept.stamp_of(world.owner.pk)
    WRITES[model](world)
    assert kept.stamp_of(world.owner.pk) > before


def test_everything_kept_is_looked_into() -> None:
    """A new kept value belongs in the table above."""
    sources = "".join(path.read_text() for path in Path(rollout.__file__).parent.rglob("*.py"))
    assert len(re.findall(r"^@kept$|= kept\(", sources, re.MULTILINE)) == len(KEPT)


def test_nothing_is_computed_again_while_nothing_changes(
    world: World, django_assert_num_queries: object
) -> None:
    figures_today(world.programme)
    figures_today(world.programme)
    with django_assert_num_queries(1):  # type: ignore[operator]
        figures_today(world.programme)


def test_another_owners_changes_do_not_matter(
    world: World, django_assert_num_queries: object
) -> None:
    figures_today(world.programme)
    figures_today(world.programme)
    make.employee(make.school(make.school_owner()))
    with django_assert_num_queries(1):  # type: ignore[operator]
        figures_today(world.programme)
