"""The demo's mail: invitations that have gone out, and one in each state that needs a person."""

import datetime as dt

from django.utils import timezone

from rollout.common.dates import local, today
from rollout.demo.organisation import as_address_part
from rollout.notifications.actions.acting import hold_message
from rollout.notifications.actions.queueing import queue
from rollout.notifications.actions.reminding import due_to_come, open_days, timed
from rollout.notifications.answer_links import moment
from rollout.notifications.models import Message, ReminderTimes, UnclearAnswer
from rollout.notifications.rules import before_day, open_day
from rollout.planning.actions import invite_workshops
from rollout.planning.expected import members_on
from rollout.planning.models import Programme, Workshop
from rollout.planning.queries import unannounced

Status = Message.Status
ANNOUNCED = dt.timedelta(days=60)
FIRST_ONES = dt.timedelta(days=14)
INVITED_BEFORE = dt.timedelta(days=35)


def make_mail(programme: Programme) -> None:
    """The workshops of the next two months are announced, and before the summer the first ones
    after it; those later still wait for it."""
    waiting = unannounced(programme, timezone.now())
    after_summer = waiting.order_by("starts_at")[0].starts_at + FIRST_ONES
    horizon = max(timezone.now() + ANNOUNCED, after_summer)
    near = list(waiting.filter(starts_at__lt=horizon))
    invited = invite_workshops(workshops=near)
    long_ago = timezone.now() - INVITED_BEFORE
    Workshop.objects.filter(pk__in=[w.pk for w in invited]).update(invited_at=long_ago)
    mail = Message.objects.filter(programme=programme)
    mail.update(
        status=Status.SENT, sent_at=long_ago, due_at=long_ago, claimed_at=long_ago, attempts=1
    )
    remind_next(programme)
    make_trouble(programme)
    make_unclear(programme)


def remind_next(programme: Programme) -> None:
    """The next workshop's reminder waits for tomorrow morning."""
    times = ReminderTimes(programme=programme)
    is_open = open_days(programme, today())
    coming = Workshop.objects.filter(
        cohort__programme=programme, status="planned", invited_at__isnull=False,
        starts_at__gt=timezone.now(),
    ).select_related("cohort__programme__owner", "venue", "kit", "facilitator__owner")  # fmt: skip
    for workshop in coming.prefetch_related("attendances").order_by("starts_at", "pk")[:2]:
        day = before_day(workshop.day, times.before_last or 1, is_open)
        tomorrow = open_day(today() + dt.timedelta(days=1), is_open, 1)
        drafts = due_to_come(workshop, times, day, is_open)
        queue(messages=timed(drafts, local(max(day, tomorrow), times.earliest)))


def make_trouble(programme: Programme) -> None:
    """One mail to a wrong address, one that may or may not have arrived, one held back."""
    sent = Message.objects.filter(programme=programme, status=Status.SENT).order_by("pk")
    wrong, lost = sent[1], sent[3]
    Message.objects.filter(pk=wrong.pk).update(
        status=Status.FAILED,
        sent_at=None,
        problem=Message.Problem.ADDRESS,
        detail="550 5.1.1 User unknown",
    )
    Message.objects.filter(pk=lost.pk).update(
        status=Status.UNCERTAIN, sent_at=None, problem=Message.Problem.STOPPED
    )
    waiting = Message.objects.filter(programme=programme, status=Status.QUEUED).order_by("pk")
    if held := waiting.first():
        hold_message(message=held, revision=held.revision)


def make_unclear(programme: Programme) -> None:
    """Two answers from addresses that are nobody's: one whose sender's name tells, one without."""
    coming = Workshop.objects.filter(
        cohort__programme=programme, status="planned", starts_at__gt=timezone.now()
    )
    workshop = coming.order_by("starts_at", "pk").first()
    members = list(members_on(workshop)) if workshop else []
    if workshop is None or not members:
        return
    person = members[0].role.person
    for name, sender, answer in (
        (str(person), f"{as_address_part(person.last_name)}.privat@epost.example", "yes"),
        ("", "felles.kontor@skole.example", "no"),
    ):
        UnclearAnswer.objects.create(
            workshop=workshop,
            why=UnclearAnswer.Why.UNKNOWN,
            sender=sender,
            sender_name=name,
            attendee=sender,
            answer=answer,
            said_at=timezone.now() - dt.timedelta(hours=5),
            asked_start=moment(workshop),
        )
