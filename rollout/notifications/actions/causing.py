"""What a change causes in the outbox: worked out by making the change, and so exactly that.

`mail_before` looks before a change is made, and `mail_caused` after it. Inside `rolled_back` that
is a preview: the same change is made and taken back, and nothing of it is kept or sent.
"""

import datetime as dt
import hashlib
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rollout.notifications.actions.concerned import asked_people, tell_those_concerned
from rollout.notifications.models import Message
from rollout.notifications.outbox import CALENDAR, WAITING, Reader, last_told
from rollout.organisation.models import Person
from rollout.planning.actions import lock_places
from rollout.planning.models import Programme, Workshop

# Mail that a plan causes waits this long: undone before, nobody hears of it.
GRACE = dt.timedelta(minutes=10)
# What else than the start may be another than its readers knew.
OTHER_FACTS = {
    "venue": gettext_lazy("another venue"),
    "facilitator": gettext_lazy("another facilitator"),
    "link": gettext_lazy("another meeting link"),
}
# A change that touches a larger share of those invited asks again.
MANY = 0.1


@dataclass(frozen=True)
class Notice:
    """What one person is told of one workshop: `was` is the start that they knew, if any, and
    `news` what else is another. A mail that waits and isn't sent after all has no kind."""

    person: Person
    workshop: Workshop
    kind: str
    was: dt.datetime | None
    starts_at: dt.datetime
    news: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        return str(Message.Kind(self.kind).label) if self.kind else _("not sent after all")

    @property
    def is_moved(self) -> bool:
        """Whether the reader knew of another start."""
        return self.was is not None and self.was != self.starts_at

    @property
    def key(self) -> str:
        return f"{self.workshop.pk}:{self.person.pk}:{self.kind}:{self.starts_at:%Y%m%d%H%M}"


@dataclass(frozen=True)
class Caused:
    """All the mail that a change causes, and how many people are invited to something ahead."""

    told: list[Notice] = field(default_factory=list)
    invited: int = 0

    @property
    def mails(self) -> list[Notice]:
        return [each for each in self.told if each.kind]

    @property
    def spared(self) -> list[Notice]:
        return [each for each in self.told if not each.kind]

    @property
    def people(self) -> dict[Person, list[Notice]]:
        """Those whom it touches, by name, each with what they are told."""
        found: dict[Person, list[Notice]] = {}
        for each in self.told:
            found.setdefault(each.person, []).append(each)
        return found

    @property
    def readers(self) -> int:
        """How many people get mail."""
        return len({each.person.pk for each in self.mails})

    @property
    def kinds(self) -> list[tuple[str, int]]:
        """How many mails there are of each kind, in words."""
        counts = Counter(each.kind for each in self.mails)
        return [(str(kind.label), counts[kind.value]) for kind in Message.Kind if counts[kind]]

    @property
    def is_large(self) -> bool:
        return self.readers > self.invited * MANY

    @property
    def fingerprint(self) -> str:
        """The same for the same mail to the same people, and for no other; empty where nobody gets
        any."""
        if not self.mails:
            return ""
        text = "\n".join(sorted(each.key for each in self.told))
        return hashlib.sha256(text.encode()).hexdigest()[:16]


@contextmanager
def rolled_back() -> Iterator[None]:
    """Whatever is done inside is taken back at the end, with what was to follow its commit."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@dataclass(frozen=True)
class MailBefore:
    """A programme's mail before a change: what waits, what its readers were last told, the newest
    mail's id, and how many people are invited to something ahead."""

    programme: Programme
    waiting: dict[Reader, Message]
    told: dict[Reader, Message]
    newest: int
    invited: int


def mail_before(programme: Programme) -> MailBefore:
    """Look at a programme's mail before a change to its plan, in the transaction of the change.

    The programme's seats are locked, and what others had left to be told is written first: else it
    would count as caused by the change.
    """
    lock_places(programme.pk)
    tell_those_concerned(programme=programme)
    return MailBefore(
        programme,
        waiting=waiting_mail(programme),
        told=last_told(workshops_of(programme)),
        newest=newest_mail(),
        invited=len({person for _workshop, person in asked_people(ahead(programme))}),
    )


def mail_caused(before: MailBefore) -> Caused:
    """The mail that came of the change since. It waits `GRACE` at least, so that the change can be
    undone before anybody hears of it."""
    programme = before.programme
    tell_those_concerned(programme=programme)
    fresh = Message.objects.filter(
        programme=programme,
        pk__gt=before.newest,
        kind__in=CALENDAR,
        status=Message.Status.QUEUED,
    )
    earliest = timezone.now() + GRACE
    fresh.filter(due_at__lt=earliest).update(due_at=earliest)
    return Caused(differences(before, waiting_mail(programme)), before.invited)


def ahead(programme: Programme) -> list[Workshop]:
    """The planned workshops to come."""
    planned = workshops_of(programme).filter(status=Workshop.Status.PLANNED)
    return list(planned.filter(starts_at__gt=timezone.now()))


def workshops_of(programme: Programme) -> QuerySet[Workshop]:
    return Workshop.objects.filter(cohort__programme=programme)


def newest_mail() -> int:
    return Message.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def waiting_mail(programme: Programme) -> dict[Reader, Message]:
    """The calendar mail that waits, by workshop and person."""
    rows = Message.objects.filter(
        programme=programme, kind__in=CALENDAR, status__in=WAITING
    ).select_related("recipient", "workshop__cohort")
    return {(m.workshop_id, m.recipient_id): m for m in rows.order_by("pk")}


def starts_of(message: Message) -> dt.datetime | None:
    """The start that a mail tells of."""
    text = message.told.get("starts_at")
    return dt.datetime.fromisoformat(text) if text else None


def differences(before: MailBefore, now: dict[Reader, Message]) -> list[Notice]:
    """The mail that waits now and didn't, that waits with other words, and that no longer waits."""
    changed = [
        message
        for reader, message in now.items()
        if reader not in before.waiting or said(before.waiting[reader]) != said(message)
    ]
    gone = [message for reader, message in before.waiting.items() if reader not in now]
    notices = [
        *(notice_of(m, m.kind, before.told.get(reader_of(m))) for m in changed),
        *(notice_of(m, "", before.told.get(reader_of(m))) for m in gone),
    ]
    return sorted(notices, key=order)


def notice_of(message: Message, kind: str, known: Message | None) -> Notice:
    """What a mail tells its reader, after what they knew."""
    was: dt.datetime | None = None
    news: tuple[str, ...] = ()
    if known is not None:
        was = starts_of(known)
        news = tuple(
            str(words)
            for fact, words in OTHER_FACTS.items()
            if known.told.get(fact) != message.told.get(fact)
        )
    asks = kind == Message.Kind.UPDATE
    starts_at = message.workshop.starts_at
    return Notice(message.recipient, message.workshop, kind, was, starts_at, news if asks else ())


def said(message: Message) -> tuple[str, str]:
    """What a waiting mail would tell: its kind and its facts."""
    return message.kind, str(sorted(message.told.items()))


def reader_of(message: Message) -> Reader:
    return message.workshop_id, message.recipient_id


def order(notice: Notice) -> tuple[str, str, int, dt.datetime]:
    person = notice.person
    return person.last_name, person.first_name, person.pk, notice.starts_at
