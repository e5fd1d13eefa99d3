"""A staff list with people whose addresses are new, by keyboard, wide and narrow."""

from typing import Any

from django.urls import reverse
from playwright.sync_api import expect

from rollout.organisation.models import Person
from tests.browser.conftest import axe
from tests.exchange import files
from tests.personas import World


def staff_list(world: World) -> bytes:
    rows = [
        [p.last_name, p.first_name, f"ny{p.pk}@skole.example", "Nordlia skole", "Lærer"]
        for p in world.teachers[:2]
    ]
    return files.xlsx([files.HEADER[:5], *rows], guide=3)


def test_who_is_who_is_answered_by_keyboard(look: Any, browser_world: World) -> None:
    page = look("lead", reverse("import_upload", args=["staff"]))
    content = staff_list(browser_world)
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    file = {"name": "ansatte.xlsx", "mimeType": kind, "buffer": content}
    page.locator("input[type=file]").set_input_files(files=[file])
    page.get_by_role("button", name="Les filen").press("Enter")
    expect(page.get_by_role("heading", name="Er dette samme person?")).to_be_visible()
    assert axe(page) == []
    page.set_viewport_size({"width": 320, "height": 700})
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    page.get_by_role("button", name="Alle 2 er de samme").press("Enter")
    expect(page.locator("#same-person [aria-pressed=true]")).to_have_count(2)
    page.get_by_role("button", name="En ny person").first.press("Enter")
    expect(page.locator("#same-person button[value=new][aria-pressed=true]")).to_have_count(1)
    assert axe(page) == []
    page.get_by_role("button", name="Importer").press("Enter")
    expect(
        page.get_by_text(f"ny e-postadresse, før: {browser_world.teachers[1].email}")
    ).to_be_visible()
    assert Person.objects.filter(email__startswith="ny").count() == 2
    assert page.problems == []
