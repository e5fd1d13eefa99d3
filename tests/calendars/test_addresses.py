"""Schools and venues find their places by their addresses; doubtful ones are asked about."""

import io
import threading
from collections.abc import Iterator
from http.server import ThreadingHTTPServer
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from rollout.calendars.addresses import actions
from rollout.calendars.addresses.rules import asked_as, judge, key
from rollout.calendars.addresses.service import Hit, ServiceUnreachable, read
from rollout.calendars.models import PlaceSearch, Venue
from rollout.organisation.models import School
from tests import factories as make
from tests.calendars.address_service import AddressService
from tests.personas import World


@pytest.fixture
def kartverket(settings: Any) -> Iterator[list[dict[str, str]]]:
    """The service on this machine; what it was asked for."""
    AddressService.asked = []
    httpd = ThreadingHTTPServer(("127.0.0.1", 0), AddressService)
    thread = threading.Thread(target=httpd.serve_forever, daemon=True)
    thread.start()
    settings.ADDRESS_SERVICE = f"http://127.0.0.1:{httpd.server_port}/adresser/v1/sok"
    settings.ADDRESS_SERVICE_PAUSE = 0
    yield AddressService.asked
    httpd.shutdown()
    thread.join()
    httpd.server_close()


@pytest.fixture
def nobody_there(settings: Any) -> None:
    """An address where no service answers."""
    settings.ADDRESS_SERVICE = "http://127.0.0.1:1/adresser/v1/sok"
    settings.ADDRESS_SERVICE_PAUSE = 0


@pytest.fixture
def solvik(world: World) -> World:
    world.owner.number = "9901"
    world.owner.save()
    return world


def live_at(school: School, address: str) -> School:
    School.objects.filter(pk=school.pk).update(address=address)
    school.refresh_from_db()
    return school


def look_up(world: World) -> dict[str, int]:
    actions.ask_for_places(owner=world.owner)
    return dict(actions.look_up_waiting(owner_id=world.owner.pk))


def test_one_place_with_just_this_address_is_taken(
    solvik: World, kartverket: list[dict[str, str]]
) -> None:
    north = live_at(solvik.north, "Skolebakken 3")
    venue = Venue.objects.create(owner=solvik.owner, name="Salen", address="bakken  2, 9914 Ås")
    assert look_up(solvik) == {"found": 2}
    for thing, place in ((north, (60.41, 11.31)), (venue, (60.45, 11.35))):
        thing.refresh_from_db()
        assert (thing.latitude, thing.longitude) == place
    assert [query["kommunenummer"] for query in kartverket] == ["9901", "9901"]
    assert kartverket[0]["sok"] == "Skolebakken 3"


@pytest.mark.parametrize(
    ("address", "outcome", "reason", "candidates"),
    [
        ("Kirkeveien 1", "doubtful", "several places have this address", 2),
        ("Skolebakken 3-5", "doubtful", "not quite the same address", 2),
        ("Langt borte 9", "doubtful", "found in another municipality", 1),
        ("Ingensteds 4", "nothing", "no such address was found", 0),
    ],
)
def test_what_is_not_sure_is_not_taken(
    solvik: World, kartverket: Any, address: str, outcome: str, reason: str, candidates: int
) -> None:
    live_at(solvik.north, address)
    assert look_up(solvik) == {outcome: 1}
    search = PlaceSearch.objects.get()
    assert (search.reason, len(search.candidates)) == (reason, candidates)
    solvik.north.refresh_from_db()
    assert solvik.north.latitude is None


def test_without_a_municipality_number_nothing_is_sure(world: World, kartverket: Any) -> None:
    live_at(world.north, "Bakken 2")
    assert look_up(world) == {"doubtful": 1}
    assert PlaceSearch.objects.get().reason == "which municipality it is in isn’t known"


def page(client: Client) -> str:
    return client.get(reverse("school_places")).content.decode()


def test_a_doubtful_one_is_answered_by_one_tap(solvik: World, kartverket: Any) -> None:
    live_at(solvik.north, "Kirkeveien 1")
    look_up(solvik)
    lead, search = solvik.client("lead"), PlaceSearch.objects.get()
    text = page(lead)
    assert "Hvilken av disse er det?" in text
    assert "Slå opp" not in text
    assert "Kirkeveien 1, 9913 Strand (Solvik)" in text
    choose = reverse("place_choose", args=[search.pk])
    lead.post(choose, {"candidate": 1})
    solvik.north.refresh_from_db()
    assert (solvik.north.latitude, solvik.north.longitude) == (60.44, 11.34)
    assert "Hvilken av disse er det?" not in page(lead)
    again = lead.post(choose, {"candidate": 0}, follow=True).content.decode()
    assert "allerede besvart" in again
    solvik.north.refresh_from_db()
    assert solvik.north.latitude == 60.44


def test_none_of_them_leaves_the_school_and_is_not_asked_again(
    solvik: World, kartverket: list[dict[str, str]]
) -> None:
    live_at(solvik.north, "Kirkeveien 1")
    look_up(solvik)
    lead, search = solvik.client("lead"), PlaceSearch.objects.get()
    lead.post(reverse("place_choose", args=[search.pk]), {"candidate": "none"})
    asked = len(kartverket)
    assert look_up(solvik) == {}
    assert len(kartverket) == asked
    assert PlaceSearch.objects.get().outcome == "left"
    live_at(solvik.north, "Bakken 2")
    assert look_up(solvik) == {"found": 1}


