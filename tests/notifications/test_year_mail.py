"""One mail for the year: all dates, and a link to answer each; then all is as ever."""

import datetime as dt
import re
from email.message import EmailMessage
from urllib.parse import urlsplit

import pytest
from django.urls import reverse
from django.utils import timezone

from rollout.common.dates import today
from rollout.notifications.actions.sending import put_right, send_all_due
from rollout.notifications.answer_links import moment
from rollout.notifications.models import Message
from rollout.planning.actions import cancel_workshop, change_workshop, invite_workshops
from rollout.planning.models import Workshop
from tests import factories as make
from tests.notifications.mail_server import Inbox
from tests.personas import World

DAY = dt.timedelta(days=1)


@pytest.fixture
def year(world: World) -> list[Workshop]:
    """Three workshops of Siri's cohort; Finn leads the first."""
    later = [make.workshop(world.cohort, world.coming.day + n * 30 * DAY) for n in (1, 2)]
    return [world.coming, *later]


def send(world: World, year: list[Workshop], mails: str = "year") -> None:
    data = {"workshops": [workshop.pk for workshop in year], "mails": mails}
    world.client("lead").post(reverse("invitations", args=[world.programme.pk]), data)


def to(inbox: Inbox, world: World, who: str = "superuser") -> list[EmailMessage]:
    return [mail for mail in inbox.mails if mail["To"] == world.people[who].email]


def text(mail: EmailMessage) -> str:
    part = mail.get_body(("plain",))
    assert part is not None
    return str(part.get_content())


def statuses(world: World) -> dict[int, str]:
    rows = Message.objects.filter(recipient=world.people["superuser"], kind="invitation")
    return dict(rows.values_list("workshop_id", "status"))


def test_each_gets_one_mail_with_all_dates_and_no_calendar_part(
    world: World, year: list[Workshop], inbox: Inbox
) -> None:
    send(world, year)
    send_all_due()
    (mail,) = to(inbox, world)
    assert mail["Subject"] == f"Årets samlinger: {world.programme}"
    assert not [part for part in mail.walk() if "calendar" in part.get_content_type()]
    assert "3 i alt" in text(mail)
    assert len(re.findall(r"Jeg kommer: \S+/answer/", text(mail))) == 3
    assert reverse("my_calendar") in text(mail)
    assert set(statuses(world).values()) == {"sent"}


def test_one_with_a_single_workshop_gets_the_usual_mail(
    world: World, year: list[Workshop], inbox: Inbox
) -> None:
    send(world, year)
    send_all_due()
    (mail,) = to(inbox, world, "facilitator")
    assert [part for part in mail.walk() if part.get_content_type() == "text/calendar"]


def test_one_a_workshop_is_the_usual_way(world: World, year: list[Workshop], inbox: Inbox) -> None:
    send(world, year, "each")
    send_all_due()
    assert len(to(inbox, world)) == 3


def test_each_link_answers_its_own_workshop(
    world: World, year: list[Workshop], inbox: Inbox
) -> None:
    send(world, year)
    send_all_due()
    (mail,) = to(inbox, world)
    links = re.findall(r"Jeg kommer: (\S+)", text(mail))
    whole = urlsplit(links[1])
    data = {"answer": "yes", "seen": moment(year[1])}
    world.client("anonymous").post(f"{whole.path}?{whole.query}", data)
    answered = {w.pk for w in year if w.attendances.filter(answer="yes").exists()}
    assert answered == {year[1].pk}


def test_what_is_cancelled_while_it_waits_is_left_out(
    world: World, year: list[Workshop], inbox: Inbox
) -> None:
    send(world, year)
    year[0].refresh_from_db()
    cancel_workshop(workshop=year[0], revision=year[0].revision, reason="Syk")
    send_all_due()
    (mail,) = to(inbox, world)
    assert "2 i alt" in text(mail)
    assert statuses(world)[year[0].pk] == "cancelled"


def test_a_move_later_comes_with_its_own_event(
    world: World, year: list[Workshop], inbox: Inbox
) -> None:
    send(world, year)
    send_all_due()
    moved = Workshop.objects.get(pk=year[1].pk)
    moved.starts_at += DAY
    moved.ends_at += DAY
    change_workshop(workshop=moved, revision=moved.revision)
    send_all_due()
    _year, update = to(inbox, world)
    assert [part for part in update.walk() if part.get_content_type() == "text/calendar"]


def test_a_mail_that_waited_goes_out_as_one_after_the_server_was_busy(
    world: World, year: list[Workshop], inbox: Inbox
) -> None:
    inbox.to_data = lambda number: "451 Try again later"
    send(world, year)
    send_all_due()
    assert set(statuses(world).values()) == {"queued"}
    inbox.to_data = lambda number: "250 OK"
    before = len(to(inbox, world))
    Message.objects.filter(status="queued").update(due_at=timezone.now())
    send_all_due()
    assert len(to(inbox, world)) - before == 1
    assert set(statuses(world).values()) == {"sent"}


def test_a_killed_worker_leaves_the_whole_of_it(world: World, year: list[Workshop]) -> None:
    send(world, year)
    mine = Message.objects.filter(recipient=world.people["superuser"])
    mine.update(
        status="handing_over",
        claim="7b6f0f6e-6f4b-4d27-9a4e-5a34b1c1a0aa",
        claimed_at=timezone.now() - DAY,
    )
    put_right()
    assert set(mine.values_list("status", flat=True)) == {"uncertain"}


def test_words_changed_by_hand_go_out_by_themselves(
    world: World, year: list[Workshop], inbox: Inbox
) -> None:
    send(world, year)
    edited = Message.objects.get(recipient=world.people["superuser"], workshop=year[2])
    Message.objects.filter(pk=edited.pk).update(body="Eget ord", is_edited=True)
    send_all_due()
    bodies = [text(mail) for mail in to(inbox, world)]
    assert len(bodies) == 2
    assert sum("Eget ord" in body for body in bodies) == 1


def test_asked_twice_nobody_is_asked_anew(world: World, year: list[Workshop]) -> None:
    invite_workshops(workshops=year, as_one=True)
    invite_workshops(workshops=year, as_one=True)
    assert len(statuses(world)) == 3
    assert today() < year[0].day
