"""One mail for the year: several invitations to one person, that go out together.

Each workshop keeps its own invitation in the outbox, so that answers, moves and cancellations find
it as ever. The mail has no calendar part, since a calendar takes one event from a mail: it leads to
a subscription instead, and a workshop that moves later comes with its own event.
"""

import datetime as dt
from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import override

from rollout.notifications.answer_links import answer_url
from rollout.notifications.letters import Button, Entry, Letter, facts_of, page
from rollout.notifications.models import Message
from rollout.notifications.outbox import contact_of
from rollout.planning.models import Workshop


def year_letter(messages: Sequence[Message], day: dt.date) -> Letter:
    """The letter of several invitations to one person, from the workshops as they are."""
    first, programme = messages[0], messages[0].workshop.cohort.programme
    in_order = sorted(messages, key=lambda message: message.workshop.starts_at)
    with override(first.language):
        contact = contact_of(first.workshop, day)
        return Letter(
            subject=(_("The year’s workshops: %(programme)s") % {"programme": programme})[:160],
            language=first.language,
            paragraphs=[
                _("Hello %(name)s,") % {"name": first.recipient.first_name},
                _("Here are the next workshops, %(n)s in all. Please answer each of them.")
                % {"n": len(messages)},
                _(
                    "With a subscription, all of them are in your calendar, and stay right there. "
                    "If one moves or is cancelled, you get a mail of its own."
                ),
            ],
            facts=[],
            buttons=[Button(_("Have them in my calendar"), page("my_calendar"))],
            contact=contact if contact and contact.pk != first.recipient_id else None,
            sender=str(programme),
            entries=[entry_of(message) for message in in_order],
        )


def entry_of(message: Message) -> Entry:
    """A workshop's part of the letter, with links to answer it."""
    workshop: Workshop = message.workshop
    when, *rest = facts_of(workshop)
    place = " · ".join(
        text
        for text in (
            workshop.venue.name if workshop.venue else "",
            workshop.kit.title if workshop.kit else "",
        )
        if text
    )
    online = next((fact.url for fact in rest if fact.url and fact.url == workshop.link), "")
    if message.recipient_id == workshop.facilitator_id:
        return Entry(when.text, place, online, [], _("You lead it."))
    links = [
        Button(_("I’m coming"), answer_url(workshop, message.recipient, "yes"), True),
        Button(_("I can’t come"), answer_url(workshop, message.recipient, "no")),
    ]
    return Entry(when.text, place, online, links, "")
