"""Asking superusers to plan their session, where their school has none on the workshop's kit."""

import datetime as dt

from rollout.library.models import kit_root
from rollout.logbook.models import TrainingSession
from rollout.notifications.actions.reminding import queue_due, reminder
from rollout.notifications.models import Message, ReminderTimes
from rollout.notifications.rules import IsOpen, is_due_after
from rollout.planning.models import Workshop
from rollout.planning.queries import members_on


def queue_session_reminders() -> int:
    """Put the questions that are due today into the outbox. Gives how many were new."""
    return queue_due(due_to_plan)


def due_to_plan(
    workshop: Workshop, times: ReminderTimes, day: dt.date, is_open: IsOpen
) -> list[Message]:
    """After a held workshop: to the superusers of schools without a session on its kit."""
    asked = times.session_after
    if not asked or workshop.status != Workshop.Status.HELD or workshop.kit is None:
        return []
    if not is_due_after(workshop.day, asked, day, is_open):
        return []
    sessions = TrainingSession.objects.exclude(status=TrainingSession.Status.CANCELLED)
    on_kit = sessions.alias(root=kit_root()).filter(root=workshop.kit.root_id)
    begun = set(on_kit.values_list("school_id", flat=True))
    came = {noted.person_id for noted in workshop.attendances.all() if noted.attended}
    owner = workshop.cohort.programme.owner
    drafts = []
    for role in (member.role for member in members_on(workshop)):
        if role.school_id not in begun and role.person_id in came:
            role.person.owner = owner
            drafts.append(reminder(Message.Kind.PLAN_SESSION, workshop, role.person, "session"))
    return drafts
