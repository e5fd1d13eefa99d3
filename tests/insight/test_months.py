"""All schools month by month, and how alike they are."""

from typing import Any

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from rollout.common.dates import today
from rollout.insight.equity import spread_of
from rollout.insight.figures import UnitFigures, programme_figures
from rollout.insight.months import Cell, Month, month_by_month
from rollout.insight.practice import Share
from tests import factories as make
from tests.personas import World


def unit(reached: int, whole: int = 100) -> UnitFigures:
    return UnitFigures(
        pk=1, name="Skole", roster=whole, due=(), reached={}, coverage=Share(reached, whole),
        reached_people=0,
    )  # fmt: skip


@given(st.lists(st.integers(0, 100), min_size=2, max_size=40))
def test_the_spread_is_in_order_and_holds_four_of_five(reached: list[int]) -> None:
    found = spread_of(unit(each) for each in reached)
    assert found is not None
    told = [found.lowest, found.low, found.middle, found.high, found.highest]
    assert told == pytest.approx(sorted(told))
    inside = sum(found.low - 1e-9 <= dot.share <= found.high + 1e-9 for dot in found.dots)
    assert inside >= 0.8 * len(reached) - 2


def test_the_tenth_and_the_ninetieth_hundredth_lie_between_two_schools_by_a_straight_line() -> None:
    found = spread_of(unit(each) for each in (0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100))
    assert found is not None
    assert (found.low, found.middle, found.high) == (0.1, 0.5, 0.9)
    assert round(found.gap, 3) == 0.8


def test_a_school_without_a_due_kit_is_left_out_and_one_school_has_no_spread() -> None:
    assert spread_of([unit(40), unit(0, 0)]) is None
    assert spread_of([]) is None


@pytest.mark.parametrize(("gained", "shade"), [(None, 0), (0.0, 0), (0.01, 1), (0.05, 2), (0.2, 3)])
def test_more_gained_is_darker(gained: float | None, shade: int) -> None:
    assert Cell(Month("aug", "august"), 1, gained).shade == shade


def test_each_month_tells_sessions_and_gain_and_missing_is_no_zero(world: World) -> None:
    day = today()
    found = month_by_month(world.programme, day)
    north, south = found.rows
    assert (north.name, south.name) == (str(world.north), str(world.south))
    assert sum(cell.sessions for cell in north.cells) == 1
    gains = sum(week.gained for week in programme_figures(world.programme, day).owner.weeks)
    assert gains
    assert [cell.gained for cell in south.cells] == [None] * len(found.months)
    assert any(cell.gained for cell in north.cells)


def test_the_page_shows_every_school_by_name(world: World) -> None:
    url = reverse("school_months", args=[world.programme.pk])
    page = world.client("lead").get(url).content.decode()
    assert page.index(str(world.north)) < page.index(str(world.south))
    schools = world.client("lead").get(reverse("schools", args=[world.programme.pk]))
    assert url in schools.content.decode()
    assert "Hvor like skolene er" not in page  # one school alone has a coverage


def test_the_page_costs_the_same_queries_at_two_and_four_schools(
    world: World, django_assert_num_queries: Any
) -> None:
    lead, url = world.client("lead"), reverse("school_months", args=[world.programme.pk])
    lead.get(url)
    for _number in range(2):
        with django_assert_num_queries(5):
            lead.get(url)
        make.taking_part(world.programme, 2)
        lead.get(url)
