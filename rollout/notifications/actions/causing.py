"""What a change causes in the outbox: worked out by making the change, and so exactly that.

`caused_by` makes a change and tells what mail came of it. Inside `rolled_back` it is a preview: the
same change is made and taken back, and nothing of it is kept or sent.
"""

import datetime as dt
import hashlib
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rollout.notifications.actions.settling import asked_people, settle_places
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
class Told:
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

    told: list[Told] = field(default_factory=list)
    invited: int = 0

    @property
    def mails(self) -> list[Told]:
        return [each for each in self.told if each.kind]

    @property
    def spared(self) -> list[Told]:
        return [each for each in self.told if not each.kind]

    @property
    def people(self) -> dict[Person, list[Told]]:
        """Those whom it touches, by name, each with what they are told."""
        found: dict[Person, list[Told]] = {}
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


def caused_by(programme: Programme, change: Callable[[], object]) -> Caused:
    """Make a change to a programme's plan, and tell what mail came of it. What others had left to
    be told beforehand isn't counted. In the transaction of the change."""
    lock_places(programme.pk)
    settle_places(programme=programme)
    before, newest = waiting_mail(programme), newest_mail()
    known = last_told(workshops_of(programme))
    invited = {person for _workshop, person in asked_people(ahead(programme))}
    change()
    settle_places(programme=programme)
    fresh = Message.objects.filter(
        programme=programme, pk__gt=newest, kind__in=CALENDAR, status=Message.Status.QUEUED
    )
    earliest = timezone.now() + GRACE
    fresh.filter(due_at__lt=earliest).update(due_at=earliest)
    return Caused(differences(before, waiting_mail(programme), known), len(invited))


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


def differences(
    before: dict[Reader, Message], after: dict[Reader, Message], known: dict[Reader, Message]
) -> list[Told]:
    """The mail that waits now and didn't, that waits with other words, and that no longer waits."""
    changed = [
        message
        for reader, message in after.items()
        if reader not in before or what(before[reader]) != what(message)
    ]
    gone = [message for reader, message in before.items() if reader not in after]
    told = [
        *(told_by(m, m.kind, known.get(reader_of(m))) for m in changed),
        *(told_by(m, "", known.get(reader_of(m))) for m in gone),
    ]
    return sorted(told, key=order)


def told_by(message: Message, kind: str, known: Message | None) -> Told:
    """What a mail tells its reader, after what they knew."""
    was, news = None, ()
    if known is not None:
        was = starts_of(known)
        news = tuple(
            str(words)
            for fact, words in OTHER_FACTS.items()
            if known.told.get(fact) != message.told.get(fact)
        )
    asks = kind == Message.Kind.UPDATE
    starts_at = message.workshop.starts_at
    return Told(message.recipient, message.workshop, kind, was, starts_at, news if asks else ())


def what(message: Message) -> tuple[str, str]:
    """What a waiting mail would tell: its kind and its facts."""
    return message.kind, str(sorted(message.told.items()))


def reader_of(message: Message) -> Reader:
    return message.workshop_id, message.recipient_id


def order(told: Told) -> tuple[str, str, int, dt.datetime]:
    person = told.person
    return person.last_name, person.first_name, person.pk, told.starts_at
