"""What a device keeps between visits: other forms and accounts, signing out, a failing database."""

from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse
from playwright.sync_api import Page, expect

from rollout.logbook.models import TrainingSession
from tests.browser.conftest import axe
from tests.browser.test_offline import (  # noqa: F401 - one is a fixture
    KEPT,
    ONCE,
    an_ordinary_school_day,
    logged,
    ready,
    tag,
    without_network,
    write_down,
)
from tests.personas import World

CLOSED_ONCE = """() => {
    const real = IDBDatabase.prototype.transaction;
    IDBDatabase.prototype.transaction = function () {
        IDBDatabase.prototype.transaction = real;
        throw new DOMException("closed by the system", "InvalidStateError");
    };
}"""

FULL = """() => {
    IDBObjectStore.prototype.put = () => { throw new DOMException("", "QuotaExceededError"); };
}"""

OTHER_SCHEMAS = """async ([programme, school, kit, teacher]) => {
    const base = await idb.openDB("rollout");
    const own = { user: device.user(), kind: "superuser", programme, school, state: "waiting" };
    const fields = { kit, held_on: "10.11.2026", minutes: 35, people: [teacher], mode: "team" };
    await base.put("drafts", { ...own, key: crypto.randomUUID(), made_at: 1, fields });
    const empty = { schema: 99, shown: {}, fields: {} };
    await base.put("drafts", { ...own, key: crypto.randomUUID(), made_at: 2, ...empty });
}"""

PUT_BESIDE = """async (holder) => {
    const [draft] = await device.drafts();
    await device.keep({ ...draft, fields: { ...draft.fields, also_held_by: [holder] } });
}"""

STALE_FORM = """async (user) => {
    localStorage.setItem("rollout-user", user);
    document.querySelector("form[data-draft]")
        .dispatchEvent(new CustomEvent("unsent", { bubbles: true, cancelable: true }));
}"""


def test_drafts_of_other_schemas_are_sent_or_kept(look: Any, browser_world: World) -> None:
    world = browser_world
    page = without_network(look)
    about = [world.programme.pk, world.north.pk, world.kit.pk, world.teachers[0].pk]
    page.evaluate(OTHER_SCHEMAS, about)
    page.context.set_offline(False)
    page.reload()
    expect(tag(page, "sendt")).to_be_visible()
    assert TrainingSession.objects.get(minutes=35).head_count == 1
    newer = page.locator("[data-key]").filter(has=tag(page, "fra et nyere Rollout"))
    with page.expect_download() as download:
        newer.get_by_role("button", name="Eksporter").click()
    assert '"schema": 99' in download.value.path().read_text()


@pytest.mark.parametrize("where", ["on an open page", "on the page without network"])
def test_after_signing_out_without_network_no_name_is_left(
    look: Any, browser_world: World, where: str
) -> None:
    page = ready(look)
    names = [str(person) for person in (*browser_world.teachers, browser_world.people["teacher"])]
    kept = page.evaluate(KEPT)
    assert all(name in kept for name in names)
    (cookie,) = [each for each in page.context.cookies() if each["name"] == "sessionid"]
    page.context.set_offline(True)
    page.on("dialog", lambda dialog: dialog.accept())
    if where == "on an open page":
        page.get_by_role("button", name="Meny").click()
        page.get_by_role("button", name="Konto").click()
    else:
        page.goto("/offline/")
        write_down(page)
    page.get_by_role("button", name="Logg ut").click()
    expect(page.get_by_text("Det ligger ikke noe").first).to_be_visible()
    kept = page.evaluate(KEPT)
    assert [name for name in (*names, "Siri", "Nordlia") if name in kept] == []
    page.go_back()
    assert not any(name in page.content() for name in names)
    page.context.set_offline(False)
    page.goto("/")
    page.wait_for_url("**/accounts/login/**")
    assert not Session.objects.filter(pk=cookie["value"]).exists()


def test_signing_out_asks_about_drafts_and_leaves_nothing(look: Any, browser_world: World) -> None:
    page = without_network(look)
    write_down(page, "10.11.2020")
    page.context.set_offline(False)
    expect(tag(page, "ikke tatt imot")).to_be_visible()
    page.goto("/")
    expect(page.get_by_role("link", name="1 kladd trenger svar fra deg")).to_be_visible()
    said: list[str] = []
    page.once("dialog", lambda dialog: (said.append(dialog.message), dialog.dismiss()))
    sign_out(page)
    page.wait_for_url("**/offline/")
    assert said == [
        "1 kladd er ikke sendt. Når du logger ut, slettes den fra enheten. Vil du logge ut likevel?"
    ]
    page.goto("/")
    page.once("dialog", lambda dialog: dialog.accept())
    sign_out(page)
    page.wait_for_url("**/accounts/login/**")
    page.goto("/offline/")
    kept = page.evaluate(KEPT)
    names = [str(person) for person in browser_world.teachers]
    assert [name for name in (*names, "Siri", "Nordlia") if name in kept] == []


def sign_out(page: Page) -> None:
    page.get_by_role("button", name="Meny").click()
    page.get_by_role("button", name="Konto").click()
    page.get_by_role("button", name="Logg ut").click()


def test_another_account_on_the_device_sees_no_draft(
    look: Any, browser_world: World, live_server: Any
) -> None:
    world = browser_world
    page = without_network(look)
    write_down(page)
    client = world.client("principal")
    value = client.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": value, "url": live_server.url}])
    page.context.set_offline(False)
    page.goto("/offline/")
    expect(page.get_by_text("Ingen. Det du registrerer")).to_be_visible()
    expect(page.locator("[data-key]")).to_have_count(0)
    assert logged() == 0


