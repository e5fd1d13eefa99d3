"""More seats, or a larger room, move the waiting list up, and those who get a seat get mail."""

import pytest
from django.urls import reverse
from django.utils import timezone

from rollout.calendars.models import Venue
from rollout.notifications.models import Message
from rollout.planning.actions import invite_workshops
from rollout.planning.guests.actions import join_line, take_place
from tests import factories as make
from tests.personas import World
from tests.planning.guests import Swap, make_swap


@pytest.fixture
def full(world: World) -> Swap:
    """Both workshops are announced; Sara's room is full, and Siri is first in line."""
    swap = make_swap(world)
    invite_workshops(workshops=[swap.own, swap.there])
    take_place(person=swap.newcomer("Knut Kjapp"), own=swap.own, to=swap.there)
    join_line(person=swap.siri, own=swap.own, to=swap.there)
    join_line(person=swap.newcomer("Stein Sist"), own=swap.own, to=swap.there)
    Message.objects.filter(status="queued").update(status="sent", sent_at=timezone.now())
    return swap


def more_seats(swap: Swap) -> None:
    venue = Venue.objects.get(name="Biblioteket")
    data = {"name": venue.name, "seats": 3, "revision": venue.revision}
    swap.world.client("lead").post(reverse("venue_change", args=[venue.pk]), data)


def larger_room(swap: Swap) -> None:
    there = swap.there
    there.refresh_from_db()
    start, end = timezone.localtime(there.starts_at), timezone.localtime(there.ends_at)
    data = {
        "day": start.date(), "start": start.time(), "end": end.time(),
        "venue": make.venue(swap.world.owner, 3, "Aulaen").pk, "link": "",
        "facilitator": there.facilitator_id, "revision": there.revision,
    }  # fmt: skip
    args = [swap.world.programme.pk, there.pk]
    swap.world.client("lead").post(reverse("workshop_change", args=args), data)


@pytest.mark.parametrize("way", [more_seats, larger_room])
def test_the_first_in_line_gets_the_seat_and_mail_of_it(full: Swap, way: object) -> None:
    way(full)
    assert full.status(full.siri) == ["taken"]
    told = Message.objects.filter(recipient=full.siri, status="queued")
    assert {(m.kind, m.workshop) for m in told} == {
        ("place_taken", full.there), ("place_left", full.own),
    }  # fmt: skip
    assert not Message.objects.filter(recipient__first_name="Stein", status="queued").exists()
