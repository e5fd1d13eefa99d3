"""A day and a time are typed or picked, the same in every browser."""

import datetime as dt
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from rollout.calendars.models import ClosedPeriod
from tests.browser.conftest import axe
from tests.personas import World


@pytest.fixture
def page(look: Any, browser_world: World) -> Page:
    """A closed period to change, in a browser set to American English."""
    period = ClosedPeriod.objects.create(
        owner=browser_world.owner, kind="break", name="Høstferie",
        starts_on=dt.date(2026, 10, 5), ends_on=dt.date(2026, 10, 9),
    )  # fmt: skip
    path = reverse("closed_period_change", args=[period.pk])
    opened: Page = look("lead", path, locale="en-US")
    return opened


def test_a_browser_in_another_language_shows_days_and_times_as_here(
    page: Page, look: Any, browser_world: World
) -> None:
    assert page.locator("html").get_attribute("lang") == "en"
    expect(page.locator("#id_starts_on")).to_have_value("05.10.2026")
    form = reverse("workshop_change", args=[browser_world.programme.pk, browser_world.coming.pk])
    other = look("lead", form, locale="en-US")
    expect(other.locator("#id_start")).to_have_value("12:00")


def test_a_day_is_picked_by_keyboard_alone(page: Page) -> None:
    field = page.locator("#id_starts_on")
    field.focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="First day")
    expect(dialog).to_be_visible()
    expect(dialog.get_by_role("button", name="5 October", exact=True)).to_be_focused()
    moves = {
        "ArrowRight": "6 October", "ArrowDown": "13 October", "PageDown": "13 November",
        "Home": "9 November", "End": "15 November", "ArrowLeft": "14 November",
        "ArrowUp": "7 November", "PageUp": "7 October",
    }  # fmt: skip
    for key, day in moves.items():
        page.keyboard.press(key)
        expect(dialog.get_by_role("button", name=day, exact=True)).to_be_focused()
    page.keyboard.press("Enter")
    expect(dialog).to_be_hidden()
    expect(field).to_have_value("07.10.2026")
    expect(field).to_be_focused()
    for key in ("Tab", "Enter"):
        page.keyboard.press(key)
    expect(dialog.get_by_role("button", name="7 October", exact=True)).to_be_focused()
    page.keyboard.press("Escape")
    page.locator("#id_ends_on").fill("13.11.26")
    page.get_by_role("button", name="Save").click()
    page.wait_for_url(lambda url: "change" not in url)
    assert ClosedPeriod.objects.get(name="Høstferie").starts_on == dt.date(2026, 10, 7)
    assert page.problems == []


def test_escape_closes_the_calendar_and_changes_nothing(page: Page) -> None:
    field = page.locator("#id_starts_on")
    page.locator("#id_starts_on + [data-open-calendar]").click()
    dialog = page.get_by_role("dialog", name="First day")
    expect(dialog).to_be_visible()
    assert axe(page) == []
    page.keyboard.press("Home")
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(page.locator("#id_starts_on + [data-open-calendar]")).to_be_focused()
    expect(field).to_have_value("05.10.2026")


def test_the_calendar_opens_at_what_was_typed_and_fits_a_phone(
    look: Any, browser_world: World
) -> None:
    page = look("lead", reverse("calendar"), width=320)
    page.locator("#id_starts_on").fill("1.3.2027")
    page.locator("#id_starts_on + [data-open-calendar]").tap()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("button", name="1. mars", exact=True)).to_be_focused()
    expect(dialog.get_by_text("mars 2027").first).to_be_attached()
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")
    box = dialog.bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 320
    dialog.get_by_role("button", name="2. mars", exact=True).tap()
    expect(page.locator("#id_starts_on")).to_have_value("02.03.2027")
    assert page.problems == []
