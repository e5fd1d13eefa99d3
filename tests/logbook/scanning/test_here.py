"""What a colleague’s phone shows and writes."""

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.apps import apps
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from rollout.common.dates import local, today
from rollout.logbook.scanning import guessing
from rollout.logbook.scanning.actions import close_scanning, open_scanning
from rollout.logbook.scanning.models import Scan, ScanWindow
from tests import factories as make
from tests.logbook.scanning.phones import Phone, code_now, link, opened, planned_today
from tests.personas import World


def words(response: Any) -> str:
    return str(response.content.decode())


def rows() -> dict[str, int]:
    """How many rows each table has."""
    return {model.__name__: model._default_manager.count() for model in apps.get_models()}


def visit(window: ScanWindow, who: Client | None = None) -> Phone:
    return Phone(who or Client(), link(window))


def test_looking_and_searching_write_nothing(world: World) -> None:
    window, superuser = opened(world), world.client("superuser")
    clients = [Client(), world.client("teacher"), world.client("southern")]
    before = rows()
    for client in clients:
        phone = visit(window, client)
        client.get(reverse("here"), {"code": code_now(window)}, follow=True)
        client.get(reverse("here_code", args=["ABC234"]))
        phone.send(name="kari")
        phone.send(name="")
        client.head(link(window))
    for name in ("session_code", "session_scans", "session", "session_hold"):
        superuser.get(reverse(name, args=[world.programme.pk, window.session_id]))
    assert rows() == before


def test_looking_asks_the_database_to_change_nothing(world: World) -> None:
    window, seen = opened(world), []

    def watched(execute: Any, sql: str, *rest: Any) -> Any:
        seen.append(sql.split()[0].upper())
        return execute(sql, *rest)

    with connection.execute_wrapper(watched):
        visit(window)
    assert set(seen) <= {"SELECT", "SAVEPOINT", "RELEASE"}
    assert len(seen) <= 3


def test_signed_in_it_is_one_tap(world: World) -> None:
    window = opened(world)
    phone = visit(window, world.client("teacher"))
    assert "Tuva Lærer" in words(phone.page)
    assert "Velkommen, Tuva Lærer" in words(phone.send(me=1))
    (scan,) = Scan.objects.all()
    assert (scan.person, scan.way) == (world.people["teacher"], "signed_in")
    assert scan.session == window.session
    assert window.session.attendances.count() == 0


def test_somebody_signed_in_at_another_school_gets_a_kind_no(world: World) -> None:
    window = opened(world)
    for who in ("southern", "lead", "stranger"):
        phone = visit(window, world.client(who))
        phone.send(me=1)
    assert "ikke er på listen ved Nordlia skole" in words(
        visit(window, world.client("southern")).page
    )
    assert Scan.objects.count() == 0


def test_others_find_their_name(world: World) -> None:
    window, phone = opened(world), None
    teacher = world.teachers[0]
    phone = visit(window)
    found = phone.send(name=teacher.last_name[:4])
    assert str(teacher) in words(found)
    assert "Sara" not in words(phone.send(name="sara"))
    assert f"Velkommen, {teacher}" in words(phone.pick(teacher))
    assert Scan.objects.get().way == "picked"


def test_one_at_another_school_cant_be_picked(world: World) -> None:
    phone = visit(opened(world))
    for who in ("southern", "lead", "stranger"):
        assert "Finn navnet ditt" in words(phone.pick(world.people[who]))
    assert "Finn navnet ditt" in words(phone.send(person="9" * 30))
    assert Scan.objects.count() == 0


def test_there_is_never_a_whole_list(world: World) -> None:
    for number in range(12):
        make.employee(world.north, f"Likenavn Nummer{number}")
    phone = visit(opened(world))
    for typed in ("", "l", " - "):
        assert "Likenavn" not in words(phone.send(name=typed))
    assert words(phone.send(name="like")).count("Likenavn Nummer") == 8


def test_twice_is_once(world: World) -> None:
    window = opened(world)
    phone = visit(window)
    for _time in range(2):
        assert phone.pick(world.teachers[0]).status_code == 200
    visit(window).pick(world.teachers[0])
    visit(window, world.client("teacher")).send(me=1)
    assert Scan.objects.count() == 2


