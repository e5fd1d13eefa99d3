"""Facilitators, venues and schools: where they are, and when they can't."""

import datetime as dt
from typing import Any

import pytest
from django.urls import reverse

from rollout.calendars import feeds
from rollout.calendars.fetch import Fetched
from rollout.calendars.models import Availability, StartingPlace, Venue
from rollout.common.dates import today
from rollout.organisation.models import School
from tests import factories as make
from tests.calendars import files
from tests.personas import World

PLACE = {"latitude": "59.91", "longitude": "10.75"}


def finn_page(world: World, name: str = "facilitator") -> str:
    return reverse(name, args=[world.people["facilitator"].pk])


def away(world: World, who: str, first: dt.date, last: dt.date | None = None) -> Any:
    data = {
        "starts_on": first.isoformat(),
        "ends_on": (last or first).isoformat(),
        "reason": "Kurs",
    }
    return world.client(who).post(finn_page(world), data)


def hall(world: World, **more: Any) -> Venue:
    return Venue.objects.create(owner=world.owner, name="Salen", **more)


@pytest.mark.parametrize("who", ["lead", "facilitator"])
def test_days_away_are_written_and_shown_where_the_workshop_is(world: World, who: str) -> None:
    away(world, who, world.coming.day)
    away(world, who, world.coming.day)
    assert Availability.objects.get().facilitator == world.people["facilitator"]
    workshop = reverse("workshop", args=[world.programme.pk, world.coming.pk])
    for page in (finn_page(world), workshop):
        assert "ds-alert" in world.client("facilitator").get(page).content.decode()
    assert "Finn Fasilitator kan ikke" in world.client(who).get(workshop).content.decode()
    for other in ("superuser", "reader"):
        assert "Fasilitator kan ikke" not in world.client(other).get(workshop).content.decode()


def test_a_last_day_before_the_first_is_told(world: World) -> None:
    page = away(world, "lead", today(), today() - dt.timedelta(days=1))
    assert "ends_on" in page.context["form"].errors


def test_a_facilitator_sees_and_writes_their_own_days_only(world: World) -> None:
    other = make.person(world.owner, "Odd Annen")
    make.role(other, "facilitator", programme=world.programme)
    row = Availability.objects.create(
        owner=world.owner, facilitator=other, starts_on=today(), ends_on=today()
    )
    client = world.client("facilitator")
    assert client.get(reverse("facilitator", args=[other.pk])).status_code == 404
    assert client.get(reverse("away_change", args=[row.pk])).status_code == 403
    assert client.post(reverse("away_delete", args=[row.pk])).status_code == 403
    assert "Odd Annen" not in client.get(reverse("facilitators")).content.decode()


def test_a_lead_of_one_programme_reaches_its_facilitators_only(world: World) -> None:
    other = make.person(world.owner, "Odd Annen")
    make.role(other, "facilitator", programme=make.programme(world.owner, name="Annet"))
    role = world.people["lead"].roles.get()
    role.programme = world.programme
    role.save()
    lead = world.client("lead")
    assert "Odd Annen" not in lead.get(reverse("facilitators")).content.decode()
    assert lead.get(reverse("facilitator", args=[other.pk])).status_code == 404
    assert lead.get(reverse("venues")).status_code == 403


def test_days_away_are_changed_once_and_taken_out(world: World) -> None:
    away(world, "facilitator", today())
    row = Availability.objects.get()
    data = {"starts_on": "2027-01-04", "ends_on": "2027-01-05", "revision": 0}
    client, url = world.client("facilitator"), reverse("away_change", args=[row.pk])
    assert client.post(url, data).status_code == 302
    assert "Noen andre endret dette" in client.post(url, data).content.decode()
    for _tap in range(2):
        client.post(reverse("away_delete", args=[row.pk]))
    assert not Availability.objects.exists()


def test_many_days_away_are_pasted(world: World) -> None:
    text = "14.12.–18.12.;Kurs\nuke 8\nikke en dag"
    data = {"rows": text, "year": "2026-08-01", "step": "save", "leave_out": "on"}
    world.client("facilitator").post(finn_page(world, "facilitator_paste"), data)
    assert Availability.objects.count() == 2


