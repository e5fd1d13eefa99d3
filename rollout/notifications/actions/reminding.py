"""Reminders: put into the outbox on the day they are due, once, however often this is asked."""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator

from django.db.models import QuerySet
from django.utils import timezone

from rollout.calendars.queries import closed_days
from rollout.notifications.actions.queueing import draft, queue
from rollout.notifications.models import Message, ReminderTimes
from rollout.notifications.outbox import expected_people
from rollout.notifications.rules import (
    DAY,
    LONGEST_BREAK,
    TOO_LATE,
    IsOpen,
    due_before,
    is_due_after,
    sending_time,
)
from rollout.organisation.models import Person
from rollout.planning.models import Programme, Workshop
from rollout.planning.queries import within_programme

Kind = Message.Kind
LOOK_BACK = dt.timedelta(days=60) + TOO_LATE + LONGEST_BREAK * DAY
LOOK_AHEAD = dt.timedelta(days=60) + LONGEST_BREAK * DAY


def open_days(programme: Programme, day: dt.date) -> IsOpen:
    """Whether a day near this one is a school day for the programme's owner."""
    span = LONGEST_BREAK * DAY + LOOK_AHEAD
    closed = closed_days(programme.owner, day - span, day + span)
    return lambda asked: asked.weekday() < 5 and asked not in closed


def announced(now: dt.datetime) -> QuerySet[Workshop]:
    """Announced workshops near enough for reminders and within their programme's days, with what a
    mail tells of them."""
    near = Workshop.objects.filter(
        within_programme(),
        invited_at__isnull=False,
        starts_at__range=(now - LOOK_BACK, now + LOOK_AHEAD),
        cohort__programme__starts_on__lte=timezone.localdate(now) + LOOK_AHEAD,
    ).exclude(status=Workshop.Status.CANCELLED)
    return near.select_related(
        "cohort__programme__owner", "venue", "kit", "facilitator__owner"
    ).prefetch_related("attendances")


Find = Callable[[Workshop, ReminderTimes, dt.date, IsOpen], Iterable[Message]]


def queue_reminders() -> int:
    """Put the reminders that are due today into the outbox. Gives how many were new."""
    return queue_due(due_about)


def queue_due(find: Find) -> int:
    """Put what `find` says is due about each announced workshop into the outbox, to go out at a
    decent hour. Gives how many were new."""
    now = timezone.localtime()
    of_programme: dict[Programme, list[Workshop]] = defaultdict(list)
    for workshop in announced(now):
        of_programme[workshop.cohort.programme].append(workshop)
    times = {t.programme_id: t for t in ReminderTimes.objects.filter(programme__in=of_programme)}
    made = 0
    for programme, workshops in of_programme.items():
        wished = times.get(programme.pk) or ReminderTimes(programme=programme)
        if not wished.is_on:
            continue
        is_open = open_days(programme, now.date())
        due_at = sending_time(now, wished.earliest, is_open)
        drafts = [
            message
            for workshop in workshops
            for message in find(workshop, wished, now.date(), is_open)
        ]
        made += len(queue(messages=timed(drafts, due_at)))
    return made


def timed(drafts: Iterable[Message], due_at: dt.datetime) -> Iterator[Message]:
    """Drafts with their hour; a reminder of what will have begun by then is left out."""
    for message in drafts:
        message.due_at = due_at
        if message.kind != Kind.REMINDER or due_at < message.workshop.starts_at:
            yield message


def due_about(
    workshop: Workshop, times: ReminderTimes, day: dt.date, is_open: IsOpen
) -> list[Message]:
    """The reminders about one workshop that are due on a day."""
    return [
        *due_to_come(workshop, times, day, is_open),
        *due_to_note(workshop, times, day, is_open),
    ]


def due_to_come(
    workshop: Workshop, times: ReminderTimes, day: dt.date, is_open: IsOpen
) -> list[Message]:
    """Before the workshop: to those expected who haven't said no."""
    if workshop.status != Workshop.Status.PLANNED or workshop.invited_at is None:
        return []
    invited_on = timezone.localdate(workshop.invited_at)
    days = due_before(workshop.day, invited_on, times.before, day, is_open)
    if days is None:
        return []
    answers = {noted.person_id: noted.answer for noted in workshop.attendances.all()}
    return [
        reminder(Kind.REMINDER, workshop, person, f"{days}", answers.get(pk, ""))
        for pk, person in expected_people(workshop).items()
        if answers.get(pk) != "no"
    ]


def due_to_note(
    workshop: Workshop, times: ReminderTimes, day: dt.date, is_open: IsOpen
) -> list[Message]:
    """After the workshop: to the facilitator, while nobody has noted who came."""
    asked = times.attendance_after
    if not asked or workshop.status != Workshop.Status.PLANNED or not workshop.facilitator:
        return []
    if not is_due_after(workshop.day, asked, day, is_open):
        return []
    return [reminder(Kind.TAKE_ATTENDANCE, workshop, workshop.facilitator, "after")]


def reminder(
    kind: str, workshop: Workshop, person: Person, which: str, answer: str = ""
) -> Message:
    """A reminder that can be there once: for this person, this workshop on this day, this time."""
    key = f"{kind}:{workshop.pk}:{person.pk}:{workshop.day}:{which}"
    return draft(kind, workshop, person, answer=answer, key=key)
