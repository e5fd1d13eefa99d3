"""The workshops to come follow the order of the programme's kits, where the lead lets them."""

import datetime as dt
import re
from collections import Counter

import pytest
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from rollout.common.dates import today
from rollout.library.models import Kit
from rollout.planning.actions import change_workshop, invite_workshops
from rollout.planning.following_order import new_order
from rollout.planning.kits import move_kit
from rollout.planning.kits_in_turn import Turn, kits_in_new_order
from rollout.planning.models import Workshop
from tests import factories as make
from tests.personas import World

DAY = dt.timedelta(days=1)
MONTH = dt.timedelta(days=31)

TURNS = st.lists(
    st.builds(
        Turn,
        workshop=st.integers(1, 10_000),
        cohort=st.integers(1, 3),
        day=st.dates(dt.date(2027, 1, 1), dt.date(2027, 12, 31)),
        place=st.none() | st.integers(0, 9),
    ),
    max_size=25,
    unique_by=lambda turn: turn.workshop,
)


@given(TURNS)
def test_each_cohort_gets_just_its_kits_in_order(turns: list[Turn]) -> None:
    becomes = kits_in_new_order(turns)
    assert set(becomes) == {turn.workshop for turn in turns if turn.place is not None}
    for cohort in {turn.cohort for turn in turns}:
        own = [turn for turn in turns if turn.cohort == cohort and turn.place is not None]
        own.sort(key=lambda turn: (turn.day, turn.workshop))
        after = [becomes[turn.workshop] for turn in own]
        assert after == sorted(after)
        assert Counter(after) == Counter(turn.place for turn in own)


@pytest.fixture
def kits(world: World) -> list[Kit]:
    """Three kits that the programme gives out after its first, each with a workshop to come."""
    made = [make.kit(world.owner, title) for title in ("Lesing", "Skriving", "Regning")]
    make.gives_out(world.programme, *made)
    return made


@pytest.fixture
def coming(world: World, kits: list[Kit]) -> list[Workshop]:
    Workshop.objects.filter(pk=world.coming.pk).update(kit=kits[0])
    later = [
        make.workshop(world.cohort, world.coming.day + n * MONTH, about=kit)
        for n, kit in enumerate(kits[1:], start=1)
    ]
    return [world.coming, *later]


def page(world: World, name: str = "kits_follow") -> str:
    return reverse(name, args=[world.programme.pk])


def look(world: World) -> str:
    return str(world.client("lead").get(page(world)).content.decode())


def save(world: World, shown: str) -> str:
    seen = re.search(r'name="seen" value="(\w+)"', shown)
    data = {"seen": seen.group(1) if seen else ""}
    return str(world.client("lead").post(page(world), data, follow=True).content.decode())


def titles(*workshops: Workshop) -> list[str]:
    by_id = Workshop.objects.select_related("kit").in_bulk([each.pk for each in workshops])
    return [str(by_id[each.pk].kit or "") for each in workshops]


def test_a_moved_kit_is_seen_with_what_changes_and_then_followed(
    world: World, kits: list[Kit], coming: list[Workshop]
) -> None:
    assert "Alle kommende samlinger følger rekkefølgen" in look(world)
    move_kit(programme=world.programme, kit=kits[2], by=-2)
    assert page(world) in world.client("lead").get(page(world, "programme_kits")).content.decode()
    shown = look(world)
    assert re.search(r"<del[^>]*>Lesing</del>.*?<ins[^>]*>Regning</ins>", shown, re.S)
    assert titles(*coming) == ["Lesing", "Skriving", "Regning"]
    assert "3 samlinger har en annen læringspakke nå" in save(world, shown)
    assert titles(*coming) == ["Regning", "Lesing", "Skriving"]
    assert Workshop.history.filter(id=coming[0].pk).first().history_change_reason
    assert page(world) not in (
        world.client("lead").get(page(world, "programme_kits")).content.decode()
    )


def test_a_kit_that_comes_earlier_and_lacks_something_is_told_of(
    world: World, kits: list[Kit], coming: list[Workshop]
) -> None:
    move_kit(programme=world.programme, kit=kits[2], by=-2)
    order = new_order(world.programme, today())
    assert order.incomplete == [(kits[2], coming[0].day)]
    assert "«Regning» kommer tidligere" in look(world)


def test_what_was_invited_to_is_told_of(
    world: World, kits: list[Kit], coming: list[Workshop]
) -> None:
    invite_workshops(workshops=coming[:1])
    move_kit(programme=world.programme, kit=kits[0], by=1)
    assert new_order(world.programme, today()).announced == 1
    assert "Til 1 av samlingene er det allerede invitert" in look(world)


def test_held_cancelled_and_todays_workshops_keep_their_kit(
    world: World, kits: list[Kit], coming: list[Workshop]
) -> None:
    now = make.workshop(world.cohort, today(), about=kits[2])
    off = make.workshop(world.cohort, today() + 3 * DAY, about=kits[2], status="cancelled")
    other = make.workshop(world.cohort, today() + 4 * DAY, about=make.kit(world.owner, "Utenfor"))
    move_kit(programme=world.programme, kit=kits[1], by=-1)
    save(world, look(world))
    assert titles(world.held, now, off, other) == ["Samskriving", "Regning", "Regning", "Utenfor"]


@pytest.mark.parametrize("what", ["workshop", "order", "twice"])
def test_a_page_that_is_no_longer_true_saves_nothing(
    world: World, kits: list[Kit], coming: list[Workshop], what: str
) -> None:
    move_kit(programme=world.programme, kit=kits[2], by=-2)
    shown = look(world)
    if what == "workshop":
        coming[0].link = "https://motet.example/"
        change_workshop(workshop=coming[0], revision=coming[0].revision)
    elif what == "order":
        move_kit(programme=world.programme, kit=kits[0], by=1)
    else:
        save(world, shown)
    before = titles(*coming)
    assert "mens du hadde dette åpent" in save(world, shown)
    assert titles(*coming) == before


def test_the_order_tells_in_which_months_each_kit_comes(
    world: World, kits: list[Kit], coming: list[Workshop]
) -> None:
    shown = world.client("lead").get(page(world, "programme_kits")).content.decode()
    row = shown.partition(f'id="kit-{kits[0].pk}"')[2].partition("</li>")[0]
    assert "1 samling" in row
    with override("nb"):
        assert f"i\n{date_format(coming[0].day, 'F Y')}" in re.sub(r"[ \n]*\n *", "\n", row)
