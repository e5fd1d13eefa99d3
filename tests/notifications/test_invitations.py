"""Sending invitations: who gets one, once, and what it says."""

import datetime as dt
import re

import pytest
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from rollout.calendars.models import Venue
from rollout.common.dates import local, today
from rollout.notifications.actions.sending import send_all_due
from rollout.notifications.models import Message
from rollout.organisation.models import Person
from rollout.planning.actions import invite_workshops
from rollout.planning.models import Workshop
from tests import factories as make
from tests.notifications.mail_server import Inbox
from tests.personas import World


def page(world: World) -> str:
    return reverse("invitations", args=[world.programme.pk])


def send(world: World, *workshops: Workshop, **values: str) -> object:
    data = {"workshops": [w.pk for w in workshops], **values}
    return world.client("lead").post(page(world), data)


def test_members_and_the_facilitator_are_asked(world: World) -> None:
    send(world, world.coming)
    world.coming.refresh_from_db()
    assert world.coming.invited_at
    mails = Message.objects.filter(workshop=world.coming)
    expected = {world.people["superuser"], world.people["facilitator"]}
    assert {m.recipient for m in mails} == expected
    assert {(m.kind, m.status) for m in mails} == {("invitation", "queued")}


def test_a_double_click_sends_once(world: World) -> None:
    send(world, world.coming)
    response = send(world, world.coming)
    assert Message.objects.count() == 2
    said = world.client("lead").get(response["Location"]).content.decode()
    assert response.status_code == 302
    assert said


def test_a_wild_workshop_is_told_and_nothing_is_sent(world: World) -> None:
    response = world.client("lead").post(page(world), {"workshops": [world.coming.pk, "9" * 40]})
    assert response.status_code == 200
    assert not Message.objects.exists()


def test_the_list_tells_of_workshops_that_arent_announced(world: World) -> None:
    address = reverse("workshops", args=[world.programme.pk])
    link = f'href="{page(world)}"'
    assert link in world.client("lead").get(address).content.decode()
    assert link not in world.client("facilitator").get(address).content.decode()
    send(world, world.coming)
    assert link not in world.client("lead").get(address).content.decode()


def test_the_page_counts_mails_and_shows_what_will_be_read(world: World) -> None:
    make.workshop(world.cohort, today() + dt.timedelta(days=60))
    response = world.client("lead").get(page(world))
    (group,) = response.context["cohorts"]
    assert [row["mails"] for row in group["rows"]] == [2, 1]
    assert "Siri" in response.context["letter"].paragraphs[0]
    assert response.context["letter"].paragraphs[0] in response.content.decode()


def test_the_weeks_ahead_are_ticked_and_the_mails_counted(world: World) -> None:
    later = make.workshop(world.cohort, today() + dt.timedelta(days=120))
    context = world.client("lead").get(page(world)).context
    assert str(world.coming.pk) in context["chosen"]
    assert str(later.pk) not in context["chosen"]
    assert context["mails"] == 2


def test_the_lead_can_choose_a_time(world: World) -> None:
    day = today() + dt.timedelta(days=3)
    send(world, world.coming, day=day.isoformat(), time="08:30")
    assert {m.due_at for m in Message.objects.all()} == {local(day, dt.time(8, 30))}
    assert send_all_due() == 0


@pytest.mark.parametrize("days", [-1, 40])
def test_a_time_that_is_past_or_after_the_workshop_is_refused(world: World, days: int) -> None:
    day = today() + dt.timedelta(days=days)
    response = send(world, world.coming, day=day.isoformat())
    assert "day" in response.context["form"].errors
    assert not Message.objects.exists()


def test_nothing_chosen_is_told(world: World) -> None:
    response = send(world)
    assert "workshops" in response.context["form"].errors


def test_another_owners_workshop_cant_be_announced(world: World) -> None:
    owner = make.school_owner()
    other = make.workshop(make.cohort(make.programme(owner)))
    send(world, other)
    other.refresh_from_db()
    assert other.invited_at is None


def test_past_cancelled_and_announced_ones_are_left_alone(world: World) -> None:
    past = make.workshop(world.cohort, today() - dt.timedelta(days=5))
    off = make.workshop(world.cohort, today() + dt.timedelta(days=50), status="cancelled")
    assert invite_workshops(workshops=[past, off, world.held]) == []
    assert not Message.objects.exists()


def furnish(workshop: Workshop, world: World) -> None:
    workshop.kit = world.kit
    workshop.venue = Venue.objects.create(
        owner=world.owner, name="Kulturhuset", address="Storgata 1"
    )
    workshop.save()


