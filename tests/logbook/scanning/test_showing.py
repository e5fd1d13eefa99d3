"""The code on the screen, and who has scanned it, confirmed by a superuser."""

import datetime as dt
import re
from typing import Any

import pytest
import time_machine
from django.apps import apps
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from rollout.common.dates import today
from rollout.competence.frameworks import load_frameworks
from rollout.insight.figures import programme_figures
from rollout.logbook.actions import cancel_session
from rollout.logbook.models import TrainingSession
from rollout.logbook.scanning.actions import delete_old_scans, open_scanning
from rollout.logbook.scanning.models import Scan, ScanWindow
from rollout.logbook.scanning.qr import drawn
from rollout.logbook.scanning.queries import ticked_at_first
from rollout.logbook.scanning.rules import in_groups
from tests import factories as make
from tests.logbook.forms import filled_in
from tests.logbook.scanning.phones import code_now, link, opened, planned_today, scan
from tests.organisation.test_at_once import at_once
from tests.personas import World, make_world

DAY = dt.timedelta(days=1)


def address(name: str, session: TrainingSession) -> str:
    return reverse(name, args=[session.programme_id, session.pk])


def words(response: Any) -> str:
    return str(response.content.decode())


def see(world: World, name: str, session: TrainingSession, who: str = "superuser") -> str:
    return words(world.client(who).get(address(name, session), follow=True))


def confirm(world: World, session: TrainingSession, ticked: list[Scan], **fields: object) -> Any:
    shown = fields.pop("shown", None) or [one.pk for one in session.scans.all()]
    given = {"shown": shown, "scan": [one.pk for one in ticked], "revision": session.revision}
    return world.client("superuser").post(address("session_scans", session), given | fields)


def hold(world: World, session: TrainingSession, **fields: object) -> Any:
    page = world.client("superuser").get(address("session_hold", session))
    form = page.context["form"]
    given = {"kit": session.kit_id, "held_on": session.held_on.isoformat(), "revision": 0,
             "people": sorted(form.chosen()), "scans_seen": page.context["scans_seen"]}  # fmt: skip
    return world.client("superuser").post(
        address("session_hold", session), filled_in(world, **given | fields)
    )


def test_a_superuser_opens_it_from_home_on_its_day(world: World) -> None:
    session = planned_today(world)
    home = words(world.client("superuser").get("/"))
    assert address("session_code", session) in home
    assert address("session_code", session) in see(world, "session", session)
    page = see(world, "session_code", session)
    assert "Åpne for skanning" in page
    assert "<svg" not in page
    assert ScanWindow.objects.count() == 0
    client = world.client("superuser")
    for _time in range(2):
        opening = client.post(address("session_scan_open", session), follow=True)
        assert "<svg" in words(opening)
    assert ScanWindow.objects.count() == 1
    session.held_on += DAY
    session.save()
    assert address("session_code", session) not in see(world, "session", session)


def test_the_screen_has_the_code_large_and_in_letters_and_no_name(world: World) -> None:
    window = opened(world)
    scan(window, world.teachers[0])
    with time_machine.travel(timezone.now(), tick=False):
        page = see(world, "session_code", window.session)
        assert drawn(f"http://testserver{link(window)}").path in page
        assert in_groups(code_now(window)) in page
    assert "testserver/here/" in page
    assert re.search(r'scan__count">1</strong>', page)
    assert str(world.teachers[0]) not in page
    assert world.teachers[0].last_name not in page


def test_the_screen_renews_itself_with_and_without_a_script(world: World) -> None:
    session = opened(world).session
    url, client = address("session_code", session), world.client("superuser")
    noon = timezone.make_aware(dt.datetime.combine(session.held_on, dt.time(12)))
    with time_machine.travel(noon + dt.timedelta(seconds=10), tick=False):
        page = words(client.get(url))
        swap = words(client.get(url, HTTP_HX_REQUEST="true", HTTP_HX_TARGET="code"))
    assert 'http-equiv="refresh" content="20"' in page
    assert 'hx-trigger="every 5s"' in page
    assert swap.strip() in page
    with time_machine.travel(noon + dt.timedelta(seconds=40), tick=False):
        later = words(client.get(url, HTTP_HX_REQUEST="true", HTTP_HX_TARGET="code"))
    found = [re.search(r"data-code>([^<]+)<", text) for text in (swap, later)]
    assert found[0]
    assert found[1]
    assert found[0][1] != found[1][1]