def test_a_slip_is_taken_back_by_the_phone_that_made_it(world: World) -> None:
    window = opened(world)
    phone = visit(window)
    done = phone.pick(world.teachers[0])
    assert "Det er ikke meg" in words(done)
    address = done.redirect_chain[-1][0]
    assert "Angret" in words(phone.client.post(address))
    assert Scan.objects.count() == 0
    assert phone.client.get(address).status_code == 404


def test_what_two_phones_have_said_neither_takes_back(world: World) -> None:
    """Somebody else’s slip doesn’t take out the one whose name it is."""
    window = opened(world)
    slip = visit(window).pick(world.teachers[0])
    own = visit(window).pick(world.teachers[0])
    assert "Det er ikke meg" not in words(own)
    for done in (slip, own):
        Client().post(done.redirect_chain[-1][0])
    assert Scan.objects.count() == 1


def test_a_number_without_a_name_marks_nobody(world: World) -> None:
    visit(opened(world)).send(person=world.teachers[0].pk)
    assert not Scan.objects.exists()


def test_one_phone_says_so_for_a_few_at_most(world: World) -> None:
    phone = visit(opened(world))
    for teacher in world.teachers[:4]:
        phone.pick(teacher)
    assert Scan.objects.count() == 3


def test_a_slip_stays_once_its_time_is_up_or_it_is_confirmed(world: World) -> None:
    window = opened(world)
    address = visit(window).pick(world.teachers[0]).redirect_chain[-1][0]
    with time_machine.travel(timezone.now() + dt.timedelta(minutes=4)):
        assert "Det er ikke meg" not in words(Client().get(address))
        Client().post(address)
    window.session.attendances.create(person=world.teachers[0])
    assert "allerede bekreftet" in words(Client().post(address))
    assert Scan.objects.count() == 1


def test_a_page_lasts_three_minutes(world: World) -> None:
    window, noon = opened(world), local(today(), dt.time(12))
    with time_machine.travel(noon):
        phone = visit(window)
    with time_machine.travel(noon + dt.timedelta(seconds=170)):
        assert phone.pick(world.teachers[0]).status_code == 200
    with time_machine.travel(noon + dt.timedelta(seconds=200)):
        assert phone.pick(world.teachers[1]).status_code == 410
    assert Scan.objects.get().person == world.teachers[0]


def test_a_code_is_typed_as_it_is_read(world: World) -> None:
    window = opened(world)
    with time_machine.travel(timezone.now(), tick=False):
        code = code_now(window)
        typed = f"{code[:3].lower()} {code[3:]}"
        response = Client().get(reverse("here"), {"code": typed}, follow=True)
        assert response.redirect_chain[-1][0] == link(window)
    assert "Nordlia skole" in words(response)
    assert "seks bokstavene" in words(Client().get(reverse("here"), {"code": "…"}))


def test_an_old_code_is_refused_and_the_next_one_is_good(world: World) -> None:
    window, client = opened(world), Client()
    noon = timezone.make_aware(dt.datetime.combine(window.session.held_on, dt.time(12)))
    with time_machine.travel(noon):
        address = link(window)
    with time_machine.travel(noon + dt.timedelta(seconds=61)):
        assert client.get(address).status_code == 404
        assert client.get(link(window)).status_code == 200


def test_an_early_scan_is_told_when_and_succeeds_later_by_the_same_link(world: World) -> None:
    session = planned_today(world)
    session.held_on = today() + dt.timedelta(days=1)
    session.save()
    window = open_scanning(session=session, now=timezone.now())
    address, before = link(window), rows()
    client = Client()
    for _time in range(3):
        early = client.get(address)
        assert "tidlig ute" in words(early)
        assert "token" not in words(early)
    assert rows() == before
    assert window.session.attendances.count() == 0
    with time_machine.travel(window.times.opens_at + dt.timedelta(minutes=2)):
        phone = Phone(client, address)
        assert f"Velkommen, {world.teachers[0]}" in words(phone.pick(world.teachers[0]))


