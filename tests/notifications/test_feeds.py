"""Calendars that phones fetch: what each may see now, and nothing once the role has ended."""

import datetime as dt
import io
import logging
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar, Event

from rollout.common.dates import today
from rollout.common.logs import HideSecrets
from rollout.notifications.actions.feeds import make_feed, renew_feed, revoke_feed
from rollout.notifications.feed_entries import CANCELLED_STAYS
from rollout.notifications.feeds import address_of
from rollout.notifications.models import Feed
from rollout.organisation.access import ActingRole, acting_roles_of
from rollout.organisation.actions import end_role
from rollout.planning.actions import answer_invitation, cancel_workshop, move_member
from rollout.planning.guests.actions import take_place
from rollout.planning.models import Membership, Workshop
from tests import factories as make
from tests.personas import World
from tests.planning.guests import make_swap

DAY = dt.timedelta(days=1)
ROLES = ["superuser", "principal", "facilitator", "lead"]


def acting_role(world: World, who: str) -> ActingRole:
    return acting_roles_of(world.people[who].user.pk, today())[0]


def feed(world: World, who: str = "superuser") -> Feed:
    return make_feed(acting_role=acting_role(world, who))


def path(of: Feed) -> str:
    return address_of(of).removeprefix(settings.BASE_URL)


def fetch(world: World, who: str = "superuser", **headers: str) -> Any:
    return Client().get(path(feed(world, who)), headers=headers)


def events(world: World, who: str = "superuser") -> dict[str, Event]:
    """What a calendar understands, by UID without the domain."""
    found = Calendar.from_ical(fetch(world, who).content).walk("VEVENT")
    return {str(e["UID"]).partition("@")[0]: e for e in found}


def seen(world: World, who: str) -> set[str]:
    return set(events(world, who))


def uids(*workshops: Workshop) -> set[str]:
    return {str(workshop.uid) for workshop in workshops}


def elsewhere(world: World) -> Workshop:
    """A workshop of the southern school's cohort, which nobody of the north goes to."""
    role = world.people["southern"].roles.get()
    return make.workshop(make.cohort(world.programme, [role]), today() + 20 * DAY)


def test_each_role_gets_what_concerns_it(world: World) -> None:
    south = elsewhere(world)
    other = make.programme(world.owner, [world.south], "Et annet program")
    beside = make.workshop(make.cohort(other), today() + 25 * DAY)
    mine = uids(world.held, world.coming)
    assert seen(world, "superuser") == mine
    assert seen(world, "principal") == mine
    assert seen(world, "facilitator") == mine
    assert seen(world, "southern") == uids(south)
    assert seen(world, "lead") == mine | uids(south, beside)
    assert seen(world, "stranger") == set()


def test_a_lead_of_one_programme_gets_that_one_only(world: World) -> None:
    other = make.programme(world.owner, [world.south], "Et annet program")
    make.workshop(make.cohort(other), today() + 25 * DAY)
    role = world.people["lead"].roles.get()
    role.programme = world.programme
    role.save()
    assert seen(world, "lead") == uids(world.held, world.coming)


def test_a_superuser_who_changes_cohort_keeps_the_past_and_gets_the_new(world: World) -> None:
    south = elsewhere(world)
    membership = Membership.objects.get(role__person=world.people["superuser"])
    move_member(membership=membership, to=south.cohort, day=today())
    assert seen(world, "superuser") == uids(world.held, south)


def test_a_principal_reads_who_of_their_own_is_away(world: World) -> None:
    southern = world.people["southern"].roles.get()
    Membership.objects.create(
        cohort=world.cohort, role=southern, starts_on=world.programme.starts_on
    )
    kari = make.superuser(world.north, "Kari Også")
    Membership.objects.create(cohort=world.cohort, role=kari, starts_on=world.programme.starts_on)
    answer_invitation(workshop=world.coming, person=kari.person, answer="no", reason="Syk mor")
    event = events(world, "principal")[str(world.coming.uid)]
    assert "(1 superbruker er borte)" in event["SUMMARY"]
    assert "Siri Superbruker: ikke svart ennå" in event["DESCRIPTION"]
    assert "Kari Også: kan ikke komme" in event["DESCRIPTION"]
    assert "Sara" not in event["DESCRIPTION"]
    assert "Syk mor" not in event["DESCRIPTION"]
    assert event["TRANSP"] == "TRANSPARENT"


@pytest.mark.parametrize("who", ["lead", "facilitator"])
def test_those_who_plan_read_how_many_without_names(world: World, who: str) -> None:
    siri = world.people["superuser"]
    answer_invitation(workshop=world.coming, person=siri, answer="yes")
    event = events(world, who)[str(world.coming.uid)]
    assert "1 kommer, 0 kan ikke komme" in event["DESCRIPTION"]
    assert "Siri" not in event["DESCRIPTION"]
    assert event["TRANSP"] == ("OPAQUE" if who == "facilitator" else "TRANSPARENT")


