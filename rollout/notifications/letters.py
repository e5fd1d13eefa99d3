"""A mail as its reader gets it: words, facts and buttons, as text, as HTML and for the calendar."""

import datetime as dt
import re
from dataclasses import dataclass, field
from functools import cache

from css_inline import CSSInliner
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from rollout.common.display import clock_range, long_day
from rollout.notifications import ical
from rollout.notifications.answer_links import answer_url
from rollout.notifications.models import Message
from rollout.notifications.outbox import ASKING, TAKING_OUT, contact_of
from rollout.organisation.models import Person
from rollout.planning.models import Workshop

Kind = Message.Kind
CALENDAR_FILE = "invite.ics"


@dataclass(frozen=True)
class Fact:
    """A line of what holds: when, where, who; `url` where it leads somewhere."""

    label: str
    text: str
    url: str = ""


@dataclass(frozen=True)
class Button:
    """Something to press in a mail; `is_main` for the one most will press."""

    label: str
    url: str
    is_main: bool = False


@dataclass(frozen=True)
class Entry:
    """One of several workshops in a mail: when, where and about what, and how to answer."""

    when: str
    about: str
    link: str
    buttons: list[Button]
    note: str


@dataclass(frozen=True)
class Letter:
    """Everything a mail says, in its reader's language."""

    subject: str
    language: str
    paragraphs: list[str]
    facts: list[Fact]
    buttons: list[Button]
    contact: Person | None
    sender: str
    entries: list[Entry] = field(default_factory=list)


def page(name: str, *arguments: object) -> str:
    """A page's whole address, as mail needs it."""
    return f"{settings.BASE_URL}{reverse(name, args=arguments)}"


def letter_for(message: Message, day: dt.date) -> Letter:
    """The letter as it would go out on a day, from the workshop as it is."""
    workshop: Workshop = message.workshop
    with override(message.language):
        contact = contact_of(workshop, day)
        return Letter(
            subject=message.subject,
            language=message.language,
            paragraphs=[p.strip() for p in re.split(r"\n\s*\n", message.body) if p.strip()],
            facts=facts_of(workshop),
            buttons=buttons_of(message, workshop),
            contact=contact if contact and contact.pk != message.recipient_id else None,
            sender=str(workshop.cohort.programme),
        )


def facts_of(workshop: Workshop) -> list[Fact]:
    """When, where, with whom and about what."""
    start = timezone.localtime(workshop.starts_at)
    when = _("%(day)s %(year)s, %(clock)s") % {
        "day": long_day(workshop.starts_at),
        "year": start.year,
        "clock": clock_range(workshop),
    }
    facts = [Fact(_("When"), when)]
    if workshop.venue:
        where = ", ".join(part for part in (workshop.venue.name, workshop.venue.address) if part)
        facts.append(Fact(_("Where"), where))
    if workshop.link:
        facts.append(Fact(_("Online"), workshop.link, workshop.link))
    if workshop.facilitator:
        facts.append(Fact(_("Leads it"), str(workshop.facilitator)))
    if workshop.kit:
        facts.append(Fact(_("Kit"), workshop.kit.title))
        if workshop.kit.purpose:
            facts.append(Fact(_("What you take home"), workshop.kit.purpose))
        if workshop.kit.module_url:
            facts.append(Fact(_("To prepare"), workshop.kit.module_title, workshop.kit.module_url))
    return facts


def buttons_of(message: Message, workshop: Workshop) -> list[Button]:
    """What the reader can do from the mail."""
    programme = workshop.cohort.programme_id
    if message.kind == Kind.PLAN_SESSION:
        return [Button(_("Plan the session"), page("session_plan", programme), True)]
    if message.kind in TAKING_OUT:
        return []
    open_page = page("workshop", programme, workshop.pk)
    if message.kind == Kind.TAKE_ATTENDANCE:
        return [Button(_("Note who came"), open_page, True)]
    see = Button(_("See the workshop"), open_page)
    if message.recipient_id == workshop.facilitator_id:
        return [see]
    coming = answer_url(workshop, message.recipient, "yes")
    absent = answer_url(workshop, message.recipient, "no")
    return [Button(_("I’m coming"), coming, True), Button(_("I can’t come"), absent), see]


def calendar_part(message: Message) -> tuple[str, bytes] | None:
    """The method and the calendar file that go with a mail, for the kinds that have one."""
    if message.kind in ASKING:
        return "REQUEST", ical.request(message.workshop, message.recipient)
    if message.kind in TAKING_OUT:
        return "CANCEL", ical.cancel(message.workshop, message.recipient)
    return None


@cache
def inliner() -> CSSInliner:
    css = (settings.BASE_DIR / "static" / "css" / "mail.css").read_text()
    return CSSInliner(extra_css=css, load_remote_stylesheets=False)


def styled(html: str) -> str:
    """A mail with its style on each element, as mail programs keep it."""
    return inliner().inline(html)


def email_for(message: Message, letter: Letter) -> EmailMultiAlternatives:
    """The mail itself, ready to be handed over, with its letter: of one workshop or of several.

    The calendar part is both an alternative to the text, as the standard has it, and a file, for
    those programs that only look for files.
    """
    of_several = bool(letter.entries)
    with override(message.language):
        text = render_to_string("emails/message.txt", {"letter": letter})
        html = styled(render_to_string("emails/message.html", {"letter": letter}))
        part = None if of_several else calendar_part(message)
    mail = EmailMultiAlternatives(
        subject=letter.subject,
        body=text,
        to=[message.address],
        reply_to=[letter.contact.email] if letter.contact else None,
        headers={
            "Message-ID": message.message_id,
            "Auto-Submitted": "auto-generated",
            "X-Auto-Response-Suppress": "OOF, AutoReply",
            "Content-Language": message.language,
        },
    )
    mail.attach_alternative(html, "text/html")
    if part:
        method, calendar = part
        mail.attach_alternative(calendar.decode(), f"text/calendar; method={method}")
        mail.attach(CALENDAR_FILE, calendar, "application/ics")
    return mail
