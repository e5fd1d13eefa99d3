"""Applying an import, all or nothing. `undoing.py` takes it back as a whole."""

import datetime as dt
from collections.abc import Callable, Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from rollout.accounts.permissions import Kind
from rollout.calendars.rows import DayRow, new_things
from rollout.common.bulk import make_rows
from rollout.common.dates import today
from rollout.exchange.columns import heading_key
from rollout.exchange.models import ImportChange, ImportRun, RememberedColumns, snapshot
from rollout.exchange.school_files import SchoolRow
from rollout.exchange.staff import Known, Outcome, Place, StaffPerson, StaffPlan
from rollout.organisation.models import (
    Employment,
    Person,
    Role,
    School,
    SchoolAlias,
    SchoolOwner,
)
from rollout.planning.meeting_again import follow
from rollout.planning.models import Membership

Tell = Callable[[int, int], None]


def silent(done: int, total: int) -> None:
    """For work whose progress nobody watches."""


def count_states(states: list[str]) -> dict[str, int]:
    """How many rows became what."""
    counts = {name: states.count(name) for name in ("new", "changed", "same")}
    return counts | {"errors": states.count("error")}


class Ledger:
    """Collects what an import makes and changes, so that all of it can be taken back."""

    def __init__(self, run: ImportRun) -> None:
        self.run = run
        self.changes: list[ImportChange] = []

    def make(self, things: list[models.Model]) -> None:
        """Save new rows in one go and note them."""
        for thing in make_rows(things, owner_id=self.run.owner_id):
            self.note(thing, None)

    def change(self, thing: models.Model, **fields: object) -> None:
        """Set fields of a row, save it, and note what it was."""
        before = snapshot(thing)
        for name, value in fields.items():
            setattr(thing, name, value)
        thing.save()
        self.note(thing, before)

    def note(self, thing: models.Model, before: dict[str, Any] | None) -> None:
        if before is not None:
            thing.refresh_from_db()
        self.changes.append(
            ImportChange(
                run=self.run,
                model=type(thing).__name__,
                object_id=thing.pk,
                before=before,
                after=snapshot(thing),
            )
        )

    def close(self, result: list[dict[str, Any]], counts: dict[str, int]) -> None:
        """Keep the ledger with its run; the file's own rows are no longer needed."""
        ImportChange.objects.bulk_create(self.changes, batch_size=500)
        self.run.result = result
        self.run.counts = counts
        self.run.rows = []
        self.run.status = ImportRun.Status.APPLIED
        self.run.applied_at = timezone.now()
        self.run.save()


def take_turns(run: ImportRun) -> None:
    """Imports of one owner follow each other: each is planned on what the one before left."""
    SchoolOwner.objects.select_for_update().get(pk=run.owner_id)


def lock_uploaded(run: ImportRun) -> None:
    """A second tap on the button finds the import already done."""
    fresh = ImportRun.objects.select_for_update().get(pk=run.pk)
    if fresh.status != ImportRun.Status.UPLOADED:
        raise ValidationError(_("This file has already been imported."), code="stale")


