"""Asking superusers to plan their session, where their school has none on the workshop's kit."""

import datetime as dt

from rollout.library.queries import about_kit
from rollout.logbook.models import TrainingSession
from rollout.notifications.actions.reminding import queue_due, reminder
from rollout.notifications.models import Message, ReminderTimes
from rollout.notifications.rules import IsOpen, is_due_after
from rollout.planning.expected import members_on
from rollout.planning.models import Participation, Workshop


def queue_session_reminders() -> int:
    """Put the questions that are due today into the outbox. Gives how many were new."""
    return queue_due(due_to_plan)


def due_to_plan(
    workshop: Workshop, times: ReminderTimes, day: dt.date, is_open: IsOpen
) -> list[Message]:
    """After a held workshop, while the programme runs: to the superusers of schools that take part
    and are without a session on its kit."""
    asked, programme = times.session_after, workshop.cohort.programme
    if programme.has_ended(day):
        return []
    if not asked or workshop.status != Workshop.Status.HELD or workshop.kit is None:
        return []
    if not is_due_after(workshop.day, asked, day, is_open):
        return []
    sessions = TrainingSession.objects.exclude(status=TrainingSession.Status.CANCELLED)
    on_kit = about_kit(sessions, workshop.kit.root_id)
    begun = set(on_kit.values_list("school_id", flat=True))
    came = {noted.person_id for noted in workshop.attendances.all() if noted.attended}
    there = Participation.objects.on(day).filter(programme=programme)
    asked_of = set(there.values_list("school_id", flat=True)) - begun
    drafts = []
    for role in (member.role for member in members_on(workshop)):
        if role.school_id in asked_of and role.person_id in came:
            role.person.owner = programme.owner
            drafts.append(reminder(Message.Kind.PLAN_SESSION, workshop, role.person, "session"))
    return drafts
