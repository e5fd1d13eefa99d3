"""Mail that would tell its reader nothing new is folded before it goes out."""

import datetime as dt

import pytest

from rollout.accounts.permissions import Kind as RoleKind
from rollout.common.dates import today
from rollout.notifications.actions.concerned import tell_those_concerned
from rollout.notifications.actions.queueing import fold
from rollout.notifications.actions.sending import send_all_due
from rollout.notifications.models import Message
from rollout.organisation.models import Person
from rollout.planning.actions import (
    answer_invitation,
    cancel_workshop,
    change_workshop,
    invite_workshops,
    move_member,
)
from rollout.planning.models import Membership, Workshop
from tests import factories as make
from tests.factories.mail import message
from tests.notifications.mail_server import Inbox
from tests.personas import World


def move(workshop: Workshop, days: int) -> None:
    fresh = Workshop.objects.get(pk=workshop.pk)
    fresh.starts_at += dt.timedelta(days=days)
    fresh.ends_at += dt.timedelta(days=days)
    change_workshop(workshop=fresh, revision=fresh.revision)


def lead_by(workshop: Workshop, person: Person) -> None:
    fresh = Workshop.objects.get(pk=workshop.pk)
    fresh.facilitator = person
    change_workshop(workshop=fresh, revision=fresh.revision)


def arrived(inbox: Inbox) -> list[str]:
    return [str(mail["Subject"]) for mail in inbox.mails]


def test_moved_there_and_back_before_the_mail_went_out_nobody_hears_of_it(
    announced: Workshop, inbox: Inbox
) -> None:
    send_all_due()
    move(announced, 7)
    assert announced.messages.filter(kind="update", status="queued").count() == 2
    move(announced, -7)
    updates = announced.messages.filter(kind="update")
    assert set(updates.values_list("status", "problem")) == {("cancelled", "folded")}
    send_all_due()
    assert len(inbox.mails) == 2


def test_whose_mail_failed_hears_nothing_of_a_move_there_and_back(
    announced: Workshop, inbox: Inbox
) -> None:
    """A mail that failed is for a lead to send again; nothing was sent, so nothing follows it."""
    send_all_due()
    announced.messages.update(status="failed", sent_at=None, problem="refused")
    move(announced, 7)
    assert announced.messages.filter(status="queued").count() == 2
    move(announced, -7)
    assert not announced.messages.filter(status="queued").exists()


def test_who_had_answered_is_asked_anew_though_it_moved_back(
    announced: Workshop, world: World, inbox: Inbox
) -> None:
    """Their answer isn't noted any more: without a mail they would think that it is."""
    send_all_due()
    answer_invitation(workshop=announced, person=world.people["superuser"], answer="yes")
    move(announced, 7)
    move(announced, -7)
    waiting = announced.messages.filter(kind="update", status="queued")
    assert [m.recipient for m in waiting] == [world.people["superuser"]]
    send_all_due()
    assert len(inbox.mails) == 3


def test_what_has_gone_out_is_told_of_again(announced: Workshop, inbox: Inbox) -> None:
    send_all_due()
    move(announced, 7)
    send_all_due()
    move(announced, -7)
    send_all_due()
    assert len(inbox.mails) == 6


def test_moved_to_another_cohort_and_back_nobody_hears_of_it(
    announced: Workshop, world: World, inbox: Inbox
) -> None:
    other = make.workshop(make.cohort(world.programme), today() + dt.timedelta(days=40))
    invite_workshops(workshops=[other])
    send_all_due()
    membership = Membership.objects.get(role__person=world.people["superuser"])
    moved = move_member(membership=membership, to=other.cohort, day=today())
    assert Message.objects.filter(status="queued").count() == 2
    move_member(membership=moved, to=announced.cohort, day=today())
    assert not Message.objects.filter(status="queued").exists()
    assert send_all_due() == 0
    assert tell_those_concerned() == 0


def test_another_facilitator_and_the_first_again_neither_hears_of_it(
    announced: Workshop, world: World, inbox: Inbox
) -> None:
    other = make.person(world.owner, "Frida Fasilitator")
    make.role(other, RoleKind.FACILITATOR, programme=world.programme)
    send_all_due()
    lead_by(announced, other)
    assert announced.messages.filter(status="queued").count() == 3
    lead_by(announced, world.people["facilitator"])
    assert send_all_due() == 0
    assert len(inbox.mails) == 2


def test_an_invitation_taken_back_waits_for_its_time_again(world: World) -> None:
    """Nobody is invited sooner than the lead said because they were moved there and back."""
    later = world.coming.starts_at - dt.timedelta(days=10)
    invite_workshops(workshops=[world.coming], send_after=later)
    membership = Membership.objects.get(role__person=world.people["superuser"])
    other = make.cohort(world.programme)
    moved = move_member(membership=membership, to=other, day=today())
    mine = world.coming.messages.get(recipient=world.people["superuser"])
    assert mine.status == "cancelled"
    move_member(membership=moved, to=world.cohort, day=today())
    mine = world.coming.messages.get(recipient=world.people["superuser"])
    assert (mine.status, mine.kind, mine.due_at) == ("queued", "invitation", later)


def test_who_never_got_the_invitation_gets_no_goodbye(announced: Workshop, world: World) -> None:
    """Neither of a place nor of a workshop; and it isn't tried again and again."""
    who = world.people["superuser"]
    announced.messages.filter(recipient=who).update(status="failed", problem="address")
    Membership.objects.filter(role__person=who).delete()
    assert [tell_those_concerned(), tell_those_concerned()] == [1, 0]
    assert list(announced.messages.filter(recipient=who).values_list("kind", "status")) == [
        ("invitation", "cancelled")
    ]
    fresh = Workshop.objects.get(pk=announced.pk)
    cancel_workshop(workshop=fresh, revision=fresh.revision, reason="Sykdom")
    assert not announced.messages.filter(kind="cancellation").exists()


@pytest.mark.parametrize("status", ["sending", "handing_over", "uncertain"])
def test_a_mail_on_its_way_is_never_touched(announced: Workshop, status: str) -> None:
    announced.messages.update(status="sent", sent_at=announced.starts_at)
    update = message(announced, announced.messages.all()[0].recipient, kind="update")
    Message.objects.filter(pk=update.pk).update(status=status, claim=update.key)
    assert fold(workshops=[announced]) == 0
    update.refresh_from_db()
    assert update.status == status


def test_a_needless_mail_stops_at_the_door(announced: Workshop, inbox: Inbox) -> None:
    """What became needless while it waited to be tried again is seen when it is claimed."""
    send_all_due()
    extra = message(announced, announced.messages.all()[0].recipient, kind="update")
    send_all_due()
    extra.refresh_from_db()
    assert (extra.status, extra.problem) == ("cancelled", "folded")
    assert len(inbox.mails) == 2