def test_a_superuser_who_cannot_come_has_the_time_free(world: World) -> None:
    answer_invitation(workshop=world.coming, person=world.people["superuser"], answer="no")
    event = events(world)[str(world.coming.uid)]
    assert event["TRANSP"] == "TRANSPARENT"
    assert "(du kan ikke komme)" in event["SUMMARY"]


def test_a_cancelled_workshop_stays_struck_out_for_a_while(world: World) -> None:
    cancel_workshop(workshop=world.coming, revision=0, reason="Syk")
    event = events(world)[str(world.coming.uid)]
    assert (event["STATUS"], event["TRANSP"]) == ("CANCELLED", "TRANSPARENT")
    assert event["SUMMARY"].startswith("Avlyst: Samling")
    with time_machine.travel(world.coming.ends_at + CANCELLED_STAYS + DAY):
        assert str(world.coming.uid) not in seen(world, "superuser")


def test_a_feed_is_never_the_door_to_a_role_that_has_ended(world: World) -> None:
    """The calendar is then empty rather than gone, so that the phone's copy empties too."""
    address = path(feed(world))
    end_role(role=world.people["superuser"].roles.get(), ends_on=today() - DAY, reason="Sluttet")
    response = Client().get(address)
    assert response.status_code == 200
    assert Calendar.from_ical(response.content).walk("VEVENT") == []
    assert "Nordlia" not in response.content.decode()


def test_a_feed_is_empty_when_its_owner_may_no_longer_sign_in(world: World) -> None:
    address = path(feed(world, "lead"))
    user = world.people["lead"].user
    user.is_active = False
    user.save()
    assert b"VEVENT" not in Client().get(address).content


def test_a_principal_who_changes_school_takes_no_calendar_along(world: World) -> None:
    address = path(feed(world, "principal"))
    employment = world.people["principal"].employments.get()
    employment.ends_on = today() - DAY
    employment.save()
    make.employ(world.people["principal"], world.south, "principal")
    assert b"VEVENT" not in Client().get(address).content


def test_a_revoked_address_is_gone_and_a_new_one_opens(world: World) -> None:
    old = feed(world)
    new = renew_feed(feed=old, acting_role=acting_role(world, "superuser"))
    assert Client().get(path(old)).status_code == 410
    assert Client().get(path(new)).status_code == 200
    revoke_feed(feed=new)
    assert Client().get(path(new)).status_code == 410


def test_an_address_is_more_than_what_the_database_holds(world: World) -> None:
    found = feed(world)
    for guess in (found.key, f"{found.key}.x", f"{found.key}." + "A" * 43, "x.y", "💥"):
        assert Client().get(f"/feeds/{guess}.ics").status_code == 404
    assert len(path(found)) > 90


def test_asking_twice_at_once_makes_one_address(world: World) -> None:
    assert feed(world) == feed(world)
    with pytest.raises(IntegrityError), transaction.atomic():
        Feed.objects.create(
            person=world.people["superuser"], kind="superuser", school=world.north, key="x"
        )


def test_a_calendar_asks_whether_anything_changed(world: World) -> None:
    first = fetch(world)
    again = {"if-none-match": first["ETag"]}
    assert fetch(world, **again).status_code == 304
    since = {"if-modified-since": first["Last-Modified"]}
    assert fetch(world, **since).status_code == 304
    with time_machine.travel(timezone.now() + DAY):
        assert fetch(world, **again).status_code == 304
        answer_invitation(workshop=world.coming, person=world.people["superuser"], answer="yes")
        changed = fetch(world, **again)
        assert changed.status_code == 200
        assert changed["Last-Modified"] != first["Last-Modified"]
        assert fetch(world, **since).status_code == 200


def test_only_the_head_can_be_fetched(world: World) -> None:
    response = Client().head(path(feed(world)))
    assert (response.status_code, response.content) == (200, b"")
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert Client().post(path(feed(world))).status_code == 405


def test_it_tells_how_often_to_come_back_and_stays_private(world: World) -> None:
    response = fetch(world)
    assert b"REFRESH-INTERVAL;VALUE=DURATION:PT6H\r\n" in response.content
    assert b"X-PUBLISHED-TTL:PT6H\r\n" in response.content
    assert response["Cache-Control"] == "no-store"
    assert not response.cookies


def test_fetching_without_end_is_stopped(world: World) -> None:
    address = path(feed(world))
    with time_machine.travel(timezone.now(), tick=False):
        codes = [Client().get(address).status_code for _ in range(61)]
    assert codes == [200] * 60 + [429]


