"""The mail that lets somebody in, ready to be handed over."""

import datetime as dt
from email.utils import formataddr, parseaddr

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import override

from rollout.notifications.languages import language_of
from rollout.notifications.letters import Button, Letter, styled
from rollout.notifications.uids import new_message_id
from rollout.organisation.letting_in.letters import words_of
from rollout.organisation.letting_in.models import WayIn


def way_in_email(way: WayIn, day: dt.date) -> EmailMultiAlternatives:
    """The mail that lets somebody in, as Rollout in the owner’s name; answers go to the lead."""
    person = way.person
    language = language_of(person)
    with override(language):
        words = words_of(way, day)
        letter = Letter(
            subject=words.subject,
            language=language,
            paragraphs=words.paragraphs,
            facts=[],
            buttons=[Button(words.label, words.url, True)],
            contact=way.given_by,
            sender=_("Rollout for %(owner)s") % {"owner": person.owner},
        )
        text = render_to_string("emails/message.txt", {"letter": letter})
        html = styled(render_to_string("emails/message.html", {"letter": letter}))
        sender = formataddr((letter.sender, parseaddr(settings.DEFAULT_FROM_EMAIL)[1]))
    mail = EmailMultiAlternatives(
        subject=letter.subject,
        body=text,
        from_email=sender,
        to=[person.user.email if person.user else person.email],
        reply_to=[way.given_by.email] if way.given_by else None,
        headers={
            "Message-ID": new_message_id(),
            "Auto-Submitted": "auto-generated",
            "Content-Language": language,
        },
    )
    mail.attach_alternative(html, "text/html")
    return mail
