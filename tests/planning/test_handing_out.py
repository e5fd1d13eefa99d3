"""Kits are handed out in one go to the workshops that have none, in the programme's order."""

import datetime as dt
import re
from typing import Any

import pytest
from django.http import HttpResponse
from django.urls import reverse

from rollout.common.dates import today
from rollout.library.models import Kit
from rollout.notifications.actions.sending import send_all_due
from rollout.notifications.models import Message
from rollout.planning.actions import change_workshop, invite_workshops
from rollout.planning.kits import move_kit
from rollout.planning.kits_in_turn import Turn, kits_in_turn
from rollout.planning.models import Cohort, Workshop
from tests import factories as make
from tests.personas import World

DAY = dt.timedelta(days=1)
MONTH = dt.timedelta(days=31)


def turn(cohort: int, month: int, place: int | None = None, *, waits: bool = False) -> Turn:
    return Turn(10 * cohort + month, cohort, dt.date(2027, month, 10 + cohort), place, waits)


def waits(cohort: int, *months: int) -> list[Turn]:
    return [turn(cohort, month, waits=True) for month in months]


@pytest.mark.parametrize(
    ("turns", "kits", "got"),
    [
        pytest.param(
            [*waits(1, 1, 2, 3), *waits(2, 1, 2, 3)], 2, {11: 0, 12: 1, 21: 0, 22: 1},
            id="a kit a month, and none when there is none left",
        ),
        pytest.param([turn(1, 1, 0), *waits(1, 2), turn(1, 3, 2)], 4, {12: 1},
                     id="a gap is filled"),
        pytest.param(
            [turn(1, 1, 0), turn(1, 2, 1), *waits(1, 3), *waits(2, 3, 4)], 4, {13: 2, 23: 2, 24: 3},
            id="a new cohort begins where the others are",
        ),
        pytest.param(
            [turn(1, 1, 4), turn(2, 1, 1), *waits(1, 2), *waits(2, 2)], 6, {12: 5, 22: 2},
            id="each goes on after its own last",
        ),
        pytest.param([turn(1, 1), *waits(1, 2)], 1, {12: 0}, id="what has been isn't given any"),
        pytest.param(
            [turn(1, 1, 1), turn(2, 1, 1), *waits(1, 2, 3)], 2, {12: 0},
            id="a kit put first later on comes last, and once",
        ),
        pytest.param([turn(1, 1, 0), turn(2, 1, 0), turn(2, 2, 1), *waits(1, 2, 3)], 2, {12: 1},
                     id="one that the others had is no extra"),
    ],
)  # fmt: skip
def test_kits_come_in_turn(turns: list[Turn], kits: int, got: dict[int, int]) -> None:
    assert kits_in_turn(turns, kits) == got


@pytest.fixture
def kits(world: World) -> list[Kit]:
    """Two kits that come after the one that has been given out."""
    made = [make.kit(world.owner, "Lesing"), make.kit(world.owner, "Skriving")]
    make.gives_out(world.programme, *made)
    return made


@pytest.fixture
def later(world: World) -> list[Workshop]:
    """The cohort's next two workshops, after the one that is coming."""
    return [make.workshop(world.cohort, world.coming.day + n * MONTH) for n in (1, 2)]


def page(world: World, name: str = "kits_hand_out") -> str:
    return reverse(name, args=[world.programme.pk])


def filled_in(world: World) -> dict[str, str]:
    """The form as the page shows it."""
    shown = world.client("lead").get(page(world)).content.decode()
    form = shown.partition('<form method="post" class="stack"')[2].partition("</form>")[0]
    chosen = dict.fromkeys(re.findall(r'name="(kit-\d+)"', form), "")
    for name, options in re.findall(
        r'<select[^>]*\sname="(kit-\d+)"\s*>(.*?)</select>', form, re.S
    ):
        picked = re.search(r'value="(\d*)"\s+selected', options)
        chosen[name] = picked.group(1) if picked else ""
    seen = re.search(r'name="seen" value="(\w+)"', form)
    return {"seen": seen.group(1) if seen else "", **chosen}


def save(world: World, data: dict[str, Any], who: str = "lead") -> HttpResponse:
    return world.client(who).post(page(world), data, follow=True)


