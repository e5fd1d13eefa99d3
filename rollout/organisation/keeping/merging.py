"""Making two persons one: everything that points at the one is made to point at the other.

The preview is the merge itself, taken back before it is done: so what it tells is what happens.
"""

import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import ForeignObjectRel, UniqueConstraint
from django.utils.translation import gettext as _

from rollout.accounts.models import User
from rollout.common.bulk import change_rows
from rollout.common.constraints import Refused
from rollout.organisation.actions import seal
from rollout.organisation.keeping.actions import add_address
from rollout.organisation.keeping.models import MergedPerson
from rollout.organisation.letting_in.actions import close, is_used_elsewhere
from rollout.organisation.letting_in.models import WayIn
from rollout.organisation.models import Employment, Person, Role
from rollout.organisation.signals import persons_merged, row_dropped

# What a person has done for themselves: that there is any is told to nobody.
OWN = {"Assessment", "ModuleCompletion", "PulseAnswered"}
TOLD = {
    "Employment.person": "employments",
    "Role.person": "roles",
    "SessionAttendance.person": "attended",
    "TrainingSession.held_by": "held",
    "WorkshopAttendance.person": "answers",
    "GuestPlace.person": "places",
    "Workshop.facilitator": "led",
    "Message.recipient": "mails",
}


@dataclass
class Report:
    """What a merge moves, and what both had, so that one of each is left."""

    moved: Counter[str] = field(default_factory=Counter)
    doubles: Counter[str] = field(default_factory=Counter)
    rows: list[str] = field(default_factory=list)

    def note(self, name: str, row: int, is_double: bool) -> None:
        self.rows.append(f"{name} {row} {is_double}")
        if name.partition(".")[0] not in OWN:
            counted = self.doubles if is_double else self.moved
            counted[TOLD.get(name, "other")] += 1

    def fingerprint(self, *about: object) -> str:
        """What tells this preview of one made when something has changed."""
        text = "\n".join([*sorted(self.rows), *map(repr, about)])
        return hashlib.sha256(text.encode()).hexdigest()[:32]


class TakenBack(Exception):
    """The merge was only to be looked at."""


def preview(*, kept: Person, gone: Person) -> tuple[Report, str]:
    """What a merge would do, and its fingerprint."""
    report = Report()
    try:
        with transaction.atomic():
            kept, gone = both(kept, gone)
            mark = (kept.email, str(kept), kept.user_id, gone.email, str(gone), gone.user_id)
            move(kept, gone, report, keeps_gone_account=False)
            raise TakenBack
    except TakenBack:
        return report, report.fingerprint(*mark)


@transaction.atomic
def merge(
    *, kept: Person, gone: Person, by: Person, fingerprint: str, keeps_gone_account: bool = False
) -> Person:
    """Make two persons one. It can't be undone; a trace tells who did it."""
    if gone.pk == by.pk:
        raise ValidationError(_("You can’t make yourself another. Open your own page instead."))
    kept, gone = both(kept, gone)
    mark = (kept.email, str(kept), kept.user_id, gone.email, str(gone), gone.user_id)
    report = Report()
    trace = MergedPerson(person=kept, was_id=gone.pk, name=str(gone), email=gone.email, by=by)
    move(kept, gone, report, keeps_gone_account)
    if report.fingerprint(*mark) != fingerprint:
        raise ValidationError(_("Something has changed since. Look at the preview again."))
    trace.moved = dict(report.moved)
    trace.save()
    return kept


def both(kept: Person, gone: Person) -> tuple[Person, Person]:
    """The two as they are, locked in the order of their ids."""
    if kept.pk == gone.pk or kept.owner_id != gone.owner_id:
        raise ValidationError(_("Choose two different people."))
    pks = sorted((kept.pk, gone.pk))
    found = {p.pk: p for p in Person.objects.select_for_update().filter(pk__in=pks).order_by("pk")}
    if len(found) < len(pks):
        raise ValidationError(_("Something has changed since. Look at the preview again."))
    return found[kept.pk], found[gone.pk]


def move(kept: Person, gone: Person, report: Report, keeps_gone_account: bool) -> None:
    settle_accounts(kept, gone, keeps_gone_account)
    for model, name in pointers():
        move_rows(model, name, kept, gone, report)
    persons_merged.send(sender=Person, kept=kept)
    email = gone.email
    gone.delete()
    if email and email != kept.email:
        add_address(person=kept, email=email)


