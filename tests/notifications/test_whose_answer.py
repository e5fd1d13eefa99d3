"""Whose an answer by mail is: by its signed address, by the sender’s addresses, or by a lead."""

import datetime as dt
import io
from email import message_from_bytes
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from rollout.notifications import ical
from rollout.notifications.actions.replies import Unclear, take_reply
from rollout.notifications.models import UnclearAnswer
from rollout.notifications.replies import NotAReply
from rollout.notifications.reply_addresses import reply_address, signed_person, tokens_in
from rollout.organisation.keeping.actions import add_address
from rollout.organisation.keeping.models import MergedPerson
from rollout.planning.models import WorkshopAttendance
from tests.notifications.mails import reply
from tests.personas import World

HOME = "siri@privat.example"


@pytest.fixture
def per_person(settings: Any) -> None:
    settings.REPLY_TO_EMAIL = "Rollout <svar@rollout.example>"
    settings.REPLY_PER_PERSON = True


def sent(world: World, to: str = "", form: str = "google", **values: Any) -> bytes:
    """The superuser's answer, as it arrives at an address of the inbox."""
    mail = message_from_bytes(reply(form, world.coming, world.people["superuser"], **values))
    if to:
        mail.replace_header("To", to)
    return mail.as_bytes()


def noted(world: World, who: str = "superuser") -> str:
    row = WorkshopAttendance.objects.filter(workshop=world.coming, person=world.people[who]).first()
    return row.answer if row else ""


def address_of(world: World, who: str = "superuser") -> str:
    return reply_address(world.people[who].pk)


@pytest.mark.usefixtures("per_person")
def test_an_invitation_s_answers_go_to_the_person_s_own_address(world: World) -> None:
    people = world.people
    found = {
        who: str(Calendar.from_ical(ical.request(world.coming, people[who])).events[0]["ORGANIZER"])
        for who in ("superuser", "facilitator")
    }
    assert found["superuser"] == f"mailto:{address_of(world)}"
    assert found["superuser"] != found["facilitator"]
    again = Calendar.from_ical(ical.cancel(world.coming, people["superuser"])).events[0]
    assert str(again["ORGANIZER"]) == found["superuser"]


def test_an_inbox_that_is_shared_has_no_plus_addresses(world: World) -> None:
    event = Calendar.from_ical(ical.request(world.coming, world.people["superuser"])).events[0]
    assert str(event["ORGANIZER"]) == "mailto:rollout@localhost"


@pytest.mark.usefixtures("per_person")
def test_an_address_keeps_its_sign_whatever_mail_does_to_its_letters() -> None:
    (token,) = tokens_in([f"Rollout <{reply_address(42).upper()}>"])
    assert signed_person(token) == 42
    assert len(reply_address(123456789012).partition("@")[0]) <= 64


@pytest.mark.usefixtures("per_person")
@pytest.mark.parametrize("form", ["outlook", "google", "apple"])
def test_the_address_tells_whose_it_is_wherever_it_is_sent_from(world: World, form: str) -> None:
    take_reply(mail=sent(world, address_of(world), form, sender=HOME, attendee=HOME))
    assert noted(world) == "yes"


@pytest.mark.usefixtures("per_person")
def test_a_forged_or_unknown_sign_counts_for_nobody_and_is_kept(world: World) -> None:
    local, _sign = address_of(world).split("-")
    forged = f"{local}-00000000000000000000@rollout.example"
    with pytest.raises(Unclear):
        take_reply(mail=sent(world, forged, sender=HOME, attendee=HOME))
    assert noted(world) == ""
    assert UnclearAnswer.objects.get().why == "not_signed"


@pytest.mark.usefixtures("per_person")
def test_another_owner_s_sign_counts_for_nobody_here(world: World) -> None:
    with pytest.raises(Unclear):
        take_reply(mail=sent(world, address_of(world, "stranger"), sender=HOME, attendee=HOME))
    assert noted(world) == ""


@pytest.mark.usefixtures("per_person")
def test_a_colleague_who_got_it_forwarded_does_not_answer_for_one(world: World) -> None:
    colleague = world.people["southern"].email
    with pytest.raises(Unclear):
        take_reply(mail=sent(world, address_of(world), sender=colleague, attendee=colleague))
    assert noted(world) == ""
    assert UnclearAnswer.objects.get().why == "forwarded"


@pytest.mark.usefixtures("per_person")
def test_a_merged_person_s_address_is_the_one_s_who_they_are(world: World) -> None:
    MergedPerson.objects.create(person=world.people["superuser"], was_id=987654, name="Siri S.")
    take_reply(mail=sent(world, reply_address(987654), sender=HOME, attendee=HOME))
    assert noted(world) == "yes"


