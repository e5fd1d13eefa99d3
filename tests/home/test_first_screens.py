"""What each home shows first, and what it leaves to another page."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from rollout.common.dates import today
from rollout.insight.school_rows import ON_HOME, ON_PHONE
from rollout.library.models import ModuleCompletion
from rollout.planning.models import WorkshopAttendance
from tests import factories as make
from tests.personas import World

DAY = dt.timedelta(days=1)


def page(world: World, who: str, address: str = "/") -> str:
    return world.client(who).get(address).content.decode().split("<main")[1]


def test_signing_in_shows_no_banner_above_the_first_screen(world: World) -> None:
    client, lead = Client(), world.people["lead"]
    data = {"login": lead.email, "password": "et langt passord"}
    page = client.post(reverse("account_login"), data, follow=True)
    assert list(page.context["messages"]) == []
    assert f"<strong>{lead}</strong>" in page.content.decode()


def many_schools(world: World, count: int) -> None:
    """Schools that have run the kit they were given, and have two superusers."""
    roles = []
    for number in range(count):
        school = make.school(world.owner, f"Skole {number:02}")
        begun = {"starts_on": world.programme.starts_on}
        world.programme.schools.add(school, through_defaults=begun)
        roles += [make.superuser(school) for _ in range(2)]
        people = [role.person for role in roles[-2:]]
        make.session(world.programme, school, world.kit, world.held.day + DAY, people=people)
    make.workshop(
        make.cohort(world.programme, roles), world.held.day, about=world.kit, status="held"
    )


def test_a_home_shows_the_first_schools_and_leads_on_to_all(world: World) -> None:
    many_schools(world, 12)
    home = world.client("lead").get("/")
    assert len(home.context["rows"]) == ON_HOME
    assert "Se alle 14 skolene" in home.content.decode()
    everything = world.client("lead").get(reverse("schools", args=[world.programme.pk]))
    assert len(everything.context["rows"]) == 14
    assert "Se alle 14 skolene" not in everything.content.decode()


def test_a_phone_shows_those_that_need_help_alone(world: World) -> None:
    many_schools(world, 3)
    home = world.client("lead").get("/")
    assert home.context["on_phone"] == [world.north.pk, world.south.pk][:ON_PHONE]
    assert home.content.decode().count('<tr class="only-wide">') == 3


def test_what_is_searched_for_is_shown_whole(world: World) -> None:
    many_schools(world, 12)
    found = world.client("lead").get("/", {"q": "skole", "sort": "name"})
    assert len(found.context["rows"]) == 14
    assert "only-wide" not in found.content.decode()


def test_before_anything_is_held_a_home_tells_what_comes_and_shows_no_dashes(world: World) -> None:
    world.session.delete()
    world.held.delete()
    for who in ("lead", "facilitator", "reader"):
        shown = page(world, who)
        assert "Dette kommer" in shown
        assert "Den første samlingen er" in shown
        assert "Dekningsgrad" not in shown
        assert ">–<" not in shown.replace(" ", "").replace("\n", "")
    table = world.client("lead").get(reverse("schools", args=[world.programme.pk]))
    assert [str(head.text) for head in table.context["headings"]] == [
        "Skole", "Målgruppen", "Aktive superbrukere", "Neste samling",
    ]  # fmt: skip
    assert "ikke planlagt ennå" in table.content.decode()


def test_a_facilitator_sees_their_own_next_workshop_and_who_comes(world: World) -> None:
    make.workshop(world.cohort, today() + 3 * DAY)
    later = make.workshop(
        world.cohort, world.coming.day + 9 * DAY, facilitator=world.people["facilitator"]
    )
    WorkshopAttendance.objects.create(
        workshop=world.coming, person=world.people["superuser"], answer="no"
    )
    home = world.client("facilitator").get("/")
    assert home.context["workshop"] == world.coming
    assert home.context["later"] == [later]
    shown = home.content.decode()
    assert "1 er ventet</strong>" in shown
    assert "1 kan ikke" in shown
    assert "Siri Superbruker" in shown


def test_a_facilitator_who_leads_none_sees_the_programmes_next(world: World) -> None:
    world.coming.facilitator = None
    world.coming.save()
    home = world.client("facilitator").get("/")
    assert home.context["workshop"] is None
    assert home.context["later"] == [world.coming]
    assert "Du leder ingen samling som er planlagt." in home.content.decode()


def test_a_facilitator_is_led_on_to_all_schools_and_sees_no_table(world: World) -> None:
    shown = page(world, "facilitator")
    assert "<table" not in shown
    assert "Skoler som trenger hjelp" in shown
    assert "Se alle 2 skolene" in shown


@pytest.mark.parametrize("kind", ["held", "module", "none"])
def test_a_teachers_kits_are_missed_been_to_or_still_to_come(world: World, kind: str) -> None:
    """Nothing is missed before the school has held its own session."""
    kit = make.kit(world.owner, "Digital dømmekraft", module_title="Kildekritikk")
    make.workshop(world.cohort, today() - 3 * DAY, about=kit, status="held")
    teacher = world.people["teacher"]
    if kind == "held":
        make.session(world.programme, world.north, kit, today() - DAY, people=world.teachers)
    if kind == "module":
        ModuleCompletion.objects.create(person=teacher, kit=kit, completed_on=today())
    home = world.client("teacher").get("/").context
    where = {"held": "missed", "module": "been_to", "none": "to_come"}[kind]
    for group in ("missed", "been_to", "to_come"):
        assert (kit in [own.kit for own in home[group]]) is (group == where)
    assert world.kit in [own.kit for own in home["missed"]]
    shown = page(world, "teacher")
    assert "Dette gikk du glipp av" in shown
    assert ("Modul: «Kildekritikk»" in shown) is (kind == "held")


def test_a_teachers_earlier_kits_are_folded(world: World) -> None:
    teacher = world.people["teacher"]
    for number in range(7):
        kit = make.kit(world.owner)
        make.workshop(world.cohort, today() - (number + 3) * DAY, about=kit, status="held")
        make.session(world.programme, world.north, kit, today() - DAY, people=[teacher])
    shown = page(world, "teacher")
    assert shown.index("og 2 tidligere") > shown.index("Dette har du vært med på")