def test_a_place_typed_in_the_meantime_stays(solvik: World, kartverket: Any) -> None:
    live_at(solvik.north, "Bakken 2")
    actions.ask_for_places(owner=solvik.owner)
    School.objects.filter(pk=solvik.north.pk).update(latitude=61, longitude=12)
    actions.look_up_waiting(owner_id=solvik.owner.pk)
    solvik.north.refresh_from_db()
    assert solvik.north.latitude == 61


def test_another_owners_doubt_is_not_found(solvik: World, kartverket: Any) -> None:
    live_at(solvik.north, "Kirkeveien 1")
    look_up(solvik)
    url = reverse("place_choose", args=[PlaceSearch.objects.get().pk])
    assert solvik.client("stranger").post(url, {"candidate": 0}).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_the_page_looks_up_and_shows_what_was_found(kartverket: Any, look_world: World) -> None:
    live_at(look_world.north, "Bakken 2")
    lead = look_world.client("lead")
    assert "Slå opp 1 adresse" in page(lead)
    lead.post(reverse("school_places"), {"step": "find"})
    text = page(lead)
    assert "1 sted ble funnet ut fra adressen" in text
    assert "Bakken 2, 9914 Ås" in text
    assert "Slå opp" not in text


@pytest.fixture
def look_world(transactional_db: None) -> World:
    """The personas' world, really committed, so that the worker's task runs."""
    from django.apps import apps

    from rollout.competence.frameworks import load_frameworks
    from tests.personas import make_world

    load_frameworks(apps)
    world = make_world()
    world.owner.number = "9901"
    world.owner.save()
    return world


def test_a_service_out_of_reach_is_told_with_the_other_ways(
    solvik: World, nobody_there: None
) -> None:
    live_at(solvik.north, "Bakken 2")
    live_at(solvik.south, "Skolebakken 3")
    assert look_up(solvik) == {"unreached": 2}
    text = page(solvik.client("lead"))
    assert "kan ikke nås fra denne serveren" in text
    assert "Lim inn lenker fra et kart" in text
    assert "Slå opp 2 adresser" in text


def test_what_waits_is_shown_and_read_again_until_it_is_done(
    solvik: World, kartverket: Any
) -> None:
    live_at(solvik.north, "Bakken 2")
    actions.ask_for_places(owner=solvik.owner)
    lead, url = solvik.client("lead"), reverse("school_places")
    headers = {"HTTP_HX_REQUEST": "true", "HTTP_HX_TARGET": "found"}
    part = lead.get(url, **headers)
    assert "1 adresse gjenstår" in part.content.decode()
    assert part.content.decode().strip() in page(lead)
    assert "HX-Refresh" not in part
    assert actions.go_on_looking() == {"found": 1}
    assert lead.get(url, **headers)["HX-Refresh"] == "true"


def test_the_command_finds_and_tells(solvik: World, kartverket: Any) -> None:
    live_at(solvik.north, "Bakken 2")
    live_at(solvik.south, "Kirkeveien 1")
    out = io.StringIO()
    call_command("find_places", owner="solvik kommune", stdout=out)
    assert "1 found, 1 doubtful" in out.getvalue()
    assert "Kirkeveien 1, 9912 Fjell (Solvik) | Kirkeveien 1, 9913 Strand" in out.getvalue()


def test_the_command_says_what_to_do_where_nobody_answers(
    solvik: World, nobody_there: None
) -> None:
    live_at(solvik.north, "Bakken 2")
    err = io.StringIO()
    with pytest.raises(SystemExit):
        call_command("find_places", owner="Solvik kommune", stdout=io.StringIO(), stderr=err)
    assert "pasted as links from a map" in err.getvalue()
    with pytest.raises(CommandError, match="No owner"):
        call_command("find_places", owner="Ukjent")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[]",
        b"{}",
        b'{"adresser": 1}',
        b'{"adresser": [{"representasjonspunkt": {"lat": "x", "lon": 1}}]}',
        b"<html>",
    ],
)
def test_an_answer_that_cannot_be_read_is_no_answer(content: bytes) -> None:
    with pytest.raises(ServiceUnreachable):
        read(content)


def test_addresses_are_compared_without_what_spelling_varies_in() -> None:
    assert key("Trondheimsveien 50 G") == key("trondheimsveien  50g, 2007 Kjeller")
    assert key("Veien 5") != key("Veien 50")
    assert asked_as("c/o Rektor Veien 9") == "Rektor Veien 9"
    assert asked_as("Bingenveien 2-4") == "Bingenveien 2"


def test_a_hit_outside_the_nordic_countries_counts_for_nothing() -> None:
    hit = Hit("Veien 1", "", "9901", "", 10.0, 60.0)
    assert judge("Veien 1", [hit], "9901").outcome == "nothing"


def test_a_search_is_for_a_school_or_a_venue(world: World) -> None:
    with pytest.raises(ValidationError, match="skole eller"):
        PlaceSearch(owner=world.owner, address="Veien 1").full_clean()


def test_the_page_costs_the_same_queries_at_one_and_three(solvik: World, kartverket: Any) -> None:
    def count() -> int:
        look_up(solvik)
        with CaptureQueriesContext(connection) as captured:
            page(lead)
        return len(captured)

    lead = solvik.client("lead")
    page(lead)
    live_at(solvik.north, "Kirkeveien 1")
    one = count()
    for number in range(3):
        live_at(make.school(solvik.owner), "Kirkeveien 1")
        Venue.objects.create(owner=solvik.owner, name=f"Sal {number}", address="Bakken 2")
    assert count() == one
