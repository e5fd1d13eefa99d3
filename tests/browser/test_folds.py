"""A school's page on a phone: first things first, the rest folded and within reach."""

from typing import Any

from django.urls import reverse
from playwright.sync_api import expect

from tests.browser.conftest import axe
from tests.personas import World

FOLDED = "details[data-fold]:not([open])"


def test_a_phone_folds_what_a_wide_screen_has_open(look: Any, browser_world: World) -> None:
    page = look("principal", width=390)
    heading = page.get_by_role("heading", name="Slik føres det videre")
    months = page.get_by_role("link", name="Alle økter")
    expect(heading).to_be_visible()
    expect(months).to_be_hidden()
    page.locator(f"{FOLDED} > summary").first.press("Enter")
    expect(page.locator("details[data-fold][open]")).to_have_count(1)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert axe(page) == []


def test_a_wide_screen_shows_it_all(look: Any, browser_world: World) -> None:
    page = look("principal", width=1280)
    expect(page.get_by_role("link", name="Alle økter")).to_be_visible()
    assert page.locator(FOLDED).count() == 0


def test_a_link_opens_what_it_leads_to(look: Any, browser_world: World) -> None:
    school = reverse("school", args=[browser_world.programme.pk, browser_world.north.pk])
    page = look("principal", f"{school}#levels", width=390)
    expect(page.locator("#levels")).to_be_visible()
