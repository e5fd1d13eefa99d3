"""Sending mail about sign-ins: done by whoever sends the other mail.

A mail is claimed by putting its next try off, so one whose sender was killed goes out later, at
worst twice; a link that comes twice does no harm.
"""

import datetime as dt
import logging
from collections.abc import Iterable

from allauth.account.adapter import get_adapter
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import override

from rollout.common.dates import today
from rollout.notifications.access_letter import way_in_email
from rollout.notifications.delivery import CannotConnect, Postman
from rollout.notifications.models import AccountMail
from rollout.notifications.rules import RETRY_AFTER
from rollout.notifications.uids import new_message_id
from rollout.organisation.letting_in.models import WayIn

log = logging.getLogger(__name__)


@transaction.atomic
def claim_account_mail() -> AccountMail | None:
    """Take the mail that has waited longest, and put off its next try."""
    now = timezone.now()
    due = AccountMail.objects.filter(due_at__lte=now)
    over = due.filter(attempts__gte=len(RETRY_AFTER))
    note_failed(over.filter(way_in__isnull=False))
    given_up, _rows = over.delete()
    if given_up:
        log.warning("%s mails about sign-ins were given up.", given_up)
    found = due.select_for_update(skip_locked=True).first()
    if found is not None:
        found.attempts += 1
        found.due_at = now + RETRY_AFTER[found.attempts - 1]
        found.save()
    return found


def send_account_mail() -> int:
    """Send the mail about sign-ins that is due; how many were seen to."""
    postman = Postman()
    done = 0
    try:
        while (mail := claim_account_mail()) is not None:
            done += 1
            send_one(postman, mail)
    except CannotConnect as error:
        # It waits for its next try; the others that are due haven’t used up theirs.
        log.warning("The mail server can’t be reached: %s", error.detail)
    finally:
        postman.close()
    return done


def way_of(mail: AccountMail) -> QuerySet[WayIn]:
    """The way in that a mail is about, if it is about one and no later mail is."""
    if mail.way_in_id is None:
        return WayIn.objects.none()
    return WayIn.objects.filter(pk=mail.way_in_id, number=mail.number)


def note_failed(mails: Iterable[AccountMail]) -> None:
    """Those who were to be let in by these mails have got none."""
    for mail in mails:
        ways_in = WayIn.objects.filter(pk__in=way_of(mail))
        ways_in.update(failed_at=timezone.now(), sent_at=None)


def send_one(postman: Postman, mail: AccountMail) -> None:
    """Hand one over, and keep nothing of it. One that the server asks to wait comes again."""
    waits = refused = False
    emails = emails_for(mail)
    for email in emails:
        postman.open()
        refusal = postman.send(email, lambda: None)
        if refusal is not None:
            log.warning("A mail about a sign-in didn’t go out: %s", refusal.problem)
            waits, refused = waits or not refusal.is_final, refused or refusal.is_final
    if waits:
        return
    if refused:
        note_failed([mail])
    elif mail.way_in_id and emails:
        ways_in = WayIn.objects.filter(pk__in=way_of(mail))
        ways_in.update(sent_at=timezone.now(), failed_at=None)
    AccountMail.objects.filter(pk=mail.pk).delete()


def emails_for(mail: AccountMail) -> list[EmailMessage]:
    """The mail itself; none where the address that somebody typed is nobody's."""
    if mail.kind == AccountMail.Kind.WRITTEN:
        return [email_of(mail.address, mail.subject, mail.body)]
    if mail.kind == AccountMail.Kind.WAY_IN:
        return way_in_emails(mail)
    with override(mail.language):
        letters = get_adapter().new_password_mails(mail.address)
    return [email_of(*letter) for letter in letters]


def way_in_emails(mail: AccountMail) -> list[EmailMessage]:
    """The mail that lets somebody in; none where it has been taken back or asked for anew since."""
    ways = way_of(mail).select_related("person__owner", "person__user", "given_by")
    way = ways.filter(ended_at__isnull=True).first()
    return [way_in_email(way, today())] if way else []


def email_of(address: str, subject: str, body: str) -> EmailMessage:
    return EmailMessage(
        subject=subject,
        body=body,
        to=[address],
        headers={"Message-ID": new_message_id(), "Auto-Submitted": "auto-generated"},
    )


def next_account_mail() -> dt.datetime | None:
    """When the next mail about a sign-in is due; None where there is none."""
    return AccountMail.objects.values_list("due_at", flat=True).first()
