"""A session’s page: what it says before and after, and the kit, which is always at hand."""

import datetime as dt
from typing import Any

import pytest
from django.urls import reverse

from rollout.common.dates import today
from rollout.logbook.models import TrainingSession
from tests import factories as make
from tests.logbook.forms import address, filled_in
from tests.personas import World

DAY = dt.timedelta(days=1)
WRITERS = ("superuser", "principal", "lead")


def seen(world: World, page: str, who: str = "superuser") -> str:
    return " ".join(world.client(who).get(page).content.decode().split())


def planned(world: World, **fields: Any) -> TrainingSession:
    by = world.people["superuser"]
    return make.session(world.programme, world.north, world.kit, by=by, status="planned", **fields)


@pytest.mark.parametrize("who", [*WRITERS, "facilitator"])
def test_a_planned_session_says_who_will_hold_it_and_no_attendance(world: World, who: str) -> None:
    page = seen(world, address(world, "session", planned(world)), who)
    assert "Skal holdes av Siri Superbruker" in page
    for word in ("Gjennomført av", "Hvem som kom", "Hvordan det gikk", "Ingenting er skrevet"):
        assert word not in page


def test_a_held_session_says_who_held_it_and_how_many_came(world: World) -> None:
    page = seen(world, address(world, "session", world.session))
    assert "Gjennomført av Siri Superbruker" in page
    assert "Hvem som kom: 2" in page


def test_one_that_was_never_held_says_neither(world: World) -> None:
    session = planned(world)
    TrainingSession.objects.filter(pk=session.pk).update(status="cancelled")
    page = seen(world, address(world, "session", session))
    assert "Ansvarlig: Siri Superbruker" in page
    assert "Gjennomført av" not in page
    assert "Hvem som kom" not in page


def test_history_counts_who_came_to_what_was_held_alone(world: World) -> None:
    session = planned(world)
    given = filled_in(world, revision=0, minutes=30)
    client = world.client("superuser")
    client.post(address(world, "session_change", session), given)
    client.post(address(world, "session_hold", session), given | {"revision": 1})
    page = seen(world, address(world, "session", session))
    history = page[page.index("Historikk (3)") :]
    assert history.count(" kom ") == 1
    assert "4 kom" in history


@pytest.mark.parametrize("kind", ["csv", "page"])
def test_the_list_and_its_download_have_no_number_before_it_is_held(
    world: World, kind: str
) -> None:
    planned(world)
    page = reverse("sessions", args=[world.programme.pk])
    asked = {"status": "planned", **({"export": "csv"} if kind == "csv" else {})}
    shown = world.client("lead").get(page, asked).content.decode()
    rows = shown.splitlines() if kind == "csv" else [shown.split("<tbody>")[1]]
    assert "planlagt" in rows[-1]
    assert ";0;" not in rows[-1]
    assert ">0<" not in rows[-1]


@pytest.mark.parametrize("who", WRITERS)
@pytest.mark.parametrize("days", [0, 4])
def test_the_kit_is_opened_from_the_session(world: World, who: str, days: int) -> None:
    session = planned(world, day=today() + days * DAY)
    assert f'href="{reverse("kit", args=[world.kit.pk])}"' in seen(
        world, address(world, "session", session), who
    )


@pytest.mark.parametrize("days", [-1, 0, 4])
def test_the_kit_is_opened_from_home_however_far_off_the_session_is(
    world: World, days: int
) -> None:
    planned(world, day=today() + days * DAY)
    assert f'href="{reverse("kit", args=[world.kit.pk])}"' in seen(world, "/")


@pytest.mark.parametrize("name", ["session_log", "session_plan", "session_change", "session_hold"])
def test_the_kit_is_opened_from_where_it_is_chosen(world: World, name: str) -> None:
    other = make.kit(world.owner, "Lesing")
    make.gives_out(world.programme, other)
    session = planned(world) if name in ("session_change", "session_hold") else None
    page = address(world, name, session)
    assert f'href="{reverse("kit", args=[world.kit.pk])}"' in seen(world, page)
    given = filled_in(world, kit=other.pk, minutes=0, revision=0)
    back = world.client("superuser").post(page, given).content.decode()
    assert f'href="{reverse("kit", args=[other.pk])}"' in back


def test_a_superuser_opens_every_kit_that_their_school_can_run(world: World) -> None:
    own = make.kit(world.owner, "Vår", school=world.north, origin=world.kit)
    ahead = make.kit(world.owner, "Kommer senere")
    make.gives_out(world.programme, ahead)
    client = world.client("superuser")
    for kit in (world.kit, own, ahead):
        assert client.get(reverse("kit", args=[kit.pk])).status_code == 200
        assert reverse("kit", args=[kit.pk]) in client.get(reverse("kits")).content.decode()
