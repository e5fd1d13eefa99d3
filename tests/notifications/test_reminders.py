"""Reminders: to whom, on which day, and once."""

import datetime as dt
from io import StringIO

import pytest
import time_machine
from django.core.management import call_command
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from rollout.calendars.models import ClosedPeriod
from rollout.common import background
from rollout.common.dates import local
from rollout.logbook.reminders import queue_session_reminders
from rollout.notifications.actions.reminding import queue_reminders
from rollout.notifications.actions.sending import send_all_due
from rollout.notifications.models import Message, ReminderTimes
from rollout.notifications.texts import written
from rollout.planning.actions import answer_invitation, change_workshop
from rollout.planning.models import Workshop
from tests import factories as make
from tests.factories.mail import message
from tests.notifications.mail_server import Inbox
from tests.personas import World

# A Thursday in a plain week of March.
DAY = dt.date(2026, 3, 12)


def at(day: dt.date, hour: int = 9) -> time_machine.travel:
    return time_machine.travel(local(day, dt.time(hour)), tick=False)


def days(n: int) -> dt.timedelta:
    return dt.timedelta(days=n)


@pytest.fixture
def thursday(world: World) -> Workshop:
    """A workshop on Thursday 12 March 2026, announced a month before."""
    workshop = Workshop.objects.get(pk=world.coming.pk)
    workshop.starts_at = local(DAY, dt.time(12))
    workshop.ends_at = local(DAY, dt.time(15))
    workshop.invited_at = local(DAY - days(30), dt.time(9))
    workshop.kit = world.kit
    workshop.save()
    long_ago = DAY - days(300)
    world.cohort.memberships.update(starts_on=long_ago)
    world.people["superuser"].roles.update(starts_on=long_ago)
    programme = world.programme
    programme.starts_on, programme.ends_on = long_ago, DAY + days(300)
    programme.save()
    programme.participations.update(starts_on=long_ago)
    return workshop


def reminded(workshop: Workshop, kind: str = "reminder") -> int:
    return Message.objects.filter(workshop=workshop, kind=kind).count()


def test_reminders_come_a_week_and_a_day_before(thursday: Workshop) -> None:
    seen = {}
    for n in range(30, -2, -1):
        with at(DAY - days(n)):
            if made := queue_reminders():
                seen[n] = made
    # The day after, the facilitator is asked who came.
    assert seen == {7: 2, 1: 2, -1: 1}


def test_ticking_again_and_on_the_next_day_reminds_nobody_twice(thursday: Workshop) -> None:
    with at(DAY - days(7)):
        assert [queue_reminders(), queue_reminders()] == [2, 0]
    with at(DAY - days(6)):
        assert queue_reminders() == 0


def test_a_skipped_day_is_caught_up_with(thursday: Workshop) -> None:
    with at(DAY - days(5)):
        assert queue_reminders() == 2


def test_a_long_silence_gives_the_nearest_reminder_only(thursday: Workshop) -> None:
    with at(DAY - days(1)):
        assert queue_reminders() == 2
    assert reminded(thursday) == 2


def test_those_who_cant_come_are_left_in_peace(thursday: Workshop, world: World) -> None:
    answer_invitation(workshop=thursday, person=world.people["superuser"], answer="no")
    with at(DAY - days(7)):
        queue_reminders()
    assert {m.recipient for m in Message.objects.all()} == {world.people["facilitator"]}


def test_a_reminder_knows_what_has_been_answered(thursday: Workshop, world: World) -> None:
    answer_invitation(workshop=thursday, person=world.people["superuser"], answer="yes")
    with at(DAY - days(7)):
        queue_reminders()
    with at(DAY - days(1)):
        said = Message.objects.get(recipient=world.people["superuser"])
    who = world.people["superuser"]
    words = [written("reminder", thursday, who, said.language, a)[1] for a in ("yes", "")]
    assert said.body == words[0] != words[1]


def test_a_late_worker_reminds_of_what_is_true_then(
    thursday: Workshop, world: World, inbox: Inbox
) -> None:
    """Queued at night; until the mail goes out, one says yes and another no."""
    siri = world.people["superuser"]
    queue_on(DAY - days(1), thursday)
    with at(DAY, 8):
        answer_invitation(workshop=thursday, person=siri, answer="yes")
        send_all_due()
    sent = Message.objects.get(workshop=thursday, kind="reminder", recipient=siri)
    assert sent.status == "sent"
    assert "Du har svart at du kommer" in sent.body


def test_who_has_said_no_meanwhile_isnt_reminded(
    thursday: Workshop, world: World, inbox: Inbox
) -> None:
    siri = world.people["superuser"]
    queue_on(DAY - days(1), thursday)
    with at(DAY, 8):
        answer_invitation(workshop=thursday, person=siri, answer="no")
        send_all_due()
    mail = Message.objects.get(workshop=thursday, kind="reminder", recipient=siri)
    assert mail.status == "cancelled"


