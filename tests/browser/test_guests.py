"""Moving to another cohort's workshop on a phone, and arranging substitutes, as people do it."""

import datetime as dt
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from rollout.common.dates import local
from rollout.planning.guests.actions import join_line, take_place
from rollout.planning.models import GuestPlace, SubstituteDay
from tests import factories as make
from tests.browser.conftest import axe
from tests.personas import World
from tests.planning.guests import Swap, make_swap, open_tuesday, same_month


@pytest.fixture
def swap(browser_world: World) -> Swap:
    """Offers of every kind: with seats, on the same day, closed, full with a line."""
    swap = make_swap(browser_world)
    third = make.cohort(browser_world.programme, [make.superuser(browser_world.south)], "Gruppe C")
    full = make.workshop(
        third, same_month(swap.own.day, 2), venue=make.venue(browser_world.owner, 1)
    )
    join_line(person=swap.newcomer("Knut Kø"), own=swap.own, to=full)
    fourth = make.cohort(browser_world.programme, [], "Gruppe D")
    make.workshop(fourth, swap.own.day)
    return swap


def test_a_superuser_moves_in_two_taps_and_undoes_in_one(look: Any, swap: Swap) -> None:
    page = look("superuser", "/", width=390)
    page.get_by_role("button", name="Jeg kan ikke komme").tap()
    expect(page.get_by_role("heading", name="Kan du ikke komme?")).to_be_visible()
    assert axe(page) == []
    page.get_by_role("button", name="Flytt hit Gruppe B").tap()
    expect(page.get_by_role("heading", name="Plassen din")).to_be_visible()
    assert swap.status(swap.siri) == ["taken"]
    assert axe(page) == []
    page.get_by_role("button", name="Angre").tap()
    expect(page.get_by_role("status").first).to_contain_text("tilbake i din egen gruppe")
    assert swap.status(swap.siri) == ["left"]
    assert page.problems == []


def test_a_double_tap_takes_one_seat(look: Any, swap: Swap) -> None:
    path = reverse("workshop_instead", args=[swap.world.programme.pk, swap.own.pk])
    page = look("superuser", path, width=390)
    page.get_by_role("button", name="Flytt hit Gruppe B").dblclick()
    expect(page.get_by_role("heading", name="Plassen din")).to_be_visible()
    assert GuestPlace.objects.filter(person=swap.siri).count() == 1


@pytest.mark.parametrize(("width", "dark"), [(1280, False), (320, True)])
def test_the_offers_and_the_workshops_are_fit_for_everyone(
    look: Any, swap: Swap, width: int, dark: bool
) -> None:
    take_place(person=swap.newcomer("Gro Gjest"), own=swap.own, to=swap.there)
    programme = swap.world.programme.pk
    for who, name, workshop in (
        ("superuser", "workshop_instead", swap.own),
        ("facilitator", "workshop", swap.there),
        ("facilitator", "workshop", swap.own),
    ):
        page = look(who, reverse(name, args=[programme, workshop.pk]), width, dark)
        assert axe(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.problems == []


@pytest.mark.parametrize(("width", "dark"), [(1280, True), (320, False)])
def test_a_principal_arranges_a_substitute_with_the_keyboard(
    look: Any, browser_world: World, width: int, dark: bool
) -> None:
    coming = browser_world.coming
    day = open_tuesday(coming.day)
    coming.starts_at, coming.ends_at = local(day, dt.time(9)), local(day, dt.time(12))
    coming.save()
    page = look("principal", "/", width, dark)
    expect(page.get_by_text("1 vikar trengs")).to_be_visible()
    page.get_by_role("link", name="Alle dager borte").press("Enter")
    page.get_by_role("button", name="Vikar er ordnet Siri").press("Enter")
    expect(page.get_by_role("status").first).to_contain_text("vikar er ordnet")
    assert SubstituteDay.objects.count() == 1
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.problems == []