@pytest.mark.parametrize("attendee", [HOME, ""])
def test_an_answer_from_another_address_counts(world: World, attendee: str) -> None:
    superuser = world.people["superuser"]
    add_address(person=superuser, email=HOME)
    take_reply(mail=sent(world, sender=HOME, attendee=attendee or superuser.email))
    assert noted(world) == "yes"


def keep_one(world: World, sender: str = HOME, **values: Any) -> UnclearAnswer:
    with pytest.raises(Unclear):
        take_reply(mail=sent(world, sender=sender, **({"attendee": sender} | values)))
    return UnclearAnswer.objects.latest("pk")


def settle(world: World, kept: UnclearAnswer, who: str = "superuser", **values: str) -> Any:
    url = reverse("unclear_settle", args=[world.programme.pk, kept.pk])
    return world.client("lead").post(url, {"person": world.people[who].pk} | values, follow=True)


def test_an_unclear_answer_is_kept_once_and_settled_with_one_tap(world: World) -> None:
    moment = f"{timezone.now().astimezone(dt.UTC):%Y%m%dT%H%M%SZ}"
    for _time in range(2):
        kept = keep_one(world, stamp=moment)
    assert UnclearAnswer.objects.count() == 1
    page = world.client("lead").get(reverse("unclear_answers", args=[world.programme.pk]))
    assert "Det er fra Siri Superbruker" in page.content.decode()
    settle(world, kept)
    assert noted(world) == "yes"
    kept.refresh_from_db()
    assert kept.settled_by == world.people["lead"]


def test_a_second_tap_changes_nothing(world: World) -> None:
    kept = keep_one(world)
    settle(world, kept)
    page = settle(world, kept, "facilitator").content.decode()
    assert "allerede avklart" in page
    assert noted(world, "facilitator") == ""


def test_an_address_that_is_remembered_is_clear_the_next_time(world: World) -> None:
    settle(world, keep_one(world), remembers="on")
    later = f"{timezone.now() + dt.timedelta(minutes=5):%Y%m%dT%H%M%SZ}"
    take_reply(mail=sent(world, sender=HOME, attendee=HOME, partstat="DECLINED", stamp=later))
    assert not UnclearAnswer.objects.filter(settled_at__isnull=True).exists()


def test_one_that_is_nobody_s_goes(world: World) -> None:
    kept = keep_one(world)
    url = reverse("unclear_leave_out", args=[world.programme.pk, kept.pk])
    world.client("lead").post(url)
    page = world.client("lead").get(reverse("unclear_answers", args=[world.programme.pk]))
    assert HOME not in page.content.decode()
    assert noted(world) == ""


def test_it_can_not_be_given_to_somebody_without_a_place(world: World) -> None:
    kept = keep_one(world)
    page = settle(world, kept, "teacher").content.decode()
    assert "ikke plass på samlingen" in page
    kept.refresh_from_db()
    assert kept.settled_at is None


def test_what_can_no_longer_be_answered_is_not_kept(world: World) -> None:
    mail = sent(world, sender=HOME, attendee=HOME)
    world.coming.status = "cancelled"
    world.coming.save()
    with pytest.raises(NotAReply, match="cancelled"):
        take_reply(mail=mail)
    assert not UnclearAnswer.objects.exists()


def test_another_owner_settles_nothing(world: World) -> None:
    kept = keep_one(world)
    url = reverse("unclear_settle", args=[world.programme.pk, kept.pk])
    given = {"person": world.people["superuser"].pk}
    assert world.client("stranger").post(url, given).status_code == 404
    assert settle(world, kept, "stranger").status_code == 404
    assert noted(world) == ""


def test_the_command_says_that_it_is_kept(world: World, tmp_path: Path) -> None:
    file = tmp_path / "svar.eml"
    file.write_bytes(sent(world, sender=HOME, attendee=HOME))
    out = io.StringIO()
    call_command("read_reply", file, stdout=out)
    assert "kept for the project lead" in out.getvalue()


@pytest.mark.parametrize("answers", [1, 3])
def test_the_list_asks_the_same_number_of_times(
    world: World, answers: int, django_assert_num_queries: Any
) -> None:
    for number in range(answers):
        keep_one(world, f"en{number}@privat.example")
    lead, url = world.client("lead"), reverse("unclear_answers", args=[world.programme.pk])
    lead.get(url)
    with django_assert_num_queries(9):
        lead.get(url)
