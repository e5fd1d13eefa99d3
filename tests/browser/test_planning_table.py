"""The planning table as a lead uses it: by keyboard, by pointer, and with the planner at work."""

import datetime as dt
import threading
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.urls import reverse
from playwright.sync_api import expect

from rollout.planning.models import Workshop
from rollout.proposals.models import Proposal
from rollout.proposals.runs import carry_out
from rollout.scheduler.problem import Plan
from tests.browser.conftest import axe
from tests.personas import World
from tests.proposals.scene import ready_proposal, wishes, year_ahead


def test_the_whole_task_by_keyboard(look: Any, browser_world: World) -> None:
    """Open a date, see why and the prices, move it with the arrow keys, accept, and undo."""
    proposal = ready_proposal(browser_world)
    before = Plan.from_json(proposal.plan).cohorts[0].dates[1]
    page = look("lead", reverse("proposals", args=[browser_world.programme.pk]))
    page.get_by_role("link", name=proposal.name, exact=True).focus()
    page.keyboard.press("Enter")
    page.get_by_role("link", name=f"{before.day}.{before.month}.").first.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Hvorfor denne dagen")).to_be_visible()
    page.wait_for_load_state("load")  # the arrow keys' script is the last to come
    button = page.locator(f"button[value='{before + dt.timedelta(days=7)}']")
    page.locator(f"button[value='{before + dt.timedelta(days=6)}']").focus()
    page.keyboard.press("ArrowRight")
    expect(button).to_be_focused()
    expect(page.locator(f"#why-{before + dt.timedelta(days=7)}")).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").first).to_contain_text("og festet")
    page.get_by_role("link", name=proposal.name).focus()
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Godta dette året").focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Godta").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").first).to_contain_text("er planen nå")
    days = {w.day for w in Workshop.objects.filter(starts_at__year=year_ahead())}
    assert before + dt.timedelta(days=7) in days
    page.get_by_role("button", name="Angre").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").first).to_contain_text("som det var før")
    assert not Workshop.objects.filter(starts_at__year=year_ahead()).exists()


def test_moving_a_school_by_pointer_shows_the_price_first(look: Any, browser_world: World) -> None:
    proposal = ready_proposal(browser_world)
    page = look("lead", reverse("proposal_cohort", args=[browser_world.programme.pk, 1, 0]))
    page.get_by_role("link", name="Nordlia skole").click()
    place = page.locator("button.place")
    expect(place).to_contain_text("Gruppe B")
    assert axe(page) == []
    place.click()
    expect(page.get_by_role("status").first).to_contain_text("Flyttet og festet")
    plan = Plan.from_json(Proposal.objects.get(pk=proposal.pk).plan)
    assert not plan.cohorts[0].members


def test_wishing_watching_and_getting_a_year(
    look: Any, browser_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The wishes go to the planner; the page follows the run by itself to its end."""
    wishes(browser_world)
    queued = SimpleNamespace(enqueue=lambda *_args: None)
    monkeypatch.setattr("rollout.proposals.actions.run_proposal", queued)
    page = look("lead", reverse("proposal_new", args=[browser_world.programme.pk]))
    slider = page.get_by_label("Kort reisevei")
    slider.focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator("output[for=id_matters_travel]")).to_have_text("mer")
    page.get_by_label("Antall grupper").fill("2")
    expect(page.locator("#room")).to_contain_text("2 grupper")
    page.get_by_label("Første måned").select_option(f"{year_ahead()}-09-01")
    page.get_by_label("Siste måned").select_option(f"{year_ahead()}-11-01")
    page.get_by_label("La planleggeren arbeide i høyst").select_option("10")
    page.get_by_role("button", name="Finn det beste året").click()
    expect(page.get_by_role("heading", name="Venter på planleggeren")).to_be_visible()
    assert axe(page) == []
    proposal = Proposal.objects.latest("pk")
    worker = threading.Thread(target=work, args=(proposal.pk, proposal.run))
    worker.start()
    expect(page.get_by_role("link", name="Godta dette året")).to_be_visible(timeout=40_000)
    worker.join()
    assert page.problems == []


LONGER = """() => document.querySelectorAll(".year--plan tr").forEach(row => {
    while (row.cells.length < 23) row.append(row.lastElementChild.cloneNode(true))
})"""


def test_a_plan_of_two_years_keeps_each_date_on_a_line(look: Any, browser_world: World) -> None:
    proposal = ready_proposal(browser_world)
    path = reverse("proposal", args=[browser_world.programme.pk, proposal.number])
    page = look("lead", path)
    day = page.locator(".year__day").last
    height = day.bounding_box()["height"]
    page.evaluate(LONGER)
    assert page.locator(".year--plan thead th").count() == 23
    assert day.bounding_box()["height"] == height
    assert page.evaluate("document.documentElement.scrollWidth") <= 1280


def work(pk: int, run: int) -> None:
    """What the worker does, with a connection of its own."""
    try:
        carry_out(pk, run)
    finally:
        connection.close()


def test_a_running_and_an_impossible_proposal_are_fit_for_everyone(
    look: Any, browser_world: World
) -> None:
    proposal = ready_proposal(browser_world)
    clash = {"kind": "period", "whom": "2027-12", "schools": [], "needed": 4, "available": 3}
    Proposal.objects.filter(pk=proposal.pk).update(
        status="impossible",
        bound=None,
        diagnosis={"clash": [clash], "loosenings": [], "complete": True, "feasible": False},
    )
    for status in ("impossible", "running", "draft", "failed"):
        Proposal.objects.filter(pk=proposal.pk).update(status=status)
        for width, dark in ((1280, False), (320, True)):
            path = reverse("proposal", args=[browser_world.programme.pk, proposal.number])
            page = look("lead", path, width, dark)
            assert axe(page) == [], status
            assert page.evaluate("document.documentElement.scrollWidth") <= width
