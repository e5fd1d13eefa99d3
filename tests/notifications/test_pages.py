"""The outbox on pages: what a lead and a facilitator see of the mail, and do with it."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from rollout.notifications.models import Message, ReminderTimes
from rollout.planning.models import Workshop
from tests import factories as make
from tests.factories.mail import message
from tests.personas import World

Status = Message.Status


def act(world: World, mail: Message, name: str, who: str = "lead", **values: object) -> object:
    address = reverse("mail_act", args=[world.programme.pk, mail.pk])
    data = {"act": name, "revision": mail.revision, **values}
    response = world.client(who).post(address, data)
    mail.refresh_from_db()
    return response


def see(world: World, mail: Message, who: str = "lead") -> str:
    address = reverse("mail_message", args=[world.programme.pk, mail.pk])
    return world.client(who).get(address).content.decode()


def mail_to_superuser(world: World, **fields: object) -> Message:
    return message(world.coming, world.people["superuser"], **fields)


@pytest.mark.parametrize(
    ("before", "name", "after"),
    [
        ("queued", "hold", "held"),
        ("held", "release", "queued"),
        ("queued", "cancel", "cancelled"),
        ("held", "cancel", "cancelled"),
        ("failed", "retry", "queued"),
        ("failed", "cancel", "cancelled"),
        ("uncertain", "again", "queued"),
        ("uncertain", "arrived", "sent"),
        ("sent", "cancel", "sent"),
        ("sent", "retry", "sent"),
        ("queued", "arrived", "queued"),
        ("queued", "nonsense", "queued"),
    ],
)
def test_what_can_be_done_with_a_mail(world: World, before: str, name: str, after: str) -> None:
    mail = mail_to_superuser(world, status=before)
    act(world, mail, name)
    assert mail.status == after


def test_a_page_that_has_gone_stale_changes_nothing(world: World) -> None:
    mail = mail_to_superuser(world)
    Message.objects.update(revision=5)
    act(world, mail, "cancel")
    assert mail.status == "queued"


def test_a_double_click_does_it_once(world: World) -> None:
    mail = mail_to_superuser(world, status="failed")
    first = Message.objects.get(pk=mail.pk)
    act(world, mail, "retry")
    act(world, first, "retry")
    mail.refresh_from_db()
    assert (mail.status, mail.revision) == ("queued", 1)


def test_words_are_changed_while_the_mail_waits(world: World) -> None:
    mail = mail_to_superuser(world)
    address = reverse("mail_message", args=[world.programme.pk, mail.pk])
    data = {"subject": "Husk\nkake", "body": "Hei!\n\n<b>Kom</b>", "revision": 0}
    world.client("lead").post(address, data)
    mail.refresh_from_db()
    assert (mail.subject, mail.is_edited) == ("Husk kake", True)
    page = see(world, mail)
    assert "&lt;b&gt;Kom&lt;/b&gt;" in page
    response = world.client("lead").post(address, {**data, "subject": "Annet"})
    mail.refresh_from_db()
    assert mail.subject == "Husk kake"
    assert response.status_code == 302


def test_words_of_a_mail_that_has_gone_cant_be_changed(world: World) -> None:
    mail = mail_to_superuser(world, status="sent")
    address = reverse("mail_message", args=[world.programme.pk, mail.pk])
    world.client("lead").post(address, {"subject": "x", "body": "y", "revision": 0})
    mail.refresh_from_db()
    assert mail.subject != "x"
    assert 'name="subject"' not in see(world, mail)


def test_empty_words_are_told_and_nothing_is_lost(world: World) -> None:
    mail = mail_to_superuser(world)
    address = reverse("mail_message", args=[world.programme.pk, mail.pk])
    response = world.client("lead").post(address, {"subject": "", "body": "Hei", "revision": 0})
    assert "subject" in response.context["form"].errors
    mail.refresh_from_db()
    assert mail.subject


def test_the_preview_gives_nobody_elses_answer_links(world: World) -> None:
    assert "/answer/" not in see(world, mail_to_superuser(world))


@pytest.mark.parametrize("status", Status.values)
def test_every_state_has_its_page(world: World, status: str) -> None:
    fields = {"claim": "00000000-0000-0000-0000-000000000001"} if "ing" in status else {}
    mail = mail_to_superuser(world, status=status, problem="lost", detail="451 x", **fields)
    assert mail.get_status_display() in see(world, mail)
    page = world.client("lead").get(reverse("workshop", args=[world.programme.pk, world.coming.pk]))
    assert mail.get_status_display() in page.content.decode()


def test_a_facilitator_sees_to_the_mail_of_their_own_workshops(world: World) -> None:
    mail = mail_to_superuser(world)
    assert "Siri" in see(world, mail, "facilitator")
    act(world, mail, "hold", "facilitator")
    assert mail.status == "held"
    Workshop.objects.update(facilitator=None)
    address = reverse("mail_message", args=[world.programme.pk, mail.pk])
    assert world.client("facilitator").get(address).status_code == 404
    assert act(world, mail, "release", "facilitator").status_code == 404
    all_of_it = reverse("workshop_mail", args=[world.programme.pk, world.coming.pk])
    assert world.client("facilitator").post(all_of_it).status_code == 403


@pytest.mark.parametrize("who", ["superuser", "principal", "reader", "it"])
def test_others_see_the_workshop_without_its_mail(world: World, who: str) -> None:
    mail_to_superuser(world)
    page = world.client(who).get(reverse("workshop", args=[world.programme.pk, world.coming.pk]))
    assert 'id="mail"' not in page.content.decode()


def test_another_programmes_mail_is_404(world: World) -> None:
    mail = mail_to_superuser(world)
    other = make.programme(world.owner, [], "Annet")
    address = reverse("mail_message", args=[other.pk, mail.pk])
    assert world.client("lead").get(address).status_code == 404


def test_everything_is_held_back_and_let_go_at_once(world: World) -> None:
    mails = [mail_to_superuser(world), message(world.coming, world.people["facilitator"])]
    reread = mail_to_superuser(world, status="held", problem="reread")
    address = reverse("workshop_mail", args=[world.programme.pk, world.coming.pk])
    world.client("lead").post(address, {"act": "hold"})
    assert set(Message.objects.values_list("status", flat=True)) == {"held"}
    world.client("lead").post(address, {"act": "release"})
    states = {m.pk: m.status for m in Message.objects.all()}
    assert [states[m.pk] for m in mails] == ["queued", "queued"]
    assert states[reread.pk] == "held"


def test_the_list_shows_what_needs_somebody_first_and_filters(world: World) -> None:
    for status in ("sent", "queued", "uncertain", "failed"):
        mail_to_superuser(world, status=status)
    address = reverse("mail", args=[world.programme.pk])
    table = world.client("lead").get(address).context["table"]
    assert [row.record.status for row in table.rows] == ["failed", "uncertain", "queued", "sent"]
    table = world.client("lead").get(address, {"status": "failed"}).context["table"]
    assert [row.record.status for row in table.rows] == ["failed"]
    assert world.client("lead").get(address, {"q": "siri"}).context["table"].paginator.count == 4
    csv = world.client("lead").get(address, {"export": "csv"})
    assert world.people["superuser"].last_name in csv.content.decode("utf-8-sig")


def test_mail_that_nothing_sends_is_told_of(world: World) -> None:
    mail_to_superuser(world, due_at=timezone.now() - dt.timedelta(minutes=5))
    address = reverse("mail", args=[world.programme.pk])
    assert world.client("lead").get(address).context["overdue"] == 0
    Message.objects.update(due_at=timezone.now() - dt.timedelta(hours=1))
    assert world.client("lead").get(address).context["overdue"] == 1


def test_no_mail_yet_says_how_to_begin(world: World) -> None:
    page = world.client("lead").get(reverse("mail", args=[world.programme.pk])).content.decode()
    assert reverse("invitations", args=[world.programme.pk]) in page


@pytest.mark.parametrize("name", ["mail", "workshop"])
def test_pages_cost_the_same_queries_for_one_mail_and_for_three(
    world: World, name: str, django_assert_num_queries: object
) -> None:
    arguments = [world.programme.pk] + ([world.coming.pk] if name == "workshop" else [])
    client, address = world.client("lead"), reverse(name, args=arguments)
    mail_to_superuser(world)
    client.get(address)
    expected = {"mail": 9, "workshop": 16}[name]
    with django_assert_num_queries(expected):
        client.get(address)
    mail_to_superuser(world, status="failed")
    message(world.coming, world.people["facilitator"])
    with django_assert_num_queries(expected):
        client.get(address)


def test_a_lead_chooses_when_to_remind(world: World) -> None:
    address = reverse("reminders", args=[world.programme.pk])
    data = {"is_on": "on", "before_first": "5", "before_last": "", "session_after": "4",
            "attendance_after": "2", "earliest": "08:00"}  # fmt: skip
    assert world.client("lead").post(address, data).status_code == 302
    times = ReminderTimes.objects.get(programme=world.programme)
    assert (times.before, times.attendance_after) == ([5], 2)


@pytest.mark.parametrize(
    "wrong", [{"before_first": "1", "before_last": "3"}, {"earliest": "03:00"}]
)
def test_times_that_make_no_sense_are_told(world: World, wrong: dict[str, str]) -> None:
    data = {"is_on": "on", "before_first": "7", "before_last": "1", "earliest": "07:00", **wrong}
    response = world.client("lead").post(reverse("reminders", args=[world.programme.pk]), data)
    assert response.context["form"].errors
    assert not ReminderTimes.objects.exists()
