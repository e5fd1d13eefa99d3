"""Links by which somebody who has an account says that it is theirs at another owner too.

The link opens a page for the one who is signed in with that account; nobody else’s sign-in does.
"""

from django.conf import settings
from django.core import signing
from django.urls import reverse

from rollout.accounts.models import User
from rollout.organisation.letting_in.models import LASTS, WayIn
from rollout.organisation.models import Person

signer = signing.TimestampSigner(salt="rollout.organisation.join", sep=".")


def join_url(person: Person, user: User) -> str:
    """The whole address of the page that asks."""
    token = signer.sign(f"{person.pk}-{user.pk}")
    return f"{settings.BASE_URL}{reverse('join', args=[token])}"


def read_token(token: str) -> tuple[int, int] | None:
    """The person and the account that a link is about; None where it isn’t ours or is too old."""
    try:
        person, user = signer.unsign(token, max_age=LASTS).split("-")
    except signing.BadSignature:
        return None
    return int(person), int(user)


def asked(token: str) -> tuple[Person, User] | None:
    """The person and account behind a link, while it can still be answered: the person has the
    account’s e-mail, and no account or this one."""
    found = read_token(token)
    person = Person.objects.select_related("owner").filter(pk=found[0]).first() if found else None
    user = User.objects.filter(pk=found[1], is_active=True).first() if found else None
    if person is None or user is None or person.user_id not in (None, user.pk):
        return None
    if WayIn.objects.filter(person=person, ended_at__isnull=False).exists():
        return None
    return (person, user) if person.email.casefold() == user.email.casefold() else None