@pytest.mark.parametrize("who", ROLES)
def test_it_costs_the_same_queries_however_many(
    world: World, who: str, django_assert_num_queries: Any
) -> None:
    address = path(feed(world, who))
    Client().get(address)
    # The feed, the role in three, the workshops; for a superuser what they said and their sessions,
    # for a principal four for who comes; the note that something changed.
    most = {"superuser": 6, "principal": 8, "facilitator": 4, "lead": 4}[who]
    with django_assert_num_queries(most):
        Client().get(address)
    for days in (40, 60, 80):
        make.workshop(
            world.cohort, today() + days * DAY, about=make.kit(world.owner),
            facilitator=world.people["facilitator"], came=[world.people["superuser"]],
        )  # fmt: skip
    with django_assert_num_queries(most + 1):
        assert Client().get(address).content.count(b"BEGIN:VEVENT") == 5


@pytest.mark.parametrize("who", ROLES)
def test_the_page_makes_shows_renews_and_stops_an_address(world: World, who: str) -> None:
    client, page = world.client(who), reverse("my_calendar")
    assert "Lag adressen" in client.get(page).content.decode()
    client.post(page)
    client.post(page)
    first = Feed.objects.get()
    text = client.get(page).content.decode()
    assert address_of(first) in text
    assert address_of(first).replace("http://", "webcal://") in text
    for _ in range(2):
        client.post(reverse("my_calendar_stop"), {"feed": first.pk, "renew": "yes"})
    second = Feed.objects.get(revoked_at=None)
    assert second != first
    assert address_of(second) in client.get(page).content.decode()
    client.post(reverse("my_calendar_stop"), {"feed": second.pk})
    assert not Feed.objects.filter(revoked_at=None).exists()
    assert "Lag adressen" in client.get(page).content.decode()


def test_another_persons_address_can_be_neither_seen_nor_stopped(world: World) -> None:
    theirs = feed(world)
    other = world.client("southern")
    assert other.post(reverse("my_calendar_stop"), {"feed": theirs.pk}).status_code == 404
    assert theirs.key not in other.get(reverse("my_calendar")).content.decode()
    theirs.refresh_from_db()
    assert theirs.revoked_at is None


def test_the_page_tells_when_a_calendar_last_came(world: World) -> None:
    client = world.client("superuser")
    address = path(feed(world))
    assert "Ingen kalender har hentet den ennå" in client.get("/my-calendar/").content.decode()
    Client().get(address)
    assert "Sist hentet av en kalender" in client.get("/my-calendar/").content.decode()


def test_the_log_keeps_no_secrets(world: World) -> None:
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.addFilter(HideSecrets())
    log = logging.getLogger("django.request")
    log.addHandler(handler)
    try:
        Client().get("/feeds/hemmelig.abc.ics")
        Client().get("/answer/1-2-yes-3.hemmelig/")
    finally:
        log.removeHandler(handler)
    assert written.getvalue().count("/…") == 2
    assert "hemmelig" not in written.getvalue()
    assert settings.LOGGING["handlers"]["stderr"]["filters"] == ["hide_secrets"]


@pytest.mark.parametrize("who", ["superuser", "principal", "lead", "reader", "it"])
def test_a_workshop_and_a_year_can_be_taken_into_ones_calendar(world: World, who: str) -> None:
    client = world.client(who)
    one = client.get(reverse("workshop_calendar", args=[world.programme.pk, world.coming.pk]))
    assert 'filename="rollout-' in one["Content-Disposition"]
    assert one.content.count(b"BEGIN:VEVENT") == 1
    assert b"ATTENDEE" not in one.content
    cancelled = make.workshop(world.cohort, today() + 3 * DAY, status="cancelled")
    pages = [reverse("year_calendar", args=[world.programme.pk]) + f"?year={y}"
             for y in (today().year - 1, today().year, today().year + 1, "x" * 9)]  # fmt: skip
    found = b"".join(client.get(page).content for page in pages)
    assert str(world.coming.uid).encode() in found
    assert str(cancelled.uid).encode() not in found


def test_a_workshop_that_one_may_not_see_cannot_be_taken_either(world: World) -> None:
    south = elsewhere(world)
    url = reverse("workshop_calendar", args=[world.programme.pk, south.pk])
    assert world.client("superuser").get(url).status_code == 404
    year = world.client("superuser").get(reverse("year_calendar", args=[world.programme.pk]))
    assert str(south.uid).encode() not in year.content


@pytest.mark.parametrize("who", ROLES)
def test_the_way_there_is_on_every_page_and_on_the_workshop(world: World, who: str) -> None:
    client = world.client(who)
    workshop = reverse("workshop", args=[world.programme.pk, world.coming.pk])
    for page in (reverse("home"), workshop, reverse("workshops", args=[world.programme.pk])):
        assert client.get(page).content.decode().count('href="/my-calendar/"') > 1
    assert "workshop.ics" in client.get(workshop).content.decode()


def test_who_comes_with_another_cohort_has_that_workshop_in_the_calendar(world: World) -> None:
    swap = make_swap(world)
    take_place(person=swap.siri, own=swap.own, to=swap.there)
    assert seen(world, "superuser") >= uids(swap.there)
    assert not seen(world, "superuser") & uids(swap.own)
    event = events(world, "principal")[str(swap.there.uid)]
    assert str(swap.siri) in str(event["description"])
