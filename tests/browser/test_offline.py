"""Logging without network: drafts on the device, each with its state, and nothing left after
signing out. The network is really cut."""

import datetime as dt
import re
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.core.cache import caches
from django.urls import reverse
from playwright.sync_api import Locator, Page, expect

from rollout.common.dates import local
from rollout.logbook.models import TrainingSession
from tests import factories as make
from tests.browser.conftest import axe
from tests.personas import World

SAVED = re.compile(r"/sessions/\d+/$")
# All that the browser keeps for this address, as one text.
KEPT = """async () => {
    const all = [JSON.stringify({...localStorage}), JSON.stringify({...sessionStorage})];
    for (const { name } of await indexedDB.databases()) {
        const base = await idb.openDB(name);
        for (const store of base.objectStoreNames) {
            all.push(JSON.stringify(await base.getAll(store)));
        }
        base.close();
    }
    for (const name of await caches.keys()) {
        const cache = await caches.open(name);
        for (const kept of await cache.matchAll()) all.push(kept.url, await kept.text());
    }
    return all.join("\\n");
}"""
ONCE = "async () => { while (!await (%s)) await new Promise((go) => setTimeout(go, 50)); }"
SEND_20_TIMES = """async (draft) => {
    const { token } = await sending.ask(sending.who);
    const body = new URLSearchParams({ sure: "", schema: 1, client_key: draft.key });
    for (const name of ["user", "kind", "programme", "school"]) body.set(name, draft[name]);
    for (const [name, values] of Object.entries(draft.fields)) {
        for (const value of values) body.append(name, value);
    }
    const options = { method: "POST", body, headers: { "X-CSRFToken": token } };
    const once = () => sending.ask("/offline/draft/", options);
    const answers = await Promise.all(Array.from({ length: 20 }, once));
    return answers.map((answer) => answer.state);
}"""


@pytest.fixture(autouse=True)
def an_ordinary_school_day() -> Iterator[None]:
    """On other days there is a question more."""
    with time_machine.travel(local(dt.date(2026, 11, 10), dt.time(10))):
        yield


def ready(look: Any, path: str = "/", who: str = "superuser") -> Page:
    """A page whose device has all that it needs without network."""
    page: Page = look(who, path, width=390)
    page.evaluate("navigator.serviceWorker.ready")
    page.evaluate(ONCE % "device.schools().then((schools) => schools.length)")
    return page


def without_network(look: Any, path: str = "/offline/") -> Page:
    page = ready(look)
    page.context.set_offline(True)
    page.goto(path)
    return page


def write_down(page: Page, day: str = "10.11.2026") -> Locator:
    """Log a session on the page that works without network, and give its card."""
    page.get_by_role("link", name="Registrer en økt").click()
    # Until the form shows, its boxes are as the last session left them.
    everybody = page.get_by_label("Alle", exact=True)
    expect(everybody).to_be_visible()
    everybody.check()
    page.get_by_label("Dato").fill(day)
    page.get_by_role("button", name="Lagre").click()
    card = page.locator("[data-key]").first
    expect(card).to_be_visible()
    return card


def tag(scope: Page | Locator, text: str) -> Locator:
    return scope.locator(".ds-tag:visible").get_by_text(text, exact=True)


def logged() -> int:
    """How many sessions there are besides the world’s one."""
    return TrainingSession.objects.count() - 1


def test_what_is_logged_without_network_outlives_the_browser_and_is_sent_once(
    look: Any, browser_world: World
) -> None:
    page = without_network(look, reverse("session_log", args=[browser_world.programme.pk]))
    assert axe(page) == []
    page.get_by_placeholder("Søk etter et navn").fill("tuva")
    page.get_by_label("Tuva Lærer").check()
    page.get_by_placeholder("Søk etter et navn").fill("")
    page.get_by_label("Alle", exact=True).check()
    page.get_by_label("Dato").fill("10.11.2026")
    page.get_by_label("Minutter").fill("50")
    page.get_by_role("button", name="Lagre").click()
    expect(tag(page, "venter på nett")).to_be_visible()
    assert axe(page) == []
    context = page.context
    page.close()
    page = context.new_page()
    page.goto("/")
    expect(tag(page, "venter på nett")).to_be_visible()
    assert logged() == 0
    context.set_offline(False)
    expect(tag(page, "sendt")).to_be_visible()
    (session,) = TrainingSession.objects.filter(minutes=50)
    assert session.head_count == browser_world.north.employments.count()
    page.get_by_role("link", name="Se på den").click()
    page.wait_for_url(SAVED)
    assert logged() == 1


def test_a_draft_sent_many_times_at_once_is_one_session(look: Any, browser_world: World) -> None:
    page = without_network(look)
    write_down(page)
    draft = page.evaluate("device.drafts().then(([draft]) => draft)")
    page.context.set_offline(False)
    assert set(page.evaluate(SEND_20_TIMES, draft)) == {"sent"}
    expect(tag(page, "sendt")).to_be_visible()
    assert logged() == 1


