"""The teacher's modules in the demo: one half done, one missed and one done."""

import datetime as dt

from rollout.common.dates import today
from rollout.demo.personas import email_of
from rollout.library.models import KitStep, ModuleCompletion
from rollout.library.modules.actions import complete_module, keep_place
from rollout.logbook.models import SessionAttendance, TrainingSession
from rollout.organisation.models import Person
from rollout.planning.models import Programme

DAYS_TO_CATCH_UP = 4


def make(programme: Programme) -> None:
    """The teacher was at the school's latest session, and not at the three before it whose kits
    have such a module."""
    teacher = Person.objects.get(user__email=email_of("laerer"))
    with_module = KitStep.objects.filter(part=KitStep.Part.MODULE).values("kit")
    held = TrainingSession.objects.filter(
        programme=programme,
        school__employments__person=teacher,
        status=TrainingSession.Status.HELD,
        kit__in=with_module,
    ).select_related("kit")
    latest = list(held.order_by("-held_on", "-pk")[1:4])
    for session in latest:
        leave_out(session, teacher)
    for session in latest[:1]:
        begin(session, teacher)
    for session in latest[2:]:
        day = min(today(), session.held_on + dt.timedelta(days=DAYS_TO_CATCH_UP))
        complete_module(person=teacher, kit=session.kit, day=day)


def leave_out(session: TrainingSession, person: Person) -> None:
    """Let a person not have been at a session, nor have done its module."""
    came, _rows = SessionAttendance.objects.filter(session=session, person=person).delete()
    TrainingSession.objects.filter(pk=session.pk).update(head_count=session.head_count - came)
    ModuleCompletion.objects.filter(kit=session.kit, person=person).delete()


def begin(session: TrainingSession, person: Person) -> None:
    """Half of a session's module is done."""
    steps = list(session.kit.steps.filter(part=KitStep.Part.MODULE))
    place = len(steps) // 2 + 1
    if person.user_id:
        keep_place(account_id=person.user_id, kit=session.kit, step=steps[place - 1], place=place)
