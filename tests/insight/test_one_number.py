"""One figure, one number: the same wherever it is told, with what it is counted of."""

import datetime as dt
import re
from html import unescape

import pytest
from django.urls import reverse

from rollout.common.dates import today
from tests import factories as make
from tests.personas import World

DAY = dt.timedelta(days=1)


def page(world: World, who: str, address: str = "/") -> str:
    shown = world.client(who).get(address).content.decode().split("<main")[1]
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", shown)))


def school(world: World) -> str:
    return reverse("school", args=[world.programme.pk, world.north.pk])


def given(world: World, title: str, days: int) -> None:
    """A workshop some days ago that gave out a kit, on which the school has held no session."""
    kit = make.kit(world.owner, title)
    make.workshop(world.cohort, today() - days * DAY, about=kit, status="held")


def test_days_to_session_is_the_same_in_the_table_on_the_page_and_in_the_advice(
    world: World,
) -> None:
    given(world, "Først", 91)
    given(world, "Sist", 35)
    make.superuser(world.north)
    assert "minst 91 ▲ over" in page(world, "lead")
    shown = page(world, "lead", school(world))
    assert f"minst 91 for «Først», delt ut {today() - 91 * DAY:%d.%m.%Y} ▲ over 28 dager" in shown
    assert "Ingen økt om «Først» ennå, 91 dager etter samlingen." in page(world, "lead")


@pytest.mark.parametrize(("days", "is_over"), [(28, False), (29, True)])
def test_more_days_than_the_programme_aims_for_is_marked_in_words(
    world: World, days: int, is_over: bool
) -> None:
    world.session.held_on = world.held.day + days * DAY
    world.session.save()
    told = f"{days} ▲ over" if is_over else f"{days} dager"
    assert told in page(world, "lead", school(world))
    table = page(world, "lead", reverse("schools", args=[world.programme.pk]))
    assert (f"{days} ▲ over" in table) is is_over
    assert "▲ over: mer enn målet i programmet, som er høyst 28." in table


def test_superusers_are_counted_at_the_schools_that_have_any(world: World) -> None:
    world.people["southern"].roles.all().delete()
    for who in ("lead", "facilitator", "reader"):
        assert "Aktive superbrukere" in page(world, who)
        assert "på 1 av 2 skoler" in page(world, who)


def test_each_of_a_principals_figures_says_what_it_is_counted_of(world: World) -> None:
    for teacher in [*world.teachers, world.people["teacher"], world.people["superuser"]]:
        make.assess(teacher, 2 if teacher == world.teachers[0] else 4)
    make.assess(world.people["principal"], 2)
    make.closed_round(world.owner)
    shown = page(world, "principal")
    assert "3 av 7: 7 i målgruppen × 1 læringspakke" in shown
    assert "4 av 7 i målgruppen" in shown
    assert "5 av de 7 som svarte, av 7 ansatte" in shown
    assert "for «Samskriving», delt ut" in shown
    assert "Hvor mange av de 7 i målgruppen hver læringspakke har nådd." in shown


def test_the_target_line_of_the_chart_is_in_its_legend(world: World) -> None:
    for teacher in [*world.teachers, world.people["teacher"], world.people["superuser"]]:
        make.assess(teacher, 2 if teacher in world.teachers[:2] else 4)
    make.closed_round(world.owner)
    shown = world.client("principal").get("/").content.decode()
    assert 'class="bar__target"' in shown
    assert 'class="swatch swatch--line"' in shown
    assert "Strek: til høyre for den er de på målnivået" in shown


def test_the_same_as_a_table_scrolls_by_keyboard_where_it_is_narrow(world: World) -> None:
    for teacher in [*world.teachers, world.people["teacher"], world.people["superuser"]]:
        make.assess(teacher, 2 if teacher in world.teachers[:2] else 4)
    make.closed_round(world.owner)
    table = world.client("principal").get("/").content.decode().split("Samme tall i en tabell")[1]
    assert '<div class="table-wrap" tabindex="0" role="region"' in table


def test_earlier_kits_are_folded_but_for_those_never_run(world: World) -> None:
    never = make.kit(world.owner, "Aldri kjørt")
    make.workshop(world.cohort, today() - 90 * DAY, about=never, status="held")
    for number in range(7):
        kit = make.kit(world.owner, f"Pakke nr. {number}")
        day = today() - (20 - number) * DAY
        make.workshop(world.cohort, day, about=kit, status="held")
        make.session(world.programme, world.north, kit, day)
    shown, folded = page(world, "principal").split("og 2 tidligere")
    assert "Aldri kjørt ≥" not in folded
    assert "Aldri kjørt" in shown
    assert "Pakke nr. 0" in folded
    assert "Samskriving" in folded
