"""A module gone through by keyboard alone, and fit for everyone."""

from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, expect

from rollout.library.models import Kit, ModuleCompletion
from tests import factories as make
from tests.browser.conftest import axe
from tests.personas import World

QUESTION = "Hvor hører planen hjemme?\n- I en chat | Den blir borte.\n+ I kanalen | Der er den."


@pytest.fixture
def kit(browser_world: World) -> Kit:
    for title, question in (("Hvorfor", ""), ("Sjekk deg selv", QUESTION), ("Avtal", "")):
        make.step(
            browser_world.kit, title, part="module", minutes=4, text="- en\n- to", question=question
        )
    return browser_world.kit


def test_a_teacher_goes_through_what_was_missed_by_keyboard(look: Any, kit: Kit) -> None:
    page = look("teacher")
    page.get_by_role("link", name="Start modulen").press("Enter")
    heading = page.get_by_role("heading", level=1)
    expect(heading).to_be_focused()
    expect(heading).to_have_text("Hvorfor")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Neste")).to_be_focused()
    page.keyboard.press("Enter")
    expect(heading).to_have_text("Sjekk deg selv")
    expect(heading).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    expect(page.get_by_label("I en chat")).to_be_checked()
    page.keyboard.press("Enter")
    expect(page.locator("#feedback")).to_be_focused()
    expect(page.locator("#feedback")).to_contain_text("Ikke helt")
    expect(page.get_by_text("Den blir borte.")).to_be_visible()
    assert axe(page) == []
    page.keyboard.press("Tab")
    expect(page.get_by_label("I en chat")).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator("#feedback")).to_contain_text("Det er riktig")
    expect(page.locator("#feedback")).to_be_focused()
    page.get_by_role("button", name="Neste").press("Enter")
    expect(heading).to_have_text("Avtal")
    page.goto("/")
    page.get_by_role("link", name="Fortsett fra steg 3").press("Enter")
    expect(heading).to_have_text("Avtal")
    page.get_by_role("button", name="Jeg har tatt den").press("Enter")
    expect(page.get_by_role("status").first).to_contain_text("Bra")
    assert ModuleCompletion.objects.count() == 1
    assert page.problems == []


@pytest.mark.parametrize(("width", "dark"), [(1280, False), (390, True), (320, False)])
def test_each_screen_of_a_module_is_fit_for_everyone(
    look: Any, kit: Kit, width: int, dark: bool
) -> None:
    for step in (1, 2, 3):
        url = f"{reverse('kit_module', args=[kit.pk])}?step={step}"
        page = look("teacher", url, width, dark)
        assert axe(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.problems == []


def test_without_a_script_feedback_has_the_focus(
    look: Any, kit: Kit, browser: Browser, live_server: Any
) -> None:
    cookies = look("teacher", "/about/").context.cookies()
    context = browser.new_context(
        base_url=live_server.url, java_script_enabled=False, locale="nb-NO"
    )
    context.add_cookies(cookies)
    page = context.new_page()
    page.goto(f"{reverse('kit_module', args=[kit.pk])}?step=2")
    page.get_by_label("I kanalen").check()
    page.get_by_role("button", name="Sjekk svaret").click()
    expect(page.locator("#feedback")).to_contain_text("Det er riktig")
    expect(page.locator("#feedback")).to_be_focused()
    page.get_by_role("button", name="Neste").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Avtal")
    context.close()
