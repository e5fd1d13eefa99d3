"""Levels by rule, and assessing oneself in private."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from rollout.common.dates import today
from rollout.competence.actions import assess_self
from rollout.competence.models import Area, Assessment, Framework, Level
from rollout.competence.queries import own_levels
from rollout.competence.rules import dimension_levels, overall_level
from rollout.planning.models import Programme
from tests import factories as make
from tests.personas import World

DIMENSIONS = {1: "pedagogical", 2: "technical", 3: "pedagogical", 4: "technical"}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("code", "areas", "levels", "competences"), [("digcompedu", 6, 6, 22), ("pfdk", 7, 5, 0)]
)
def test_the_frameworks_are_there_whole(
    code: str, areas: int, levels: int, competences: int
) -> None:
    framework = Framework.objects.get(code=code)
    assert framework.areas.count() == areas
    assert framework.levels.count() == levels
    assert sum(a.competences.count() for a in framework.areas.all()) == competences
    assert all(a.statements.count() == levels for a in framework.areas.all())
    assert {a.dimension for a in framework.areas.all()} == {"pedagogical", "technical"}


def test_a_dimension_is_the_median_of_its_areas_the_lower_of_two() -> None:
    assert dimension_levels({1: 2, 3: 4, 2: 5}, DIMENSIONS) == {"pedagogical": 2, "technical": 5}


def test_the_overall_level_is_the_lower_dimension() -> None:
    assert overall_level({1: 4, 2: 3, 3: 4, 4: 3}, DIMENSIONS) == 3


def test_there_is_no_overall_level_until_both_dimensions_are_answered() -> None:
    assert overall_level({1: 4, 3: 4}, DIMENSIONS) is None
    assert overall_level({}, DIMENSIONS) is None


@given(st.dictionaries(st.sampled_from([1, 2, 3, 4]), st.integers(1, 6), min_size=1))
def test_no_level_is_outside_what_was_answered(levels: dict[int, int]) -> None:
    overall = overall_level(levels, DIMENSIONS)
    assert overall is None or min(levels.values()) <= overall <= max(levels.values())


def answer(world: World, area: Area, rank: int, who: str = "teacher", **extra: str) -> object:
    level = Level.objects.get(framework=area.framework, rank=rank)
    data = {"level": level.pk, **extra}
    return world.client(who).post(reverse("assess_area", args=[area.pk]), data)


def areas(world: World) -> list[Area]:
    return list(world.programme.framework.areas.all())


def test_one_area_a_screen_to_the_end(world: World) -> None:
    for number, area in enumerate(areas(world)):
        response = answer(world, area, 2)
        last = number == len(areas(world)) - 1
        target = (
            reverse("my_competence")
            if last
            else reverse("assess_area", args=[areas(world)[number + 1].pk])
        )
        assert response["Location"] == target
    page = world.client("teacher").get(reverse("my_competence"))
    assert page.context["overall"].code == "A2"


def test_stop_and_go_on_another_day(world: World) -> None:
    assert answer(world, areas(world)[0], 3, stop="1")["Location"] == reverse("my_competence")
    page = world.client("teacher").get(reverse("my_competence"))
    assert page.context["next"] == areas(world)[1]


def test_the_last_answer_of_the_day_holds(world: World) -> None:
    for rank in (2, 4):
        answer(world, areas(world)[0], rank)
    assert Assessment.objects.get().level.rank == 4


def test_a_level_holds_from_its_day_and_the_last_entered_of_a_day_holds(world: World) -> None:
    who, area, framework = world.people["teacher"], areas(world)[0], world.programme.framework
    for rank, source in ((2, "self"), (4, "superuser")):
        Assessment.objects.create(
            person=who, area=area, level=framework.levels.get(rank=rank), source=source,
            assessed_on=today(),
        )  # fmt: skip
    assert own_levels(who, framework, today()) == {area.pk: 4}
    assert own_levels(who, framework, today() - dt.timedelta(days=1)) == {}


def test_a_level_of_another_framework_is_refused(world: World) -> None:
    other = Framework.objects.exclude(pk=world.programme.framework_id)[0].levels.all()[0]
    with pytest.raises(ValidationError):
        assess_self(person=world.people["teacher"], area=areas(world)[0], level=other, day=today())


def test_own_development_is_shown(world: World) -> None:
    area = areas(world)[0]
    make.assess(world.people["teacher"], 2, world.programme.starts_on, areas=1)
    answer(world, area, 3)
    page = world.client("teacher").get(reverse("my_competence")).content.decode()
    assert "A2" in page
    assert "B1" in page


@pytest.mark.parametrize("level", ["", "999999", "tull"])
def test_no_choice_is_told_kindly(world: World, level: str) -> None:
    url = reverse("assess_area", args=[areas(world)[0].pk])
    response = world.client("teacher").post(url, {"level": level})
    assert response.status_code == 200
    assert response.context["error"]
    assert not Assessment.objects.exists()


def test_no_one_sees_another_persons_answers(world: World) -> None:
    """Whoever looks, no page that names the teacher shows a level of theirs."""
    make.assess(world.people["teacher"], 6)
    for who in ("lead", "principal", "superuser", "facilitator", "reader"):
        client = world.client(who)
        for name, args in (
            ("school", [world.programme.pk, world.north.pk]),
            ("person", [world.people["teacher"].pk]),
            ("school_people", [world.programme.pk, world.north.pk]),
        ):
            page = client.get(reverse(name, args=args))
            if page.status_code == 200:
                assert 'class="level-6"' not in page.content.decode()
                assert "C2 Pioner</span>" not in page.content.decode().split("legend")[0]


def test_an_area_of_another_framework_is_not_found(world: World) -> None:
    other = Area.objects.filter(framework__code="pfdk")[0]
    assert world.client("teacher").get(reverse("assess_area", args=[other.pk])).status_code == 404


def newer_programme(world: World, code: str) -> Programme:
    """Another programme at the school, before the first one in the list."""
    made = make.programme(world.owner, [world.north], "Digital dømmekraft")
    made.framework = Framework.objects.filter(code=code).first()
    made.target_level = None
    made.starts_on += dt.timedelta(days=5)
    made.save()
    return made


def test_home_and_my_competence_are_of_the_programme_that_was_chosen(world: World) -> None:
    newer_programme(world, "pfdk")
    client = world.client("teacher")
    for programme in Programme.objects.filter(owner=world.owner):
        home = client.get("/", {"programme": programme.pk})
        mine = client.get(reverse("my_competence"))
        assert mine.context["framework"] == programme.framework
        assert home.context["areas"] == len(mine.context["rows"])


def test_without_a_target_level_the_page_says_so(world: World) -> None:
    Programme.objects.update(framework=None, target_level=None)
    page = world.client("teacher").get(reverse("my_competence"))
    assert page.status_code == 200
    assert "Dette programmet har ingen nivåer" in page.content.decode()
    area = Area.objects.all()[0]
    assert world.client("teacher").get(reverse("assess_area", args=[area.pk])).status_code == 404
