"""The project lead plans rounds and closes them; everybody else sees what they show."""

import datetime as dt

from django.urls import reverse

from rollout.common.dates import today
from rollout.competence.models import Round
from tests import factories as make
from tests.personas import World


def fields(world: World, **changed: object) -> dict[str, object]:
    framework = world.programme.framework
    return {
        "name": "Høsten",
        "starts_on": today().isoformat(),
        "ends_on": (today() + dt.timedelta(days=14)).isoformat(),
        "framework": framework.pk,
        "target_level": framework.levels.get(code="B1").pk,
        **changed,
    }


def page(world: World, name: str, *args: int, who: str = "lead") -> str:
    return world.client(who).get(reverse(name, args=args)).content.decode()


def test_a_lead_plans_a_round_and_closes_it(world: World) -> None:
    assert "Ingen runde ennå" in page(world, "rounds")
    lead = world.client("lead")
    assert lead.post(reverse("round_new"), fields(world)).status_code == 302
    made = Round.objects.get()
    assert "åpen" in page(world, "rounds")
    assert "kan ikke endres mer" in page(world, "round_close", made.pk)
    assert Round.objects.get().closed_on is None
    lead.post(reverse("round_close", args=[made.pk]))
    assert Round.objects.get().closed_on == today()
    assert "avsluttet" in page(world, "rounds")


def test_a_stale_page_or_a_second_click_changes_no_closed_round(world: World) -> None:
    made = make.closed_round(world.owner)
    lead = world.client("lead")
    for name in ("round_change", "round_close"):
        address = reverse(name, args=[made.pk])
        assert lead.post(address, fields(world)).status_code == 302
        assert "avsluttet" in lead.get(address, follow=True).content.decode()
        assert world.client("stranger").post(address, fields(world)).status_code == 404
    now = Round.objects.get()
    assert (now.name, now.closed_on, now.result) == (made.name, made.closed_on, made.result)


def test_what_is_wrong_is_told_and_nothing_is_lost(world: World) -> None:
    make.closed_round(world.owner)
    lead = world.client("lead")
    said = lead.post(reverse("round_new"), fields(world)).content.decode()
    assert "minst 28 dager" in said
    assert 'value="Høsten"' in said
    other = {"framework": fields(world)["framework"], "target_level": other_level()}
    assert (
        "Velg et nivå i rammeverket"
        in lead.post(reverse("round_new"), fields(world, **other)).content.decode()
    )
    early = fields(world, ends_on="2020-01-01")
    assert "Siste dag" in lead.post(reverse("round_new"), early).content.decode()
    assert Round.objects.count() == 1


def other_level() -> int:
    from rollout.competence.models import Level

    return Level.objects.filter(framework__code="pfdk")[0].pk


def test_a_planned_round_is_changed_and_not_closed(world: World) -> None:
    made = make.open_round(world.owner, today() + dt.timedelta(days=1), today() + dt.timedelta(9))
    assert "planlagt" in page(world, "rounds")
    lead = world.client("lead")
    lead.post(reverse("round_change", args=[made.pk]), fields(world, name="Våren"))
    assert Round.objects.get().name == "Våren"
    made.starts_on = today() + dt.timedelta(days=1)
    made.save()
    lead.post(reverse("round_close", args=[made.pk]))
    assert Round.objects.get().closed_on is None


def test_a_person_sees_whether_what_they_answer_counts(world: World) -> None:
    assert "Ingen runde er åpen nå" in page(world, "my_competence", who="teacher")
    make.open_round(world.owner)
    assert "En runde er åpen til" in page(world, "my_competence", who="teacher")


def test_a_schools_page_names_the_round_that_its_levels_come_from(world: World) -> None:
    address = "school", world.programme.pk, world.north.pk
    assert "ikke med i en avsluttet runde ennå" in page(world, *address)
    made = make.closed_round(world.owner)
    assert f"{made.name}, avsluttet" in page(world, *address)
