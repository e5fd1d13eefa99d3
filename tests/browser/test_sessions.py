"""Sessions on a phone: who came is found by name."""

from typing import Any

from django.urls import reverse
from playwright.sync_api import expect

from tests import factories as make
from tests.common.searches import FOUND, PLAIN
from tests.personas import World


def test_a_name_is_searched_for_as_the_server_does(look: Any, browser_world: World) -> None:
    names = {name for name, _sought in FOUND}
    for name in names:
        make.employee(browser_world.north, name)
    page = look("superuser", reverse("session_log", args=[browser_world.programme.pk]), width=390)
    texts = [text for text, _plain in PLAIN]
    plain = page.evaluate("texts => texts.map(unaccented)", texts)
    assert plain == [plain for _text, plain in PLAIN]
    picker = page.locator(".people-picker")
    for name, sought in FOUND:
        page.get_by_placeholder("Søk etter et navn").fill(sought)
        expect(picker.get_by_label(name, exact=True)).to_be_visible()
        expect(picker.get_by_label(str(browser_world.teachers[0]))).to_be_hidden()
