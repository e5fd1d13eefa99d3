"""Reads of the outbox, and of who a workshop is for."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Count, IntegerField, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce
from django.shortcuts import get_object_or_404

from rollout.accounts.permissions import Kind as Role
from rollout.common.dates import in_force
from rollout.notifications.delivery import delivers
from rollout.notifications.models import Message, ReminderTimes
from rollout.notifications.models.outbox import STATE_LABELS, WRITTEN
from rollout.organisation.access import Viewer, ViewerRequest
from rollout.organisation.models import Person
from rollout.organisation.models import Role as RoleRow
from rollout.planning.expected import members_on
from rollout.planning.guests.queries import rooms
from rollout.planning.models import Programme, Workshop

Kind = Message.Kind
Status = Message.Status
# Those whose calendar part puts a workshop into the calendar, and those that take it out.
ASKING = (Kind.INVITATION, Kind.UPDATE, Kind.PLACE_TAKEN)
TAKING_OUT = (Kind.CANCELLATION, Kind.PLACE_LEFT)
CALENDAR = ASKING + TAKING_OUT
REMINDERS = (Kind.REMINDER, Kind.TAKE_ATTENDANCE, Kind.PLAN_SESSION)
WAITING = (Status.QUEUED, Status.HELD)
# What has gone out, or may have: its reader knows of it, as far as anybody can tell.
KNOWN = (Status.SENDING, Status.HANDING_OVER, Status.SENT, Status.UNCERTAIN)
# What needs a person comes first, then what is under way, then what is done.
URGENCY = (
    Status.FAILED, Status.UNCERTAIN, Status.HELD, Status.SENDING, Status.HANDING_OVER,
    Status.QUEUED, Status.SENT, Status.CANCELLED,
)  # fmt: skip
NEED_A_PERSON = 3
WAS_WRITTEN = Q(status=Status.SENT, problem=Message.Problem.WRITTEN)
# The states as people are told them, in the same order.
STATES = tuple(
    state
    for status in URGENCY
    for state in ((status.value, WRITTEN) if status == Status.SENT else (status.value,))
)
PATIENCE = dt.timedelta(minutes=15)


def expected_people(workshop: Workshop) -> dict[int, Person]:
    """Who is invited to a workshop: the members of its day, and the facilitator."""
    people = {m.role.person_id: m.role.person for m in members_on(workshop)}
    if workshop.facilitator:
        people[workshop.facilitator.pk] = workshop.facilitator
    for person in people.values():
        # All are the programme's owner's people; their language may be its.
        person.owner = workshop.cohort.programme.owner
    return people


def latest_mail(workshop: Workshop) -> dict[int, Message]:
    """Each person's latest calendar mail about a workshop that wasn't taken back."""
    found = Message.objects.filter(workshop=workshop, kind__in=CALENDAR)
    rows = found.exclude(status=Status.CANCELLED).select_related("recipient__owner").order_by("pk")
    return {row.recipient_id: row for row in rows}


def facts_told(workshop: Workshop) -> dict[str, Any]:
    """What those who are invited are told of a workshop, to be compared with what they were."""
    return {
        "starts_at": workshop.starts_at.astimezone(dt.UTC).isoformat(),
        "ends_at": workshop.ends_at.astimezone(dt.UTC).isoformat(),
        "venue": workshop.venue_id,
        "link": workshop.link,
        "facilitator": workshop.facilitator_id,
    }


Reader = tuple[int, int]  # a workshop and a person, by their ids


def last_told(
    workshops: Iterable[Workshop], *, but: int | None = None, tried: bool = False
) -> dict[Reader, Message]:
    """By workshop and person, the latest calendar mail that has gone out, or may have, or with
    `tried` that was tried in vain; `but` one that is being sent. One query."""
    of = (*KNOWN, Status.FAILED) if tried else KNOWN
    known = Message.objects.filter(workshop__in=workshops, kind__in=CALENDAR, status__in=of)
    if but is not None:
        known = known.exclude(pk=but)
    if delivers():  # what was written to a file before there was a server told nobody anything
        known = known.exclude(WAS_WRITTEN)
    few = known.only("workshop_id", "recipient_id", "kind", "told", "status").order_by("pk")
    return {(m.workshop_id, m.recipient_id): m for m in few}


def knows_already(
    kind: str, workshop: Workshop, told: Message | None, *, asks_anew: bool = False
) -> bool:
    """Whether a calendar mail would tell its reader nothing, after what they were last told."""
    if told is None or told.kind not in ASKING:
        return kind in TAKING_OUT
    if kind in TAKING_OUT or asks_anew:
        return False
    return bool(told.told == facts_told(workshop))


def outbox(programme: Programme) -> QuerySet[Message]:
    """A programme's mail with what a line shows, what needs a person first."""
    order = [When(status=status, then=Value(n)) for n, status in enumerate(URGENCY)]
    return (
        Message.objects.filter(programme=programme)
        .select_related("recipient", "workshop__cohort")
        .annotate(
            urgency=Case(*order, default=Value(9), output_field=IntegerField()),
            when=Coalesce("sent_at", "due_at"),
        )
    )


