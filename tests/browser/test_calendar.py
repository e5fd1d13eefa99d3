"""One tap in the mail, and the calendar on the phone, as a thumb meets them."""

import datetime as dt
from typing import Any

import pytest
from django.conf import settings

from rollout.common.dates import today
from rollout.notifications.actions.feeds import make_feed
from rollout.notifications.answer_links import answer_url
from rollout.organisation.access import acting_roles_of
from rollout.planning.actions import cancel_workshop
from rollout.planning.models import WorkshopAttendance
from tests.browser.conftest import axe
from tests.personas import World


def link(world: World, answer: str) -> str:
    url = answer_url(world.coming, world.people["superuser"], answer)
    return url.removeprefix(settings.BASE_URL)


def fit(page: Any, width: int) -> None:
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.problems == []
    assert page.title().endswith("– Rollout")


@pytest.mark.parametrize(("width", "dark"), [(390, False), (320, True)])
def test_the_tap_in_the_mail_is_the_answer(
    look: Any, browser_world: World, width: int, dark: bool
) -> None:
    page = look("anonymous", link(browser_world, "yes"), width, dark)
    page.wait_for_url("**/noted/")
    assert page.get_by_role("heading", name="Du kommer").is_visible()
    assert WorkshopAttendance.objects.get(workshop=browser_world.coming).answer == "yes"
    fit(page, width)
    page.get_by_role("button", name="Jeg kan likevel ikke komme").click()
    page.get_by_role("heading", name="Du kan ikke komme").wait_for()
    page.get_by_label("valgfri").fill("Leirskole")
    page.get_by_role("button", name="Lagre årsaken").click()
    page.wait_for_load_state()
    assert page.get_by_label("valgfri").input_value() == "Leirskole"
    noted = WorkshopAttendance.objects.get(workshop=browser_world.coming)
    assert (noted.answer, noted.reason) == ("no", "Leirskole")
    fit(page, width)


def test_going_back_answers_nothing_anew(look: Any, browser_world: World) -> None:
    page = look("anonymous", link(browser_world, "yes"), 390)
    page.wait_for_url("**/noted/")
    page.get_by_role("button", name="Jeg kan likevel ikke komme").click()
    page.get_by_role("heading", name="Du kan ikke komme").wait_for()
    page.reload()
    page.go_back()
    page.wait_for_timeout(400)
    assert WorkshopAttendance.objects.get(workshop=browser_world.coming).answer == "no"


def test_without_scripts_there_is_a_button(
    browser: Any, live_server: Any, browser_world: World
) -> None:
    context = browser.new_context(java_script_enabled=False, base_url=live_server.url)
    page = context.new_page()
    page.goto(link(browser_world, "no"))
    assert not WorkshopAttendance.objects.filter(workshop=browser_world.coming).exists()
    page.get_by_role("button", name="Jeg kan ikke komme").click()
    page.get_by_role("heading", name="Du kan ikke komme").wait_for()
    assert WorkshopAttendance.objects.get(workshop=browser_world.coming).answer == "no"
    context.close()


@pytest.mark.parametrize("state", ["moved", "cancelled", "unknown"])
def test_other_ends_of_a_link_are_fit_too(look: Any, browser_world: World, state: str) -> None:
    path = link(browser_world, "yes")
    if state == "moved":
        browser_world.coming.starts_at += dt.timedelta(hours=1)
        browser_world.coming.save()
    elif state == "cancelled":
        cancel_workshop(workshop=browser_world.coming, revision=0, reason="Fasilitatoren er syk")
    else:
        path = path.replace("yes", "no")
    page = look("anonymous", path, 320, True)
    page.problems.clear()
    fit(page, 320)
    assert not WorkshopAttendance.objects.filter(workshop=browser_world.coming).exists()


@pytest.mark.parametrize(("width", "dark"), [(1280, False), (320, True)])
def test_the_address_is_copied_with_one_press(
    look: Any, browser_world: World, width: int, dark: bool
) -> None:
    acting_role = acting_roles_of(browser_world.people["superuser"].user.pk, today())[0]
    make_feed(acting_role=acting_role)
    page = look("superuser", "/my-calendar/", width, dark)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Kopier").click()
    page.get_by_text("Kopiert.").wait_for()
    address = page.locator("#address").input_value()
    assert page.evaluate("navigator.clipboard.readText()") == address
    fit(page, width)