def test_nobody_is_reminded_of_a_workshop_that_has_begun(thursday: Workshop, inbox: Inbox) -> None:
    queue_on(DAY - days(1), thursday)
    with at(DAY, 13):
        send_all_due()
    assert set(thursday.messages.values_list("status", "problem")) == {("cancelled", "called_off")}


def queue_on(day: dt.date, workshop: Workshop) -> None:
    with at(day):
        queue_reminders()
    assert reminded(workshop) == 2


def test_the_day_to_hold_the_session_by_is_named(thursday: Workshop, world: World) -> None:
    """True whenever the mail goes out, also where the day is past by then."""
    _subject, text = written("plan_session", thursday, world.people["superuser"], "nb")
    assert "innen torsdag 9. april, eller så snart dere kan etter det" in text


def test_they_go_out_at_seven_though_asked_at_night(thursday: Workshop) -> None:
    with at(DAY - days(7), hour=0):
        queue_reminders()
    (due_at,) = set(Message.objects.values_list("due_at", flat=True))
    assert timezone.localtime(due_at).time() == dt.time(7)


def test_closed_days_move_a_reminder_to_the_school_day_before(
    thursday: Workshop, world: World
) -> None:
    ClosedPeriod.objects.create(
        owner=world.owner, kind="planning", name="Plandag",
        starts_on=DAY - days(1), ends_on=DAY - days(1),
    )  # fmt: skip
    with at(DAY - days(7)):
        queue_reminders()
    with at(DAY - days(2)):
        assert queue_reminders() == 2


def test_a_monday_workshop_is_reminded_of_on_the_friday(thursday: Workshop) -> None:
    monday = DAY + days(4)
    Workshop.objects.filter(pk=thursday.pk).update(
        starts_at=local(monday, dt.time(12)), ends_at=local(monday, dt.time(15))
    )
    with at(monday - days(7)):
        queue_reminders()
    seen = {}
    for n in range(6, 0, -1):
        with at(monday - days(n)):
            seen[n] = queue_reminders()
    assert {n for n, made in seen.items() if made} == {3}


def test_a_moved_workshop_takes_its_reminders_back_and_reminds_anew(thursday: Workshop) -> None:
    with at(DAY - days(7)):
        queue_reminders()
        fresh = Workshop.objects.get(pk=thursday.pk)
        fresh.starts_at += days(14)
        fresh.ends_at += days(14)
        change_workshop(workshop=fresh, revision=fresh.revision)
        assert set(Message.objects.filter(kind="reminder").values_list("status", flat=True)) == {
            "cancelled"
        }
    with at(DAY + days(7)):
        assert queue_reminders() == 2


def test_a_workshop_that_isnt_announced_reminds_nobody(thursday: Workshop) -> None:
    Workshop.objects.update(invited_at=None)
    with at(DAY - days(7)):
        assert queue_reminders() == 0


def test_a_programme_chooses_its_times_or_none(thursday: Workshop, world: World) -> None:
    times = ReminderTimes.objects.create(
        programme=world.programme, before_first=10, before_last=None
    )
    with at(DAY - days(10)):
        assert queue_reminders() == 2
    with at(DAY - days(1)):
        assert queue_reminders() == 0
    times.is_on = False
    times.save()
    with at(DAY + days(1)):
        assert queue_reminders() == 0


def test_the_facilitator_is_asked_who_came_until_it_is_noted(
    thursday: Workshop, world: World
) -> None:
    with at(DAY):
        assert queue_reminders() == 0
    with at(DAY + days(1)):
        assert queue_reminders() == 1
        assert Message.objects.get().recipient == world.people["facilitator"]
        assert Message.objects.get().kind == "take_attendance"
    Message.objects.all().delete()
    Workshop.objects.update(status="held")
    with at(DAY + days(1)):
        assert queue_reminders() == 0


def test_superusers_who_came_are_asked_to_plan_where_their_school_hasnt(
    thursday: Workshop, world: World
) -> None:
    south = make.role(
        world.people["southern"], "superuser", at=world.south, programme=world.programme
    )
    make.cohort(world.programme)
    for role in (south,):
        role.starts_on = DAY - days(300)
        role.save()
        thursday.cohort.memberships.create(role=role, starts_on=DAY - days(300))
    Workshop.objects.filter(pk=thursday.pk).update(status="held")
    for who in ("superuser", "southern"):
        thursday.attendances.create(person=world.people[who], attended=True)
    world.session.delete()
    make.session(world.programme, world.south, world.kit, DAY + days(1), status="planned")
    with at(DAY + days(2)):
        assert queue_session_reminders() == 0
    with at(DAY + days(4)):
        assert [queue_session_reminders(), queue_session_reminders()] == [1, 0]
    assert Message.objects.get().recipient == world.people["superuser"]