def test_a_page_looks_again_by_itself_when_the_opening_is_near(world: World) -> None:
    session = planned_today(world)
    window = open_scanning(session=session, now=timezone.now())
    with time_machine.travel(window.times.opens_at - dt.timedelta(minutes=2), tick=False):
        assert 'http-equiv="refresh" content="121"' in words(Client().get(link(window)))
    with time_machine.travel(window.times.opens_at - dt.timedelta(hours=2)):
        assert "refresh" not in words(Client().get(link(window)))


@pytest.mark.parametrize("days", [1, 30])
def test_a_session_to_come_is_never_marked(world: World, days: int) -> None:
    window = opened(world)
    phone = visit(window)
    window.session.held_on = today() + dt.timedelta(days=days)
    window.session.save()
    assert "tidlig ute" in words(phone.pick(world.teachers[0]))
    assert Scan.objects.count() == 0


def test_what_is_closed_or_cancelled_or_over_is_refused_kindly(world: World) -> None:
    window = opened(world)
    phone, session = visit(window), window.session
    close_scanning(session=session, now=timezone.now())
    assert "stengt" in words(Client().get(link(window)))
    assert phone.pick(world.teachers[0]).status_code == 410
    open_scanning(session=session, now=timezone.now())
    session.status = "cancelled"
    session.save()
    assert "avlyst" in words(phone.pick(world.teachers[0]))
    session.status, session.held_on = "planned", today() - dt.timedelta(days=1)
    session.save()
    assert phone.pick(world.teachers[0]).status_code == 410
    assert Scan.objects.count() == 0


def test_wrong_codes_are_counted_by_address_and_right_ones_arent(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guessing, "MOST_BY_ADDRESS", 5)
    window, wrong = opened(world), reverse("here_code", args=["ABC234"])
    noon = local(today(), dt.time(12))
    with time_machine.travel(noon, tick=False):
        for _time in range(20):
            assert Client().get(link(window)).status_code == 200
        assert [Client().get(wrong).status_code for _time in range(6)] == [404] * 5 + [429]
        assert Client().get(link(window)).status_code == 429
        assert Client().get(link(window), REMOTE_ADDR="10.0.0.9").status_code == 200
    with time_machine.travel(noon + dt.timedelta(minutes=1), tick=False):
        assert Client().get(link(window)).status_code == 200


def test_wrong_codes_are_counted_in_all(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guessing, "MOST_IN_ALL", 5)
    wrong = reverse("here_code", args=["ABC234"])
    with time_machine.travel(local(today(), dt.time(12)), tick=False):
        got = [
            Client().get(wrong, REMOTE_ADDR=f"10.0.0.{number}").status_code for number in range(6)
        ]
    assert got == [404] * 5 + [429]
    cache.clear()


def test_one_page_searches_so_often_and_no_more(world: World) -> None:
    phone = visit(opened(world))
    assert [phone.send(name="ka").status_code for _time in range(31)] == [200] * 30 + [429]


def test_a_form_from_elsewhere_is_refused_and_ones_own_is_not(world: World) -> None:
    window = opened(world)
    strict = Client(enforce_csrf_checks=True)
    phone = Phone(strict, link(window))
    assert phone.pick(world.teachers[0]).status_code == 403
    token = strict.cookies["csrftoken"].value
    assert (
        phone.send(
            person=world.teachers[0].pk, name=str(world.teachers[0]), csrfmiddlewaretoken=token
        ).status_code
        == 200
    )
    assert Scan.objects.count() == 1


@pytest.mark.parametrize("token", ["", "a.b.c", "1-x", "1-x.abc.def"])
def test_a_forged_pass_finds_and_writes_nothing(world: World, token: str) -> None:
    window = opened(world)
    given = {"token": token, "person": world.teachers[0].pk, "name": "ka"}
    assert Client().post(link(window), given).status_code == 410
    assert Scan.objects.count() == 0


def test_two_schools_at_once_keep_apart(world: World) -> None:
    north = opened(world)
    kit = world.kit
    session = make.session(world.programme, world.south, kit, today(), status="planned")
    south = open_scanning(session=session, now=timezone.now())
    visit(south).pick(world.people["southern"])
    visit(north).pick(world.teachers[0])
    visit(north).pick(world.people["southern"])
    assert {scan.person for scan in south.session.scans.all()} == {world.people["southern"]}
    assert {scan.person for scan in north.session.scans.all()} == {world.teachers[0]}