def test_an_ended_session_keeps_the_draft_until_one_has_signed_in(
    look: Any, browser_world: World
) -> None:
    world = browser_world
    page = ready(look, reverse("session_log", args=[world.programme.pk]))
    page.get_by_label("Alle", exact=True).check()
    Session.objects.all().delete()
    caches["sessions"].clear()
    page.get_by_role("button", name="Lagre").click()
    page.wait_for_url("**/accounts/login/**")
    page.goto("/offline/")
    card = page.locator("[data-key]")
    expect(tag(card, "du må logge inn")).to_be_visible()
    assert axe(page) == []
    world.people["superuser"].user.set_password("et-langt-passord-12")
    world.people["superuser"].user.save()
    card.get_by_role("link", name="Logg inn og send").click()
    page.get_by_label("E-post").fill(world.people["superuser"].user.email)
    page.get_by_label("Passord", exact=True).fill("et-langt-passord-12")
    page.get_by_role("button", name="Logg inn", exact=True).click()
    expect(tag(page, "sendt")).to_be_visible()
    assert logged() == 1


def test_a_clash_is_shown_and_answered(look: Any, browser_world: World) -> None:
    world = browser_world
    page = without_network(look)
    card = write_down(page)
    other = make.session(world.programme, world.north, world.kit, dt.date(2026, 11, 10),
        by=world.people["superuser"])  # fmt: skip
    page.context.set_offline(False)
    expect(tag(card, "registrert fra før?")).to_be_visible()
    expect(card).to_contain_text("har allerede en økt")
    address = reverse("session", args=[world.programme.pk, other.pk])
    expect(card.get_by_role("link", name="Se på den andre")).to_have_attribute("href", address)
    assert axe(page) == []
    assert logged() == 1
    card.get_by_role("button", name="Lagre den likevel").click()
    expect(tag(card, "sendt")).to_be_visible()
    assert logged() == 2


def test_a_draft_that_is_refused_says_why_and_is_put_right(look: Any, browser_world: World) -> None:
    page = without_network(look)
    card = write_down(page, "10.11.2020")
    page.context.set_offline(False)
    expect(tag(card, "ikke tatt imot")).to_be_visible()
    expect(card).to_contain_text("utenfor programmets datoer")
    card.get_by_role("button", name="Endre").click()
    expect(page.locator(".people-picker :checked").first).to_be_checked()
    page.get_by_label("Dato").fill("09.11.2026")
    page.get_by_role("button", name="Lagre").click()
    expect(tag(card, "sendt")).to_be_visible()
    assert TrainingSession.objects.filter(held_on=dt.date(2026, 11, 9)).count() == 1


def test_each_draft_is_exported_and_deleted_by_itself(look: Any, browser_world: World) -> None:
    page = without_network(look)
    write_down(page, "09.11.2026")
    write_down(page)
    expect(page.locator("[data-key]")).to_have_count(2)
    second = page.locator("[data-key]").filter(has_text="09.11.2026")
    with page.expect_download() as download:
        second.get_by_role("button", name="Eksporter").click()
    text = download.value.path().read_text()
    assert "Læringspakke: Samskriving" in text
    assert "Tuva Lærer" in text
    page.on("dialog", lambda dialog: dialog.accept())
    second.get_by_role("button", name="Slett").click()
    expect(page.locator("[data-key]")).to_have_count(1)
    expect(page.locator("[data-key]")).to_contain_text("10.11.2026")


def test_a_planned_session_is_noted_as_held_without_network(
    look: Any, browser_world: World
) -> None:
    world = browser_world
    plan = {"by": world.people["superuser"], "status": "planned"}
    for day, minutes in ((dt.date(2026, 11, 9), 35), (dt.date(2099, 1, 5), 45)):
        make.session(world.programme, world.north, world.kit, day, minutes=minutes, **plan)
    page = without_network(look)
    page.get_by_role("link", name="Registrer en økt").click()
    choice = page.get_by_label("Var det en av de planlagte øktene?")
    expect(choice.locator("option")).to_have_count(
        2
    )  # none of them, and the one whose day has come
    choice.select_option(index=1)
    expect(page.get_by_label("Dato")).to_have_value("09.11.2026")
    expect(page.get_by_label("Minutter")).to_have_value("35")
    page.get_by_label("Alle", exact=True).check()
    page.get_by_role("button", name="Lagre").click()
    card = page.locator("[data-key]").first
    expect(tag(card, "venter på nett")).to_be_visible()
    assert axe(page) == []
    card.get_by_role("button", name="Endre").click()
    expect(choice).to_have_value(re.compile(r"\d+"))
    page.get_by_role("button", name="Lagre").click()
    page.context.set_offline(False)
    expect(tag(card, "sendt")).to_be_visible()
    assert logged() == 2
    held = TrainingSession.objects.get(held_on=dt.date(2026, 11, 9))
    assert held.status == "held"
    assert set(world.teachers) <= set(held.people.all())
