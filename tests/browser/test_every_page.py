"""Every page as its first role: axe finds nothing, nothing scrolls sideways, no script fails."""

from typing import Any
from urllib.parse import urlsplit

import pytest
from django.utils import timezone
from playwright.sync_api import Page

from rollout.organisation.joining import join_url
from rollout.organisation.letting_in.actions import let_in
from rollout.organisation.letting_in.links import welcome_url
from rollout.organisation.letting_in.models import WayIn
from rollout.organisation.models import Person
from tests import factories as make
from tests.accounts.pages import LETTERS, PAGES
from tests.accounts.test_access import addresses
from tests.browser.conftest import AXE, axe
from tests.personas import World

SHOWN = {name: LETTERS[who[0]] for name, (who, status, _s) in PAGES.items() if status == 200}
NOT_PAGES = {
    "attachment",
    "import_progress",
    "offline_school",
    "proposal_room",
    "workshop_calendar",
    "year_calendar",
}
FORBIDDEN = "/setup/"
TIGHT = """() => [...document.querySelectorAll(".ds-card.stack")]
    .filter(card => !parseFloat(getComputedStyle(card).paddingInlineStart))
    .map(card => card.textContent.trim().slice(0, 40))"""
EXTRA = {
    "home-facilitator": ("facilitator", "/"),
    "home-principal": ("principal", "/"),
    "home-superuser": ("superuser", "/"),
    "home-teacher": ("teacher", "/"),
    "home-it": ("it", "/"),
    "sign-in": ("anonymous", "/accounts/login/"),
    "forgotten": ("anonymous", "/accounts/password/reset/"),
    "two-step": ("lead", "/accounts/2fa/"),
    "password": ("lead", "/accounts/password/change/"),
    "about": ("anonymous", "/about/"),
    "gallery": ("anonymous", "/gallery/"),
    "offline": ("superuser", "/offline/"),
    "offline-form": ("principal", "/offline/#log"),
    "offline-empty": ("anonymous", "/offline/"),
    "forbidden": ("teacher", FORBIDDEN),
}


@pytest.mark.parametrize("who", sorted({*SHOWN.values(), *(who for who, _ in EXTRA.values())}))
def test_every_page_is_fit_for_everyone(look: Any, browser_world: World, who: str) -> None:
    urls = addresses(browser_world)
    paths = {name: urls[name] for name in SHOWN if SHOWN[name] == who and name not in NOT_PAGES}
    paths |= {name: path for name, (viewer, path) in EXTRA.items() if viewer == who}
    page = look(who, "/about/")
    page.add_init_script(path=AXE)  # ready with each page: to bring it there takes longer
    wrong = {name: found for name, path in paths.items() if (found := faults(page, path))}
    assert wrong == {}


def faults(page: Page, path: str) -> list[str]:
    """What isn’t as it should be on a page: wide and light, then as narrow as may be and dark."""
    page.problems.clear()
    page.goto(path)
    found = [] if page.title().endswith("– Rollout") else [f"title {page.title()!r}"]
    for width, scheme in ((1280, "light"), (320, "dark")):
        page.set_viewport_size({"width": width, "height": 844})
        page.emulate_media(color_scheme=scheme)
        found += [f"{width}: {each}" for each in faults_at(page, width)]
    if path != FORBIDDEN:
        found += page.problems
    return found


def faults_at(page: Page, width: int) -> list[str]:
    found = axe(page)
    if page.evaluate("document.documentElement.scrollWidth") > width:
        found.append("scrolls sideways")
    return [*found, *(f"no room in the card {text!r}" for text in page.evaluate(TIGHT))]


def test_pages_behind_a_mails_link_are_fit_for_everyone(look: Any, browser_world: World) -> None:
    teacher, owner = browser_world.people["teacher"], browser_world.people["stranger"].owner
    elsewhere = make.person(owner, "Tuva Lærer")
    Person.objects.filter(pk=elsewhere.pk).update(email=teacher.email)
    elsewhere.refresh_from_db()
    join = urlsplit(join_url(elsewhere, teacher.user)).path
    new = make.superuser(browser_world.north).person
    let_in(person=new, by=browser_world.people["lead"])
    welcome = urlsplit(welcome_url(WayIn.objects.get(person=new))).path
    pages = [("teacher", join), ("anonymous", welcome)]
    wrong = {path: found for who, path in pages if (found := seen(look, who, path))}
    other = look("lead", join)  # refused with 403, which the console tells of
    assert "Logg ut" in other.locator("main").inner_text()
    WayIn.objects.update(used_at=timezone.now())
    wrong[welcome + " used"] = seen(look, "anonymous", welcome)
    wrong["other"] = axe(other)
    assert not any(wrong.values()), wrong


def seen(look: Any, who: str, path: str) -> list[str]:
    return faults(look(who, "/about/"), path)