def kits_now(*workshops: Workshop) -> list[str]:
    by_id = Workshop.objects.select_related("kit").in_bulk([each.pk for each in workshops])
    return [str(by_id[each.pk].kit or "") for each in workshops]


def test_all_that_the_page_shows_is_saved_in_one_go(
    world: World, kits: list[Kit], later: list[Workshop]
) -> None:
    shown = world.client("lead").get(page(world)).content.decode()
    assert "Lesing" in shown
    assert "1 samling blir uten" in shown
    said = save(world, filled_in(world)).content.decode()
    assert "2 samlinger har fått læringspakke." in said
    assert kits_now(world.held, world.coming, *later) == ["Samskriving", "Lesing", "Skriving", ""]
    assert Workshop.history.filter(id=world.coming.pk).first().history_change_reason
    assert "1 kommende samling har ingen læringspakke" in said


def test_single_choices_can_be_others_and_none(
    world: World, kits: list[Kit], later: list[Workshop]
) -> None:
    mine = {f"kit-{world.coming.pk}": "", f"kit-{later[1].pk}": str(kits[0].pk)}
    said = save(world, filled_in(world) | mine).content.decode()
    assert kits_now(world.coming, *later) == ["", "Skriving", "Lesing"]
    assert "2 samlinger har fått læringspakke." in said


def test_a_kit_that_a_cohort_gets_twice_is_told_of(
    world: World, kits: list[Kit], later: list[Workshop]
) -> None:
    said = save(world, filled_in(world) | {f"kit-{later[1].pk}": str(kits[0].pk)}).content.decode()
    assert "Gruppe A får «Lesing» på mer enn én samling." in said


def test_a_kit_that_isnt_the_programmes_is_given_to_nobody(world: World, kits: list[Kit]) -> None:
    other = make.kit(world.owner, "Utenfor")
    said = save(world, filled_in(world) | {f"kit-{world.coming.pk}": str(other.pk)})
    assert kits_now(world.coming) == [""]
    assert "Ingen samling fikk noen læringspakke" in said.content.decode()


@pytest.mark.parametrize("what", ["workshop", "order", "new", "twice"])
def test_a_page_that_is_no_longer_true_saves_nothing_and_keeps_the_choices(
    world: World, kits: list[Kit], later: list[Workshop], what: str
) -> None:
    data = filled_in(world) | {f"kit-{later[1].pk}": str(kits[0].pk)}
    if what == "workshop":
        later[0].link = "https://motet.example/"
        change_workshop(workshop=later[0], revision=later[0].revision)
    elif what == "order":
        move_kit(programme=world.programme, kit=kits[1], by=-1)
    elif what == "new":
        make.workshop(world.cohort, world.coming.day + 3 * MONTH)
    else:
        save(world, filled_in(world))
    before = kits_now(world.coming, *later)
    said = save(world, data).content.decode()
    assert "Valgene dine står her fortsatt" in said
    assert kits_now(world.coming, *later) == before
    kept = said.partition(f'name="kit-{later[1].pk}"')[2].partition("</select>")[0]
    assert re.search(rf'value="{kits[0].pk}"\s+selected', kept)


def test_without_kits_the_page_leads_to_them(world: World, later: list[Workshop]) -> None:
    world.programme.kit_places.all().delete()
    shown = world.client("lead").get(page(world)).content.decode()
    assert "Programmet har ingen læringspakker ennå" in shown
    assert f'href="{page(world, "programme_kits")}"' in shown


def test_with_a_kit_for_each_there_is_nothing_to_hand_out(world: World) -> None:
    Workshop.objects.filter(pk=world.coming.pk).update(kit=world.kit)
    shown = world.client("lead").get(page(world)).content.decode()
    assert "Alle kommende samlinger har en læringspakke" in shown


def test_cancelled_and_past_workshops_are_left_alone(world: World, kits: list[Kit]) -> None:
    past = make.workshop(world.cohort, today() - DAY)
    off = make.workshop(world.cohort, today() + 5 * DAY, status="cancelled")
    assert set(filled_in(world)) == {"seen", f"kit-{world.coming.pk}"}
    save(world, filled_in(world) | {f"kit-{off.pk}": str(kits[0].pk)})
    assert kits_now(past, off) == ["", ""]


