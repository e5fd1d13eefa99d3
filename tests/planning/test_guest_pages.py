"""“Can’t come?” as people see it: one tap to move, one to undo, a number in line."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from rollout.calendars.models import ClosedPeriod
from rollout.common.dates import local, today
from rollout.organisation.models import School
from rollout.planning.actions import cancel_workshop, change_workshop
from rollout.planning.guests.actions import join_line, take_place
from rollout.planning.guests.queries import offers
from rollout.planning.models import GuestPlace, Workshop
from tests import factories as make
from tests.personas import World
from tests.planning.guests import Swap, make_swap, same_month


@pytest.fixture
def swap(world: World) -> Swap:
    return make_swap(world)


def fill(swap: Swap) -> None:
    take_place(person=swap.newcomer("Knut Kjapp"), own=swap.own, to=swap.there)


def test_a_no_leads_to_the_offers_and_one_tap_moves(swap: Swap) -> None:
    client = swap.world.client("superuser")
    page = swap.post(client, "workshop_answer", answer="no")
    assert "Gruppe B" in page
    assert "Biblioteket" in page
    page = swap.post(client, "workshop_take", to=swap.there.pk)
    assert swap.status(swap.siri) == ["taken"]
    assert "Plassen din" in page
    home = client.get("/").content.decode()
    assert "Du kommer som gjest" in home
    place = GuestPlace.objects.get()
    swap.post(client, "workshop_leave", place=place.pk, back="own")
    assert swap.status(swap.siri) == ["left"]


def test_a_double_tap_and_a_stale_page_do_no_harm(swap: Swap) -> None:
    client = swap.world.client("superuser")
    for _ in range(2):
        swap.post(client, "workshop_take", to=swap.there.pk)
    assert GuestPlace.objects.count() == 1
    place = GuestPlace.objects.get()
    for _ in range(2):
        swap.post(client, "workshop_leave", place=place.pk, back="own")
    assert swap.status(swap.siri) == ["left"]
    assert "begynt eller er avlyst" not in swap.post(client, "workshop_take", to=swap.there.pk)
    assert swap.status(swap.siri) == ["left", "taken"]


def test_the_last_seat_gone_is_told_and_the_line_shows_ones_number(swap: Swap) -> None:
    client = swap.world.client("superuser")
    fill(swap)
    page = swap.post(client, "workshop_take", to=swap.there.pk)
    assert "Den siste plassen ble nettopp tatt" in page
    first = swap.newcomer()
    join_line(person=first, own=swap.own, to=swap.there)
    page = swap.post(client, "workshop_wait", to=swap.there.pk)
    assert "Du er nummer 2 av 2 i køen" in page
    assert "Du er nummer 2 i køen" in client.get("/").content.decode()
    place = GuestPlace.objects.get(person=swap.siri)
    swap.post(client, "workshop_leave", place=place.pk)
    assert swap.status(swap.siri) == ["left"]


def test_one_gets_at_ones_own_places_only(swap: Swap) -> None:
    fill(swap)
    place = GuestPlace.objects.get()
    client = swap.world.client("superuser")
    url = reverse("workshop_leave", args=[swap.world.programme.pk, swap.own.pk])
    assert client.post(url, {"place": place.pk}).status_code == 404
    assert client.post(url, {"place": "x" * 40}).status_code == 404
    take = reverse("workshop_take", args=[swap.world.programme.pk, swap.own.pk])
    assert swap.world.client("southern").post(take, {"to": swap.there.pk}).status_code == 404
    assert client.post(take, {"to": "\0"}).status_code == 404
    place.refresh_from_db()
    assert place.status == "taken"


def test_another_owners_workshop_is_not_there_to_move_to(swap: Swap) -> None:
    owner = make.school_owner()
    other = make.workshop(make.cohort(make.programme(owner)), swap.own.day)
    url = reverse("workshop_take", args=[swap.world.programme.pk, swap.own.pk])
    assert swap.world.client("superuser").post(url, {"to": other.pk}).status_code == 404


def test_a_guest_sees_the_workshop_they_come_to_and_says_no_there(swap: Swap) -> None:
    client = swap.world.client("superuser")
    url = reverse("workshop", args=[swap.world.programme.pk, swap.there.pk])
    assert client.get(url).status_code == 404
    take_place(person=swap.siri, own=swap.own, to=swap.there)
    page = client.get(url).content.decode()
    assert "Du kommer som gjest" in page
    assert "Sara Sør" not in page
    answer = reverse("workshop_answer", args=[swap.world.programme.pk, swap.there.pk])
    response = client.post(answer, {"answer": "no"})
    assert response["Location"].endswith(f"/{swap.own.pk}/instead/")
    assert swap.status(swap.siri) == ["left"]


def test_the_facilitator_sees_guests_those_away_and_the_line(swap: Swap) -> None:
    take_place(person=swap.siri, own=swap.own, to=swap.there)
    join_line(person=swap.newcomer("Knut Kø"), own=swap.own, to=swap.there)
    for who in ("facilitator", "lead"):
        page = swap.page(who, swap.there, "workshop")
        assert "Siri Superbruker" in page
        assert "gjest fra Gruppe A" in page
        assert "1. Knut Kø" in page
        own = swap.page(who, swap.own, "workshop")
        assert "Med en annen gruppe denne gangen" in own
    reader = swap.page("reader", swap.there, "workshop")
    assert "Siri" not in reader
    assert "Knut" not in reader


def test_the_principal_sees_where_the_own_superusers_went(swap: Swap) -> None:
    take_place(person=swap.siri, own=swap.own, to=swap.there)
    home = swap.world.client("principal").get("/").content.decode()
    assert "Siri Superbruker kommer med Gruppe B" in home
    there = swap.page("principal", swap.there, "workshop")
    assert "Siri Superbruker" in there
    assert "Sara Sør" not in there


def test_what_became_of_a_place_is_told(swap: Swap) -> None:
    take_place(person=swap.siri, own=swap.own, to=swap.there)
    swap.there.refresh_from_db()
    swap.there.starts_at += dt.timedelta(hours=1)
    change_workshop(workshop=swap.there, revision=0)
    page = swap.page()
    assert "Passer det fortsatt?" in page
    place = GuestPlace.objects.get()
    client = swap.world.client("superuser")
    swap.post(client, "workshop_still_suits", place=place.pk, revision=1, own_revision=0)
    assert "Passer det fortsatt?" not in swap.page()
    cancel_workshop(workshop=swap.there, revision=1, reason="Syk")
    assert "du er tilbake i din egen gruppe" in swap.page()
    assert "du er tilbake i din egen gruppe" in client.get("/").content.decode()


def role_of(swap: Swap):
    return swap.siri.roles.get()


def test_offers_tell_what_stands_in_the_way_and_put_it_last(swap: Swap) -> None:
    close_school(swap.world.north, swap.there)
    third = make.cohort(swap.world.programme, [make.superuser(swap.world.south)], "Gruppe C")
    make.workshop(third, same_month(swap.own.day, 2))
    fourth = make.cohort(swap.world.programme, [role_of(swap)], "Gruppe D")
    make.workshop(fourth, same_month(swap.own.day, 2))
    own = Workshop.objects.select_related("cohort__programme").get(pk=swap.own.pk)
    found = offers(role_of(swap), own, timezone.now())
    assert [offer.workshop.cohort.name for offer in found] == ["Gruppe C", "Gruppe B"]
    assert found[0].clash
    assert found[0].clash.cohort == fourth
    assert found[1].closed == "Egen dag"
    page = swap.page()
    assert "skolen din har stengt den dagen" in page
    assert "du er hos Gruppe D på det tidspunktet" in page


def close_school(school: School, workshop: Workshop) -> None:
    day = workshop.day
    ClosedPeriod.objects.create(
        owner=school.owner, school=school, kind="other", name="Egen dag",
        starts_on=day, ends_on=day,
    )  # fmt: skip


def test_one_at_the_same_time_as_ones_own_comes_last(swap: Swap) -> None:
    third = make.cohort(swap.world.programme, [], "Gruppe C")
    make.workshop(third, swap.own.day)
    own = Workshop.objects.select_related("cohort__programme").get(pk=swap.own.pk)
    found = offers(swap.siri.roles.get(), own, timezone.now())
    assert [offer.workshop.cohort.name for offer in found] == ["Gruppe B", "Gruppe C"]
    assert "samtidig med din egen" in swap.page()


def test_nearer_and_roomier_workshops_on_the_same_kit_come_first(swap: Swap) -> None:
    north = swap.world.north
    north.latitude, north.longitude = 60.0, 11.0
    north.save()
    for name, kit, latitude, seats in (
        ("Nær", None, 60.1, 9),
        ("Fjern", None, 61.0, 30),
        ("Pakke", swap.world.kit, 62.0, 9),
    ):
        room = make.venue(swap.world.owner, seats)
        room.latitude, room.longitude = latitude, 11.0
        room.save()
        cohort = make.cohort(swap.world.programme, [], name)
        make.workshop(cohort, same_month(swap.own.day, 2), about=kit, venue=room)
    Workshop.objects.filter(pk=swap.own.pk).update(kit=swap.world.kit)
    own = Workshop.objects.select_related("cohort__programme", "kit").get(pk=swap.own.pk)
    names = [
        offer.workshop.cohort.name for offer in offers(swap.siri.roles.get(), own, timezone.now())
    ]
    assert names == ["Pakke", "Nær", "Fjern", "Gruppe B"]


def test_when_the_last_superuser_would_leave_the_school_it_is_said(swap: Swap) -> None:
    knut = swap.newcomer("Knut")
    swap.there.venue.seats = 9
    swap.there.venue.save()
    warning = "Da er alle skolens superbrukere borte"
    assert warning not in swap.page()
    take_place(person=knut, own=swap.own, to=swap.there)
    assert warning in swap.page()
    swap.post(swap.world.client("superuser"), "workshop_take", to=swap.there.pk)
    assert swap.status(swap.siri) == ["taken"]


def test_with_nowhere_to_go_the_page_says_so(world: World) -> None:
    url = reverse("workshop_instead", args=[world.programme.pk, world.coming.pk])
    page = world.client("superuser").get(url).content.decode()
    assert "Ingen annen samling i denne tiden" in page


def test_a_workshop_missed_can_be_made_up_for_and_one_attended_not(swap: Swap) -> None:
    missed = swap.world.held
    make.workshop(swap.other, today() + dt.timedelta(days=3), about=swap.world.kit)
    start = local(today() - dt.timedelta(days=3), dt.time(12))
    Workshop.objects.filter(pk=missed.pk).update(
        starts_at=start, ends_at=start + dt.timedelta(hours=3)
    )
    assert "Det er ingenting å ta igjen" in swap.page(of=missed)
    missed.attendances.update(attended=False)
    assert "Flytt hit" in swap.page(of=missed)
    assert "Du var ikke der" in swap.page(of=missed, name="workshop")


def test_the_offers_cost_the_same_queries_at_one_and_three(
    swap: Swap, django_assert_num_queries: object
) -> None:
    client = swap.world.client("superuser")
    url = reverse("workshop_instead", args=[swap.world.programme.pk, swap.own.pk])
    swap.there.venue.seats = 9
    swap.there.venue.save()
    take_place(person=swap.newcomer(), own=swap.own, to=swap.there)
    client.get(url)
    with django_assert_num_queries(20):
        client.get(url)
    for number in range(3):
        roles = [make.superuser(swap.world.south)]
        cohort = make.cohort(swap.world.programme, roles)
        room = make.venue(swap.world.owner, 1 + number)
        to = make.workshop(cohort, same_month(swap.own.day, 1 + number), venue=room)
        take_place(person=swap.newcomer(), own=swap.own, to=to) if number else None
    with django_assert_num_queries(20):
        client.get(url)


@pytest.mark.parametrize("who", ["lead", "superuser"])
def test_a_workshops_page_costs_the_same_whoever_has_moved(
    swap: Swap, django_assert_num_queries: object, who: str
) -> None:
    client = swap.world.client(who)
    url = reverse("workshop", args=[swap.world.programme.pk, swap.own.pk])
    expected = {"lead": 16, "superuser": 15}[who]
    take_place(person=swap.newcomer(), own=swap.own, to=swap.there)
    client.get(url)
    with django_assert_num_queries(expected):
        client.get(url)
    swap.there.venue.seats = 9
    swap.there.venue.save()
    for _ in range(2):
        take_place(person=swap.newcomer(), own=swap.own, to=swap.there)
    with django_assert_num_queries(expected):
        client.get(url)


def test_a_workshop_over_its_seats_warns_who_leads_it(swap: Swap) -> None:
    take_place(person=swap.siri, own=swap.own, to=swap.there)
    extra = make.superuser(swap.world.south)
    swap.other.memberships.create(role=extra, starts_on=swap.world.programme.starts_on)
    page = swap.page("facilitator", swap.there, "workshop")
    assert "3 er ventet, og rommet har 2 plasser" in page