def load_message(request: ViewerRequest, programme: Programme, pk: int) -> Message:
    """A mail through what the viewer may know of: a lead's every one, a facilitator's those of
    their own workshops. A stranger gets 404."""
    return get_object_or_404(
        mail_for(request.viewer, programme).select_related(
            "recipient__owner",
            "workshop__cohort__programme__owner",
            "workshop__venue",
            "workshop__kit",
            "workshop__facilitator",
        ),
        pk=pk,
    )


def mail_for(viewer: Viewer, programme: Programme) -> QuerySet[Message]:
    """The mail that a viewer sees and sees to."""
    mail = outbox(programme)
    if viewer.kind == Role.PROJECT_LEAD:
        return mail
    own = viewer.person.pk if viewer.kind == Role.FACILITATOR else 0
    return mail.filter(workshop__facilitator=own)


@dataclass(frozen=True)
class KindCount:
    """How many mails of a kind there are, by status."""

    label: str
    statuses: list[tuple[str, str, int]]


def counts_by_kind(messages: Iterable[Message]) -> list[KindCount]:
    """Counts as a line for each kind: queued, sent, failed and so on."""
    counted = Counter((m.kind, m.state) for m in messages)
    return [
        KindCount(
            str(kind.label),
            [
                (state, str(STATE_LABELS[state]), n)
                for state in STATES
                if (n := counted[(kind.value, state)])
            ],
        )
        for kind in Kind
        if any(k == kind.value for k, _state in counted)
    ]


def workshop_mail(workshop: Workshop) -> list[Message]:
    """A workshop's mail, what needs a person first."""
    mail = outbox(workshop.cohort.programme).filter(workshop=workshop)
    order = ("urgency", "-due_at", "recipient__last_name", "pk")
    return list(mail.order_by(*order))


def counts_by_status(programme: Programme) -> list[tuple[str, str, int]]:
    """How many mails of a programme there are of each state, what needs a person first."""
    rows = Message.objects.filter(programme=programme).order_by().values_list("status")
    counted: Counter[str] = Counter()
    for status, number, written in rows.annotate(n=Count("pk"), m=Count("pk", WAS_WRITTEN)):
        counted.update({status: number - written, WRITTEN: written})
    return [(state, str(STATE_LABELS[state]), n) for state in STATES if (n := counted[state])]


def overdue(programme: Programme, now: dt.datetime) -> int:
    """How many mails should have gone out a while before a moment: nothing seems to send them."""
    late = Message.objects.filter(status=Status.QUEUED, due_at__lt=now - PATIENCE)
    return late.filter(programme=programme).count()


def asked_for(workshops: Iterable[Workshop]) -> dict[int, int]:
    """How many people each workshop is for: those with a place in it, and the facilitator. Three
    queries."""
    found = list(workshops)
    who = rooms(found)
    return {
        w.pk: len(who[w.pk].placed | ({w.facilitator_id} if w.facilitator_id else set()))
        for w in found
    }


def reminder_times(programme: Programme) -> ReminderTimes:
    """When the programme reminds; the usual times where nobody has chosen others."""
    found = ReminderTimes.objects.filter(programme=programme).first()
    return found or ReminderTimes(programme=programme)


def contact_of(workshop: Workshop, day: dt.date) -> Person | None:
    """Who answers questions about a workshop on a day: its facilitator, else a project lead."""
    if workshop.facilitator:
        return workshop.facilitator
    leads = RoleRow.objects.filter(
        in_force(day),
        kind=Role.PROJECT_LEAD,
        person__owner=workshop.cohort.programme.owner_id,
    )
    role: Any = leads.select_related("person").order_by("pk").first()
    return role.person if role else None