def test_the_page_costs_the_same_queries_at_one_and_three(
    world: World, kits: list[Kit], django_assert_num_queries: Any
) -> None:
    lead = world.client("lead")
    lead.get(page(world))
    with django_assert_num_queries(7):
        lead.get(page(world))
    cohorts: list[Cohort] = [
        world.cohort,
        make.cohort(world.programme),
        make.cohort(world.programme),
    ]
    for number, cohort in enumerate(cohorts):
        make.workshop(cohort, world.coming.day + (3 + number) * DAY)
    with django_assert_num_queries(7):
        lead.get(page(world))


@pytest.mark.parametrize("name", ["programme_kits", "workshop_year", "kits_hand_out"])
def test_pages_say_how_many_wait_and_lead_on(
    world: World, later: list[Workshop], name: str
) -> None:
    shown = world.client("lead").get(page(world, name)).content.decode()
    assert ("3 kommende samlinger har ingen" in shown) is (name != "kits_hand_out")
    assert f'href="{page(world)}"' in shown or name == "kits_hand_out"


def test_only_those_who_plan_are_told(world: World) -> None:
    for who in ("facilitator", "superuser", "principal", "reader"):
        shown = world.client(who).get(page(world, "workshop_year")).content.decode()
        assert page(world) not in shown
    overview = world.client("facilitator").get("/").content.decode()
    assert page(world) not in overview


def test_the_overview_tells_of_them_until_they_have_one(world: World, kits: list[Kit]) -> None:
    shown = world.client("lead").get("/").content.decode()
    assert "1 kommende samling har ingen læringspakke ennå." in shown
    assert f'href="{page(world)}"' in shown
    save(world, filled_in(world))
    assert "har ingen læringspakke ennå" not in world.client("lead").get("/").content.decode()


def test_the_workshops_tell_of_them_once_all_are_announced(world: World) -> None:
    lead = world.client("lead")
    assert page(world) not in lead.get(page(world, "workshops")).content.decode()
    invite_workshops(workshops=[world.coming])
    assert page(world) in lead.get(page(world, "workshops")).content.decode()


def subjects(workshop: Workshop) -> dict[str, str]:
    return dict(workshop.messages.values_list("recipient__first_name", "subject"))


def test_mail_that_waits_tells_of_the_kit_and_none_is_written_for_it(
    world: World, kits: list[Kit]
) -> None:
    invite_workshops(workshops=[world.coming])
    Message.objects.filter(recipient=world.people["facilitator"]).update(
        is_edited=True, subject="Mine ord"
    )
    revisions = dict(Message.objects.values_list("pk", "revision"))
    assert "Lesing" not in subjects(world.coming)["Siri"]
    save(world, filled_in(world))
    assert subjects(world.coming)["Siri"].endswith(": Lesing")
    assert subjects(world.coming)["Finn"] == "Mine ord"
    assert Message.objects.count() == 2
    assert set(Message.objects.values_list("status", flat=True)) == {"queued"}
    siri = Message.objects.get(recipient=world.people["superuser"])
    assert siri.revision == revisions[siri.pk] + 1


def test_mail_that_has_gone_is_as_it_went_and_nobody_is_mailed(
    world: World, kits: list[Kit], mailoutbox: list[object]
) -> None:
    invite_workshops(workshops=[world.coming])
    send_all_due()
    was, gone = subjects(world.coming), len(mailoutbox)
    shown = world.client("lead").get(page(world)).content.decode()
    assert "Ingen får e-post bare om læringspakken" in shown
    save(world, filled_in(world))
    send_all_due()
    assert kits_now(world.coming) == ["Lesing"]
    assert (subjects(world.coming), len(mailoutbox)) == (was, gone)


def test_a_kit_that_one_workshop_is_given_by_hand_is_in_its_waiting_mail_too(
    world: World, kits: list[Kit]
) -> None:
    invite_workshops(workshops=[world.coming])
    world.coming.refresh_from_db()
    world.coming.kit = kits[1]
    change_workshop(workshop=world.coming, revision=world.coming.revision)
    assert subjects(world.coming)["Siri"].endswith(": Skriving")
    assert Message.objects.count() == 2
