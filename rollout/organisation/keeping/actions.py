"""Writes that put a person right. Each action is the one door for the change it names."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from rollout.accounts.models import User
from rollout.organisation.actions import seal
from rollout.organisation.keeping.models import OtherAddress
from rollout.organisation.keeping.queries import is_taken
from rollout.organisation.letting_in.actions import close, is_used_elsewhere, locked
from rollout.organisation.letting_in.models import WayIn
from rollout.organisation.letting_in.states import signs_in
from rollout.organisation.models import Person, SchoolOwner


def check_free(person: Person, email: str) -> None:
    """An address is one person’s at an owner, whether it is the first or another of theirs. The
    owner is locked, so that two don’t take one at once."""
    SchoolOwner.objects.select_for_update().get(pk=person.owner_id)
    if is_taken(person.owner_id, email, person.pk):
        raise ValidationError(_("Somebody at this owner already has this e-mail."))


@transaction.atomic
def change_person(*, person: Person) -> Person:
    """Save a person’s name and e-mail.

    Who signs in already goes on with the e-mail that they sign in with. A link that went to the old
    e-mail ends: it is to be sent again.
    """
    was = locked(person)
    check_free(person, person.email)
    moved = was.email != person.email.strip().casefold()
    if moved:
        OtherAddress.objects.filter(person=person, email__iexact=person.email.strip()).delete()
        if not signs_in(was.user):
            forget_account(person, was.user)
    person.full_clean(exclude=["user"])
    person.save()
    return person


def forget_account(person: Person, user: User | None) -> None:
    """Leave an account that nobody has chosen a password for, and end the link to it."""
    WayIn.objects.filter(person=person).delete()
    if user is None:
        return
    seal(person)
    person.user = None
    person.save()
    if not is_used_elsewhere(user, person):
        close(user)


@transaction.atomic
def add_address(*, person: Person, email: str) -> OtherAddress:
    """Give a person another address."""
    if person.email.casefold() == email.strip().casefold():
        raise ValidationError(_("This is their e-mail already."))
    check_free(person, email)
    address = OtherAddress(person=person, owner_id=person.owner_id, email=email.strip().casefold())
    address.full_clean()
    address.save()
    return address