def settle_accounts(kept: Person, gone: Person, keeps_gone_account: bool) -> None:
    """One account stays. Own answers stay with the account that gave them."""
    takes_gones = gone.user_id is not None and (keeps_gone_account or kept.user_id is None)
    loses = kept if takes_gones else gone
    users = User.objects.in_bulk([pk for pk in (kept.user_id, gone.user_id) if pk])
    left = users.get(loses.user_id or 0)
    if left is not None:
        seal(loses)
    ways = {way.person_id: way for way in WayIn.objects.filter(person__in=[kept, gone])}
    has_none = kept.user_id is None and kept.pk not in ways
    stays = gone.pk if takes_gones or has_none else kept.pk
    for pk, way in ways.items():
        if pk != stays:
            way.delete()
    account = gone.user_id if takes_gones else kept.user_id
    gone.user_id = None
    gone.save()
    kept.user_id = account
    kept.save()
    if stays == gone.pk and stays in ways:
        ways[stays].person = kept
        ways[stays].save()
    if left is not None and not is_used_elsewhere(left, kept):
        close(left)


def pointers() -> Iterator[tuple[type[models.Model], str]]:
    """Every model and field that points at a person; those that others depend on come first."""
    found = [
        (relation.related_model, relation.field.name)
        for relation in Person._meta.get_fields(include_hidden=True)
        if isinstance(relation, ForeignObjectRel) and not relation.many_to_many
    ]
    first = [Employment, Role]
    yield from sorted(found, key=lambda pair: pair[0] not in first)


def move_rows(
    model: type[models.Model], name: str, kept: Person, gone: Person, report: Report
) -> None:
    """Point rows at the one who is kept; those with a history, and the history itself, without
    another version of it."""
    rows: Any = model._default_manager.filter(**{name: gone})
    label = f"{model.__name__}.{name}"
    if hasattr(model, "history") or model.__name__.startswith("Historical"):
        if hasattr(model, "history"):
            for pk in rows.values_list("pk", flat=True):
                report.note(label, pk, is_double=False)
        change_rows(rows, owner_id=kept.owner_id, **{name: kept})
        return
    for row in rows.select_related():
        twin = twin_of(row, name, kept)
        setattr(row, name, kept)
        is_double = twin is not None or not fits(row)
        report.note(label, row.pk, is_double)
        if is_double:
            setattr(row, name, gone)
            drop(row, twin, report)


def fits(row: models.Model) -> bool:
    """Save a row that has been moved; False where the one who is kept has such a one already."""
    try:
        with transaction.atomic():
            row.save()
    except Refused:
        return False
    return True


def twin_of(row: Any, name: str, kept: Person) -> Any:
    """The row that the one who is kept has already, of what one has once only."""
    if isinstance(row, Role):
        same = {"kind": row.kind, "school": row.school_id, "programme": row.programme_id}
        ends = {"ends_on__isnull": True}
        return Role.objects.filter(person=kept, **same, **ends).first() if not row.ends_on else None
    model: Any = type(row)
    if model._meta.get_field(name).unique:
        return model._default_manager.filter(**{name: kept}).first()
    for constraint in model._meta.constraints:
        if isinstance(constraint, UniqueConstraint) and name in constraint.fields:
            columns = [model._meta.get_field(f).attname for f in constraint.fields if f != name]
            others = {column: getattr(row, column) for column in columns}
            same = model._default_manager.filter(**{name: kept}, **others)
            condition = constraint.condition or models.Q()
            if model._default_manager.filter(condition, pk=row.pk).exists():
                found = same.filter(condition).first()
                if found is not None:
                    return found
    return None


def drop(row: Any, twin: Any, report: Report) -> None:
    """Leave one row of two, with what the other has besides."""
    if isinstance(row, Role) and twin:
        move_memberships(row, twin, report)
    if isinstance(row, Role | Employment) and twin:
        twin.starts_on = min(row.starts_on, twin.starts_on)
    if twin and hasattr(row, "attended"):
        twin.attended = twin.attended or row.attended
        if not twin.answer:
            twin.answer, twin.reason, twin.answered_at = row.answer, row.reason, row.answered_at
    if twin and hasattr(row, "is_guest"):
        twin.is_guest = twin.is_guest and row.is_guest
    row.delete()
    if twin:
        twin.save()
    row_dropped.send(sender=type(row), row=row)


def move_memberships(role: Role, twin: Role, report: Report) -> None:
    """A superuser is in one cohort of a programme: the place of the one who is kept holds."""
    for membership in role.memberships.select_related("cohort"):
        here = twin.memberships.filter(cohort__programme=membership.cohort.programme_id)
        if membership.ends_on is None and here.filter(ends_on__isnull=True).exists():
            report.doubles["cohorts"] += 1
            continue
        membership.role = twin
        membership.save()