@transaction.atomic
def apply_staff(
    *,
    run: ImportRun,
    plan: StaffPlan,
    has: Known,
    day: dt.date,
    end_missing: bool = False,
    end_moved: bool = False,
    tell: Tell = silent,
) -> ImportRun:
    """Make the people, employments and roles that the plan says, in force from a day; end the
    employments of those who have moved, and of those who are missing, where asked."""
    lock_uploaded(run)
    ledger = Ledger(run)
    ending = (plan.moved if end_moved else []) + (plan.gone if end_missing else [])
    total = len(plan.people) + len(ending)
    tell(0, total)
    new = [p for p in plan.people if plan.state_of[p.email] == "new"]
    changed = [p for p in plan.people if plan.state_of[p.email] == "changed"]
    people = make_people(ledger, run, new)
    tell(len(new) // 2, total)
    places = [(people[p.email], place) for p in new for place in p.places.values()]
    ledger.make([employment_of(person, place, day) for person, place in places])
    ledger.make([role_of(person, place, day) for person, place in places if place.superuser])
    for done, person in enumerate(changed, len(new)):
        change_person(ledger, person, has, day)
        tell(done, total)
    keep_meeting(ledger, ending, day)
    told = [ended(employment) for employment in ending]
    for employment in ending:
        end_employment(ledger, employment, day)
    for person in plan.people:
        known = person.was or people.get(person.email)
        for outcome in person.rows:
            outcome.thing = known.pk if known else None
    result = [vars(outcome) for outcome in plan.outcomes] + told
    ledger.close(result, plan.counts() | {"ended": len(ending)})
    tell(total, total)
    return run


def ended(employment: Employment) -> dict[str, Any]:
    """What an employment that the file doesn't name became, as the result tells it: of no row."""
    return vars(
        Outcome(
            0,
            "ended",
            who=str(employment.person),
            school=str(employment.school),
            change=gettext_noop("employment ended"),
            thing=employment.person_id,
        )
    )


def make_people(ledger: Ledger, run: ImportRun, new: list[StaffPerson]) -> dict[str, Person]:
    people = {
        p.email: Person(
            owner=run.owner, email=p.email, first_name=p.first_name, last_name=p.last_name
        )
        for p in new
    }
    ledger.make(list(people.values()))
    return people


def employment_of(person: Person, place: Place, day: dt.date) -> Employment:
    return Employment(
        person=person,
        school_id=place.school,
        position=place.position,
        percentage=place.percentage,
        starts_on=day,
    )


def role_of(person: Person, place: Place, day: dt.date) -> Role:
    return Role(person=person, kind=Kind.SUPERUSER, school_id=place.school, starts_on=day)


def change_person(ledger: Ledger, person: StaffPerson, has: Known, day: dt.date) -> None:
    was = person.was
    if was is None:
        raise ValueError("somebody changed is somebody known")
    if (was.first_name, was.last_name, was.email) != (
        person.first_name,
        person.last_name,
        person.email,
    ):
        ledger.change(
            was, first_name=person.first_name, last_name=person.last_name, email=person.email
        )
    for place in person.places.values():
        change_place(ledger, was, place, has, day)
        if place.superuser and (was.pk, place.school) not in has.superusers:
            ledger.make([role_of(was, place, day)])


def change_place(ledger: Ledger, was: Person, place: Place, has: Known, day: dt.date) -> None:
    """A new position is a new employment from the day, so that earlier figures stay true."""
    employment = has.employments.get((was.pk, place.school))
    if employment is None:
        ledger.make([employment_of(was, place, day)])
    elif employment.position != place.position and employment.starts_on < day:
        ledger.change(employment, ends_on=day - dt.timedelta(days=1))
        ledger.make([employment_of(was, place, day)])
    elif employment.position != place.position or (
        place.percentage is not None and employment.percentage != place.percentage
    ):
        ledger.change(employment, position=place.position, percentage=place.percentage)


def keep_meeting(ledger: Ledger, ending: Iterable[Employment], day: dt.date) -> None:
    """Superusers who leave a school and are superusers at another go on meeting for that one.
    Before their roles end, so that nobody gives up a seat who goes on."""
    leaving = {
        role.pk: max(role.starts_on, last_day(employment, day))
        for employment in ending
        for role in resting_on(employment)
    }
    people = Role.objects.filter(pk__in=leaving).values("person")
    others = Role.objects.filter(person__in=people, kind=Kind.SUPERUSER, ends_on__isnull=True)
    for role in others.exclude(pk__in=leaving).select_related("person", "school"):
        for place in follow(role=role, day=max(day, today()), leaving=leaving):
            ledger.note(place, None)


def last_day(employment: Employment, day: dt.date) -> dt.date:
    """The last day of an employment that is gone on a day."""
    return max(employment.starts_on, day - dt.timedelta(days=1))


def resting_on(employment: Employment) -> QuerySet[Role]:
    """The roles that end with an employment."""
    return Role.objects.filter(
        person=employment.person_id, school=employment.school_id, ends_on__isnull=True
    ).select_related("person")


def end_employment(ledger: Ledger, employment: Employment, day: dt.date) -> None:
    """End an employment the day before, and the superuser role that rests on it."""
    last = last_day(employment, day)
    ledger.change(employment, ends_on=last)
    for role in resting_on(employment):
        ended = max(role.starts_on, last)
        ledger.change(role, ends_on=ended, end_reason=_("left the school"))
        places = Membership.objects.filter(role=role, ends_on__isnull=True)
        for membership in places.select_related("cohort__programme", "role"):
            ledger.change(membership, ends_on=max(membership.starts_on, ended))


@transaction.atomic
def apply_schools(*, run: ImportRun, rows: Iterable[SchoolRow], tell: Tell = silent) -> ImportRun:
    """Make and change the schools chosen."""
    lock_uploaded(run)
    ledger = Ledger(run)
    chosen = list(rows)
    new = {row.row: School(owner=run.owner, **row.fields) for row in chosen if row.state == "new"}
    for school in new.values():
        school.full_clean()
    ledger.make(list(new.values()))
    made = {row: school.pk for row, school in new.items()}
    for done, row in enumerate(chosen, 1):
        if row.state == "changed" and row.school is not None:
            ledger.change(row.school, **row.fields)
            row.school.full_clean()
        tell(done, len(chosen))
    result = [
        {"row": r.row, "state": r.state, "who": r.name, "reason": r.reason, "value": r.value,
         "change": r.change, "thing": made.get(r.row) or (r.school and r.school.pk)}
        for r in chosen
    ]  # fmt: skip
    ledger.close(result, count_states([row.state for row in chosen]))
    return run


def remember_municipality(*, owner: SchoolOwner, number: str) -> None:
    """The municipality that an owner's schools were loaded for, where none was known."""
    if number and not owner.number and owner.kind != SchoolOwner.OwnerKind.COUNTY:
        owner.number = number
        owner.save(update_fields=["number"])


@transaction.atomic
def apply_closed_days(*, run: ImportRun, rows: Iterable[DayRow], tell: Tell = silent) -> ImportRun:
    """Add the closed periods that the calendar doesn't have."""
    lock_uploaded(run)
    ledger = Ledger(run)
    planned = list(rows)
    ledger.make(new_things(planned))
    tell(len(planned), len(planned))
    result = [
        {
            "row": r.row,
            "state": r.state,
            "who": r.name,
            "reason": r.reason,
            "value": r.value,
            "thing": r.thing.pk if r.thing and r.state == "new" else None,
        }
        for r in planned
    ]
    ledger.close(result, count_states([row.state for row in planned]))
    return run


@transaction.atomic
def choose_columns(*, run: ImportRun, columns: dict[str, int]) -> None:
    """Say which column is which, and remember the headings for the owner's next file."""
    lock_uploaded(run)
    run.columns = columns
    run.save(update_fields=["columns"])
    header = run.rows[run.header_row - 1]
    headings = {f: heading_key(header[at]) for f, at in columns.items() if at < len(header)}
    RememberedColumns.objects.update_or_create(
        owner=run.owner, kind=run.kind, defaults={"headings": headings}
    )


@transaction.atomic
def choose_person(*, run: ImportRun, emails: Iterable[str], choice: str) -> None:
    """Say whether people whose names are known are the same persons, by their new addresses: an id,
    NEW or SAME. It holds for this file."""
    lock_uploaded(run)
    run.choices = run.choices | dict.fromkeys(emails, choice)
    run.save(update_fields=["choices"])


@transaction.atomic
def choose_school(*, run: ImportRun, spelling: str, school: School) -> None:
    """Say which school an unsure spelling means; asked once and remembered for the owner."""
    SchoolAlias.objects.update_or_create(
        owner=run.owner, spelling=spelling, defaults={"school": school}
    )
