"""Writes to people and their roles."""

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from rollout.accounts.models import User
from rollout.accounts.permissions import Kind
from rollout.common.bulk import change_rows
from rollout.organisation.models import Person, Role, School, SchoolOwner


@transaction.atomic
def grant_role(
    *,
    person: Person,
    kind: str,
    starts_on: dt.date,
    school: School | None = None,
    programme: Any = None,
) -> Role:
    """Give a person a role from a day."""
    role = Role(person=person, kind=kind, school=school, programme=programme, starts_on=starts_on)
    role.full_clean()
    role.save()
    return role


@transaction.atomic
def end_role(*, role: Role, ends_on: dt.date, reason: str) -> Role:
    """End a role with a reason; what was done under it stays."""
    if role.ends_on and role.ends_on < ends_on:
        raise ValidationError(_("This role has already ended."))
    role.ends_on = ends_on
    role.end_reason = reason
    role.full_clean()
    role.save()
    going = role.memberships.filter(ends_on__isnull=True, starts_on__lte=ends_on)
    change_rows(going, owner_id=role.person.owner_id, ends_on=ends_on)
    role.memberships.filter(starts_on__gt=ends_on).delete()
    return role


@transaction.atomic
def give_sign_in(*, person: Person, is_vouched_for: bool = False) -> bool:
    """Let a person sign in with their e-mail; `letting_in.actions` sends them the mail about it.

    An account that is there already is somebody's own: they join by themselves. Gives whether the
    person has an account now. Whoever runs the server vouches for whom they name.
    """
    if person.user and person.user.is_active:
        return True
    user = User.objects.filter(email__iexact=person.email).first()
    if user is None:
        user = User.objects.create_user(person.email, language=person.language or "nb")
    elif not user.is_active:
        # Closed when access was taken away: it has no password, and nobody looks as anybody by it.
        user.is_active = True
        user.save()
    elif not is_vouched_for:
        check_free(person, user)
        return False
    join(person=person, user=user)
    return True


def check_free(person: Person, user: User) -> None:
    """At one owner an account is one person's."""
    others = Person.objects.filter(owner=person.owner_id, user=user).exclude(pk=person.pk)
    if others.exists():
        raise ValidationError(
            _("%(name)s already signs in with this e-mail.") % {"name": others.first()}
        )


@transaction.atomic
def join(*, person: Person, user: User) -> None:
    """Make an account a person's, for what they may do at their owner."""
    check_free(person, user)
    if person.user_id != user.pk:
        if person.user_id:
            seal(person)
        person.user = user
        person.save()


def seal(person: Person) -> None:
    """What somebody has said of their own competence is seen by the account that they said it with,
    and by no other that their person may be given later."""
    own = person.assessments.filter(sealed_for__isnull=True)
    own.update(sealed_for=person.user_id)


@transaction.atomic
def make_lead(
    *, owner_name: str, first_name: str, last_name: str, email: str, day: dt.date
) -> Role:
    """The first project lead of an owner, who may be new, from a day on."""
    owner, _made = SchoolOwner.objects.get_or_create(name=owner_name)
    person = Person.objects.filter(owner=owner, email__iexact=email).first() or Person(
        owner=owner, first_name=first_name, last_name=last_name, email=email
    )
    person.full_clean()
    person.save()
    give_sign_in(person=person, is_vouched_for=True)
    role = person.roles.filter(kind=Kind.PROJECT_LEAD, ends_on__isnull=True).first()
    return role or grant_role(person=person, kind=Kind.PROJECT_LEAD, starts_on=day)