def test_the_mail_has_text_html_and_a_calendar_part_of_the_same_method(
    world: World, inbox: Inbox
) -> None:
    furnish(world.coming, world)
    send(world, world.coming)
    assert send_all_due() == 2
    mail = next(
        m
        for m in inbox.mails
        if "siri" not in m["To"] and m["To"] == world.people["superuser"].email
    )
    kept = Message.objects.get(recipient=world.people["superuser"])
    assert mail["Message-ID"] == kept.message_id
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Reply-To"] == world.people["facilitator"].email
    assert mail.get_content_type() == "multipart/mixed"
    alternatives, attached = mail.iter_parts()
    kinds = [part.get_content_type() for part in alternatives.iter_parts()]
    assert kinds == ["text/plain", "text/html", "text/calendar"]
    calendar_part = list(alternatives.iter_parts())[2]
    assert calendar_part.get_param("method") == "REQUEST"
    assert calendar_part.get_content_charset() == "utf-8"
    calendar = Calendar.from_ical(calendar_part.get_content())
    assert calendar["METHOD"] == "REQUEST"
    event = calendar.walk("VEVENT")[0]
    assert str(world.coming.uid) in event["UID"]
    assert world.people["superuser"].email in event["ATTENDEE"]
    assert attached.get_filename() == "invite.ics"
    assert Calendar.from_ical(attached.get_content())["METHOD"] == "REQUEST"
    text, html = (part.get_content() for part in list(alternatives.iter_parts())[:2])
    for part in (text, html):
        for said in ("Kulturhuset, Storgata 1", "Samskriving", "Finn Fasilitator", "Siri"):
            assert said in part
    assert text.count("/answer/") == 2
    assert html.count("/answer/") == 2
    assert "<script" not in html
    assert 'class="button button--main" href=' in html
    assert re.search(r'button--main"[^>]*style="[^"]*background-color: ?#0a5fa8', html)
    assert "<style" not in html


def test_the_facilitator_is_asked_without_answer_buttons(world: World, inbox: Inbox) -> None:
    send(world, world.coming)
    send_all_due()
    mail = next(m for m in inbox.mails if m["To"] == world.people["facilitator"].email)
    assert "/answer/" not in mail.get_body(("plain",)).get_content()


def test_each_reads_it_in_their_own_language(world: World, inbox: Inbox) -> None:
    Person.objects.filter(pk=world.people["superuser"].pk).update(language="en")
    send(world, world.coming)
    send_all_due()
    by_reader = {mail["To"]: mail for mail in inbox.mails}
    english = by_reader[world.people["superuser"].email]
    assert english["Subject"].startswith("Workshop ")
    assert english["Content-Language"] == "en"
    assert "Questions?" in english.get_body(("plain",)).get_content()
    norwegian = by_reader[world.people["facilitator"].email]
    assert norwegian["Content-Language"] == "nb"


@pytest.mark.parametrize(("month", "day"), [(3, 28), (3, 30), (10, 24), (10, 26)])
def test_days_and_times_are_those_of_the_clock_on_the_wall(
    world: World, month: int, day: int
) -> None:
    """Just before and after the clock is changed in spring and autumn of 2026."""
    when = dt.date(2026, month, day)
    Workshop.objects.filter(pk=world.coming.pk).update(
        starts_at=local(when, dt.time(12, 30)), ends_at=local(when, dt.time(15))
    )
    from rollout.notifications.actions.queueing import draft
    from rollout.notifications.letters import letter_for

    workshop = Workshop.objects.get(pk=world.coming.pk)
    letter = letter_for(draft("invitation", workshop, world.people["superuser"]), today())
    assert "12.30–15.00" in letter.facts[0].text
    assert f" {day}. " in letter.facts[0].text
    assert letter.facts[0].text.split()[0] in ("lørdag", "mandag")


def test_the_page_costs_the_same_queries_for_one_workshop_and_for_three(
    world: World, django_assert_num_queries: object
) -> None:
    client = world.client("lead")
    client.get(page(world))
    with django_assert_num_queries(9):
        client.get(page(world))
    for days in (60, 90):
        make.workshop(make.cohort(world.programme), today() + dt.timedelta(days=days))
    with django_assert_num_queries(9):
        client.get(page(world))


def test_a_kept_time_is_in_the_future_of_the_invitation(world: World) -> None:
    before = timezone.now()
    send(world, world.coming)
    world.coming.refresh_from_db()
    assert before <= world.coming.invited_at <= timezone.now()


def test_workshops_without_a_kit_are_named_before_they_are_announced(world: World) -> None:
    with_kit = make.workshop(world.cohort, today() + dt.timedelta(days=60), about=world.kit)
    response = world.client("lead").get(page(world))
    assert response.context["without_kit"] == [world.coming]
    shown = response.content.decode()
    assert "1 samling har ingen læringspakke ennå" in shown
    assert f'href="{reverse("kits_hand_out", args=[world.programme.pk])}"' in shown
    for workshop, is_named in ((world.coming, True), (with_kit, False)):
        link = reverse("workshop_change", args=[world.programme.pk, workshop.pk])
        assert (link in shown) is is_named
    world.coming.kit = world.kit
    world.coming.save()
    assert "ingen læringspakke ennå" not in world.client("lead").get(page(world)).content.decode()


def test_what_went_out_without_a_kit_is_told(world: World) -> None:
    with_kit = make.workshop(world.cohort, today() + dt.timedelta(days=60), about=world.kit)
    said = world.client("lead").post(page(world), {"workshops": [with_kit.pk]}, follow=True)
    assert "har ingen læringspakke ennå. Del ut" not in said.content.decode()
    said = world.client("lead").post(page(world), {"workshops": [world.coming.pk]}, follow=True)
    assert "1 av samlingene har ingen læringspakke ennå. Del ut" in said.content.decode()
