"""A real browser against a real server. Without a Chromium these tests say so and are left out,
unless ROLLOUT_REQUIRE_BROWSER=1 asks for them."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.contrib.staticfiles.handlers import StaticFilesHandlerMixin
from django.core.management import call_command
from django.core.servers.basehttp import WSGIRequestHandler
from django.test import Client
from playwright.sync_api import Browser, Page

from rollout.competence.frameworks import load_frameworks
from rollout.competence.models import Framework
from tests.browser.chromium import CHROMIUM, FLAGS
from tests.conftest import world_unwatched
from tests.made_once import MadeOnce
from tests.personas import World

os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
# axe measures piece by piece: letters have their places, and what a press opened has its own.
STILL = """async () => {
    await document.fonts.ready;
    const place = () => [scrollY, document.documentElement.scrollHeight].join();
    const frame = () => new Promise(requestAnimationFrame);
    for (let before; before !== place();) {
        before = place();
        for (let n = 0; n < 5; n++) await frame();
    }
}"""
TEN_YEARS = 10 * 365 * 24 * 3600  # seconds
AXE = Path(__file__).resolve().parents[2] / "static/node_modules/axe-core/axe.min.js"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker("browser")
            if CHROMIUM is None and os.environ.get("ROLLOUT_REQUIRE_BROWSER") != "1":
                item.add_marker(pytest.mark.skip(reason="no Chromium on this machine"))


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    assert CHROMIUM, "Browser tests are required, and no Chromium was found."
    return {"executable_path": CHROMIUM, "args": FLAGS}


@pytest.fixture(autouse=True, scope="session")
def answers_come_at_once() -> None:
    """The body of a page needn't wait until the browser has said that it has the head: that took
    40 ms of each page and file. The demo is served like this too."""
    WSGIRequestHandler.disable_nagle_algorithm = True


@pytest.fixture(autouse=True)
def files_are_asked_for_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A browser that walks through many pages keeps their files, as it does in use: for so long
    that the day of the tests, which is another than the browser's, makes no file an old one."""
    serve = StaticFilesHandlerMixin.serve

    def kept(self: StaticFilesHandlerMixin, request: Any) -> Any:
        response = serve(self, request)
        response["Cache-Control"] = f"max-age={TEN_YEARS}, immutable"
        return response

    monkeypatch.setattr(StaticFilesHandlerMixin, "serve", kept)


def whole_world() -> World:
    """The personas' world, and what migrations had put into the database."""
    load_frameworks(apps)
    return world_unwatched()


the_whole_world = MadeOnce(whole_world)


@pytest.fixture
def browser_world(transactional_db: None) -> World:
    """The personas' world; a server in another thread sees it, so it is really committed."""
    if Framework.objects.exists():  # nothing has emptied the database yet
        call_command("flush", interactive=False, verbosity=0)
    return the_whole_world()


Look = Callable[..., Page]


@pytest.fixture
def look(browser: Browser, live_server: Any, browser_world: World) -> Any:
    """Open a page as a persona: look("lead", "/", width=390, dark=True)."""
    contexts = []

    def open_as(
        who: str, path: str = "/", width: int = 1280, dark: bool = False, locale: str = "nb-NO"
    ) -> Page:
        client = Client()
        context = browser.new_context(
            base_url=live_server.url,
            viewport={"width": width, "height": 844},
            color_scheme="dark" if dark else "light",
            has_touch=width < 500,
            locale=locale,
        )
        contexts.append(context)
        if who != "anonymous":
            client.force_login(browser_world.people[who].user)
            cookie = client.cookies["sessionid"].value
            context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
        page = context.new_page()
        page.problems = []
        page.on("pageerror", lambda error: page.problems.append(str(error)))
        page.on(
            "console",
            lambda message: (
                page.problems.append(message.text)
                if message.type == "error" and "favicon" not in message.location["url"]
                else None
            ),
        )
        page.goto(path)
        return page

    yield open_as
    for context in contexts:
        context.close()


def axe(page: Page) -> list[str]:
    """What axe finds wrong on a page, by WCAG 2.2 A and AA, once nothing on it moves any more.

    Wait for something of the page that a click leads to before this: a click doesn't."""
    page.wait_for_load_state()
    page.evaluate(STILL)
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text())
    found = page.evaluate(
        """async () => (await axe.run(document, {runOnly: ["wcag2a", "wcag2aa", "wcag21a",
        "wcag21aa", "wcag22aa", "best-practice"], resultTypes: ["violations"]})).violations"""
    )
    return [
        f"{v['id']}: {v['nodes'][0]['target']} {v['nodes'][0]['failureSummary']}" for v in found
    ]
