"""The code on the screen, a phone that scans it, and the superuser who confirms."""

import base64
import datetime as dt
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.urls import reverse
from playwright.sync_api import Page, expect

from rollout.common.dates import local, today
from rollout.logbook.models import TrainingSession
from rollout.logbook.scanning.models import ScanWindow
from rollout.logbook.scanning.rules import code_of, step_at
from tests import factories as make
from tests.browser.conftest import axe
from tests.personas import World

BACK_ROW = """() => {
    const box = document.querySelector("svg[role=img]").getBoundingClientRect();
    const whole = document.querySelector("svg[role=img]").viewBox.baseVal.width;
    return {side: box.width * (whole - 8) / whole, bottom: box.bottom, right: box.right};
}"""

SAVED = re.compile(r"/sessions/\d+/$")
# What a camera reads of a picture that it sees at a quarter of its size.
READ = """async (png) => {
    const picture = new Image();
    picture.src = `data:image/png;base64,${png}`;
    await picture.decode();
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [picture.width / 4, picture.height / 4];
    const drawing = canvas.getContext("2d");
    drawing.drawImage(picture, 0, 0, canvas.width, canvas.height);
    const {data, width, height} = drawing.getImageData(0, 0, canvas.width, canvas.height);
    return jsQR(data, width, height)?.data;
}"""
CAMERA = Path(__file__).resolve().parents[2] / "static/node_modules/jsqr/dist/jsQR.js"


def read(screen: Page) -> str:
    """The address that a camera reads from the screen."""
    screen.evaluate(CAMERA.read_text())
    return str(screen.evaluate(READ, base64.b64encode(screen.screenshot()).decode()))


@pytest.fixture(autouse=True)
def an_ordinary_school_day() -> Iterator[None]:
    """On other days the form asks about the day."""
    with time_machine.travel(local(dt.date(2026, 11, 10), dt.time(10, 0, 2))):
        yield


@pytest.fixture
def session(browser_world: World) -> TrainingSession:
    kit = make.kit(browser_world.owner, "Planlagt pakke")
    make.gives_out(browser_world.programme, kit)
    return make.session(
        browser_world.programme, browser_world.north, kit, today(),
        by=browser_world.people["superuser"], status="planned",
    )  # fmt: skip


def test_from_the_screen_by_a_phone_to_who_came(
    look: Any, browser_world: World, session: TrainingSession
) -> None:
    screen = look("superuser", "/")
    screen.set_viewport_size({"width": 1280, "height": 720})
    screen.get_by_role("link", name="La kolleger skanne").click()
    screen.get_by_role("button", name="Åpne for skanning").click()
    code = screen.locator("[data-code]")
    first = code.inner_text()
    teacher = browser_world.teachers[0]

    phone = look("anonymous", "/here/", width=390)
    phone.get_by_label("Koden på skjermen").fill(first.lower())
    phone.get_by_role("button", name="Gå videre").click()
    phone.get_by_label("Skriv noen bokstaver av navnet ditt").fill(teacher.last_name[:4])
    assert axe(phone) == []
    phone.get_by_role("button", name="Finn navnet mitt").click()
    expect(phone.get_by_role("button", name=str(teacher), exact=True)).to_be_visible()
    assert axe(phone) == []
    phone.get_by_role("button", name=str(teacher), exact=True).click()
    expect(phone.get_by_role("heading", level=1)).to_have_text(f"Velkommen, {teacher}")
    assert axe(phone) == []
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390

    expect(screen.locator(".scan__count")).to_have_text("1", timeout=10_000)
    with time_machine.travel(local(dt.date(2026, 11, 10), dt.time(10, 1))):
        expect(code).not_to_have_text(first, timeout=10_000)
        key = ScanWindow.objects.get().scan_key
        assert re.sub(r"\s", "", code.inner_text()) in {
            code_of(key, step_at(local(dt.date(2026, 11, 10), dt.time(10, 1))) + n)
            for n in range(3)
        }

    screen.get_by_role("link", name="Hvem som har skannet").click()
    expect(screen.get_by_role("button", name="Gå videre til hvem som kom")).to_be_visible()
    assert axe(screen) == []
    screen.get_by_role("button", name="Gå videre til hvem som kom").click()
    expect(screen.get_by_role("checkbox", name=str(teacher))).to_be_checked()
    screen.get_by_role("button", name="Lagre").click()
    screen.wait_for_url(SAVED)
    expect(screen.locator("main")).to_contain_text(str(teacher))
    session.refresh_from_db()
    assert (session.status, list(session.people.all())) == ("held", [teacher])
    assert screen.problems == phone.problems == []


@pytest.mark.parametrize(
    ("width", "height", "dark"), [(1280, 720, False), (1280, 720, True), (390, 800, True)]
)
def test_the_code_is_as_large_as_the_screen_allows(
    look: Any, session: TrainingSession, width: int, height: int, dark: bool
) -> None:
    ScanWindow.objects.create(session=session, opened_at=local(today(), dt.time(10)))
    address = reverse("session_code", args=[session.programme_id, session.pk])
    screen = look("superuser", address, width, dark)
    screen.set_viewport_size({"width": width, "height": height})
    found = screen.evaluate(BACK_ROW)
    assert found["side"] >= 0.6 * min(width, height)
    assert found["bottom"] <= height
    assert screen.evaluate("document.documentElement.scrollWidth") <= width
    light = "getComputedStyle(document.querySelector('svg[role=img]')).backgroundColor"
    assert screen.evaluate(light) == "rgb(255, 255, 255)"
    code = screen.locator("[data-code]").inner_text().replace(" ", "")
    assert read(screen).endswith(reverse("here_code", args=[code]))
    assert axe(screen) == []