def test_a_database_that_was_closed_is_opened_anew_and_a_full_one_is_told_of(
    look: Any, browser_world: World
) -> None:
    page = without_network(look)
    page.evaluate(CLOSED_ONCE)
    write_down(page, "09.11.2026")
    page.get_by_role("link", name="Registrer en økt").click()
    page.get_by_label("Alle", exact=True).check()
    page.evaluate(FULL)
    page.get_by_role("button", name="Lagre").click()
    expect(page.get_by_text("Dette kunne ikke lagres på enheten")).to_be_visible()
    expect(page.locator(".people-picker :checked").first).to_be_checked()


def test_whoever_logs_no_sessions_is_asked_too_before_a_draft_is_lost(
    look: Any, browser_world: World, live_server: Any
) -> None:
    """The one whose it is has a sign-in that has ended, on the same device."""
    page = without_network(look)
    write_down(page)
    value = browser_world.client("teacher").cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": value, "url": live_server.url}])
    page.context.set_offline(False)
    page.goto("/about/")
    page.evaluate(ONCE % f"device.user() === {browser_world.people['teacher'].user.pk}")
    assert str(browser_world.teachers[0]) in page.evaluate(KEPT)
    assert page.evaluate("device.schools()") == []
    said: list[str] = []
    page.once("dialog", lambda dialog: (said.append(dialog.message), dialog.accept()))
    sign_out(page)
    page.wait_for_url("**/accounts/login/**")
    assert len(said) == 1


def test_an_update_replaces_the_page_and_keeps_the_drafts(
    look: Any, browser_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = without_network(look)
    write_down(page, "10.11.2020")
    before = page.evaluate("caches.keys()")
    page.context.set_offline(False)
    expect(tag(page, "ikke tatt imot")).to_be_visible()
    monkeypatch.setattr("rollout.logbook.offline.shell.version", lambda *_made_of: "next")
    page.evaluate("navigator.serviceWorker.getRegistration().then((each) => each.update())")
    page.evaluate(ONCE % "caches.keys().then((names) => names.join() === 'rollout-next')")
    assert before != ["rollout-next"]
    page.context.set_offline(True)
    page.goto("/")
    expect(tag(page, "ikke tatt imot")).to_be_visible()


def test_only_how_many_is_a_draft_too_and_a_change_keeps_what_the_form_does_not_ask(
    look: Any, browser_world: World
) -> None:
    page = without_network(look)
    page.get_by_role("link", name="Registrer en økt").click()
    page.get_by_role("button", name="Lagre").click()
    expect(page.get_by_text("Kryss av for dem som kom.")).to_be_visible()
    page.get_by_text("Bare hvor mange, uten navn").click()
    page.get_by_label("Hvor mange som kom").fill("7")
    expect(page.get_by_label("Hvordan det gikk")).to_be_hidden()
    assert axe(page) == []
    page.get_by_label("Dato").fill("10.11.2026")
    page.get_by_role("button", name="Lagre").click()
    card = page.locator("[data-key]")
    expect(card).to_contain_text("7 kom")
    page.evaluate(PUT_BESIDE, str(browser_world.people["superuser"].pk))
    card.get_by_role("button", name="Endre").click()
    expect(page.get_by_label("Hvor mange som kom")).to_have_value("7")
    page.get_by_label("Minutter").fill("55")
    page.get_by_role("button", name="Lagre").click()
    fields = page.evaluate(
        "device.drafts().then(([draft]) => [draft.fields.minutes, draft.fields.also_held_by])"
    )
    assert fields == [["55"], [str(browser_world.people["superuser"].pk)]]


@pytest.mark.parametrize("where", ["/", "/offline/"])
def test_whoever_has_a_database_that_fails_can_sign_out(
    look: Any, browser_world: World, where: str
) -> None:
    page = ready(look)
    (cookie,) = [each for each in page.context.cookies() if each["name"] == "sessionid"]
    page.add_init_script("indexedDB.open = () => { throw new DOMException('', 'UnknownError'); };")
    page.goto(where)
    if where == "/":
        sign_out(page)
    else:
        expect(page.get_by_text("lar ikke Rollout lagre noe")).to_be_visible()
        page.get_by_role("button", name="Logg ut").click()
        expect(page.get_by_role("button", name="Logg ut")).to_be_hidden()
        page.goto("/")
    page.wait_for_url("**/accounts/login/**")
    assert not Session.objects.filter(pk=cookie["value"]).exists()


def test_a_form_left_open_is_kept_as_its_own_writers_draft(look: Any, browser_world: World) -> None:
    world = browser_world
    page = ready(look, reverse("session_log", args=[world.programme.pk]))
    other = world.people["principal"].user.pk
    page.evaluate(STALE_FORM, other)
    page.evaluate(ONCE % "device.allDrafts().then((all) => all.length)")
    (kept,) = page.evaluate("device.allDrafts()")
    assert kept["user"] == world.people["superuser"].user.pk
    assert page.evaluate("device.drafts()") == []


def test_lists_go_when_they_are_old_or_nobody_is_signed_in_and_drafts_stay(
    look: Any, browser_world: World
) -> None:
    page = without_network(look)
    write_down(page)
    later = "(by) => { const now = Date.now; Date.now = () => now() + by * 24 * 3600 * 1000; }"
    page.evaluate(later, 31)
    assert page.evaluate("device.schools()") == []
    page.evaluate(later, -31)
    assert len(page.evaluate("device.schools()")) == 1
    page.context.clear_cookies()
    page.context.set_offline(False)
    page.goto("/offline/")
    expect(tag(page, "du må logge inn")).to_be_visible()
    assert page.evaluate("device.schools()") == []
    assert page.evaluate("device.drafts().then((all) => all.length)") == 1