def test_a_facilitators_own_calendar_gives_days_and_no_titles(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    day = today() + dt.timedelta(days=20)
    content = files.calendar(files.day(day.isoformat(), name="Tannlege"))
    monkeypatch.setattr(feeds, "fetch", lambda _url, _etag="": Fetched(content, ""))
    data = {"name": "Min", "url": "https://x.example/a.ics"}
    answer = world.client("facilitator").post(finn_page(world, "facilitator_feed_new"), data)
    row = Availability.objects.get()
    assert (row.starts_on, row.reason) == (day, "")
    for page in (answer["Location"], finn_page(world)):
        assert "Tannlege" not in world.client("lead").get(page).content.decode()
    other = reverse("facilitators")
    assert world.client("principal").get(answer["Location"]).status_code == 403
    assert world.client("lead").get(other).status_code == 200


def set_place(world: World, **values: Any) -> Any:
    return world.client("facilitator").post(finn_page(world, "starting_place"), values)


def test_a_starting_place_is_typed_or_copied(world: World) -> None:
    set_place(world, name="Kontoret", **PLACE)
    set_place(world, name="Kontoret", **PLACE)
    assert str(StartingPlace.objects.get()) == "Kontoret"
    lent = hall(world, latitude=60.1, longitude=11.2)
    set_place(world, copy_from=f"venue-{lent.pk}")
    place = StartingPlace.objects.get()
    assert (place.name, place.latitude) == ("Salen", 60.1)
    page = set_place(world, copy_from=f"school-{world.north.pk}")
    assert "copy_from" in page.context["form"].errors
    assert "latitude" in set_place(world, name="Tomt").context["form"].errors


@pytest.mark.parametrize(
    ("latitude", "longitude", "field"),
    [("59.9", "", "longitude"), ("", "10.7", "latitude"), ("10.7", "59.9", "longitude"),
     ("40.4", "3.7", "longitude"), ("nan", "10", "latitude"), ("1e999", "10", "latitude")],
)  # fmt: skip
def test_places_outside_the_nordic_countries_are_told(
    world: World, latitude: str, longitude: str, field: str
) -> None:
    data = {"name": "Ny sal", "latitude": latitude, "longitude": longitude}
    page = world.client("lead").post(reverse("venue_new"), data)
    assert field in page.context["form"].errors
    school = world.client("lead").post(reverse("school_change", args=[world.north.pk]), data)
    assert field in school.context["form"].errors


def test_a_venue_is_added_copied_changed_and_kept_while_in_use(world: World) -> None:
    School.objects.filter(pk=world.north.pk).update(address="Veien 1", latitude=60, longitude=11)
    client = world.client("lead")
    client.post(reverse("venue_new"), {"name": "Salen", "seats": 20, "copy_from": world.north.pk})
    venue = Venue.objects.get()
    assert (venue.address, venue.latitude, venue.seats) == ("Veien 1", 60, 20)
    url = reverse("venue_change", args=[venue.pk])
    client.post(url, {"name": "Storsalen", "revision": 0})
    assert "Noen andre endret" in client.post(url, {"name": "X", "revision": 0}).content.decode()
    world.coming.venue = venue
    world.coming.save()
    client.post(reverse("venue_delete", args=[venue.pk]))
    assert Venue.objects.filter(pk=venue.pk, name="Storsalen").exists()
    world.coming.venue = None
    world.coming.save()
    client.post(reverse("venue_delete", args=[venue.pk]))
    assert not Venue.objects.exists()


def test_a_name_that_is_taken_is_told(world: World) -> None:
    hall(world)
    page = world.client("lead").post(reverse("venue_new"), {"name": "Salen"})
    assert page.context["form"].errors


def test_the_workshop_shows_seats_place_and_what_is_wrong(world: World) -> None:
    venue = hall(world, address="Gata 2", seats=1, latitude=60.0, longitude=11.0)
    world.coming.venue = venue
    world.coming.link = "https://teams.example/x"
    world.coming.save()
    day = world.coming.day
    Availability.objects.create(owner=world.owner, venue=venue, starts_on=day, ends_on=day)
    role = make.superuser(world.south)
    role.memberships.create(cohort=world.cohort, starts_on=world.programme.starts_on)
    url = reverse("workshop", args=[world.programme.pk, world.coming.pk])
    page = world.client("lead").get(url)
    assert page.context["room"].free == -1
    assert [c.is_of_facilitator for c in page.context["clashes"]] == [False]
    text = page.content.decode()
    assert "Gata 2" in text
    assert "mlat=60.0&amp;mlon=11.0" in text
    assert world.client("superuser").get(url).context["clashes"] == []


def test_many_schools_get_their_places_by_pasting(world: World) -> None:
    text = "Skole;Adresse;Lat;Lon\nNordlia skole;Veien 1;59,91;10,75\nSørlia;10.7, 59.9\nUkjent;1"
    client, url = world.client("lead"), reverse("school_places")
    page = client.post(url, {"rows": text, "step": "read"})
    assert [row.state for row in page.context["planned"]] == ["new", "error", "error"]
    client.post(url, {"rows": text, "step": "save"})
    world.north.refresh_from_db()
    assert world.north.latitude is None
    client.post(url, {"rows": text, "step": "save", "leave_out": "on"})
    world.north.refresh_from_db()
    assert (world.north.address, world.north.latitude) == ("Veien 1", 59.91)
    again = client.post(url, {"rows": text, "step": "read"})
    assert again.context["planned"][0].state == "same"


def test_links_from_a_map_are_pasted_like_numbers(world: World) -> None:
    text = (
        "Nordlia skole\thttps://www.norgeskart.no/#!?zoom=14&lat=6652427.82&lon=279432.95\n"
        "Sørlia skole\tVeien 2\thttps://maps.app.goo.gl/AbCdEf"
    )
    client, url = world.client("lead"), reverse("school_places")
    page = client.post(url, {"rows": text, "step": "read"})
    assert [row.state for row in page.context["planned"]] == ["new", "error"]
    assert "åpne den" in page.content.decode()
    client.post(url, {"rows": text, "step": "save", "leave_out": "on"})
    world.north.refresh_from_db()
    assert (round(world.north.latitude, 4), round(world.north.longitude, 4)) == (59.95, 11.05)


@pytest.mark.parametrize(
    ("link", "error"),
    [
        ("https://www.openstreetmap.org/?mlat=59.95&mlon=11.05", ""),
        ("59.95, 11.05", ""),
        ("https://maps.app.goo.gl/AbCdEf", "map_link"),
        ("40.41, -3.70", "longitude"),
    ],
)
def test_a_school_and_a_venue_take_a_link_from_a_map(world: World, link: str, error: str) -> None:
    client = world.client("lead")
    school = client.post(
        reverse("school_change", args=[world.north.pk]), {"name": "Nordlia", "map_link": link}
    )
    venue = client.post(reverse("venue_new"), {"name": "Salen", "map_link": link})
    if error:
        assert error in school.context["form"].errors
        assert error in venue.context["form"].errors
        return
    world.north.refresh_from_db()
    assert (world.north.latitude, world.north.longitude) == (59.95, 11.05)
    assert Venue.objects.get().latitude == 59.95


def test_a_venue_is_copied_from_a_school_that_has_an_address_alone(world: World) -> None:
    School.objects.filter(pk=world.north.pk).update(address="Veien 1")
    client = world.client("lead")
    client.post(reverse("venue_new"), {"name": "Salen", "copy_from": world.north.pk})
    venue = Venue.objects.get()
    assert (venue.address, venue.latitude) == ("Veien 1", None)
    page = client.post(reverse("venue_new"), {"name": "Sal 2", "copy_from": world.south.pk})
    assert "copy_from" in page.context["form"].errors


@pytest.mark.parametrize(("name", "queries"), [("facilitators", 8), ("venues", 7)])
def test_lists_cost_the_same_queries_at_one_and_three(
    world: World, name: str, queries: int, django_assert_num_queries: Any
) -> None:
    def more() -> None:
        who = make.person(world.owner)
        make.role(who, "facilitator", programme=world.programme)
        venue = Venue.objects.create(owner=world.owner, name=f"Sal {who.pk}")
        make.workshop(
            make.cohort(world.programme), today() + dt.timedelta(days=50), facilitator=who,
            venue=venue,
        )  # fmt: skip
        for whose in ({"facilitator": who}, {"venue": venue}):
            Availability.objects.create(
                owner=world.owner, starts_on=today(), ends_on=today() + dt.timedelta(days=90),
                **whose,
            )  # fmt: skip

    more()
    client = world.client("lead")
    client.get(reverse(name))
    with django_assert_num_queries(queries):
        client.get(reverse(name))
    more()
    more()
    with django_assert_num_queries(queries):
        client.get(reverse(name))


def test_an_owner_chooses_its_country(world: World) -> None:
    client = world.client("lead")
    data = {"name": world.owner.name, "kind": "municipality", "country": "SE"}
    client.post(reverse("owner_change"), data)
    world.owner.refresh_from_db()
    assert world.owner.country == "SE"
    page = client.get(reverse("calendar")).content.decode()
    assert "Midsommar" in page
