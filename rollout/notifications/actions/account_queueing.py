"""Putting mail about sign-ins in line, in the request that it is asked for in."""

from django.conf import settings
from django.db import transaction
from django.utils.translation import get_language

from rollout.notifications.models import AccountMail
from rollout.notifications.tasks import start_sending
from rollout.organisation.letting_in.models import WayIn


@transaction.atomic
def queue_account_mail(*, address: str, subject: str, body: str) -> None:
    """Put a mail about a sign-in in line."""
    put_in(AccountMail(address=address, subject=subject[:160], body=body))


@transaction.atomic
def queue_new_password(*, address: str) -> None:
    """Put in line that somebody asks for a new password; whose address it is, if anybody's, is
    looked up when the mail goes out."""
    put_in(AccountMail(kind=AccountMail.Kind.NEW_PASSWORD, address=address))


@transaction.atomic
def queue_way_in(*, way: WayIn) -> None:
    """Put in line the mail that lets somebody in; what it says is made as it goes out."""
    AccountMail.objects.filter(way_in=way).delete()
    mail = AccountMail(kind=AccountMail.Kind.WAY_IN, way_in=way, number=way.number)
    mail.address = way.person.email
    put_in(mail)


def put_in(mail: AccountMail) -> None:
    mail.language = get_language() or settings.LANGUAGE_CODE
    mail.save()
    transaction.on_commit(start_sending)
