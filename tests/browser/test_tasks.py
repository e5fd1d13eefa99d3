"""The main tasks, as people do them."""

import datetime as dt
import re
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from rollout.common.dates import today
from rollout.logbook.models import TrainingSession
from rollout.organisation.models import Person
from rollout.planning.models import Workshop
from tests import factories as make
from tests.exchange import files
from tests.personas import World


def test_the_next_page_of_a_list_is_read_from_its_top(look: Any, browser_world: World) -> None:
    for _ in range(30):
        make.employee(browser_world.north)
    page = look("lead", reverse("people"), width=390)
    page.get_by_role("link", name="Neste").tap()
    expect(page.get_by_text("26–")).to_be_visible()
    expect(page.locator("#list")).to_be_focused()
    assert abs(page.evaluate("document.getElementById('list').getBoundingClientRect().top")) < 40


@pytest.mark.parametrize("width", [1280, 390])
def test_all_kits_of_a_schools_people_are_in_sight(
    look: Any, browser_world: World, width: int
) -> None:
    for number in range(16):
        about = make.kit(browser_world.owner, f"Et navn på en læringspakke, nummer {number}")
        day = today() - dt.timedelta(days=31 + number)
        came = [browser_world.people["superuser"]]
        make.workshop(browser_world.cohort, day, about=about, status="held", came=came)
    world = browser_world
    path = reverse("school_people", args=[world.programme.pk, world.north.pk])
    page = look("principal", path, width=width)
    marks = page.locator(".kit-marks").first.locator("li")
    expect(marks).to_have_count(17)
    assert all(
        0 < box["x"] < width - box["width"]
        for n in range(17)
        if (box := marks.nth(n).bounding_box())
    )
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_lead_loads_staff_from_a_file(look: Any, browser_world: World, tmp_path: Any) -> None:
    path = tmp_path / "ansatte.xlsx"
    rows = files.staff_rows(
        ["Ås", "Ada", "ada@skole.example", "Nordlia skole", "Lærer", "100", ""],
        ["Bø", "Bo", "bo@skole.example", "Nordlia skole", "Astronaut", "100", ""],
    )
    path.write_bytes(files.xlsx(rows))
    page = look("lead", reverse("import_upload", args=["staff"]))
    page.get_by_label("Fil").set_input_files(path)
    page.get_by_role("button", name="Les filen").click()
    expect(page.get_by_text("ukjent stilling")).to_be_visible()
    page.get_by_label("Utelat").check()
    page.get_by_role("button", name="Importer").click()
    expect(page.get_by_role("status").first).to_contain_text("Filen er lastet inn")
    assert Person.objects.filter(email="ada@skole.example").exists()


def test_a_lead_plans_a_year_by_keyboard(look: Any, browser_world: World) -> None:
    before = Workshop.objects.count()
    page = look("lead", reverse("plan_year", args=[browser_world.programme.pk]))
    button = page.get_by_role("button", name="Foreslå datoer")
    button.focus()
    page.keyboard.press("Enter")
    save = page.get_by_role("button", name="Lagre året")
    expect(save).to_be_visible()
    save.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/year/")
    assert Workshop.objects.count() > before


def test_the_keyboard_reaches_the_content_first_and_every_menu_entry(look: Any) -> None:
    page = look("lead", "/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#content"
    names = []
    for _ in range(10):
        page.keyboard.press("Tab")
        names.append(page.evaluate("document.activeElement.textContent.trim()"))
    assert {"Oversikt", "Skoler", "Samlinger", "Økter", "Personer", "Oppsett"} <= set(names)


def test_searching_changes_the_address_and_a_reload_shows_the_same(
    look: Any, browser_world: World
) -> None:
    page = look("lead", reverse("schools", args=[browser_world.programme.pk]))
    page.get_by_label("Søk etter en skole").press_sequentially("nord")
    expect(page.get_by_role("link", name="Sørlia skole")).to_have_count(0)
    assert "q=nord" in page.url
    shown = page.locator("#list").inner_text()
    page.reload()
    assert page.locator("#list").inner_text() == shown
    assert page.problems == []


def test_sorting_and_explanations_work_without_leaving_the_page(look: Any) -> None:
    page = look("lead", "/")
    page.get_by_role("button", name="Skole", exact=True).click()
    expect(page.locator("th[aria-sort=ascending]")).to_contain_text("Skole")
    page.get_by_role("button", name="Hva betyr Dekningsgrad?").click()
    expect(page.locator("#explain-coverage")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#explain-coverage")).to_be_hidden()


def test_the_year_prints_on_one_page(look: Any, browser_world: World) -> None:
    for _ in range(9):
        cohort = make.cohort(browser_world.programme)
        for days in range(10, 130, 30):
            day = today() + dt.timedelta(days=days)
            make.workshop(cohort, day, about=browser_world.kit)
    page = look("lead", reverse("workshop_year", args=[browser_world.programme.pk]))
    printed = page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 1


def test_the_menu_opens_on_a_phone(look: Any) -> None:
    page = look("superuser", "/", width=390)
    expect(page.locator("#nav")).to_be_hidden()
    page.get_by_role("button", name="Meny").tap()
    expect(page.locator("#nav")).to_be_visible()


@pytest.mark.parametrize("who", ["lead", "superuser", "principal"])
def test_pages_work_without_scripts(
    browser: Any, live_server: Any, browser_world: World, who: str
) -> None:
    from django.test import Client

    client = Client()
    client.force_login(browser_world.people[who].user)
    context = browser.new_context(
        base_url=live_server.url, java_script_enabled=False, locale="nb-NO"
    )
    cookie = client.cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
    page = context.new_page()
    page.goto("/")
    assert page.locator("#nav").is_visible()
    if who == "superuser":
        page.goto(reverse("session_log", args=[browser_world.programme.pk]))
        came = page.locator("[name=people]")
        came.and_(page.get_by_label(str(browser_world.teachers[0]))).check()
        page.get_by_role("button", name="Lagre").click()
        assert TrainingSession.objects.count() == 2
    context.close()


def test_kits_are_put_in_order_by_keyboard(look: Any, browser_world: World) -> None:
    other = make.kit(browser_world.owner, "Lesing")
    make.gives_out(browser_world.programme, other)
    page = look("lead", reverse("programme_kits", args=[browser_world.programme.pk]))
    page.get_by_role("button", name="Lesing tidligere").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#kit-order li").first).to_contain_text("Lesing")
    expect(page.get_by_role("button", name="Lesing tidligere")).to_be_focused()
