"""Writes of who is let in. Each action is the one door for the change it names."""

from allauth.mfa.models import Authenticator
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from rollout.accounts.models import User
from rollout.organisation.actions import give_sign_in
from rollout.organisation.letting_in.models import WayIn
from rollout.organisation.letting_in.states import WAITING, State, state_of
from rollout.organisation.models import Person
from rollout.organisation.signals import way_in_asked


def locked(person: Person) -> Person:
    """The person as they are, for this transaction alone: two who let them in take turns."""
    Person.objects.select_for_update().get(pk=person.pk)
    return Person.objects.select_related("owner", "user", "way_in").get(pk=person.pk)


@transaction.atomic
def let_in(*, person: Person, by: Person) -> bool:
    """Give a person access and send them the mail; done twice it is once. Gives whether a mail is
    on its way because of this.

    An account that is there already is somebody's own: they are asked by mail, and join by
    themselves.
    """
    found = locked(person)
    state = state_of(found, timezone.now())
    if state not in (State.NONE, State.ENDED):
        return False
    give_sign_in(person=found)
    was = WayIn.objects.filter(person=found).first()
    way = was or WayIn(person=found, number=0)
    begin_anew(way, by)
    return True


def begin_anew(way: WayIn, by: Person) -> None:
    """Let a way in begin anew, with a mail of its own; earlier links end."""
    way.number += 1
    way.given_by = by
    way.asked_at = timezone.now()
    way.sent_at = way.failed_at = way.used_at = way.ended_at = way.ended_by = None
    way.save()
    way_in_asked.send(sender=WayIn, way=way)


@transaction.atomic
def send_again(*, person: Person, number: int, by: Person) -> bool:
    """Send the mail once more, with a new link; a second tap on the same page sends none."""
    found = locked(person)
    if state_of(found, timezone.now()) not in WAITING:
        raise ValidationError(
            _("%(name)s isn’t waiting for a mail any more."), params={"name": found}
        )
    way = WayIn.objects.get(person=found)
    if way.number != number:
        return False
    give_sign_in(person=found)
    begin_anew(way, by)
    return True


@transaction.atomic
def take_access_away(*, person: Person, by: Person) -> None:
    """End a person’s access: they look as nobody here from now on. An account that isn’t used at
    another owner is closed with it, and signed out wherever it is signed in."""
    if person.pk == by.pk:
        raise ValidationError(_("You can’t take your own access away. Another lead can."))
    found = locked(person)
    way = WayIn.objects.filter(person=found).first() or WayIn(person=found)
    if way.ended_at is None:
        way.ended_at, way.ended_by = timezone.now(), by
        way.save()
    if found.user and not is_used_elsewhere(found.user, found):
        close(found.user)


def is_used_elsewhere(user: User, person: Person) -> bool:
    """Whether somebody else than the person, at another owner, still has access by an account."""
    others = Person.objects.filter(user=user, way_in__ended_at__isnull=True)
    return others.exclude(pk=person.pk).exists()


def close(user: User) -> None:
    """Nobody signs in with the account; a new password signs it out everywhere."""
    user.is_active = False
    user.set_unusable_password()
    user.save()
    Authenticator.objects.filter(user=user).delete()


@transaction.atomic
def choose_password(*, way: WayIn, number: int, password: str) -> User:
    """Use a mail’s link: the password is set, and the link ends."""
    Person.objects.select_for_update().get(pk=way.person_id)
    now = timezone.now()
    fresh = WayIn.objects.select_related("person__user").get(pk=way.pk)
    user = fresh.person.user
    if user is None or not is_open(fresh, number):
        raise ValidationError(_("The link has been used or has run out."))
    user.set_password(password)
    user.save()
    fresh.used_at = now
    fresh.save()
    return user


def is_open(way: WayIn, number: int) -> bool:
    """Whether a mail’s link can still be used."""
    state = state_of(way.person, timezone.now())
    waiting = state in (State.QUEUED, State.SENT, State.FAILED)
    user = way.person.user
    return waiting and way.number == number and user is not None and user.is_active