def test_a_session_on_a_kit_answers_for_a_workshop_on_its_copy(
    thursday: Workshop, world: World
) -> None:
    copy = make.kit(world.owner, "Vår egen", origin=world.kit)
    Workshop.objects.filter(pk=thursday.pk).update(status="held", kit=copy)
    thursday.attendances.create(person=world.people["superuser"], attended=True)
    with at(DAY + days(4)):
        assert queue_session_reminders() == 0
        world.session.delete()
        assert queue_session_reminders() == 1


@pytest.fixture
def held(thursday: Workshop, world: World) -> Workshop:
    """The same workshop, held: the superuser came, and their school has no session on its kit."""
    Workshop.objects.filter(pk=thursday.pk).update(status="held")
    thursday.attendances.create(person=world.people["superuser"], attended=True)
    world.session.delete()
    return thursday


def asked_to_plan() -> int:
    """How many are asked to plan their session, four days after the workshop."""
    with at(DAY + days(4)):
        return queue_session_reminders()


def test_a_cancelled_session_is_no_session(held: Workshop, world: World) -> None:
    make.session(world.programme, world.north, world.kit, DAY + days(1), status="cancelled")
    assert asked_to_plan() == 1


def test_who_said_yes_and_didnt_come_isnt_asked_to_plan(held: Workshop) -> None:
    held.attendances.update(answer="yes", attended=False)
    assert asked_to_plan() == 0


def test_nobody_is_asked_to_plan_before_it_is_noted_who_came(held: Workshop) -> None:
    Workshop.objects.filter(pk=held.pk).update(status="planned")
    assert asked_to_plan() == 0
    Workshop.objects.filter(pk=held.pk).update(status="held", kit=None)
    assert asked_to_plan() == 0


def test_a_programme_may_leave_out_what_is_asked_afterwards(held: Workshop, world: World) -> None:
    ReminderTimes.objects.create(
        programme=world.programme, attendance_after=None, session_after=None
    )
    assert asked_to_plan() == 0
    Workshop.objects.filter(pk=held.pk).update(status="planned")
    with at(DAY + days(1)):
        assert queue_reminders() == 0


def test_a_workshop_without_a_facilitator_asks_nobody_who_came(thursday: Workshop) -> None:
    Workshop.objects.filter(pk=thursday.pk).update(facilitator=None)
    with at(DAY + days(1)):
        assert queue_reminders() == 0


def test_a_reminder_that_would_come_after_the_workshop_began_is_left_out(
    thursday: Workshop, world: World
) -> None:
    """Asked for in the evening, it would go out at one the next day; the workshop is at twelve."""
    ReminderTimes.objects.create(programme=world.programme, earliest=dt.time(13))
    with at(DAY - days(1), hour=20):
        assert queue_reminders() == 0
    with at(DAY - days(1)):
        assert queue_reminders() == 2


def test_the_number_of_queries_does_not_grow_with_the_members(
    thursday: Workshop, world: World, django_assert_num_queries: object
) -> None:
    with at(DAY - days(20)):
        queue_reminders()
    for _ in range(5):
        role = make.superuser(world.north)
        role.starts_on = DAY - days(300)
        role.save()
        thursday.cohort.memberships.create(role=role, starts_on=DAY - days(300))
    with at(DAY - days(7)), django_assert_num_queries(9):
        assert queue_reminders() == 7


def tick() -> str:
    out = StringIO()
    call_command("tick", stdout=out)
    return out.getvalue()


def test_tick_does_everything_once_and_tells_of_it(thursday: Workshop, world: World) -> None:
    for who in ("superuser", "facilitator"):
        message(thursday, world.people[who], status="sent")
    with at(DAY - days(7)):
        said = tick()
        assert "reminders queued: 2" in said
        assert "mails seen to: 2" in said
        again = tick()
        assert "reminders queued: 0" in again
        assert "mails seen to: 0" in again


def test_tick_goes_on_past_a_job_that_fails_and_its_exit_code_says_so(
    thursday: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    from rollout.management.commands import tick as command

    def failing() -> int:
        raise RuntimeError("disk full")

    monkeypatch.setattr(command, "JOBS", (("first", failing), ("second", lambda: 5)))
    out = StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("tick", stdout=out, stderr=StringIO())
    assert ended.value.code == 1
    assert "second: 5" in out.getvalue()


def running(hours: float, workers: int = 1) -> DBTaskResult:
    return DBTaskResult.objects.create(
        args_kwargs={"args": [], "kwargs": {}},
        task_path="rollout.notifications.tasks.send_due",
        backend_name="default",
        run_after=timezone.now(),
        status="RUNNING",
        started_at=timezone.now() - dt.timedelta(hours=hours),
        worker_ids=["a"] * workers,
    )


@pytest.mark.django_db
def test_tasks_of_a_killed_worker_start_again_but_not_for_ever() -> None:
    recent, old, hopeless = running(0.1), running(2), running(2, workers=background.MOST_STARTS)
    assert background.put_back_abandoned() == {"restarted": 1, "given up": 1}
    states = [DBTaskResult.objects.get(pk=t.pk).status for t in (recent, old, hopeless)]
    assert states == ["RUNNING", "READY", "FAILED"]
