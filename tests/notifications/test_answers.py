"""Answering with one tap from the mail: who may, until when, and what they get to see."""

import datetime as dt
import re

import pytest
import time_machine
from django.conf import settings
from django.test import Client
from django.utils import timezone

from rollout.notifications.answer_links import answer_url, moment
from rollout.planning.actions import (
    answer_invitation,
    cancel_workshop,
    change_workshop,
    take_attendance,
)
from rollout.planning.models import Membership, WorkshopAttendance
from tests.personas import World

HOUR = dt.timedelta(hours=1)


def link(world: World, answer: str = "yes", who: str = "superuser") -> str:
    return answer_url(world.coming, world.people[who], answer).removeprefix(settings.BASE_URL)


def post(world: World, path: str, answer: str, **values: object) -> Client:
    """Tap as the page does; gives the browser that stands on the page after it."""
    client = Client(enforce_csrf_checks=True)
    data = {"seen": moment(world.coming), "answer": answer, **values}
    client.page = client.post(path, data, follow=True)
    return client


def text(client: Client) -> str:
    return client.page.content.decode()


def noted(world: World) -> tuple[str, str] | None:
    rows = WorkshopAttendance.objects.filter(workshop=world.coming)
    return rows.values_list("answer", "reason").first()


def test_opening_the_link_answers_nothing(world: World) -> None:
    """Mail systems open links to look at them."""
    for method in ("get", "head"):
        response = getattr(Client(), method)(link(world))
        assert response.status_code == 200
    assert noted(world) is None


def test_one_tap_answers(world: World) -> None:
    page = Client().get(link(world)).content.decode()
    assert 'data-post-at-once="yes"' in page
    assert re.search(r'name="seen" value="\d+"', page)
    assert "Du kommer" in text(post(world, link(world), "yes"))
    assert noted(world) == ("yes", "")


def test_no_is_asked_for_a_reason_and_can_be_turned_round(world: World) -> None:
    path = link(world, "no")
    assert 'name="reason"' in text(post(world, path, "no"))
    assert "Leirskole" in text(post(world, path, "no", reason=" Leirskole\0 "))
    assert noted(world) == ("no", "Leirskole")
    post(world, path, "yes")
    assert noted(world) == ("yes", "")


def test_the_page_tells_of_that_workshop_only_and_nothing_of_people(world: World) -> None:
    pages = Client().get(link(world)).content.decode() + text(post(world, link(world), "no"))
    for person in world.people.values():
        assert person.last_name not in pages
        assert person.email not in pages
    assert "Nordlia" not in pages


def test_secrets_stay_out_of_search_engines_caches_and_others_logs(world: World) -> None:
    path = link(world)
    post(world, path, "yes")
    for response in (Client().get(path), Client().get(path + "noted/")):
        assert response["Referrer-Policy"] == "no-referrer"
        assert response["Cache-Control"] == "no-store"
        assert "noindex" in response["X-Robots-Tag"]
        assert "sessionid" not in response.cookies


def test_it_is_in_the_language_of_the_one_who_is_asked(world: World) -> None:
    siri = world.people["superuser"]
    siri.language = "en"
    siri.save()
    response = Client().get(link(world), headers={"accept-language": "nb"})
    assert "Are you coming?" in response.content.decode()
    assert response["Content-Language"] == "en"


def test_the_workshop_can_be_put_into_the_calendar(world: World) -> None:
    response = Client().get(link(world) + "workshop.ics")
    assert response["Content-Type"].startswith("text/calendar")
    assert b"METHOD:PUBLISH" in response.content
    assert b"ATTENDEE" not in response.content


def changed_link(world: World, path: str) -> str:
    other = world.people["southern"].pk
    return path.replace(f"-{world.people['superuser'].pk}-", f"-{other}-")


@pytest.mark.parametrize("spoil", ["cut", "other", "salt", "rubbish"])
def test_a_link_that_was_changed_answers_nothing(world: World, spoil: str) -> None:
    path = link(world)
    spoilt = {
        "cut": path[:-4] + "/",
        "other": changed_link(world, path),
        "salt": "/answer/1-1-yes-1.abc.def/",
        "rubbish": "/answer/💥/",
    }[spoil]
    for response in (Client().get(spoilt), Client().post(spoilt, {"answer": "yes"})):
        assert response.status_code == 404
        assert "Denne lenken virker ikke" in response.content.decode()
    assert noted(world) is None


def test_a_moved_workshop_is_asked_about_anew(world: World) -> None:
    path, before = link(world), moment(world.coming)
    world.coming.starts_at += 24 * HOUR
    world.coming.ends_at += 24 * HOUR
    change_workshop(workshop=world.coming, revision=0)
    page = Client().get(path).content.decode()
    assert "Samlingen har fått nytt tidspunkt" in page
    assert "data-post-at-once" not in page
    # A page that was open while it moved doesn't answer for the new time either.
    stale = Client().post(path, {"seen": before, "answer": "yes"})
    assert "Samlingen har fått nytt tidspunkt" in stale.content.decode()
    assert noted(world) is None
    post(world, path, "yes")
    assert noted(world) == ("yes", "")


def test_a_cancelled_workshop_says_so(world: World) -> None:
    path = link(world)
    cancel_workshop(workshop=world.coming, revision=0, reason="Fasilitatoren er syk")
    client = post(world, path, "yes")
    assert client.page.status_code == 410
    assert "Fasilitatoren er syk" in text(client)
    assert noted(world) is None


def test_a_workshop_that_has_been_takes_no_answers(world: World) -> None:
    path = link(world)
    with time_machine.travel(world.coming.ends_at + HOUR):
        assert "Samlingen har vært" in text(post(world, path, "no"))
        world.coming.refresh_from_db()
        siri = world.people["superuser"]
        take_attendance(workshop=world.coming, revision=0, came=[siri.pk])
        assert "Samlingen har vært" in text(post(world, path, "no"))
    assert noted(world) == ("", "")


def test_a_link_is_too_old_after_four_hundred_days(world: World) -> None:
    path = link(world)
    with time_machine.travel(timezone.now() + dt.timedelta(days=401)):
        assert Client().get(path).status_code == 404


def test_somebody_who_has_lost_their_place_is_told(world: World) -> None:
    path = link(world)
    Membership.objects.all().delete()
    client = post(world, path, "yes")
    assert client.page.status_code == 410
    assert "ikke lenger plass" in text(client)
    assert Client().get(path + "workshop.ics").status_code == 404
    assert noted(world) is None


def test_taps_without_end_are_stopped(world: World) -> None:
    path = link(world)
    with time_machine.travel(timezone.now(), tick=False):
        codes = {post(world, path, "yes").page.status_code for _ in range(31)}
    assert codes == {200, 429}


def test_an_answer_that_is_none_of_the_two_asks_again(world: World) -> None:
    assert "Kommer du?" in text(post(world, link(world), "maybe"))
    assert noted(world) is None


def test_the_noted_page_before_any_answer_asks(world: World) -> None:
    assert Client().get(link(world) + "noted/").status_code == 302


def test_a_link_says_yes_or_no(world: World) -> None:
    with pytest.raises(ValueError, match="yes or no"):
        answer_url(world.coming, world.people["superuser"], "perhaps")


def test_who_answered_when_is_kept(world: World) -> None:
    answer_invitation(workshop=world.coming, person=world.people["superuser"], answer="yes")
    row = WorkshopAttendance.objects.get(workshop=world.coming)
    assert row.answered_at
    assert timezone.now() - row.answered_at < HOUR
