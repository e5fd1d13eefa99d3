"""Imports applied twice, undone, and over people who are there already."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from rollout.accounts.permissions import Kind
from rollout.calendars.rows import DayRow
from rollout.common.dates import today
from rollout.exchange import actions
from rollout.exchange.models import ImportRun
from rollout.exchange.school_files import SchoolRow
from rollout.exchange.undoing import undo
from rollout.organisation.models import Employment, Person, Role, SchoolOwner
from tests import factories as make
from tests.exchange.test_staff import ADA, BO, load

DAY = dt.timedelta(days=1)


@pytest.fixture
def owner(db: None) -> SchoolOwner:
    owner = make.school_owner()
    make.school(owner, "Nordlia skole")
    make.school(owner, "Sørlia ungdomsskole")
    return owner


def ada() -> Person:
    return Person.objects.get(email="ada@skole.example")


def test_a_second_tap_on_schools_or_days_imports_nothing_more(owner: SchoolOwner) -> None:
    for kind, apply, row in (
        ("schools", actions.apply_schools, SchoolRow(2, "Ny skole", "same")),
        ("closed_days", actions.apply_closed_days, DayRow(2, "Høstferie", "same")),
    ):
        run = ImportRun.objects.create(owner=owner, kind=kind, file_name="a.csv")
        apply(run=run, rows=[row])
        with pytest.raises(ValidationError, match="allerede"):
            apply(run=run, rows=[row])


def test_only_changed_schools_are_changed(owner: SchoolOwner) -> None:
    north = owner.schools.get(name="Nordlia skole")
    run = ImportRun.objects.create(owner=owner, kind="schools", file_name="a.csv")
    row = SchoolRow(2, "Nordlia", "same", fields={"name": "Annet navn"}, school=north)
    actions.apply_schools(run=run, rows=[row])
    assert not run.changes.exists()
    north.refresh_from_db()
    assert north.name == "Nordlia skole"


def test_an_import_is_undone_once(owner: SchoolOwner) -> None:
    run = load(owner, ADA)
    undo(run=run)
    with pytest.raises(ValidationError, match="Bare en import"):
        undo(run=run)


def test_a_new_last_name_alone_is_taken(owner: SchoolOwner) -> None:
    load(owner, ADA)
    load(owner, ["Ek", *ADA[1:]])
    assert str(ada()) == "Ada Ek"


def test_a_position_put_right_on_the_same_day_is_one_employment(owner: SchoolOwner) -> None:
    load(owner, ADA)
    load(owner, [*ADA[:4], "Avdelingsleder", *ADA[5:]])
    assert [(e.position, e.ends_on) for e in ada().employments.all()] == [("leader", None)]


def test_a_file_without_a_percentage_leaves_it_as_it_is(owner: SchoolOwner) -> None:
    load(owner, ADA)
    load(owner, ["Ek", *ADA[1:5], "", "x"])
    assert Employment.objects.get().percentage == 100


def test_a_role_at_another_school_goes_on_where_one_place_ends(owner: SchoolOwner) -> None:
    south = [*ADA[:3], "Sørlia ungdomsskole", "Lærer", "40", "x"]
    load(owner, ADA, south, BO)
    load(owner, BO, end_missing=True)
    open_roles = Role.objects.filter(person=ada(), ends_on__isnull=True)
    assert [role.school.name for role in open_roles if role.school] == ["Sørlia ungdomsskole"]


def test_what_begins_later_doesnt_end_before_it_begins(owner: SchoolOwner) -> None:
    load(owner, ADA, BO)
    later = today() + 30 * DAY
    role = Role.objects.get(kind=Kind.SUPERUSER)
    Role.objects.filter(pk=role.pk).update(starts_on=later)
    programme = make.programme(owner, owner.schools.all())
    membership = make.cohort(programme).memberships.create(role=role, starts_on=later + DAY)
    load(owner, BO, end_missing=True)
    role.refresh_from_db()
    membership.refresh_from_db()
    assert (role.ends_on, membership.ends_on) == (later, later + DAY)
