"""Kept figures are never older than the last write."""

from collections.abc import Callable

import pytest

from rollout.common.dates import today
from rollout.exchange import actions as exchange
from rollout.exchange.models import ImportRun
from rollout.insight.figures import programme_figures
from rollout.insight.kept import figures_today
from rollout.library.models import ModuleCompletion
from rollout.logbook.actions import set_people
from rollout.organisation.actions import end_role
from tests import factories as make
from tests.personas import World


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
    "an assessment": lambda w: [make.assess(t, n + 1) for n, t in enumerate(w.teachers)],
    "a role that ends": lambda w: end_role(
        role=w.people["superuser"].roles.get(), ends_on=today(), reason="Ny jobb"
    ),
    "a school's name": import_a_school,
}


@pytest.mark.parametrize("what", CHANGES)
def test_a_change_shows_at_once(world: World, what: str) -> None:
    figures_today(world.programme)
    CHANGES[what](world)
    assert figures_today(world.programme) == programme_figures(world.programme, today())


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