def test_it_closes_by_a_tap_and_opens_again_with_the_same_key(world: World) -> None:
    window = opened(world)
    client, session = world.client("superuser"), window.session
    client.post(address("session_scan_close", session))
    assert "Åpne igjen" in see(world, "session_code", session)
    client.post(address("session_scan_open", session))
    again = ScanWindow.objects.get()
    assert (again.closed_at, again.scan_key) == (None, window.scan_key)


def test_what_is_over_or_cancelled_isnt_opened(world: World) -> None:
    session = planned_today(world)
    session.held_on -= DAY
    session.save()
    with pytest.raises(ValidationError, match="over"):
        open_scanning(session=session, now=timezone.now())
    cancel_session(session=session, revision=0)
    with pytest.raises(ValidationError):
        open_scanning(session=session, now=timezone.now())
    assert ScanWindow.objects.count() == 0


def test_a_session_that_nobody_planned_begins_with_its_code(world: World) -> None:
    kit = make.kit(world.owner, "Ny pakke", minutes=35)
    make.gives_out(world.programme, kit)
    make.workshop(world.cohort, today() - 2 * DAY, about=kit, status="held")
    client = world.client("superuser")
    form = client.get("/").context
    given = {"kit": form["kit"].pk, "client_key": str(form["client_key"])}
    url = reverse("session_scan_now", args=[world.programme.pk])
    for _time in range(2):
        assert "<svg" in words(client.post(url, given, follow=True))
    session = ScanWindow.objects.get().session
    assert (session.kit, session.held_on, session.minutes) == (kit, today(), 35)
    assert (session.status, session.held_by) == ("planned", world.people["superuser"])
    assert client.post(url, given | {"kit": 0}).status_code == 404
    assert client.post(url, given | {"client_key": "x"}).status_code == 404
    assert ScanWindow.objects.count() == 1


def test_other_schools_see_and_confirm_nothing(world: World) -> None:
    window = opened(world)
    one, southern = scan(window, world.teachers[0]), world.client("southern")
    for name in ("session_code", "session_scans"):
        assert southern.get(address(name, window.session)).status_code == 404
    for name in ("session_scans", "session_scan_open", "session_scan_close"):
        given = {"shown": one.pk, "scan": one.pk}
        assert southern.post(address(name, window.session), given).status_code == 404
    assert (
        world.client("facilitator").get(address("session_scans", window.session)).status_code == 403
    )


def test_those_who_scanned_are_listed_with_how(world: World) -> None:
    window = opened(world)
    scan(window, world.teachers[0])
    scan(window, world.people["teacher"], "signed_in")
    page = see(world, "session_scans", window.session)
    assert "2 venter på deg" in page
    assert "valgte navnet" in page
    assert "innlogget" in page


def test_a_scan_counts_nowhere_until_it_is_confirmed(world: World) -> None:
    before = programme_figures(world.programme, today())
    window = opened(world)
    scan(window, world.teachers[3])
    after = programme_figures(world.programme, today())
    assert after.owner == before.owner
    window.session.refresh_from_db()
    assert (window.session.status, window.session.head_count) == ("planned", 0)


def test_confirming_a_planned_session_goes_on_to_its_form_with_them_ticked(world: World) -> None:
    window = opened(world)
    here, absent = scan(window, world.teachers[0]), scan(window, world.teachers[1])
    response = confirm(world, window.session, [here])
    assert response["Location"] == address("session_hold", window.session)
    form = world.client("superuser").get(response["Location"]).context["form"]
    assert form.chosen() == {str(world.teachers[0].pk)}
    window.session.refresh_from_db()
    assert window.session.status == "planned"
    absent.refresh_from_db()
    assert absent.left_out
    assert hold(world, window.session).status_code == 302
    window.session.refresh_from_db()
    assert window.session.status == "held"
    assert list(window.session.people.all()) == [world.teachers[0]]
    assert "venter på at du bekrefter" not in see(world, "session", window.session)


