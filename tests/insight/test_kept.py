"""Kept figures are never older than the last write."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.db.models import Model
from django.db.models.signals import post_delete, post_save

from rollout.common.dates import today
from rollout.competence.models import Round
from rollout.exchange import actions as exchange
from rollout.exchange.models import ImportRun
from rollout.insight import kept
from rollout.insight.figures import programme_figures
from rollout.insight.kept import figures_today
from rollout.library.models import ModuleCompletion
from rollout.logbook.actions import set_people
from rollout.organisation.actions import end_role
from rollout.planning.models import ClosedPeriod, GuestPlace, SubstituteDay, Venue
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


@pytest.mark.parametrize("model", kept.SOURCES, ids=lambda model: model.__name__)
def test_every_source_moves_the_stamp(world: World, model: type[Model]) -> None:
    """Saved or deleted, a row of each model that figures and pages are made of."""
    things = {
        Round: lambda: make.open_round(world.owner),
        ClosedPeriod: lambda: ClosedPeriod.objects.create(
            owner=world.owner, kind="other", name="Fri", starts_on=today(), ends_on=today()
        ),
        ModuleCompletion: lambda: ModuleCompletion.objects.create(
            person=world.teachers[0], kit=world.kit, completed_on=today()
        ),
        GuestPlace: lambda: make.guest_place(world.people["superuser"], world.coming),
        SubstituteDay: lambda: SubstituteDay.objects.create(
            school=world.north, person=world.people["superuser"], day=today()
        ),
        Venue: lambda: Venue.objects.create(owner=world.owner, name="Salen"),
    }
    if model in things:
        things[model]()
    thing = model._default_manager.all()[0]
    before = kept.stamp_of(world.owner.pk)
    post_save.send(model, instance=thing, created=False)
    saved = kept.stamp_of(world.owner.pk)
    post_delete.send(model, instance=thing)
    assert before < saved < kept.stamp_of(world.owner.pk)


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
