"""Sessions on a phone: logged and confirmed in a few touches, with or without a connection."""

import datetime as dt
import re
import time
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.urls import reverse
from playwright.sync_api import Page, expect

from rollout.common.dates import local, today
from rollout.logbook.models import TrainingSession
from tests import factories as make
from tests.browser.conftest import axe
from tests.common.searches import FOUND, PLAIN
from tests.personas import World

SAVED = re.compile(r"/sessions/\d+/$")


@pytest.fixture(autouse=True)
def an_ordinary_school_day() -> Iterator[None]:
    """On other days there is a question more."""
    with time_machine.travel(local(dt.date(2026, 11, 10), dt.time(10))):
        yield


@pytest.fixture
def planned(browser_world: World) -> TrainingSession:
    """A session that was planned for yesterday."""
    kit = make.kit(browser_world.owner, "Planlagt pakke")
    make.gives_out(browser_world.programme, kit)
    return make.session(
        browser_world.programme, browser_world.north, kit, today() - dt.timedelta(days=1),
        by=browser_world.people["superuser"], status="planned",
    )  # fmt: skip


def log_page(look: Any, world: World) -> Page:
    page: Page = look("superuser", reverse("session_log", args=[world.programme.pk]), width=390)
    return page


class Taps:
    """Counts the touches of a task."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.count = 0

    def __call__(self, locator: Any) -> None:
        self.count += 1
        locator.tap()


def test_logging_a_session_takes_at_most_four_touches(look: Any, browser_world: World) -> None:
    page = look("superuser", "/", width=390)
    tap = Taps(page)
    started = time.monotonic()
    tap(page.locator("main").get_by_role("link", name="Registrer en økt"))
    tap(page.get_by_label("Alle", exact=True))
    tap(page.locator("[name=people]").and_(page.get_by_label(str(browser_world.teachers[0]))))
    tap(page.get_by_role("button", name="Lagre"))
    expect(page.get_by_role("status").first).to_contain_text("Lagret")
    seconds = time.monotonic() - started
    print(f"\ntouches: {tap.count}, seconds: {seconds:.1f}")  # noqa: T201
    assert tap.count <= 4
    session = TrainingSession.objects.order_by("-pk")[0]
    assert session.head_count == browser_world.north.employments.count() - 1
    assert session.held_on == today()


def test_a_double_tap_makes_one_session(look: Any, browser_world: World) -> None:
    page = look("superuser", reverse("session_log", args=[browser_world.programme.pk]), width=390)
    page.get_by_label("Alle", exact=True).check()
    page.get_by_role("button", name="Lagre").dblclick()
    page.wait_for_url(SAVED)
    assert TrainingSession.objects.count() == 2


def test_a_stale_tab_sent_again_makes_one_session(look: Any, browser_world: World) -> None:
    path = reverse("session_log", args=[browser_world.programme.pk])
    first, stale = look("superuser", path, width=390), look("superuser", path, width=390)
    for tab in (first, stale):
        tab.get_by_label("Alle", exact=True).check()
    key = first.locator("[name=client_key]").input_value()
    first.get_by_role("button", name="Lagre").click()
    first.wait_for_url(SAVED)
    stale.locator("[name=client_key]").evaluate("(field, key) => { field.value = key }", key)
    stale.get_by_role("button", name="Lagre").click()
    expect(stale.get_by_role("status").first).to_contain_text("allerede lagret")
    assert TrainingSession.objects.count() == 2


def test_a_planned_session_is_confirmed_in_three_touches(
    look: Any, browser_world: World, planned: TrainingSession
) -> None:
    page = look("superuser", "/", width=390)
    tap = Taps(page)
    tap(page.get_by_role("link", name="Den er gjennomført"))
    expect(page.locator("[name=people]:checked")).to_have_count(0)
    assert axe(page) == []
    tap(page.get_by_label("Alle", exact=True))
    tap(page.get_by_role("button", name="Lagre"))
    page.wait_for_url(SAVED)
    planned.refresh_from_db()
    assert (planned.status, tap.count) == ("held", 3)
    assert planned.head_count == browser_world.north.employments.count()


def test_what_speaks_against_it_is_read_first_and_gone_on_from(
    look: Any, browser_world: World
) -> None:
    path = reverse("session_plan", args=[browser_world.programme.pk])
    page = look("superuser", path, width=390)
    page.get_by_label("Dato").fill("25.12.2026")
    page.get_by_label("Minutter").fill("55")
    page.get_by_role("button", name="Planlegg økten").tap()
    question = page.get_by_role("alert")
    expect(question).to_contain_text("Første juledag")
    expect(question).to_be_focused()
    expect(question).to_be_in_viewport()
    expect(page.get_by_label("Minutter")).to_have_value("55")
    assert axe(page) == []
    page.get_by_role("button", name="Planlegg den likevel").tap()
    page.wait_for_url(SAVED)
    assert TrainingSession.objects.get(status="planned").held_on == dt.date(2026, 12, 25)
    assert page.problems == []


def test_the_list_of_people_works_on_after_a_question(look: Any, browser_world: World) -> None:
    page = log_page(look, browser_world)
    page.get_by_label("Dato").fill("08.11.2026")
    page.get_by_label("Alle", exact=True).tap()
    page.get_by_role("button", name="Lagre").tap()
    expect(page.get_by_role("alert")).to_contain_text("helg")
    everyone = browser_world.north.employments.count()
    expect(page.locator("[data-picker-count]")).to_have_text(f"{everyone} / {everyone}")
    page.get_by_label("Alle", exact=True).tap()
    expect(page.locator("[data-picker-count]")).to_have_text(f"0 / {everyone}")


def test_the_link_follows_the_kit_that_is_chosen(look: Any, browser_world: World) -> None:
    other = make.kit(browser_world.owner, "Lesing")
    make.gives_out(browser_world.programme, other)
    page = log_page(look, browser_world)
    page.get_by_label("Læringspakke", exact=True).select_option("Lesing")
    link = page.get_by_role("link", name="Åpne læringspakken: Lesing")
    expect(link).to_have_attribute("href", reverse("kit", args=[other.pk]))


def test_without_a_connection_the_form_is_kept_and_sent_by_itself_once(
    look: Any, browser_world: World
) -> None:
    page = log_page(look, browser_world)
    page.get_by_label("Alle", exact=True).tap()
    address = page.url
    page.context.set_offline(True)
    expect(page.get_by_text("Ingen nettforbindelse akkurat nå")).to_be_visible()
    page.get_by_role("button", name="Lagre").tap()
    expect(page.get_by_text("Lagret på denne enheten som kladd")).to_be_in_viewport()
    assert page.url == address
    expect(page.locator("[name=people]:checked")).to_have_count(
        browser_world.north.employments.count()
    )
    page.context.set_offline(False)
    page.wait_for_url(SAVED)
    assert TrainingSession.objects.count() == 2
    assert TrainingSession.objects.order_by("-pk")[0].head_count > 0


@pytest.mark.parametrize("arrives", [True, False])
def test_a_request_that_fails_keeps_the_form_whether_it_arrived_or_not(
    look: Any, browser_world: World, arrives: bool
) -> None:
    page = log_page(look, browser_world)
    page.get_by_label("Alle", exact=True).tap()
    lost = lambda route: (route.fetch(max_redirects=0) if arrives else None, route.abort())  # noqa: E731
    page.route("**/sessions/log/", lost, times=1)
    page.get_by_role("button", name="Lagre").tap()
    expect(page.get_by_text("Lagret på denne enheten som kladd")).to_be_visible()
    page.get_by_role("button", name="Lagre").tap()
    page.wait_for_url(SAVED)
    assert TrainingSession.objects.count() == 2
    said = "allerede lagret" if arrives else "Økten er med"
    expect(page.get_by_role("status").first).to_contain_text(said)


def test_a_server_that_cannot_take_it_now_keeps_the_form(look: Any, browser_world: World) -> None:
    page = log_page(look, browser_world)
    page.get_by_label("Alle", exact=True).tap()
    page.route("**/sessions/log/", lambda route: route.fulfill(status=503), times=1)
    page.get_by_role("button", name="Lagre").tap()
    expect(page.get_by_text("Lagret på denne enheten som kladd")).to_be_visible()
    page.get_by_role("button", name="Lagre").tap()
    page.wait_for_url(SAVED)


@pytest.mark.parametrize("who", ["lead", "superuser"])
def test_on_a_phone_the_list_has_two_lines_a_row(
    look: Any, browser_world: World, planned: TrainingSession, who: str
) -> None:
    world = browser_world
    for _ in range(5):
        make.session(world.programme, world.north, world.kit, by=world.people["superuser"])
    page = look(who, reverse("sessions", args=[world.programme.pk]), width=390)
    heights = page.evaluate(
        "[...document.querySelectorAll('tbody tr')].map(row => row.getBoundingClientRect().height)"
    )
    assert len(heights) == 7
    assert max(heights) < 80
    row = page.locator("tbody tr").filter(has_text="Planlagt pakke")
    expect(row.get_by_text("planlagt", exact=True)).to_be_visible()
    expect(row.get_by_text("kom")).to_have_count(0)
    assert axe(page) == []


def test_any_form_stays_where_it_is_without_a_connection(
    look: Any, browser_world: World, planned: TrainingSession
) -> None:
    path = reverse("session", args=[browser_world.programme.pk, planned.pk])
    page = look("superuser", path, width=390)
    page.get_by_role("button", name="Avlys", exact=True).click()
    page.context.set_offline(True)
    page.get_by_role("button", name="Avlys økten").click()
    expect(page.get_by_text("Ikke lagret ennå: Det er ingen nettforbindelse")).to_be_visible()
    assert page.url.endswith(path)
    page.context.set_offline(False)
    page.get_by_role("button", name="Avlys økten").click()
    expect(page.get_by_role("status").first).to_contain_text("trukket tilbake")


def test_a_name_is_searched_for_as_the_server_does(look: Any, browser_world: World) -> None:
    names = {name for name, _sought in FOUND}
    for name in names:
        make.employee(browser_world.north, name)
    page = look("superuser", reverse("session_log", args=[browser_world.programme.pk]), width=390)
    texts = [text for text, _plain in PLAIN]
    plain = page.evaluate("texts => texts.map(unaccented)", texts)
    assert plain == [plain for _text, plain in PLAIN]
    picker = page.locator(".people-picker", has=page.locator("[name=people]"))
    for name, sought in FOUND:
        page.get_by_placeholder("Søk etter et navn").fill(sought)
        expect(picker.get_by_label(name, exact=True)).to_be_visible()
        expect(picker.get_by_label(str(browser_world.teachers[0]))).to_be_hidden()