def test_one_who_scans_while_the_form_is_open_waits_and_is_added(world: World) -> None:
    window = opened(world)
    scan(window, world.teachers[0])
    seen = Scan.objects.get().pk
    late = scan(window, world.teachers[1])
    session = window.session
    assert hold(world, session, people=[world.teachers[2].pk], scans_seen=seen).status_code == 302
    assert ticked_at_first(session) == [late.person_id]
    for page in ("/", address("session", session)):
        assert "venter på at du bekrefter" in words(world.client("superuser").get(page))
    session.refresh_from_db()
    response = confirm(world, session, [late])
    assert response["Location"] == address("session", session)
    assert set(session.people.all()) == {world.teachers[1], world.teachers[2]}
    session.refresh_from_db()
    assert (session.head_count, session.saved_by) == (2, world.people["superuser"])
    assert ticked_at_first(session) == []
    assert "ventar" not in see(world, "session", session)


def test_a_stale_page_adds_nobody(world: World) -> None:
    window = opened(world)
    session = window.session
    hold(world, session, people=[world.teachers[2].pk])
    session.refresh_from_db()
    late = scan(window, world.teachers[1])
    confirm(world, session, [late], revision=0)
    assert list(session.people.all()) == [world.teachers[2]]
    assert ticked_at_first(session) == [late.person_id]


def test_one_who_was_left_out_and_scans_again_waits_again(world: World) -> None:
    window = opened(world)
    scan(window, world.teachers[0])
    confirm(world, window.session, [])
    assert ticked_at_first(window.session) == []
    scan(window, world.teachers[0])
    assert ticked_at_first(window.session) == [world.teachers[0].pk]


def test_scans_of_another_session_arent_confirmed_along(world: World) -> None:
    window = opened(world)
    other = make.session(world.programme, world.south, world.kit, today(), status="planned")
    there = scan(open_scanning(session=other, now=timezone.now()), world.people["southern"])
    confirm(world, window.session, [there], shown=[there.pk])
    there.refresh_from_db()
    assert not there.left_out
    assert ticked_at_first(window.session) == []


@pytest.mark.parametrize("people", [1, 4])
def test_the_list_takes_the_same_queries_however_long(world: World, people: int) -> None:
    window, client = opened(world), world.client("superuser")
    for teacher in world.teachers[:people]:
        scan(window, teacher)
    url = address("session_scans", window.session)
    client.get(url)
    with CaptureQueriesContext(connection) as queries:
        client.get(url)
    assert len(queries) == 8


def test_scans_are_deleted_a_week_after_the_session_was_noted(world: World) -> None:
    window, now = opened(world), timezone.now()
    scan(window, world.teachers[0])
    hold(world, window.session)
    assert delete_old_scans(now=now + 6 * DAY) == 0
    assert Scan.objects.count() == 1
    assert delete_old_scans(now=now + 9 * DAY) == 1
    assert (Scan.objects.count(), ScanWindow.objects.count()) == (0, 0)
    assert window.session.people.count() == 1


def test_scans_of_a_cancelled_session_go_and_those_that_wait_stay(world: World) -> None:
    window, now = opened(world), timezone.now()
    scan(window, world.teachers[0])
    assert delete_old_scans(now=now + 30 * DAY) == 0
    assert delete_old_scans(now=now + 100 * DAY) == 1
    scan(open_scanning(session=window.session, now=now), world.teachers[0])
    cancel_session(session=window.session, revision=0)
    call_command("tick", verbosity=0)
    assert Scan.objects.count() == 0


@pytest.fixture
def busy_world(transactional_db: None) -> World:
    load_frameworks(apps)
    return make_world()


def test_one_name_from_many_phones_at_once_is_one(busy_world: World) -> None:
    window, teacher = opened(busy_world), busy_world.teachers[0]
    got = at_once(6, lambda: scan(window, teacher).pk)
    assert got == [Scan.objects.get().pk] * 6
