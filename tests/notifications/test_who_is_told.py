"""Who hears of a change to an announced workshop, and who is left in peace."""

import datetime as dt

import time_machine
from django.utils import timezone

from rollout.common.dates import today
from rollout.notifications.actions.acting import cancel_message
from rollout.notifications.actions.concerned import tell_those_concerned
from rollout.notifications.actions.queueing import invite, write_anew
from rollout.notifications.actions.sending import send_all_due
from rollout.notifications.models import Message
from rollout.organisation.models import Person
from rollout.planning.actions import (
    cancel_workshop,
    change_workshop,
    move_member,
    place_superuser,
)
from rollout.planning.models import Membership, Workshop
from tests import factories as make
from tests.factories.mail import message
from tests.notifications.mail_server import Inbox
from tests.personas import World

HOUR = dt.timedelta(hours=1)


def fresh(workshop: Workshop) -> Workshop:
    return Workshop.objects.get(pk=workshop.pk)


def change_link(workshop: Workshop) -> None:
    found = fresh(workshop)
    found.link = "https://meet.example/ny"
    change_workshop(workshop=found, revision=found.revision)


def mails_to(person: Person, workshop: Workshop) -> list[tuple[str, str]]:
    rows = workshop.messages.filter(recipient=person).order_by("pk")
    return list(rows.values_list("kind", "status"))


def leave_cohort(world: World, workshop: Workshop) -> Membership:
    """The superuser meets with another cohort from today on."""
    membership = Membership.objects.get(
        role__person=world.people["superuser"], cohort=workshop.cohort
    )
    return move_member(membership=membership, to=make.cohort(world.programme), day=today())


def join_in_silence(world: World, workshop: Workshop) -> Person:
    """A superuser comes into the cohort in a way that planning doesn't tell of."""
    role = make.superuser(world.south)
    Membership.objects.create(cohort=workshop.cohort, role=role, starts_on=today())
    return role.person


def test_who_was_told_of_a_lost_place_is_invited_with_the_others(
    announced: Workshop, world: World
) -> None:
    siri, finn = world.people["superuser"], world.people["facilitator"]
    message(announced, siri, kind="place_left", status="sent")
    invite(workshop=announced)
    assert mails_to(siri, announced)[-1] == ("invitation", "queued")
    assert mails_to(finn, announced) == [("invitation", "queued")]


def test_a_new_link_while_the_workshop_goes_on_reaches_those_who_are_in_it(
    announced: Workshop, inbox: Inbox
) -> None:
    send_all_due()
    with time_machine.travel(announced.starts_at + HOUR):
        change_link(announced)
    assert announced.messages.filter(kind="update", status="queued").count() == 2


def test_a_new_link_after_the_workshop_reaches_nobody(announced: Workshop, inbox: Inbox) -> None:
    send_all_due()
    with time_machine.travel(announced.ends_at + HOUR):
        change_link(announced)
    assert set(announced.messages.values_list("kind", "status")) == {("invitation", "sent")}


def test_a_workshop_broken_off_while_it_goes_on_is_no_cancellation_by_mail(
    announced: Workshop, inbox: Inbox
) -> None:
    send_all_due()
    with time_machine.travel(announced.starts_at + HOUR):
        cancel_workshop(workshop=announced, revision=fresh(announced).revision, reason="Alarm")
    assert not announced.messages.filter(kind="cancellation").exists()


def test_a_mail_that_went_out_meanwhile_keeps_the_words_it_had(announced: Workshop) -> None:
    waiting = announced.messages.all()[0]
    Message.objects.filter(pk=waiting.pk).update(status="sent", sent_at=timezone.now())
    subject = waiting.subject
    announced.starts_at += dt.timedelta(days=7)
    write_anew(waiting, announced, "")
    waiting.refresh_from_db()
    assert (waiting.status, waiting.subject) == ("sent", subject)


def test_who_leaves_while_an_update_waits_is_told_all_the_same(
    announced: Workshop, world: World, inbox: Inbox
) -> None:
    send_all_due()
    change_link(announced)
    leave_cohort(world, announced)
    assert mails_to(world.people["superuser"], announced) == [
        ("invitation", "sent"),
        ("update", "cancelled"),
        ("place_left", "queued"),
    ]


def test_who_leaves_gets_no_reminder_that_waits(announced: Workshop, world: World) -> None:
    siri, finn = world.people["superuser"], world.people["facilitator"]
    for who in (siri, finn):
        message(announced, who, kind="reminder")
    leave_cohort(world, announced)
    reminders = announced.messages.filter(kind="reminder")
    assert reminders.get(recipient=siri).problem == "not_expected"
    assert reminders.get(recipient=finn).status == "queued"


def test_who_comes_back_to_a_workshop_that_has_moved_hears_of_the_new_day(
    announced: Workshop, world: World, inbox: Inbox
) -> None:
    send_all_due()
    moved = leave_cohort(world, announced)
    found = fresh(announced)
    found.starts_at += dt.timedelta(days=7)
    found.ends_at += dt.timedelta(days=7)
    change_workshop(workshop=found, revision=found.revision)
    move_member(membership=moved, to=announced.cohort, day=today())
    assert mails_to(world.people["superuser"], announced) == [
        ("invitation", "sent"),
        ("place_left", "cancelled"),
        ("update", "queued"),
    ]


def test_a_place_given_twice_is_told_of_once(announced: Workshop, world: World) -> None:
    new = join_in_silence(world, announced)
    assert tell_those_concerned() == 1
    role = new.roles.get()
    Membership.objects.filter(role=role).delete()
    place_superuser(role=role, cohort=announced.cohort, day=today())
    assert mails_to(new, announced) == [("place_taken", "queued")]


def test_nobody_is_asked_to_a_workshop_that_is_cancelled(announced: Workshop, world: World) -> None:
    cancel_workshop(workshop=announced, revision=fresh(announced).revision, reason="Syk")
    join_in_silence(world, announced)
    assert tell_those_concerned() == 0


def test_nobody_is_asked_to_a_workshop_that_isnt_announced(world: World) -> None:
    join_in_silence(world, world.coming)
    assert tell_those_concerned() == 0
    assert not Message.objects.exists()


def test_nobody_is_asked_to_a_workshop_that_has_begun(announced: Workshop, world: World) -> None:
    join_in_silence(world, announced)
    with time_machine.travel(announced.starts_at + HOUR):
        assert tell_those_concerned() == 0
    assert tell_those_concerned() == 1


def test_what_planning_took_back_isnt_taken_back_by_hand(announced: Workshop, world: World) -> None:
    """Somebody who left before their invitation went out, and is back, is invited."""
    membership = Membership.objects.get(role__person=world.people["superuser"])
    leave_cohort(world, announced)
    Membership.objects.create(cohort=announced.cohort, role=membership.role, starts_on=today())
    assert tell_those_concerned() == 1
    invitation = announced.messages.get(recipient=world.people["facilitator"])
    cancel_message(message=invitation, revision=invitation.revision)
    assert tell_those_concerned() == 0
