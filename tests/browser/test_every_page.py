"""Every page as its first role: axe finds nothing, nothing scrolls sideways, no script fails."""

from typing import Any

import pytest

from tests.accounts.test_access import LETTERS, PAGES, address
from tests.browser.conftest import axe
from tests.personas import World

SHOWN = {name: LETTERS[who[0]] for name, (who, status, _s) in PAGES.items() if status == 200}
NOT_PAGES = {"import_progress", "proposal_room", "workshop_calendar", "year_calendar"}
EXTRA = {
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
    "forbidden": ("teacher", "/setup/"),
}


@pytest.mark.parametrize("name", sorted(set(SHOWN) - NOT_PAGES) + sorted(EXTRA))
def test_the_page_is_fit_for_everyone(look: Any, browser_world: World, name: str) -> None:
    who, path = EXTRA[name] if name in EXTRA else (SHOWN[name], address(browser_world, name))
    for width, dark in ((1280, False), (320, True)):
        page = look(who, path, width, dark)
        assert axe(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.problems == [] or name == "forbidden"
        assert page.title().endswith("– Rollout")
