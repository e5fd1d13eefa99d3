"""A session run from a kit: by keyboard, by thumb, without a script, and by the clock."""

import datetime as dt
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect

from rollout.common.dates import today
from rollout.library.models import Kit
from tests import factories as make
from tests.browser.conftest import axe
from tests.personas import World

TITLES = ("Hvorfor gjør vi dette?", "Prøv selv", "Hva gjør du i uken?")
LONG = "\n\n".join(f"Avsnitt {n} med noen ord til." for n in range(40))


@pytest.fixture
def kit(browser_world: World) -> Kit:
    kit = make.kit(browser_world.owner, "Lesing")
    make.workshop(browser_world.cohort, today() - dt.timedelta(days=2), about=kit, status="held")
    for title in TITLES:
        make.step(kit, title, minutes=5, text="- **en**\n- to", notes="Gå rundt og hjelp.")
    return kit


def is_on_screen(page: Page, number: int) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(TITLES[number - 1])
    expect(page.locator("main")).to_contain_text(f"{number} av 3")
    page.wait_for_load_state()


def test_a_superuser_runs_what_is_next_by_keyboard(look: Any, kit: Kit) -> None:
    page = look("superuser")
    page.get_by_role("link", name="Kjør økten").click()
    is_on_screen(page, 1)
    page.keyboard.press("ArrowRight")
    is_on_screen(page, 2)
    page.keyboard.press("Space")
    is_on_screen(page, 3)
    page.keyboard.press("ArrowRight")
    is_on_screen(page, 3)
    page.keyboard.press("ArrowLeft")
    is_on_screen(page, 2)
    page.get_by_role("link", name="Vis notatene mine").press("Enter")
    expect(page.get_by_text("Gå rundt og hjelp.")).to_be_visible()
    page.wait_for_load_state()
    page.keyboard.press("PageDown")
    is_on_screen(page, 3)
    expect(page.get_by_text("Gå rundt og hjelp.")).to_be_visible()
    page.get_by_role("link", name="Avslutt").click()
    page.wait_for_url(f"**{reverse('kit', args=[kit.pk])}")
    assert page.problems == []


@pytest.mark.parametrize(("width", "dark"), [(1280, False), (390, True), (320, False)])
def test_each_screen_is_fit_for_everyone(look: Any, kit: Kit, width: int, dark: bool) -> None:
    address = reverse("kit_present", args=[kit.pk])
    for asked in ("", "?step=2&view=guide", "?step=3", "?part=module"):
        page = look("superuser", address + asked, width, dark)
        assert axe(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.problems == []
    size = "parseFloat(getComputedStyle(document.querySelector('.present__text')).fontSize)"
    assert page.evaluate(size) >= (36 if width == 1280 else 20)


def wait_until_scrolled(page: Page) -> None:
    """Scrolling is smooth, and the content policy lets no script ask again and again."""
    for _time in range(50):
        if page.evaluate("window.scrollY") > 0:
            return
        page.wait_for_timeout(100)
    raise AssertionError("The page hasn’t scrolled.")


def test_a_long_step_is_read_to_its_end_before_space_goes_on(look: Any, kit: Kit) -> None:
    kit.steps.filter(title=TITLES[0]).update(text=LONG)
    page = look("superuser", reverse("kit_present", args=[kit.pk]))
    page.keyboard.press("Space")
    wait_until_scrolled(page)
    is_on_screen(page, 1)
    page.keyboard.press("ArrowRight")
    is_on_screen(page, 2)


def test_minutes_go_down_quietly_and_on_where_one_was(look: Any, kit: Kit) -> None:
    page = look("superuser", "/about/")
    page.clock.install()
    page.goto(reverse("kit_present", args=[kit.pk]))
    clock = page.locator("[data-minutes]")
    expect(clock).to_have_text("5 min igjen")
    page.clock.fast_forward("02:30")
    expect(clock).to_have_text("3 min igjen")
    page.reload()
    expect(clock).to_have_text("3 min igjen")
    page.clock.fast_forward("02:00")
    expect(clock).to_have_text("under ett minutt igjen")
    page.clock.fast_forward("01:30")
    expect(clock).to_have_text("1 min over tiden")
    page.get_by_role("link", name="Tilbake til pakken").click()
    page.get_by_role("link", name="Kjør økten").click()
    expect(clock).to_have_text("5 min igjen")


def test_without_a_script_links_do(look: Any, kit: Kit, browser: Browser, live_server: Any) -> None:
    cookies = look("superuser", "/about/").context.cookies()
    context = browser.new_context(
        base_url=live_server.url, java_script_enabled=False, locale="nb-NO"
    )
    context.add_cookies(cookies)
    page = context.new_page()
    page.goto(reverse("kit_present", args=[kit.pk]))
    expect(page.locator("[data-minutes]")).to_have_text("5 min")
    page.get_by_role("link", name="Neste").click()
    is_on_screen(page, 2)
    context.close()


def test_a_lead_looks_at_a_step_and_moves_it(look: Any, kit: Kit) -> None:
    page = look("lead", reverse("kit_step_new", args=[kit.pk]))
    page.get_by_label("Tittel").fill("Før vi går")
    page.get_by_label("Det kollegene ser").fill("Ett **ord** hver.")
    page.get_by_role("button", name="Vis hvordan det blir").click()
    expect(page.locator("#look strong")).to_have_text("ord")
    assert kit.steps.count() == 3
    assert axe(page) == []
    page.get_by_role("button", name="Lagre").click()
    expect(page.locator("#part-session ~ ol li").last).to_contain_text("Før vi går")
    page.get_by_role("button", name="Før vi går tidligere").click()
    expect(page.locator("#part-session ~ ol li").nth(2)).to_contain_text("Før vi går")
    page.get_by_role("button", name="Før vi går tidligere").click()
    expect(page.locator("#part-session ~ ol li").nth(1)).to_contain_text("Før vi går")
    assert page.problems == []
